import { z } from 'zod';

/**
 * What the API model (CodePipeline 2015-07-09) says of the answers, as far as anything is answered here: members by name, types,
 * words of closed sets. A member that the model does not have fails.
 */
const text = (maximum: number) => z.string().min(1).max(maximum);
const name = z.string().regex(/^[A-Za-z0-9.@\-_]{1,100}$/);
const executionId = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
const time = z.number().positive();
const version = z.number().int().min(1);
const type = z.enum(['STANDARD', 'ROLLBACK']);
const executionMode = z.enum(['QUEUED', 'SUPERSEDED', 'PARALLEL']);
const status = z.enum(['Cancelled', 'InProgress', 'Stopped', 'Stopping', 'Succeeded', 'Superseded', 'Failed']);
const actionStatus = z.enum(['InProgress', 'Abandoned', 'Succeeded', 'Failed']);
const triggerType = z.enum(['CreatePipeline', 'StartPipelineExecution', 'Webhook', 'ManualRollback']);
const trigger = z.strictObject({ triggerType, triggerDetail: z.string().max(1024) });
const rollbackMetadata = z.strictObject({ rollbackTargetPipelineExecutionId: executionId });
const nextToken = text(2048).optional();
const errorDetails = z.strictObject({ code: z.string(), message: text(5000) });
const stageStatus = z.enum(['Cancelled', 'InProgress', 'Failed', 'Stopped', 'Stopping', 'Succeeded', 'Skipped']);
const stageExecution = z.strictObject({ pipelineExecutionId: executionId, status: stageStatus, type });
const conditionStatus = z.enum([
  'InProgress',
  'Failed',
  'Errored',
  'Succeeded',
  'Cancelled',
  'Abandoned',
  'Overridden',
]);
const condition = z.strictObject({
  latestExecution: z.strictObject({ status: conditionStatus }),
  conditionStates: z.array(
    z.strictObject({
      latestExecution: z.strictObject({ status: conditionStatus, lastStatusChange: time }),
      ruleStates: z.array(z.never()),
    }),
  ),
});
const actionTypeId = z.strictObject({
  category: z.enum(['Source', 'Build', 'Deploy', 'Test', 'Invoke', 'Approval', 'Compute']),
  owner: z.enum(['AWS', 'ThirdParty', 'Custom']),
  provider: z.string().regex(/^[0-9A-Za-z_-]{1,35}$/),
  version: z.string().regex(/^[0-9A-Za-z_-]{1,9}$/),
});
const empty = z.strictObject({});
const itsId = z.strictObject({ pipelineExecutionId: executionId });

export const answerShapes: Readonly<Record<string, z.ZodType>> = {
  ListPipelines: z.strictObject({
    pipelines: z.array(
      z.strictObject({
        name,
        version,
        pipelineType: z.enum(['V1', 'V2']),
        executionMode,
        created: time,
        updated: time,
      }),
    ),
    nextToken,
  }),
  GetPipeline: z.strictObject({
    pipeline: z.strictObject({
      name,
      roleArn: z.string().regex(/^arn:aws(-\w+)*:iam::[0-9]{12}:role\/.*$/),
      version,
      executionMode,
      pipelineType: z.enum(['V1', 'V2']),
      stages: z.array(z.strictObject({ name, actions: z.array(z.strictObject({ name, actionTypeId })) })),
    }),
    metadata: z.strictObject({ pipelineArn: z.string(), created: time, updated: time }),
  }),
  GetPipelineState: z.strictObject({
    pipelineName: name,
    pipelineVersion: version,
    stageStates: z.array(
      z.strictObject({
        stageName: name,
        inboundExecution: stageExecution.optional(),
        inboundExecutions: z.array(stageExecution).optional(),
        inboundTransitionState: z.strictObject({
          enabled: z.boolean(),
          lastChangedAt: time.optional(),
          disabledReason: text(300).optional(),
        }),
        actionStates: z.array(
          z.strictObject({
            actionName: name,
            latestExecution: z
              .strictObject({
                actionExecutionId: z.string(),
                status: actionStatus,
                summary: text(2048).optional(),
                lastStatusChange: time,
                token: z.string().optional(),
                externalExecutionId: text(1500),
                errorDetails: errorDetails.optional(),
              })
              .optional(),
          }),
        ),
        latestExecution: stageExecution.optional(),
        beforeEntryConditionState: condition.optional(),
        onSuccessConditionState: condition.optional(),
        retryStageMetadata: z
          .strictObject({ manualStageRetryAttempt: version, latestRetryTrigger: z.enum(['ManualStageRetry']) })
          .optional(),
      }),
    ),
    created: time,
    updated: time,
  }),
  GetPipelineExecution: z.strictObject({
    pipelineExecution: z.strictObject({
      pipelineName: name,
      pipelineVersion: version,
      pipelineExecutionId: executionId,
      status,
      artifactRevisions: z.array(z.never()),
      trigger,
      executionMode,
      executionType: type,
    }),
  }),
  ListPipelineExecutions: z.strictObject({
    pipelineExecutionSummaries: z.array(
      z.strictObject({
        pipelineExecutionId: executionId,
        status,
        startTime: time,
        lastUpdateTime: time,
        sourceRevisions: z.array(z.never()),
        trigger,
        stopTrigger: z.strictObject({ reason: z.string().max(200) }).optional(),
        executionMode,
        executionType: type,
        rollbackMetadata: rollbackMetadata.optional(),
      }),
    ),
    nextToken,
  }),
  ListActionExecutions: z.strictObject({
    actionExecutionDetails: z.array(
      z.strictObject({
        pipelineExecutionId: executionId,
        actionExecutionId: z.string(),
        pipelineVersion: version,
        stageName: name,
        actionName: name,
        startTime: time,
        lastUpdateTime: time,
        status: actionStatus,
        input: z.strictObject({ actionTypeId, region: z.string().min(4).max(30) }),
        output: z.strictObject({
          executionResult: z.strictObject({
            externalExecutionId: z.string(),
            externalExecutionSummary: z.string().optional(),
            errorDetails: errorDetails.optional(),
          }),
        }),
      }),
    ),
    nextToken,
  }),
  ListTagsForResource: z.strictObject({
    tags: z.array(z.strictObject({ key: text(128), value: z.string().max(256) })),
  }),
  StartPipelineExecution: itsId,
  StopPipelineExecution: itsId,
  RetryStageExecution: itsId,
  RollbackStage: itsId,
  PutApprovalResult: z.strictObject({ approvedAt: time }),
  OverrideStageCondition: empty,
  DisableStageTransition: empty,
  EnableStageTransition: empty,
};
