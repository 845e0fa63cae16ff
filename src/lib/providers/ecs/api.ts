import {
  ContinueServiceDeploymentCommand,
  type ContinueServiceDeploymentCommandInput,
  type ContinueServiceDeploymentCommandOutput,
  DescribeDaemonDeploymentsCommand,
  type DescribeDaemonDeploymentsCommandInput,
  type DescribeDaemonDeploymentsCommandOutput,
  DescribeServiceDeploymentsCommand,
  type DescribeServiceDeploymentsCommandInput,
  type DescribeServiceDeploymentsCommandOutput,
  DescribeServicesCommand,
  type DescribeServicesCommandInput,
  type DescribeServicesCommandOutput,
  type ECSClient,
  ListClustersCommand,
  type ListClustersCommandInput,
  type ListClustersCommandOutput,
  ListDaemonDeploymentsCommand,
  type ListDaemonDeploymentsCommandInput,
  type ListDaemonDeploymentsCommandOutput,
  ListDaemonsCommand,
  type ListDaemonsCommandInput,
  type ListDaemonsCommandOutput,
  ListServiceDeploymentsCommand,
  type ListServiceDeploymentsCommandInput,
  type ListServiceDeploymentsCommandOutput,
  ListServicesCommand,
  type ListServicesCommandInput,
  type ListServicesCommandOutput,
  ListTagsForResourceCommand,
  type ListTagsForResourceCommandInput,
  type ListTagsForResourceCommandOutput,
  StopServiceDeploymentCommand,
  type StopServiceDeploymentCommandInput,
  type StopServiceDeploymentCommandOutput,
} from '@aws-sdk/client-ecs';

/** The operations of Amazon ECS that the bot calls, and no others. */
export interface EcsOperations {
  ContinueServiceDeployment: {
    input: ContinueServiceDeploymentCommandInput;
    output: ContinueServiceDeploymentCommandOutput;
  };
  DescribeDaemonDeployments: {
    input: DescribeDaemonDeploymentsCommandInput;
    output: DescribeDaemonDeploymentsCommandOutput;
  };
  DescribeServiceDeployments: {
    input: DescribeServiceDeploymentsCommandInput;
    output: DescribeServiceDeploymentsCommandOutput;
  };
  DescribeServices: { input: DescribeServicesCommandInput; output: DescribeServicesCommandOutput };
  ListClusters: { input: ListClustersCommandInput; output: ListClustersCommandOutput };
  ListDaemonDeployments: { input: ListDaemonDeploymentsCommandInput; output: ListDaemonDeploymentsCommandOutput };
  ListDaemons: { input: ListDaemonsCommandInput; output: ListDaemonsCommandOutput };
  ListServiceDeployments: { input: ListServiceDeploymentsCommandInput; output: ListServiceDeploymentsCommandOutput };
  ListServices: { input: ListServicesCommandInput; output: ListServicesCommandOutput };
  ListTagsForResource: { input: ListTagsForResourceCommandInput; output: ListTagsForResourceCommandOutput };
  StopServiceDeployment: { input: StopServiceDeploymentCommandInput; output: StopServiceDeploymentCommandOutput };
}

export type EcsOperation = keyof EcsOperations;

/** The provider's one seam to the outside: on AWS and in the local cloud an SDK client, in the simulation the stand-in itself. */
export interface EcsApi {
  call<Name extends EcsOperation>(
    operation: Name,
    input: EcsOperations[Name]['input'],
  ): Promise<EcsOperations[Name]['output']>;
}

type Senders = {
  readonly [Name in EcsOperation]: (
    client: ECSClient,
    input: EcsOperations[Name]['input'],
  ) => Promise<EcsOperations[Name]['output']>;
};

const senders: Senders = {
  ContinueServiceDeployment: (client, input) => client.send(new ContinueServiceDeploymentCommand(input)),
  DescribeDaemonDeployments: (client, input) => client.send(new DescribeDaemonDeploymentsCommand(input)),
  DescribeServiceDeployments: (client, input) => client.send(new DescribeServiceDeploymentsCommand(input)),
  DescribeServices: (client, input) => client.send(new DescribeServicesCommand(input)),
  ListClusters: (client, input) => client.send(new ListClustersCommand(input)),
  ListDaemonDeployments: (client, input) => client.send(new ListDaemonDeploymentsCommand(input)),
  ListDaemons: (client, input) => client.send(new ListDaemonsCommand(input)),
  ListServiceDeployments: (client, input) => client.send(new ListServiceDeploymentsCommand(input)),
  ListServices: (client, input) => client.send(new ListServicesCommand(input)),
  ListTagsForResource: (client, input) => client.send(new ListTagsForResourceCommand(input)),
  StopServiceDeployment: (client, input) => client.send(new StopServiceDeploymentCommand(input)),
};

/** Names of all operations the bot calls: a test holds the functions' IAM policies against them. */
export const ecsOperations: readonly EcsOperation[] = Object.keys(senders).filter((name) => isOperation(name));

function isOperation(name: string): name is EcsOperation {
  return Object.hasOwn(senders, name);
}

const acting: ReadonlySet<EcsOperation> = new Set(['StopServiceDeployment', 'ContinueServiceDeployment']);

/** Whether an operation changes something. */
export function isActing(operation: EcsOperation): boolean {
  return acting.has(operation);
}

/**
 * The API over SDK clients.
 *
 * @param clients - `acting` makes the calls that change something; it must make a single attempt (`maxAttempts: 1`), because
 *   a repetition underneath would run past the fence
 */
export function createEcsApi(clients: { readonly reading: ECSClient; readonly acting: ECSClient }): EcsApi {
  return {
    call(operation, input) {
      const send: Senders[typeof operation] = senders[operation];
      return send(isActing(operation) ? clients.acting : clients.reading, input);
    },
  };
}
