import type { ProviderModule } from '../module.ts';
import { createProtonApi } from './api.ts';
import { createClients } from './clients.ts';
import { createProtonProvider } from './provider.ts';
import { createServiceInstanceApi } from './service-instances/api.ts';
import { createServiceInstanceManager } from './service-instances/resource-manager.ts';

export { protonEvents as eventParser } from './events.ts';
export { referenceOf } from './names.ts';
export { createInstanceForm as resourceForm } from './service-instances/form.ts';

/** AWS Proton, or what answers as it does at `AWS_ENDPOINT_URL_PROTON`. */
export const createProvider: ProviderModule['createProvider'] = (runtime) =>
  createProtonProvider(createProtonApi(createClients(runtime)), {
    // The functions have it where `bot.yml` has switched the option on, and so given the right to it.
    redeploy: process.env['PROTON_BOT_PROTON_REDEPLOY'] === 'true',
  });

/** Creates service instances. */
export const createResourceManager: NonNullable<ProviderModule['createResourceManager']> = (runtime) =>
  createServiceInstanceManager(createServiceInstanceApi(createClients(runtime)));
