import type { ProviderManifest, ProviderStatement } from '../module.ts';
import { noRollback } from './rollback.ts';
import { phaseOf } from './states.ts';
import { cancelVariable, leftAloneVariable, stackSetsVariable } from './variables.ts';

const stacks = 'arn:${AWS::Partition}:cloudformation:${AWS::Region}:${AWS::AccountId}:stack/*';
const reading: ProviderStatement = {
  actions: ['cloudformation:DescribeStackEvents', 'cloudformation:DescribeStacks'],
  resource: stacks,
};
const readingStackSets: ProviderStatement = {
  actions: [
    'cloudformation:DescribeStackSet',
    'cloudformation:DescribeStackSetOperation',
    'cloudformation:ListStackSetOperationResults',
    'cloudformation:ListStackSetOperations',
  ],
  resource: 'arn:${AWS::Partition}:cloudformation:${AWS::Region}:${AWS::AccountId}:stackset/*',
};
const watchesStackSets = { [stackSetsVariable]: 'true' };
const cancelling: ProviderStatement = { actions: ['cloudformation:CancelUpdateStack'], resource: stacks };

/** What CDK makes in each account before all else, and the stack that the bot itself is: cancelling its own update would be odd. */
const leftAlone = { [leftAloneVariable]: 'CDKToolkit,${self:custom.name}' };
const nothingLeftAlone = { [leftAloneVariable]: ',' };
const mayCancel = { [cancelVariable]: 'true' };

/**
 * Stacks of AWS CloudFormation. Listing is of no resource, so it is allowed on all
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudformation.html).
 */
export const manifest: ProviderManifest = {
  name: 'cloudFormation',
  title: 'AWS CloudFormation',
  module: 'src/lib/providers/cloudformation/module.ts',
  kinds: ['stack', 'stackSet'],
  cannot: {
    rollback: noRollback,
    accept: 'CloudFormation has no connections',
    reject: 'CloudFormation has no connections',
  },
  usual: {
    target: 'arn:aws:cloudformation:eu-west-1:111122223333:stack/orders/00000000-0000-4000-8000-000000000000',
    name: 'orders',
    environment: '',
    service: '',
    template: '',
    templateVersion: '',
  },
  phaseOf,
  enabledByDefault: false,
  // No rate is published for its lists.
  discoveryIntervalMs: 5 * 60_000,
  options: {
    cancelUpdates: {
      description: 'Whether the bot may cancel updates of stacks; it only watches if left out.',
      default: false,
    },
    stackSets: {
      description: 'Whether operations on StackSets are watched, too; nothing can be done to them.',
      default: false,
    },
    everyStack: {
      description: "Whether the stack CDKToolkit and the bot's own are watched, too; they are left alone if left out.",
      default: false,
    },
  },
  features: [
    {
      exports: ['createProvider', 'referenceOf', 'eventParser'],
      rights: {
        observe: [reading],
        discover: [{ actions: ['cloudformation:ListStacks'], resource: '*' }],
        command: [reading],
      },
      // Delivered at least once; all others of its events are left out (`events.ts`).
      events: [
        {
          logicalId: 'CloudFormationEvents',
          description: 'Status changes of CloudFormation stacks, to the observe queue',
          source: 'aws.cloudformation',
          detailTypes: ['CloudFormation Stack Status Change'],
          to: 'observe',
        },
      ],
      environment: { observe: leftAlone, discover: leftAlone, command: leftAlone },
    },
    {
      option: 'cancelUpdates',
      exports: [],
      actions: ['cancel'],
      rights: { observe: [cancelling], command: [cancelling] },
      environment: { observe: mayCancel, command: mayCancel },
    },
    {
      option: 'stackSets',
      exports: [],
      rights: {
        observe: [readingStackSets],
        discover: [
          { actions: ['cloudformation:ListStackSets'], resource: '*' },
          {
            actions: ['cloudformation:DescribeStackSet', 'cloudformation:ListStackSetOperations'],
            resource: readingStackSets.resource,
          },
        ],
        command: [readingStackSets],
      },
      events: [
        {
          logicalId: 'CloudFormationStackSetEvents',
          description: 'Status changes of operations on StackSets, to the observe queue',
          source: 'aws.cloudformation',
          detailTypes: ['CloudFormation StackSet Operation Status Change'],
          to: 'observe',
        },
      ],
      environment: { observe: watchesStackSets, discover: watchesStackSets, command: watchesStackSets },
    },
    {
      option: 'everyStack',
      exports: [],
      environment: { observe: nothingLeftAlone, discover: nothingLeftAlone, command: nothingLeftAlone },
    },
  ],
};
