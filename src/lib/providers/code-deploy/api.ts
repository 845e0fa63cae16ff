import {
  BatchGetDeploymentsCommand,
  type BatchGetDeploymentsCommandInput,
  type BatchGetDeploymentsCommandOutput,
  BatchGetDeploymentTargetsCommand,
  type BatchGetDeploymentTargetsCommandInput,
  type BatchGetDeploymentTargetsCommandOutput,
  type CodeDeployClient,
  ContinueDeploymentCommand,
  type ContinueDeploymentCommandInput,
  type ContinueDeploymentCommandOutput,
  GetDeploymentCommand,
  type GetDeploymentCommandInput,
  type GetDeploymentCommandOutput,
  GetDeploymentConfigCommand,
  type GetDeploymentConfigCommandInput,
  type GetDeploymentConfigCommandOutput,
  GetDeploymentGroupCommand,
  type GetDeploymentGroupCommandInput,
  type GetDeploymentGroupCommandOutput,
  ListDeploymentsCommand,
  type ListDeploymentsCommandInput,
  type ListDeploymentsCommandOutput,
  ListDeploymentTargetsCommand,
  type ListDeploymentTargetsCommandInput,
  type ListDeploymentTargetsCommandOutput,
  ListTagsForResourceCommand,
  type ListTagsForResourceCommandInput,
  type ListTagsForResourceCommandOutput,
  StopDeploymentCommand,
  type StopDeploymentCommandInput,
  type StopDeploymentCommandOutput,
} from '@aws-sdk/client-codedeploy';

/** The operations of AWS CodeDeploy that the bot calls, and no others. */
export interface CodeDeployOperations {
  BatchGetDeployments: { input: BatchGetDeploymentsCommandInput; output: BatchGetDeploymentsCommandOutput };
  BatchGetDeploymentTargets: {
    input: BatchGetDeploymentTargetsCommandInput;
    output: BatchGetDeploymentTargetsCommandOutput;
  };
  ContinueDeployment: { input: ContinueDeploymentCommandInput; output: ContinueDeploymentCommandOutput };
  GetDeployment: { input: GetDeploymentCommandInput; output: GetDeploymentCommandOutput };
  GetDeploymentConfig: { input: GetDeploymentConfigCommandInput; output: GetDeploymentConfigCommandOutput };
  GetDeploymentGroup: { input: GetDeploymentGroupCommandInput; output: GetDeploymentGroupCommandOutput };
  ListDeployments: { input: ListDeploymentsCommandInput; output: ListDeploymentsCommandOutput };
  ListDeploymentTargets: { input: ListDeploymentTargetsCommandInput; output: ListDeploymentTargetsCommandOutput };
  ListTagsForResource: { input: ListTagsForResourceCommandInput; output: ListTagsForResourceCommandOutput };
  StopDeployment: { input: StopDeploymentCommandInput; output: StopDeploymentCommandOutput };
}

export type CodeDeployOperation = keyof CodeDeployOperations;

/** The provider's one seam to the outside: on AWS and in the local cloud an SDK client, in the simulation the stand-in itself. */
export interface CodeDeployApi {
  call<Name extends CodeDeployOperation>(
    operation: Name,
    input: CodeDeployOperations[Name]['input'],
  ): Promise<CodeDeployOperations[Name]['output']>;
}

type Senders = {
  readonly [Name in CodeDeployOperation]: (
    client: CodeDeployClient,
    input: CodeDeployOperations[Name]['input'],
  ) => Promise<CodeDeployOperations[Name]['output']>;
};

const senders: Senders = {
  BatchGetDeployments: (client, input) => client.send(new BatchGetDeploymentsCommand(input)),
  BatchGetDeploymentTargets: (client, input) => client.send(new BatchGetDeploymentTargetsCommand(input)),
  ContinueDeployment: (client, input) => client.send(new ContinueDeploymentCommand(input)),
  GetDeployment: (client, input) => client.send(new GetDeploymentCommand(input)),
  GetDeploymentConfig: (client, input) => client.send(new GetDeploymentConfigCommand(input)),
  GetDeploymentGroup: (client, input) => client.send(new GetDeploymentGroupCommand(input)),
  ListDeployments: (client, input) => client.send(new ListDeploymentsCommand(input)),
  ListDeploymentTargets: (client, input) => client.send(new ListDeploymentTargetsCommand(input)),
  ListTagsForResource: (client, input) => client.send(new ListTagsForResourceCommand(input)),
  StopDeployment: (client, input) => client.send(new StopDeploymentCommand(input)),
};

/** Names of all operations the bot calls: a test holds the functions' rights against them. */
export const codeDeployOperations: readonly string[] = Object.keys(senders);

/** Whether an operation changes nothing. */
export function isReading(operation: string): boolean {
  return /^(?:Get|List|BatchGet)/.test(operation);
}

/**
 * The API over SDK clients.
 *
 * @param clients - `acting` makes the calls that change something; it must make a single attempt (`maxAttempts: 1`), because
 *   a repetition underneath would run past the fence
 */
export function createCodeDeployApi(clients: {
  readonly reading: CodeDeployClient;
  readonly acting: CodeDeployClient;
}): CodeDeployApi {
  return {
    call(operation, input) {
      const send: Senders[typeof operation] = senders[operation];
      return send(isReading(operation) ? clients.reading : clients.acting, input);
    },
  };
}
