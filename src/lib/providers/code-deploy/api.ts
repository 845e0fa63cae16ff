import {
  BatchGetDeploymentsCommand,
  BatchGetDeploymentTargetsCommand,
  type CodeDeployClient,
  ContinueDeploymentCommand,
  CreateDeploymentCommand,
  GetDeploymentCommand,
  GetDeploymentConfigCommand,
  GetDeploymentGroupCommand,
  ListDeploymentsCommand,
  ListDeploymentTargetsCommand,
  ListTagsForResourceCommand,
  StopDeploymentCommand,
} from '@aws-sdk/client-codedeploy';
import { createSdkApi, type OperationsOf, operationNames, type SdkApi, type SdkClients } from '../sdk-api.ts';

const commands = {
  BatchGetDeployments: BatchGetDeploymentsCommand,
  BatchGetDeploymentTargets: BatchGetDeploymentTargetsCommand,
  ContinueDeployment: ContinueDeploymentCommand,
  CreateDeployment: CreateDeploymentCommand,
  GetDeployment: GetDeploymentCommand,
  GetDeploymentConfig: GetDeploymentConfigCommand,
  GetDeploymentGroup: GetDeploymentGroupCommand,
  ListDeployments: ListDeploymentsCommand,
  ListDeploymentTargets: ListDeploymentTargetsCommand,
  ListTagsForResource: ListTagsForResourceCommand,
  StopDeployment: StopDeploymentCommand,
};

/** The operations of AWS CodeDeploy that the bot calls, and no others. */
export type CodeDeployOperations = OperationsOf<typeof commands>;
export type CodeDeployOperation = keyof CodeDeployOperations;
export type CodeDeployApi = SdkApi<CodeDeployOperations>;

/** Names of all operations the bot calls: a test holds the functions' rights against them. */
export const codeDeployOperations = operationNames(commands);

/** The API over SDK clients. */
export function createCodeDeployApi(clients: SdkClients<CodeDeployClient>): CodeDeployApi {
  return createSdkApi<CodeDeployOperations>(commands, clients);
}
