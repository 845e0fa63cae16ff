import {
  ContinueServiceDeploymentCommand,
  DescribeDaemonDeploymentsCommand,
  DescribeServiceDeploymentsCommand,
  DescribeServiceRevisionsCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  type ECSClient,
  ListClustersCommand,
  ListDaemonDeploymentsCommand,
  ListDaemonsCommand,
  ListServiceDeploymentsCommand,
  ListServicesCommand,
  ListTagsForResourceCommand,
  ListTasksCommand,
  StopServiceDeploymentCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { createSdkApi, type OperationsOf, operationNames, type SdkApi, type SdkClients } from '../sdk-api.ts';

const commands = {
  ContinueServiceDeployment: ContinueServiceDeploymentCommand,
  DescribeDaemonDeployments: DescribeDaemonDeploymentsCommand,
  DescribeServiceDeployments: DescribeServiceDeploymentsCommand,
  DescribeServiceRevisions: DescribeServiceRevisionsCommand,
  DescribeServices: DescribeServicesCommand,
  DescribeTaskDefinition: DescribeTaskDefinitionCommand,
  DescribeTasks: DescribeTasksCommand,
  ListClusters: ListClustersCommand,
  ListDaemonDeployments: ListDaemonDeploymentsCommand,
  ListDaemons: ListDaemonsCommand,
  ListServiceDeployments: ListServiceDeploymentsCommand,
  ListServices: ListServicesCommand,
  ListTagsForResource: ListTagsForResourceCommand,
  ListTasks: ListTasksCommand,
  StopServiceDeployment: StopServiceDeploymentCommand,
  UpdateService: UpdateServiceCommand,
};

/** The operations of Amazon ECS that the bot calls, and no others. */
export type EcsOperations = OperationsOf<typeof commands>;
export type EcsOperation = keyof EcsOperations;
export type EcsApi = SdkApi<EcsOperations>;

/** Names of all operations the bot calls: a test holds the functions' rights against them. */
export const ecsOperations = operationNames(commands);

/** The API over SDK clients. */
export function createEcsApi(clients: SdkClients<ECSClient>): EcsApi {
  return createSdkApi<EcsOperations>(commands, clients);
}
