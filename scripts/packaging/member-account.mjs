import { Document } from 'yaml';

/** @typedef {import('../../src/lib/providers/module.ts').ProviderManifest} ProviderManifest */
/** @typedef {import('../../src/lib/providers/module.ts').ProviderFeature} ProviderFeature */

/** The functions of the bot that assume the role; `slack` asks no back end. */
const asking = { observe: 'Observe', discover: 'Discover', command: 'Command' };

const header = ` What an account needs that the bot serves from another account, or in another Region: rules that forward events to the bot's
 event bus, and the role that the bot assumes. How to use it: docs/deploying.md, "Other accounts and Regions".

 Written from the manifests of the back ends (src/lib/providers/*/manifest.ts) by "node scripts/write-member-account.mjs".
 A test compares it with them. Do not edit it by hand.`;

/**
 * The text of infrastructure/member-account.yml. What each back end and each of its options adds is a parameter of its own, with the
 * same name as in bot.yml, so the operator can allow watching alone.
 *
 * @param {readonly ProviderManifest[]} manifests of all back ends
 * @returns {string}
 */
export function memberAccountTemplate(manifests) {
  const choices = manifests.flatMap(choicesOf);
  const template = {
    AWSTemplateFormatVersion: '2010-09-09',
    Description:
      'proton-bot: forwards events of this account and Region to the bot, and lets the bot assume a role here',
    Metadata: { 'AWS::CloudFormation::Interface': { ParameterGroups: parameterGroups(choices) } },
    Parameters: { ...botParameters, ...Object.fromEntries(choices.map(parameter)) },
    Conditions: Object.fromEntries(choices.map(condition)),
    Resources: {
      BotRole: botRole,
      ...Object.fromEntries(choices.flatMap(policy)),
      ForwardRole: forwardRole(choices),
      ...Object.fromEntries(choices.flatMap(eventRules)),
    },
    Outputs: {
      BotRoleArn: { Description: 'roleArn of this account and Region in bot.yml', Value: attribute('BotRole') },
    },
  };
  const document = new Document(template, { aliasDuplicateObjects: false, schema: 'yaml-1.1' });
  document.commentBefore = header;
  return document.toString({ lineWidth: 0 });
}

/** What the operator can choose: each back end, and each option with rights of its own. */
function choicesOf(manifest) {
  const { name, title, options, features } = manifest;
  return features.flatMap((feature) => {
    const rights = rightsOf(feature);
    if (feature.option !== undefined && rights.length === 0) return [];
    const id = capitalised(name) + capitalised(feature.option ?? '');
    const backEnd = capitalised(name);
    const description =
      feature.option === undefined
        ? `${title}: the bot watches it here.${moreThanWatching(feature)}`
        : `${title}: ${options[feature.option].description} Needs ${backEnd}.`;
    return [{ id, backEnd, name, title, feature, rights, description }];
  });
}

/** A back end whose manifest does not separate watching from acting says here what the switch allows as well. */
function moreThanWatching({ actions = [], exports }) {
  const managing = exports.includes('createResourceManager') ? ['create', 'change', 'delete'] : [];
  const more = [...actions, ...managing];
  return more.length === 0 ? '' : ` This includes the permissions to ${more.join(', ')}.`;
}

/** What any of the functions may do, since all of them assume one role: one statement for each resource and condition. */
function rightsOf({ rights = {} }) {
  const statements = new Map();
  for (const { actions, resource, passedTo } of Object.keys(asking).flatMap((key) => rights[key] ?? [])) {
    const key = JSON.stringify([resource, passedTo]);
    const known = statements.get(key)?.actions ?? [];
    statements.set(key, { actions: new Set([...known, ...actions]), resource, passedTo });
  }
  const byName = (left, right) => (left < right ? -1 : 1);
  return [...statements.values()].map(({ actions, ...rest }) => ({ actions: [...actions].sort(byName), ...rest }));
}

const botParameters = {
  BotAccountId: {
    Type: 'String',
    Description: 'The account of the bot',
    AllowedPattern: '^[0-9]{12}$',
    ConstraintDescription: 'must have twelve digits',
  },
  BotRegion: {
    Type: 'String',
    Description: 'The Region of the bot',
    AllowedPattern: '^[a-z]{2}(-[a-z]+){1,3}-[0-9]$',
    ConstraintDescription: 'must be a Region, such as eu-central-1',
  },
  BotStackName: {
    Type: 'String',
    Description: "The name of the bot's stack, which its roles are named after",
    Default: 'proton-bot-prod',
    AllowedPattern: '^[a-zA-Z][-a-zA-Z0-9]*$',
  },
  ExternalId: {
    Type: 'String',
    Description: 'The externalId of this account in bot.yml. Choose a text that nobody else uses.',
    MinLength: 2,
    MaxLength: 1224,
    AllowedPattern: '^[a-zA-Z0-9_+=,.@:/-]*$',
  },
  NamePrefix: {
    Type: 'String',
    Description:
      'Names of rules begin with it. The role is named by it and by the Region, since its rights are of one Region.',
    Default: 'proton-bot',
    MaxLength: 38,
    AllowedPattern: '^[a-zA-Z0-9_.-]+$',
  },
};

function parameterGroups(choices) {
  return [
    { Label: { default: 'The bot' }, Parameters: Object.keys(botParameters) },
    { Label: { default: 'What it watches, and may do' }, Parameters: choices.map(({ id }) => id) },
  ];
}

function parameter({ id, description }) {
  return [id, { Type: 'String', Description: description, Default: 'false', AllowedValues: ['true', 'false'] }];
}

function conditionName(id) {
  return `${id}IsOn`;
}

function condition({ id, backEnd }) {
  const isTrue = (name) => ({ 'Fn::Equals': [{ Ref: name }, 'true'] });
  return [conditionName(id), id === backEnd ? isTrue(id) : { 'Fn::And': [isTrue(backEnd), isTrue(id)] }];
}

/**
 * Only the three functions that ask back ends may assume it. A principal that names a role directly is lost when the role is created
 * again (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html), so a condition names them.
 */
const botRole = {
  Type: 'AWS::IAM::Role',
  Properties: {
    RoleName: { 'Fn::Sub': '${NamePrefix}-${AWS::Region}' },
    Description: 'Assumed by proton-bot, to watch deployments in this Region, and to act on them',
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${BotAccountId}:root' } },
          Action: 'sts:AssumeRole',
          Condition: {
            StringEquals: { 'sts:ExternalId': { Ref: 'ExternalId' } },
            ArnLike: {
              'aws:PrincipalArn': Object.values(asking).map((name) => ({
                'Fn::Sub': `arn:\${AWS::Partition}:iam::\${BotAccountId}:role/\${BotStackName}-${name}Role-*`,
              })),
            },
          },
        },
      ],
    },
  },
};

function policy({ id, name, feature, rights }) {
  if (rights.length === 0) return [];
  const properties = {
    PolicyName: [name, feature.option].filter(Boolean).join('-'),
    Roles: [{ Ref: 'BotRole' }],
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: rights.map(({ actions, resource, passedTo }) => ({
        Effect: 'Allow',
        Action: actions,
        Resource: resource.includes('${') ? { 'Fn::Sub': resource } : resource,
        ...(passedTo === undefined ? {} : { Condition: { StringEquals: { 'iam:PassedToService': passedTo } } }),
      })),
    },
  };
  return [[`${id}Policy`, { Type: 'AWS::IAM::Policy', Condition: conditionName(id), Properties: properties }]];
}

const botBus = { 'Fn::Sub': 'arn:${AWS::Partition}:events:${BotRegion}:${BotAccountId}:event-bus/default' };

/** What EventBridge needs to send events to the bus of another account, or of another Region. */
function forwardRole(choices) {
  const ruleNames = choices.flatMap(({ feature }) => (feature.events ?? []).map(({ logicalId }) => logicalId));
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      Description: "Lets EventBridge forward events to proton-bot's event bus",
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'events.amazonaws.com' },
            Action: 'sts:AssumeRole',
            Condition: {
              StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
              ArnEquals: {
                'aws:SourceArn': ruleNames.map((name) => ({
                  'Fn::Sub': `arn:\${AWS::Partition}:events:\${AWS::Region}:\${AWS::AccountId}:rule/${ruleName(name)}`,
                })),
              },
            },
          },
        ],
      },
      Policies: [
        {
          PolicyName: 'forward',
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Action: ['events:PutEvents'], Resource: botBus }],
          },
        },
      ],
    },
  };
}

function eventRules({ id, title, feature }) {
  return (feature.events ?? []).map(({ logicalId, source, detailTypes }) => {
    const pattern = { source: [source], ...(detailTypes === undefined ? {} : { 'detail-type': [...detailTypes] }) };
    const properties = {
      Name: { 'Fn::Sub': ruleName(logicalId) },
      Description: `Events of ${title}, to the event bus of the bot`,
      EventPattern: pattern,
      Targets: [{ Id: 'bot', Arn: botBus, RoleArn: attribute('ForwardRole') }],
    };
    return [logicalId, { Type: 'AWS::Events::Rule', Condition: conditionName(id), Properties: properties }];
  });
}

/** A name of its own, as one that CloudFormation makes up is cut short where the stack's name is long. */
function ruleName(logicalId) {
  return `\${NamePrefix}-${logicalId}`;
}

function attribute(logicalId) {
  return { 'Fn::GetAtt': [logicalId, 'Arn'] };
}

function capitalised(text) {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
