import { makeBuilder } from '@smithy/core/client';
import { getEndpointPlugin } from '@smithy/core/endpoints';
import type { SupplyChainClientResolvedConfig } from './client.ts';
import { endpointParameters } from './endpoint.ts';
import type {
  CreateInstanceCommandInput,
  CreateInstanceCommandOutput,
  DeleteInstanceCommandInput,
  DeleteInstanceCommandOutput,
  GetInstanceCommandInput,
  GetInstanceCommandOutput,
  ListInstancesCommandInput,
  ListInstancesCommandOutput,
  ServiceInputTypes,
  ServiceOutputTypes,
  UpdateInstanceCommandInput,
  UpdateInstanceCommandOutput,
} from './models.ts';
import { CreateInstance, DeleteInstance, GetInstance, ListInstances, UpdateInstance } from './schemas.ts';

const command = makeBuilder<SupplyChainClientResolvedConfig, ServiceInputTypes, ServiceOutputTypes>(
  endpointParameters,
  'GalaxyPublicAPIGateway',
  'SupplyChainClient',
  getEndpointPlugin,
);
const noPlugins = () => [];

/** Starts the creation of an instance: asynchronous, and idempotent by its client token (assumption A37). */
export class CreateInstanceCommand extends command<CreateInstanceCommandInput, CreateInstanceCommandOutput>(
  {},
  noPlugins,
  'CreateInstance',
  CreateInstance,
) {}

export class GetInstanceCommand extends command<GetInstanceCommandInput, GetInstanceCommandOutput>(
  {},
  noPlugins,
  'GetInstance',
  GetInstance,
) {}

export class ListInstancesCommand extends command<ListInstancesCommandInput, ListInstancesCommandOutput>(
  {},
  noPlugins,
  'ListInstances',
  ListInstances,
) {}

export class UpdateInstanceCommand extends command<UpdateInstanceCommandInput, UpdateInstanceCommandOutput>(
  {},
  noPlugins,
  'UpdateInstance',
  UpdateInstance,
) {}

/** Starts the deletion of an instance and of what it created; data in S3 stays. */
export class DeleteInstanceCommand extends command<DeleteInstanceCommandInput, DeleteInstanceCommandOutput>(
  {},
  noPlugins,
  'DeleteInstance',
  DeleteInstance,
) {}
