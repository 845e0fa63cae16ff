import type { ProviderManifest, ProviderStatement } from '../module.ts';
import { phaseOf } from './statuses.ts';

/** Stages and actions are what follows the pipeline's name. */
const pipelines = 'arn:${AWS::Partition}:codepipeline:${AWS::Region}:${AWS::AccountId}:*';

/** What looks at pipelines (https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscodepipeline.html). */
const looking: ProviderStatement = {
  actions: [
    'codepipeline:GetPipeline',
    'codepipeline:GetPipelineExecution',
    'codepipeline:GetPipelineState',
    'codepipeline:ListActionExecutions',
    'codepipeline:ListPipelineExecutions',
    'codepipeline:ListTagsForResource',
  ],
  resource: pipelines,
};

const acting = (...actions: readonly string[]): readonly ProviderStatement[] => [
  { actions: actions.map((action) => `codepipeline:${action}`), resource: pipelines },
];

/** The switch, as the functions that look know it: an action that is off is shown as off, and not tried. */
const switchedOn = (option: string) => {
  const variable = { [`PROTON_BOT_CODE_PIPELINE_${option}`]: 'true' };
  return { observe: variable, command: variable };
};

/** Pipelines of AWS CodePipeline, whatever their executions' mode. */
export const manifest: ProviderManifest = {
  name: 'codePipeline',
  title: 'AWS CodePipeline',
  module: 'src/lib/providers/code-pipeline/module.ts',
  kinds: ['pipeline'],
  cannot: {
    accept: 'AWS CodePipeline has no connections that could be accepted',
    reject: 'AWS CodePipeline has no connections that could be rejected',
  },
  usual: {
    target: 'arn:aws:codepipeline:eu-west-1:111122223333:orders',
    name: 'orders',
    status: 'InProgress',
    template: '',
    templateVersion: '',
  },
  phaseOf,
  enabledByDefault: false,
  // AWS publishes no rate for its lists, and each pipeline is asked for itself.
  discoveryIntervalMs: 5 * 60_000,
  options: {
    cancel: {
      description: 'Whether rules and people can stop executions; they cannot if left out.',
      default: false,
    },
    approve: {
      description: 'Whether people can answer manual approvals and override conditions; they cannot if left out.',
      default: false,
    },
    redeploy: {
      description: 'Whether people can retry a stage, and roll it back; they cannot if left out.',
      default: false,
    },
  },
  features: [
    {
      exports: ['createProvider', 'referenceOf', 'eventParser'],
      rights: {
        observe: [looking],
        // The list of pipelines is of no resource.
        discover: [
          { actions: ['codepipeline:ListPipelines'], resource: '*' },
          { actions: ['codepipeline:GetPipeline', 'codepipeline:ListPipelineExecutions'], resource: pipelines },
        ],
        command: [looking],
      },
      events: [
        {
          logicalId: 'CodePipelineEvents',
          description: 'Executions, stages and actions of CodePipeline, to the observe queue',
          source: 'aws.codepipeline',
          detailTypes: [
            'CodePipeline Pipeline Execution State Change',
            'CodePipeline Stage Execution State Change',
            'CodePipeline Action Execution State Change',
          ],
          to: 'observe',
        },
      ],
    },
    {
      option: 'cancel',
      exports: [],
      actions: ['cancel'],
      rights: { observe: acting('StopPipelineExecution'), command: acting('StopPipelineExecution') },
      environment: switchedOn('CANCEL'),
    },
    {
      option: 'approve',
      exports: [],
      actions: ['continue', 'turnDown'],
      // Only people do that, never a rule; where their call was throttled, the observer makes it again.
      rights: {
        observe: acting('PutApprovalResult', 'OverrideStageCondition'),
        command: acting('PutApprovalResult', 'OverrideStageCondition'),
      },
      environment: switchedOn('APPROVE'),
    },
    {
      option: 'redeploy',
      exports: [],
      actions: ['retry', 'rollback'],
      rights: {
        observe: acting('RetryStageExecution', 'RollbackStage'),
        command: acting('RetryStageExecution', 'RollbackStage'),
      },
      environment: switchedOn('REDEPLOY'),
    },
  ],
};
