/**
 * The client of AWS Supply Chain. `@aws-sdk/client-supplychain` has the same names and shapes: where it can be installed,
 * this file may say `export * from '@aws-sdk/client-supplychain'` instead, and nothing else of this folder is needed.
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
