import {
  CancelUpdateStackCommand,
  type CloudFormationClient,
  DescribeStackEventsCommand,
  DescribeStackSetCommand,
  DescribeStackSetOperationCommand,
  DescribeStacksCommand,
  ListStackSetOperationResultsCommand,
  ListStackSetOperationsCommand,
  ListStackSetsCommand,
  ListStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { createSdkApi, type OperationsOf, operationNames, type SdkApi, type SdkClients } from '../sdk-api.ts';

const commands = {
  CancelUpdateStack: CancelUpdateStackCommand,
  DescribeStackEvents: DescribeStackEventsCommand,
  DescribeStacks: DescribeStacksCommand,
  DescribeStackSet: DescribeStackSetCommand,
  DescribeStackSetOperation: DescribeStackSetOperationCommand,
  ListStackSetOperationResults: ListStackSetOperationResultsCommand,
  ListStackSetOperations: ListStackSetOperationsCommand,
  ListStackSets: ListStackSetsCommand,
  ListStacks: ListStacksCommand,
};

/** The operations of CloudFormation that the bot calls, and no others. */
export type CloudFormationOperations = OperationsOf<typeof commands>;
export type CloudFormationOperation = keyof CloudFormationOperations;
export type CloudFormationApi = SdkApi<CloudFormationOperations>;

/** Names of all operations the bot calls: a test holds the functions' rights against them. */
export const cloudFormationOperations = operationNames(commands);

/** The API over SDK clients. */
export function createCloudFormationApi(clients: SdkClients<CloudFormationClient>): CloudFormationApi {
  return createSdkApi<CloudFormationOperations>(commands, clients);
}
