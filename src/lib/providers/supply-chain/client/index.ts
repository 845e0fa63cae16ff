/**
 * The client of AWS Supply Chain. `@aws-sdk/client-supplychain` has the same names and shapes: if you can install it, replace
 * this file by `export * from '@aws-sdk/client-supplychain'`. The rest of this folder is then not needed.
 */
export { SupplyChainClient } from './client.ts';
export {
  CreateInstanceCommand,
  DeleteInstanceCommand,
  GetInstanceCommand,
  ListInstancesCommand,
  UpdateInstanceCommand,
} from './commands.ts';
export type { SupplyChainClientConfig } from './configuration.ts';
export {
  AccessDeniedException,
  ConflictException,
  InternalServerException,
  ResourceNotFoundException,
  ServiceQuotaExceededException,
  SupplyChainServiceException,
  ThrottlingException,
  ValidationException,
} from './errors.ts';
export type {
  CreateInstanceCommandInput,
  CreateInstanceCommandOutput,
  DeleteInstanceCommandInput,
  DeleteInstanceCommandOutput,
  GetInstanceCommandInput,
  GetInstanceCommandOutput,
  Instance,
  InstanceState,
  ListInstancesCommandInput,
  ListInstancesCommandOutput,
  UpdateInstanceCommandInput,
  UpdateInstanceCommandOutput,
} from './models.ts';
