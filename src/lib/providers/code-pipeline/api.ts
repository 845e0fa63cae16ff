import {
  type CodePipelineClient,
  GetPipelineCommand,
  GetPipelineExecutionCommand,
  GetPipelineStateCommand,
  ListActionExecutionsCommand,
  ListPipelineExecutionsCommand,
  ListPipelinesCommand,
  ListTagsForResourceCommand,
  OverrideStageConditionCommand,
  PutApprovalResultCommand,
  RetryStageExecutionCommand,
  RollbackStageCommand,
  StopPipelineExecutionCommand,
} from '@aws-sdk/client-codepipeline';
import { createSdkApi, type OperationsOf, operationNames, type SdkApi, type SdkClients } from '../sdk-api.ts';

const commands = {
  GetPipeline: GetPipelineCommand,
  GetPipelineExecution: GetPipelineExecutionCommand,
  GetPipelineState: GetPipelineStateCommand,
  ListActionExecutions: ListActionExecutionsCommand,
  ListPipelineExecutions: ListPipelineExecutionsCommand,
  ListPipelines: ListPipelinesCommand,
  ListTagsForResource: ListTagsForResourceCommand,
  OverrideStageCondition: OverrideStageConditionCommand,
  PutApprovalResult: PutApprovalResultCommand,
  RetryStageExecution: RetryStageExecutionCommand,
  RollbackStage: RollbackStageCommand,
  StopPipelineExecution: StopPipelineExecutionCommand,
};

/** The operations of AWS CodePipeline that the bot calls, and no others. */
export type CodePipelineOperations = OperationsOf<typeof commands>;
export type CodePipelineOperation = keyof CodePipelineOperations;
export type CodePipelineApi = SdkApi<CodePipelineOperations>;

/** Names of all operations the bot calls: a test holds the functions' rights against them. */
export const codePipelineOperations = operationNames(commands);

/** The API over SDK clients. */
export function createCodePipelineApi(clients: SdkClients<CodePipelineClient>): CodePipelineApi {
  return createSdkApi<CodePipelineOperations>(commands, clients);
}
