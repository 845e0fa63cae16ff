import { createSdkApi, type OperationsOf, operationNames, type SdkApi, type SdkClients } from '../sdk-api.ts';
import {
  CreateInstanceCommand,
  DeleteInstanceCommand,
  GetInstanceCommand,
  ListInstancesCommand,
  type SupplyChainClient,
  UpdateInstanceCommand,
} from './client/index.ts';

const commands = {
  CreateInstance: CreateInstanceCommand,
  DeleteInstance: DeleteInstanceCommand,
  GetInstance: GetInstanceCommand,
  ListInstances: ListInstancesCommand,
  UpdateInstance: UpdateInstanceCommand,
};

/** The operations of AWS Supply Chain that the bot calls, and no others. */
export type SupplyChainOperations = OperationsOf<typeof commands>;
export type SupplyChainOperation = keyof SupplyChainOperations;
export type SupplyChainApi = SdkApi<SupplyChainOperations>;

/** Names of all operations the bot calls: a test holds the functions' rights against them. */
export const supplyChainOperations = operationNames(commands);

/** The API over SDK clients. */
export function createSupplyChainApi(clients: SdkClients<SupplyChainClient>): SupplyChainApi {
  return createSdkApi<SupplyChainOperations>(commands, clients);
}
