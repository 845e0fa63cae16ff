import { type ClientSite, createProtonClients } from '../../lib/aws/index.ts';
import type { ResourceManager } from '../../lib/ports.ts';
import { createServiceInstanceApi, createServiceInstanceManager } from '../../lib/providers/proton/index.ts';

/** Creates service instances of AWS Proton. */
export function createResourceManager(site?: ClientSite): ResourceManager {
  return createServiceInstanceManager(createServiceInstanceApi(createProtonClients(site)));
}
