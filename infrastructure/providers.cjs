/**
 * What `serverless.yml` has no lines for, as it follows from `bot.yml` and from the manifests of the back ends: what those need on
 * AWS that are enabled, what the function that answers Slack needs for forms, and what the scopes need. `null` adds nothing to the
 * template.
 *
 * @returns {Promise<{ backEnds: object, forms: string | null, scopes: object | null }>}
 */
async function providers() {
  const { readConfiguration } = await import('../scripts/packaging/configuration.mjs');
  const { enabledProviders, hasForms } = await import('../scripts/packaging/providers.mjs');
  const { unreadable, providers: manifests, result } = await readConfiguration();
  if (unreadable) throw new Error(unreadable);
  if (!result.ok) throw new Error(result.report.join('\n'));
  const { bot } = result.configuration;
  const enabled = enabledProviders(bot, manifests);
  return {
    backEnds: backEndResources(enabled),
    forms: hasForms(enabled) ? ['$', '{file(./infrastructure/forms.yml)}'].join('') : null,
    scopes: bot.scopes.length > 0 ? scopeResources(bot.scopes) : null,
  };
}

/** By its name in a manifest: the function, in the words of the template. */
const functionIds = { observe: 'Observe', discover: 'Discover', command: 'Command', slack: 'Slack' };
const queueIds = { observe: 'ObserveQueue', notify: 'NotifyQueue' };

/**
 * Rights, event rules and variables of the enabled back ends. The framework merges maps key by key and lists place by place: what
 * a function may anyway (roles.yml) is the first of its policies, and the bot's own events (queues.yml) are the first that the
 * queues take.
 */
function backEndResources(enabled) {
  const features = enabled.flatMap(({ name, features: own }) => own.map((feature) => ({ name, ...feature })));
  const events = features.flatMap((feature) => feature.events ?? []);
  const functions = Object.entries(functionIds);
  return {
    Resources: {
      ...Object.fromEntries(functions.flatMap(([key, id]) => policiesOf(key, id, enabled))),
      ...Object.fromEntries(functions.flatMap(([key, id]) => variablesOf(key, id, features))),
      ...Object.fromEntries(events.map(eventRule)),
      QueuePolicy: queuePolicy(events),
    },
  };
}

function policiesOf(key, id, enabled) {
  const policies = enabled.flatMap(({ name, features }) => {
    const statements = features.flatMap(({ rights = {}, ownAccountRights = {} }) => [
      ...(rights[key] ?? []),
      ...(ownAccountRights[key] ?? []),
    ]);
    return statements.length === 0 ? [] : [{ PolicyName: name, PolicyDocument: policyDocument(statements) }];
  });
  if (policies.length === 0) return [];
  return [[`${id}Role`, { Type: 'AWS::IAM::Role', Properties: { Policies: [{}, ...policies] } }]];
}

function policyDocument(statements) {
  const filledIn = (resource) => (resource.includes('${') ? { 'Fn::Sub': resource } : resource);
  return {
    Version: '2012-10-17',
    Statement: statements.map(({ actions, resource, passedTo }) => ({
      Effect: 'Allow',
      Action: [...actions],
      Resource: filledIn(resource),
      ...(passedTo === undefined ? {} : { Condition: { StringEquals: { 'iam:PassedToService': passedTo } } }),
    })),
  };
}

function variablesOf(key, id, features) {
  const variables = Object.assign({}, ...features.map(({ environment = {} }) => environment[key] ?? {}));
  if (Object.keys(variables).length === 0) return [];
  const properties = { Environment: { Variables: variables } };
  return [[`${id}LambdaFunction`, { Type: 'AWS::Lambda::Function', Properties: properties }]];
}

function eventRule({ logicalId, description, source, hostSource, detailTypes, to }) {
  const target = {
    Id: to,
    Arn: arnOf(queueIds[to]),
    DeadLetterConfig: { Arn: arnOf('EventDeadLetterQueue') },
  };
  const sources = hostSource === undefined ? [source] : [source, hostSource];
  const pattern = { source: sources, ...(detailTypes === undefined ? {} : { 'detail-type': [...detailTypes] }) };
  const properties = { Description: description, EventPattern: pattern, Targets: [target] };
  return [logicalId, { Type: 'AWS::Events::Rule', Properties: properties }];
}

/** A queue has one policy only: the one of queues.yml, which takes events from these rules, too. */
function queuePolicy(events) {
  const rules = ['BotEvents', ...events.map(({ logicalId }) => logicalId)].map(arnOf);
  const statement = { Condition: { ArnEquals: { 'aws:SourceArn': rules } } };
  return { Type: 'AWS::SQS::QueuePolicy', Properties: { PolicyDocument: { Statement: [statement] } } };
}

function arnOf(logicalId) {
  return { 'Fn::GetAtt': [logicalId, 'Arn'] };
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

module.exports = providers;
