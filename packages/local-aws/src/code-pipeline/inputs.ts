import { z } from 'zod';
import { checkInput } from '../endpoint/index.ts';
import type { JsonObject } from '../json.ts';

/**
 * The constraints of the API model (2015-07-09) on what the operations take; members that it does not know are dropped, as the
 * protocol wants it (https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html).
 */
const name = z.string().regex(/^[A-Za-z0-9.@_-]{1,100}$/, 'must be 1 to 100 of A-Z a-z 0-9 . @ _ -');
const executionId = z.string().regex(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'must be the id of an execution');
const nextToken = z.string().min(1).max(2048).nullish();
const maxResults = z.number().int().min(1).max(100).nullish();
const pipelineName = name;
const stageName = name;
const execution = { pipelineName, pipelineExecutionId: executionId };
const transition = { pipelineName, stageName, transitionType: z.enum(['Inbound', 'Outbound']) };

export const inputs = {
  DisableStageTransition: z.object({ ...transition, reason: z.string().regex(/^[a-zA-Z0-9!@ ().*?-]{1,300}$/) }),
  EnableStageTransition: z.object(transition),
  GetPipeline: z.object({ name, version: z.number().int().min(1).nullish() }),
  GetPipelineExecution: z.object(execution),
  GetPipelineState: z.object({ name }),
  ListActionExecutions: z.object({
    pipelineName,
    filter: z
      .object({
        pipelineExecutionId: executionId.nullish(),
        latestInPipelineExecution: z
          .object({ pipelineExecutionId: executionId, startTimeRange: z.enum(['Latest', 'All']) })
          .nullish(),
      })
      .nullish(),
    maxResults,
    nextToken,
  }),
  ListPipelineExecutions: z.object({
    pipelineName,
    filter: z.object({ succeededInStage: z.object({ stageName: stageName.nullish() }).nullish() }).nullish(),
    maxResults,
    nextToken,
  }),
  ListPipelines: z.object({ maxResults: z.number().int().min(1).max(1000).nullish(), nextToken }),
  ListTagsForResource: z.object({
    resourceArn: z.string().regex(/^arn:aws(-\w+)*:codepipeline:.+:[0-9]{12}:.+$/),
    maxResults,
    nextToken,
  }),
  OverrideStageCondition: z.object({ ...execution, stageName, conditionType: z.enum(['BEFORE_ENTRY', 'ON_SUCCESS']) }),
  PutApprovalResult: z.object({
    pipelineName,
    stageName,
    actionName: name,
    result: z.object({ summary: z.string().max(512), status: z.enum(['Approved', 'Rejected']) }),
    token: executionId,
  }),
  RetryStageExecution: z.object({ ...execution, stageName, retryMode: z.enum(['FAILED_ACTIONS', 'ALL_ACTIONS']) }),
  RollbackStage: z.object({ pipelineName, stageName, targetPipelineExecutionId: executionId }),
  StartPipelineExecution: z.object({ name, clientRequestToken: z.string().min(1).max(128).nullish() }),
  StopPipelineExecution: z.object({
    ...execution,
    abandon: z.boolean().nullish(),
    reason: z.string().max(200).nullish(),
  }),
} as const;

export type OperationName = keyof typeof inputs;
export type InputOf<Operation extends OperationName> = z.output<(typeof inputs)[Operation]>;

/** @throws AwsError ValidationException naming every member that breaks a constraint */
export function readInput<Operation extends OperationName>(operation: Operation, input: JsonObject): InputOf<Operation>;
export function readInput(operation: OperationName, input: JsonObject): unknown {
  return checkInput(inputs[operation], input);
}
