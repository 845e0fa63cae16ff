import { clientsOf, type ProviderModule, type ProviderRuntime } from '../module.ts';
import { createSupplyChainApi } from './api.ts';
import { SupplyChainClient } from './client/index.ts';
import { createSupplyChainProvider, type SupplyChainProvider } from './provider.ts';
import { createSupplyChainResourceManager } from './resource-manager.ts';

export { supplyChainForm as resourceForm } from './form.ts';
export { referenceOf } from './names.ts';
export { supplyChainEvents as eventParser } from './notifications.ts';

/** Instances of AWS Supply Chain. `AWS_ENDPOINT_URL_SUPPLYCHAIN` sets another endpoint than AWS's, as for every SDK client. */
export const createProvider = ((runtime: ProviderRuntime): SupplyChainProvider => {
  return createSupplyChainProvider(createSupplyChainApi(clientsOf(SupplyChainClient, runtime)), runtime);
}) satisfies ProviderModule['createProvider'];

/** Creates, changes and deletes them. */
export const createResourceManager: NonNullable<ProviderModule['createResourceManager']> = (runtime) =>
  createSupplyChainResourceManager(createProvider(runtime), runtime);
