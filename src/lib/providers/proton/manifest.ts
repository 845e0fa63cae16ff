import type { ProviderManifest, ProviderStatement } from '../module.ts';
import { phaseOf } from './phases.ts';

/** Connections belong to other accounts, so any account is allowed. */
const anything = 'arn:${AWS::Partition}:proton:${AWS::Region}:*:*';
const inThisAccount = 'arn:${AWS::Partition}:proton:${AWS::Region}:${AWS::AccountId}';

/** The calls that read targets, and act on them. */
const readingAndActing: ProviderStatement = {
  actions: [
    'proton:GetComponent',
    'proton:GetDeployment',
    'proton:GetEnvironment',
    'proton:GetEnvironmentAccountConnection',
    'proton:GetService',
    'proton:GetServiceInstance',
    'proton:AcceptEnvironmentAccountConnection',
    'proton:CancelComponentDeployment',
    'proton:CancelEnvironmentDeployment',
    'proton:CancelServiceInstanceDeployment',
    'proton:CancelServicePipelineDeployment',
    'proton:RejectEnvironmentAccountConnection',
  ],
  resource: anything,
};

/** The address of a service that answers as Proton does, because AWS has ended its own. Empty: AWS_ENDPOINT_URL, then AWS. */
const endpoint = {
  AWS_ENDPOINT_URL_PROTON: "${param:protonEndpointUrl, ''}",
  // The name of the SSM parameter with the key for it, no secret. It is read only if there is such an address.
  PROTON_BOT_PROTON_KEY_PARAMETER: "${param:protonKeyParameter, '/proton-bot/proton/key'}",
};

/** The source of the events of a control plane that is not AWS's, since AWS keeps `aws.*` for itself. */
const hostSource = "${param:protonEventSource, 'proton-bot.control-plane'}";

const readingTheKey: ProviderStatement = {
  actions: ['ssm:GetParameters'],
  resource:
    "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter${param:protonKeyParameter, '/proton-bot/proton/key'}",
};

/**
 * Updates of what is there, and nothing that is new. Proton deploys with the role of the environment, and no role is passed, so no
 * `iam:PassRole` is needed.
 */
const redeploying: readonly ProviderStatement[] = [
  {
    actions: [
      'proton:UpdateComponent',
      'proton:UpdateEnvironment',
      'proton:UpdateServiceInstance',
      'proton:UpdateServicePipeline',
    ],
    resource: `${inThisAccount}:*`,
  },
  {
    actions: ['proton:GetEnvironmentTemplateVersion', 'proton:GetServiceTemplateVersion'],
    resource: `${inThisAccount}:*`,
  },
];
const mayRedeploy = { PROTON_BOT_PROTON_REDEPLOY: 'true' };

/**
 * AWS Proton. Its list operations have no resource, so they are allowed on all
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsproton.html).
 */
export const manifest: ProviderManifest = {
  name: 'proton',
  title: 'AWS Proton',
  module: 'src/lib/providers/proton/module.ts',
  kinds: ['environment', 'serviceInstance', 'servicePipeline', 'component'],
  cannot: {},
  usual: { target: 'arn:aws:proton:eu-west-1:111122223333:service/orders/service-instance/api' },
  phaseOf,
  enabledByDefault: true,
  options: {
    createInstances: {
      description: 'Whether people can create service instances with a form in Slack. Default: false.',
      default: false,
    },
    redeploy: {
      description: 'Whether people can deploy the last good version again; they cannot if left out.',
      default: false,
    },
  },
  features: [
    {
      exports: ['createProvider', 'referenceOf', 'eventParser'],
      actions: ['cancel', 'accept', 'reject'],
      rights: {
        observe: [readingAndActing],
        discover: [
          {
            actions: [
              'proton:ListComponents',
              'proton:ListDeployments',
              'proton:ListEnvironmentAccountConnections',
              'proton:ListEnvironments',
              'proton:ListServiceInstances',
            ],
            resource: '*',
          },
        ],
        command: [readingAndActing, { actions: ['proton:ListEnvironmentAccountConnections'], resource: '*' }],
      },
      events: [
        {
          logicalId: 'ProtonEvents',
          description: 'All events of AWS Proton, to the observe queue',
          source: 'aws.proton',
          hostSource,
          to: 'observe',
        },
      ],
      ownAccountRights: { observe: [readingTheKey], discover: [readingTheKey], command: [readingTheKey] },
      environment: {
        observe: { ...endpoint, PROTON_BOT_PROTON_EVENT_SOURCE: hostSource },
        discover: endpoint,
        command: endpoint,
      },
    },
    {
      option: 'createInstances',
      exports: ['createResourceManager', 'resourceForm'],
      // `command` may already read services and instances. Proton deploys with the role of the environment, so no `iam:PassRole`
      // is needed.
      rights: {
        command: [
          { actions: ['proton:CreateServiceInstance'], resource: `${inThisAccount}:service/*` },
          { actions: ['proton:GetServiceTemplateVersion'], resource: `${inThisAccount}:service-template/*` },
        ],
      },
    },
    {
      option: 'redeploy',
      exports: [],
      actions: ['rollback'],
      // Only people ask for it, never a rule; where their call was throttled, the observer makes it again.
      rights: { observe: redeploying, command: redeploying },
      environment: { observe: mayRedeploy, command: mayRedeploy },
    },
  ],
};
