import type { ProviderManifest, ProviderStatement } from '../module.ts';
import { phaseOf } from './statuses.ts';

const inThisAccount = 'arn:${AWS::Partition}:codedeploy:${AWS::Region}:${AWS::AccountId}';
const groups = `${inThisAccount}:deploymentgroup:*`;
const configurations = `${inThisAccount}:deploymentconfig:*`;
const applications = `${inThisAccount}:application:*`;

/**
 * What looks at deployments (https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscodedeploy.html). Targets of a
 * deployment are of no resource.
 */
const looking: readonly ProviderStatement[] = [
  {
    actions: [
      'codedeploy:BatchGetDeployments',
      'codedeploy:GetDeployment',
      'codedeploy:GetDeploymentGroup',
      'codedeploy:ListDeployments',
      'codedeploy:ListTagsForResource',
    ],
    resource: groups,
  },
  { actions: ['codedeploy:GetDeploymentConfig'], resource: configurations },
  { actions: ['codedeploy:ListTagsForResource'], resource: applications },
  { actions: ['codedeploy:BatchGetDeploymentTargets', 'codedeploy:ListDeploymentTargets'], resource: '*' },
];

/** The reference names no resource for what acts (assumption A68). */
const acting = (action: string): readonly ProviderStatement[] => [{ actions: [`codedeploy:${action}`], resource: '*' }];

/**
 * Whoever creates a deployment is asked for the rights to its revision, which is registered already, and to its configuration, which
 * everybody has who looks (assumption A81).
 */
const redeploying: readonly ProviderStatement[] = [
  { actions: ['codedeploy:CreateDeployment'], resource: groups },
  { actions: ['codedeploy:GetApplicationRevision', 'codedeploy:RegisterApplicationRevision'], resource: applications },
];

/** The switch, as the functions that look know it: what is off is shown as unavailable, and not tried. */
const switchedOn = (option: string) => {
  const variable = { [`PROTON_BOT_CODE_DEPLOY_${option}`]: 'true' };
  return { observe: variable, command: variable };
};

/** Deployment groups of AWS CodeDeploy, on EC2 and on premises, on Lambda and on ECS. */
export const manifest: ProviderManifest = {
  name: 'codeDeploy',
  title: 'AWS CodeDeploy',
  module: 'src/lib/providers/code-deploy/module.ts',
  kinds: ['deploymentGroup'],
  cannot: {
    accept: 'AWS CodeDeploy has no connections that could be accepted',
    reject: 'AWS CodeDeploy has no connections that could be rejected',
  },
  usual: {
    target: 'arn:aws:codedeploy:eu-west-1:111122223333:deploymentgroup:orders/prod',
    name: 'orders/prod',
    id: 'd-ABCDEF123',
    status: 'InProgress',
    initiator: 'user',
    template: '',
    templateVersion: '',
  },
  phaseOf,
  enabledByDefault: false,
  options: {
    cancel: {
      description: 'Whether rules and people can stop deployments, which rolls them back; they cannot if left out.',
      default: false,
    },
    approve: {
      description: 'Whether people can continue deployments that are ready to shift traffic; they cannot if left out.',
      default: false,
    },
    redeploy: {
      description: 'Whether people can deploy the last revision that succeeded again; they cannot if left out.',
      default: false,
    },
  },
  features: [
    {
      exports: ['createProvider', 'referenceOf', 'eventParser'],
      rights: {
        observe: looking,
        discover: [
          // The list of a whole Region is of no group.
          { actions: ['codedeploy:ListDeployments'], resource: '*' },
          { actions: ['codedeploy:BatchGetDeployments', 'codedeploy:GetDeploymentGroup'], resource: groups },
        ],
        command: looking,
      },
      events: [
        {
          logicalId: 'CodeDeployEvents',
          description: 'What deployments of CodeDeploy say, to the observer',
          source: 'aws.codedeploy',
          detailTypes: ['CodeDeploy Deployment State-change Notification'],
          to: 'observe',
        },
      ],
    },
    {
      option: 'cancel',
      exports: [],
      actions: ['cancel'],
      rights: { observe: acting('StopDeployment'), command: acting('StopDeployment') },
      environment: switchedOn('CANCEL'),
    },
    {
      option: 'approve',
      exports: [],
      actions: ['continue'],
      // Only people do that, never a rule; where their call was throttled, the observer makes it again.
      rights: { observe: acting('ContinueDeployment'), command: acting('ContinueDeployment') },
      environment: switchedOn('APPROVE'),
    },
    {
      option: 'redeploy',
      exports: [],
      actions: ['rollback'],
      rights: { observe: redeploying, command: redeploying },
      environment: switchedOn('REDEPLOY'),
    },
  ],
};
