import {
  CreateServiceInstanceCommand,
  type CreateServiceInstanceCommandInput,
  type CreateServiceInstanceCommandOutput,
  GetServiceCommand,
  type GetServiceCommandInput,
  type GetServiceCommandOutput,
  GetServiceInstanceCommand,
  type GetServiceInstanceCommandInput,
  type GetServiceInstanceCommandOutput,
  GetServiceTemplateVersionCommand,
  type GetServiceTemplateVersionCommandInput,
  type GetServiceTemplateVersionCommandOutput,
  type ProtonClient,
} from '@aws-sdk/client-proton';

/** The operations of AWS Proton that are needed to create a service instance, and no others. */
export interface ServiceInstanceOperations {
  CreateServiceInstance: { input: CreateServiceInstanceCommandInput; output: CreateServiceInstanceCommandOutput };
  GetService: { input: GetServiceCommandInput; output: GetServiceCommandOutput };
  GetServiceInstance: { input: GetServiceInstanceCommandInput; output: GetServiceInstanceCommandOutput };
  GetServiceTemplateVersion: {
    input: GetServiceTemplateVersionCommandInput;
    output: GetServiceTemplateVersionCommandOutput;
  };
}

export type ServiceInstanceOperation = keyof ServiceInstanceOperations;

/**
 * The resource manager's only interface to the outside. It is separate from the provider's, so that only the bundle of `command`
 * has it.
 */
export interface ServiceInstanceApi {
  call<Name extends ServiceInstanceOperation>(
    operation: Name,
    input: ServiceInstanceOperations[Name]['input'],
  ): Promise<ServiceInstanceOperations[Name]['output']>;
}

type Senders = {
  readonly [Name in ServiceInstanceOperation]: (
    client: ProtonClient,
    input: ServiceInstanceOperations[Name]['input'],
  ) => Promise<ServiceInstanceOperations[Name]['output']>;
};

const senders: Senders = {
  CreateServiceInstance: (client, input) => client.send(new CreateServiceInstanceCommand(input)),
  GetService: (client, input) => client.send(new GetServiceCommand(input)),
  GetServiceInstance: (client, input) => client.send(new GetServiceInstanceCommand(input)),
  GetServiceTemplateVersion: (client, input) => client.send(new GetServiceTemplateVersionCommand(input)),
};

/** Names of all operations it calls: a test compares them with the functions' IAM policies. */
export const serviceInstanceOperations: readonly string[] = Object.keys(senders);

/**
 * The API over SDK clients.
 *
 * @param clients - `acting` creates, with a single attempt (`maxAttempts: 1`): its answer decides whether to call again
 */
export function createServiceInstanceApi(clients: {
  readonly reading: ProtonClient;
  readonly acting: ProtonClient;
}): ServiceInstanceApi {
  return {
    call(operation, input) {
      const send: Senders[typeof operation] = senders[operation];
      return send(operation.startsWith('Get') ? clients.reading : clients.acting, input);
    },
  };
}
