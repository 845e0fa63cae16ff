import {
  type CodePipelineClient,
  GetPipelineCommand,
  type GetPipelineCommandInput,
  type GetPipelineCommandOutput,
  GetPipelineExecutionCommand,
  type GetPipelineExecutionCommandInput,
  type GetPipelineExecutionCommandOutput,
  GetPipelineStateCommand,
  type GetPipelineStateCommandInput,
  type GetPipelineStateCommandOutput,
  ListActionExecutionsCommand,
  type ListActionExecutionsCommandInput,
  type ListActionExecutionsCommandOutput,
  ListPipelineExecutionsCommand,
  type ListPipelineExecutionsCommandInput,
  type ListPipelineExecutionsCommandOutput,
  ListPipelinesCommand,
  type ListPipelinesCommandInput,
  type ListPipelinesCommandOutput,
  ListTagsForResourceCommand,
  type ListTagsForResourceCommandInput,
  type ListTagsForResourceCommandOutput,
  OverrideStageConditionCommand,
  type OverrideStageConditionCommandInput,
  type OverrideStageConditionCommandOutput,
  PutApprovalResultCommand,
  type PutApprovalResultCommandInput,
  type PutApprovalResultCommandOutput,
  RetryStageExecutionCommand,
  type RetryStageExecutionCommandInput,
  type RetryStageExecutionCommandOutput,
  RollbackStageCommand,
  type RollbackStageCommandInput,
  type RollbackStageCommandOutput,
  StopPipelineExecutionCommand,
  type StopPipelineExecutionCommandInput,
  type StopPipelineExecutionCommandOutput,
} from '@aws-sdk/client-codepipeline';

/** The operations of AWS CodePipeline that the bot calls, and no others. */
export interface CodePipelineOperations {
  GetPipeline: { input: GetPipelineCommandInput; output: GetPipelineCommandOutput };
  GetPipelineExecution: { input: GetPipelineExecutionCommandInput; output: GetPipelineExecutionCommandOutput };
  GetPipelineState: { input: GetPipelineStateCommandInput; output: GetPipelineStateCommandOutput };
  ListActionExecutions: { input: ListActionExecutionsCommandInput; output: ListActionExecutionsCommandOutput };
  ListPipelineExecutions: { input: ListPipelineExecutionsCommandInput; output: ListPipelineExecutionsCommandOutput };
  ListPipelines: { input: ListPipelinesCommandInput; output: ListPipelinesCommandOutput };
  ListTagsForResource: { input: ListTagsForResourceCommandInput; output: ListTagsForResourceCommandOutput };
  OverrideStageCondition: { input: OverrideStageConditionCommandInput; output: OverrideStageConditionCommandOutput };
  PutApprovalResult: { input: PutApprovalResultCommandInput; output: PutApprovalResultCommandOutput };
  RetryStageExecution: { input: RetryStageExecutionCommandInput; output: RetryStageExecutionCommandOutput };
  RollbackStage: { input: RollbackStageCommandInput; output: RollbackStageCommandOutput };
  StopPipelineExecution: { input: StopPipelineExecutionCommandInput; output: StopPipelineExecutionCommandOutput };
}

export type CodePipelineOperation = keyof CodePipelineOperations;

/** The provider's one seam to the outside: on AWS and in the local cloud an SDK client, in the simulation the stand-in itself. */
export interface CodePipelineApi {
  call<Name extends CodePipelineOperation>(
    operation: Name,
    input: CodePipelineOperations[Name]['input'],
  ): Promise<CodePipelineOperations[Name]['output']>;
}

type Senders = {
  readonly [Name in CodePipelineOperation]: (
    client: CodePipelineClient,
    input: CodePipelineOperations[Name]['input'],
  ) => Promise<CodePipelineOperations[Name]['output']>;
};

const senders: Senders = {
  GetPipeline: (client, input) => client.send(new GetPipelineCommand(input)),
  GetPipelineExecution: (client, input) => client.send(new GetPipelineExecutionCommand(input)),
  GetPipelineState: (client, input) => client.send(new GetPipelineStateCommand(input)),
  ListActionExecutions: (client, input) => client.send(new ListActionExecutionsCommand(input)),
  ListPipelineExecutions: (client, input) => client.send(new ListPipelineExecutionsCommand(input)),
  ListPipelines: (client, input) => client.send(new ListPipelinesCommand(input)),
  ListTagsForResource: (client, input) => client.send(new ListTagsForResourceCommand(input)),
  OverrideStageCondition: (client, input) => client.send(new OverrideStageConditionCommand(input)),
  PutApprovalResult: (client, input) => client.send(new PutApprovalResultCommand(input)),
  RetryStageExecution: (client, input) => client.send(new RetryStageExecutionCommand(input)),
  RollbackStage: (client, input) => client.send(new RollbackStageCommand(input)),
  StopPipelineExecution: (client, input) => client.send(new StopPipelineExecutionCommand(input)),
};

/** Names of all operations the bot calls: a test holds the functions' rights against them. */
export const codePipelineOperations: readonly string[] = Object.keys(senders);

/** Whether an operation changes nothing. */
export function isReading(operation: string): boolean {
  return /^(?:Get|List)/.test(operation);
}

/**
 * The API over SDK clients.
 *
 * @param clients - `acting` makes the calls that change something; it must make a single attempt (`maxAttempts: 1`), because
 *   a repetition underneath would run past the fence
 */
export function createCodePipelineApi(clients: {
  readonly reading: CodePipelineClient;
  readonly acting: CodePipelineClient;
}): CodePipelineApi {
  return {
    call(operation, input) {
      const send: Senders[typeof operation] = senders[operation];
      return send(isReading(operation) ? clients.reading : clients.acting, input);
    },
  };
}
