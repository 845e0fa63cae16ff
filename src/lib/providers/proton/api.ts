import {
  AcceptEnvironmentAccountConnectionCommand,
  type AcceptEnvironmentAccountConnectionCommandInput,
  type AcceptEnvironmentAccountConnectionCommandOutput,
  CancelComponentDeploymentCommand,
  type CancelComponentDeploymentCommandInput,
  type CancelComponentDeploymentCommandOutput,
  CancelEnvironmentDeploymentCommand,
  type CancelEnvironmentDeploymentCommandInput,
  type CancelEnvironmentDeploymentCommandOutput,
  CancelServiceInstanceDeploymentCommand,
  type CancelServiceInstanceDeploymentCommandInput,
  type CancelServiceInstanceDeploymentCommandOutput,
  CancelServicePipelineDeploymentCommand,
  type CancelServicePipelineDeploymentCommandInput,
  type CancelServicePipelineDeploymentCommandOutput,
  GetComponentCommand,
  type GetComponentCommandInput,
  type GetComponentCommandOutput,
  GetDeploymentCommand,
  type GetDeploymentCommandInput,
  type GetDeploymentCommandOutput,
  GetEnvironmentAccountConnectionCommand,
  type GetEnvironmentAccountConnectionCommandInput,
  type GetEnvironmentAccountConnectionCommandOutput,
  GetEnvironmentCommand,
  type GetEnvironmentCommandInput,
  type GetEnvironmentCommandOutput,
  GetServiceCommand,
  type GetServiceCommandInput,
  type GetServiceCommandOutput,
  GetServiceInstanceCommand,
  type GetServiceInstanceCommandInput,
  type GetServiceInstanceCommandOutput,
  ListComponentsCommand,
  type ListComponentsCommandInput,
  type ListComponentsCommandOutput,
  ListDeploymentsCommand,
  type ListDeploymentsCommandInput,
  type ListDeploymentsCommandOutput,
  ListEnvironmentAccountConnectionsCommand,
  type ListEnvironmentAccountConnectionsCommandInput,
  type ListEnvironmentAccountConnectionsCommandOutput,
  ListEnvironmentsCommand,
  type ListEnvironmentsCommandInput,
  type ListEnvironmentsCommandOutput,
  ListServiceInstancesCommand,
  type ListServiceInstancesCommandInput,
  type ListServiceInstancesCommandOutput,
  type ProtonClient,
  RejectEnvironmentAccountConnectionCommand,
  type RejectEnvironmentAccountConnectionCommandInput,
  type RejectEnvironmentAccountConnectionCommandOutput,
} from '@aws-sdk/client-proton';

/** The id of the deployment that a cancel is for. The project's control plane checks it, AWS ignores it. */
export const expectedDeploymentHeader = 'x-proton-bot-expected-deployment-id';

/** The operations of AWS Proton that the bot calls, and no others. */
export interface ProtonOperations {
  AcceptEnvironmentAccountConnection: {
    input: AcceptEnvironmentAccountConnectionCommandInput;
    output: AcceptEnvironmentAccountConnectionCommandOutput;
  };
  CancelComponentDeployment: {
    input: CancelComponentDeploymentCommandInput;
    output: CancelComponentDeploymentCommandOutput;
  };
  CancelEnvironmentDeployment: {
    input: CancelEnvironmentDeploymentCommandInput;
    output: CancelEnvironmentDeploymentCommandOutput;
  };
  CancelServiceInstanceDeployment: {
    input: CancelServiceInstanceDeploymentCommandInput;
    output: CancelServiceInstanceDeploymentCommandOutput;
  };
  CancelServicePipelineDeployment: {
    input: CancelServicePipelineDeploymentCommandInput;
    output: CancelServicePipelineDeploymentCommandOutput;
  };
  GetComponent: { input: GetComponentCommandInput; output: GetComponentCommandOutput };
  GetDeployment: { input: GetDeploymentCommandInput; output: GetDeploymentCommandOutput };
  GetEnvironment: { input: GetEnvironmentCommandInput; output: GetEnvironmentCommandOutput };
  GetEnvironmentAccountConnection: {
    input: GetEnvironmentAccountConnectionCommandInput;
    output: GetEnvironmentAccountConnectionCommandOutput;
  };
  GetService: { input: GetServiceCommandInput; output: GetServiceCommandOutput };
  GetServiceInstance: { input: GetServiceInstanceCommandInput; output: GetServiceInstanceCommandOutput };
  ListComponents: { input: ListComponentsCommandInput; output: ListComponentsCommandOutput };
  ListDeployments: { input: ListDeploymentsCommandInput; output: ListDeploymentsCommandOutput };
  ListEnvironmentAccountConnections: {
    input: ListEnvironmentAccountConnectionsCommandInput;
    output: ListEnvironmentAccountConnectionsCommandOutput;
  };
  ListEnvironments: { input: ListEnvironmentsCommandInput; output: ListEnvironmentsCommandOutput };
  ListServiceInstances: { input: ListServiceInstancesCommandInput; output: ListServiceInstancesCommandOutput };
  RejectEnvironmentAccountConnection: {
    input: RejectEnvironmentAccountConnectionCommandInput;
    output: RejectEnvironmentAccountConnectionCommandOutput;
  };
}

export type ProtonOperation = keyof ProtonOperations;

export interface CallOptions {
  readonly expectedDeploymentId?: string;
}

/**
 * The provider's only interface to the outside: on AWS and in the local cloud an SDK client, in the simulation the control plane
 * itself.
 */
export interface ProtonApi {
  call<Name extends ProtonOperation>(
    operation: Name,
    input: ProtonOperations[Name]['input'],
    options?: CallOptions,
  ): Promise<ProtonOperations[Name]['output']>;
}

type Senders = {
  readonly [Name in ProtonOperation]: (
    client: ProtonClient,
    input: ProtonOperations[Name]['input'],
  ) => Promise<ProtonOperations[Name]['output']>;
};

const senders: Senders = {
  AcceptEnvironmentAccountConnection: (client, input) =>
    client.send(new AcceptEnvironmentAccountConnectionCommand(input)),
  CancelComponentDeployment: (client, input) => client.send(new CancelComponentDeploymentCommand(input)),
  CancelEnvironmentDeployment: (client, input) => client.send(new CancelEnvironmentDeploymentCommand(input)),
  CancelServiceInstanceDeployment: (client, input) => client.send(new CancelServiceInstanceDeploymentCommand(input)),
  CancelServicePipelineDeployment: (client, input) => client.send(new CancelServicePipelineDeploymentCommand(input)),
  GetComponent: (client, input) => client.send(new GetComponentCommand(input)),
  GetDeployment: (client, input) => client.send(new GetDeploymentCommand(input)),
  GetEnvironment: (client, input) => client.send(new GetEnvironmentCommand(input)),
  GetEnvironmentAccountConnection: (client, input) => client.send(new GetEnvironmentAccountConnectionCommand(input)),
  GetService: (client, input) => client.send(new GetServiceCommand(input)),
  GetServiceInstance: (client, input) => client.send(new GetServiceInstanceCommand(input)),
  ListComponents: (client, input) => client.send(new ListComponentsCommand(input)),
  ListDeployments: (client, input) => client.send(new ListDeploymentsCommand(input)),
  ListEnvironmentAccountConnections: (client, input) =>
    client.send(new ListEnvironmentAccountConnectionsCommand(input)),
  ListEnvironments: (client, input) => client.send(new ListEnvironmentsCommand(input)),
  ListServiceInstances: (client, input) => client.send(new ListServiceInstancesCommand(input)),
  RejectEnvironmentAccountConnection: (client, input) =>
    client.send(new RejectEnvironmentAccountConnectionCommand(input)),
};

/** Names of all operations the bot calls: a test compares them with the functions' IAM policies. */
export const protonOperations: readonly string[] = Object.keys(senders);

/**
 * The API over SDK clients.
 *
 * @param clients - `acting` makes the calls that change something; it must make a single attempt (`maxAttempts: 1`), because a
 *   retry inside it would run past the fence
 */
export function createProtonApi(clients: { readonly reading: ProtonClient; readonly acting: ProtonClient }): ProtonApi {
  sendExpectedDeployment(clients.acting);
  return {
    call(operation, input, options = {}) {
      const send: Senders[typeof operation] = senders[operation];
      if (isReading(operation)) return send(clients.reading, input);
      if (options.expectedDeploymentId) expectedDeployments.set(input, options.expectedDeploymentId);
      return send(clients.acting, input);
    },
  };
}

function isReading(operation: ProtonOperation): boolean {
  return operation.startsWith('Get') || operation.startsWith('List');
}

/** The inputs that are sent with the expected-deployment header, and its value: one map for all clients. */
const expectedDeployments = new WeakMap<object, string>();

/** Makes a client send the expected-deployment header with the inputs in {@link expectedDeployments}. */
function sendExpectedDeployment(client: ProtonClient): void {
  client.middlewareStack.add(
    (next) => (args) => {
      const deploymentId = expectedDeployments.get(args.input);
      if (deploymentId !== undefined && hasHeaders(args.request)) {
        args.request.headers[expectedDeploymentHeader] = deploymentId;
      }
      return next(args);
    },
    { step: 'build', name: 'expectedDeployment', override: true },
  );
}

function hasHeaders(request: unknown): request is { headers: Record<string, string> } {
  return typeof request === 'object' && request !== null && 'headers' in request;
}
