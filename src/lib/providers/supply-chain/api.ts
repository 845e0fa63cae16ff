import {
  CreateInstanceCommand,
  type CreateInstanceCommandInput,
  type CreateInstanceCommandOutput,
  DeleteInstanceCommand,
  type DeleteInstanceCommandInput,
  type DeleteInstanceCommandOutput,
  GetInstanceCommand,
  type GetInstanceCommandInput,
  type GetInstanceCommandOutput,
  ListInstancesCommand,
  type ListInstancesCommandInput,
  type ListInstancesCommandOutput,
  type SupplyChainClient,
  UpdateInstanceCommand,
  type UpdateInstanceCommandInput,
  type UpdateInstanceCommandOutput,
} from './client/index.ts';

/** The operations of AWS Supply Chain that the bot calls, and no others. */
export interface SupplyChainOperations {
  CreateInstance: { input: CreateInstanceCommandInput; output: CreateInstanceCommandOutput };
  DeleteInstance: { input: DeleteInstanceCommandInput; output: DeleteInstanceCommandOutput };
  GetInstance: { input: GetInstanceCommandInput; output: GetInstanceCommandOutput };
  ListInstances: { input: ListInstancesCommandInput; output: ListInstancesCommandOutput };
  UpdateInstance: { input: UpdateInstanceCommandInput; output: UpdateInstanceCommandOutput };
}

export type SupplyChainOperation = keyof SupplyChainOperations;

/** The provider's only interface to the outside: on AWS and in the local cloud a client, in the simulation the service itself. */
export interface SupplyChainApi {
  call<Name extends SupplyChainOperation>(
    operation: Name,
    input: SupplyChainOperations[Name]['input'],
  ): Promise<SupplyChainOperations[Name]['output']>;
}

type Senders = {
  readonly [Name in SupplyChainOperation]: (
    client: SupplyChainClient,
    input: SupplyChainOperations[Name]['input'],
  ) => Promise<SupplyChainOperations[Name]['output']>;
};

const senders: Senders = {
  CreateInstance: (client, input) => client.send(new CreateInstanceCommand(input)),
  DeleteInstance: (client, input) => client.send(new DeleteInstanceCommand(input)),
  GetInstance: (client, input) => client.send(new GetInstanceCommand(input)),
  ListInstances: (client, input) => client.send(new ListInstancesCommand(input)),
  UpdateInstance: (client, input) => client.send(new UpdateInstanceCommand(input)),
};

/** Names of all operations the bot calls: the functions' IAM policies need `scn:` and each of these. */
export const supplyChainOperations: readonly string[] = Object.keys(senders);

/**
 * The API over clients.
 *
 * @param clients - `acting` makes the calls that change something; it must make a single attempt (`maxAttempts: 1`), because a
 *   read of the truth decides whether to call again
 */
export function createSupplyChainApi(clients: {
  readonly reading: SupplyChainClient;
  readonly acting: SupplyChainClient;
}): SupplyChainApi {
  return {
    call(operation, input) {
      const send: Senders[typeof operation] = senders[operation];
      return send(isReading(operation) ? clients.reading : clients.acting, input);
    },
  };
}

function isReading(operation: SupplyChainOperation): boolean {
  return operation === 'GetInstance' || operation === 'ListInstances';
}
