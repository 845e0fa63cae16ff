/**
 * What `bot.yml` enables and what that needs on AWS, for `serverless.yml`: by name a file of resources, or `null` where it is off,
 * which adds nothing to the template. And what the scopes need that it names.
 *
 * @returns {Promise<{ createInstances: string | null, supplyChain: string | null, forms: string | null, scopes: object | null }>}
 */
async function providers() {
  const { readConfiguration } = await import('../scripts/packaging/configuration.mjs');
  const { enabledParts, hasForms } = await import('../scripts/packaging/providers.mjs');
  const { unreadable, result } = await readConfiguration();
  if (unreadable) throw new Error(unreadable);
  if (!result.ok) throw new Error(result.report.join('\n'));
  const { bot } = result.configuration;
  const enabled = enabledParts(bot);
  const resources = (isOn, file) => (isOn ? resourcesIn(`./infrastructure/${file}.yml`) : null);
  return {
    createInstances: resources(enabled.includes('createInstances'), 'create-instances'),
    supplyChain: resources(enabled.includes('supplyChain'), 'supply-chain'),
    forms: resources(hasForms(bot), 'forms'),
    scopes: bot.scopes.length > 0 ? scopeResources(bot.scopes) : null,
  };
}

/** The functions that ask in scopes, and their roles. */
const asking = ['Observe', 'Discover', 'Command'];

/**
 * The right to assume the roles that are named, and no others; the account by which the functions know their own scope; and for
 * each account the right to send its events to this one's default bus.
 */
function scopeResources(scopes) {
  const roles = [...new Set(scopes.map(({ roleArn }) => roleArn))];
  const accounts = [...new Set(scopes.map(({ account }) => account))];
  const functions = asking.map((name) => [
    `${name}LambdaFunction`,
    {
      Type: 'AWS::Lambda::Function',
      Properties: { Environment: { Variables: { PROTON_BOT_ACCOUNT_ID: { Ref: 'AWS::AccountId' } } } },
    },
  ]);
  const senders = accounts.map((account) => [
    `EventsOf${account}`,
    {
      Type: 'AWS::Events::EventBusPolicy',
      Properties: {
        StatementId: { 'Fn::Join': ['-', [{ Ref: 'Bus' }, account]] },
        Action: 'events:PutEvents',
        Principal: account,
      },
    },
  ]);
  const policy = {
    Type: 'AWS::IAM::Policy',
    Properties: {
      PolicyName: 'assume-the-roles-of-scopes',
      Roles: asking.map((name) => ({ Ref: `${name}Role` })),
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: ['sts:AssumeRole'], Resource: roles }],
      },
    },
  };
  return { Resources: { AssumeScopes: policy, ...Object.fromEntries([...functions, ...senders]) } };
}

/** The framework resolves it as if it had stood in serverless.yml. */
function resourcesIn(path) {
  return ['$', `{file(${path})}`].join('');
}

module.exports = providers;
