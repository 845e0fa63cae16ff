import {
  AcceptEnvironmentAccountConnectionCommand,
  CancelComponentDeploymentCommand,
  CancelEnvironmentDeploymentCommand,
  CancelServiceInstanceDeploymentCommand,
  CancelServicePipelineDeploymentCommand,
  GetComponentCommand,
  GetDeploymentCommand,
  GetEnvironmentAccountConnectionCommand,
  GetEnvironmentCommand,
  GetEnvironmentTemplateVersionCommand,
  GetServiceCommand,
  GetServiceInstanceCommand,
  GetServiceTemplateVersionCommand,
  ListComponentsCommand,
  ListDeploymentsCommand,
  ListEnvironmentAccountConnectionsCommand,
  ListEnvironmentsCommand,
  ListServiceInstancesCommand,
  type ProtonClient,
  RejectEnvironmentAccountConnectionCommand,
  UpdateComponentCommand,
  UpdateEnvironmentCommand,
  UpdateServiceInstanceCommand,
  UpdateServicePipelineCommand,
} from '@aws-sdk/client-proton';
import { createSdkApi, isReading, type OperationsOf, operationNames, type SdkClients } from '../sdk-api.ts';

/**
 * The id of the deployment that a cancel is for, or that a rollback replaces: it must be its target's newest. The project's control plane
 * checks it, AWS ignores it.
 */
export const expectedDeploymentHeader = 'x-proton-bot-expected-deployment-id';

/** What the bot calls whatever is switched on. */
const usualCommands = {
  AcceptEnvironmentAccountConnection: AcceptEnvironmentAccountConnectionCommand,
  CancelComponentDeployment: CancelComponentDeploymentCommand,
  CancelEnvironmentDeployment: CancelEnvironmentDeploymentCommand,
  CancelServiceInstanceDeployment: CancelServiceInstanceDeploymentCommand,
  CancelServicePipelineDeployment: CancelServicePipelineDeploymentCommand,
  GetComponent: GetComponentCommand,
  GetDeployment: GetDeploymentCommand,
  GetEnvironmentAccountConnection: GetEnvironmentAccountConnectionCommand,
  GetEnvironment: GetEnvironmentCommand,
  GetService: GetServiceCommand,
  GetServiceInstance: GetServiceInstanceCommand,
  ListComponents: ListComponentsCommand,
  ListDeployments: ListDeploymentsCommand,
  ListEnvironmentAccountConnections: ListEnvironmentAccountConnectionsCommand,
  ListEnvironments: ListEnvironmentsCommand,
  ListServiceInstances: ListServiceInstancesCommand,
  RejectEnvironmentAccountConnection: RejectEnvironmentAccountConnectionCommand,
};

/** What rolling back takes beside that: the functions have the right to it where `redeploy` is on. */
const rollbackCommands = {
  GetEnvironmentTemplateVersion: GetEnvironmentTemplateVersionCommand,
  GetServiceTemplateVersion: GetServiceTemplateVersionCommand,
  UpdateComponent: UpdateComponentCommand,
  UpdateEnvironment: UpdateEnvironmentCommand,
  UpdateServiceInstance: UpdateServiceInstanceCommand,
  UpdateServicePipeline: UpdateServicePipelineCommand,
};

const commands = { ...usualCommands, ...rollbackCommands };

/** The operations of AWS Proton that the bot calls, and no others. */
export type ProtonOperations = OperationsOf<typeof commands>;
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

/** Names of the operations the bot calls: tests compare them with the functions' IAM policies. */
export const protonOperations = operationNames(usualCommands);
export const rollbackOperations = operationNames(rollbackCommands);

/** The API over SDK clients. */
export function createProtonApi(clients: SdkClients<ProtonClient>): ProtonApi {
  sendExpectedDeployment(clients.acting);
  const api = createSdkApi<ProtonOperations>(commands, clients);
  return {
    call(operation, input, { expectedDeploymentId } = {}) {
      if (expectedDeploymentId && !isReading(operation)) expectedDeployments.set(input, expectedDeploymentId);
      return api.call(operation, input);
    },
  };
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
