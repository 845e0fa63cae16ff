import { createProtonClients } from '../../lib/aws/index.ts';
import type { ResourceManager } from '../../lib/ports.ts';
import { createServiceInstanceApi, createServiceInstanceManager } from '../../lib/providers/proton/index.ts';

/** Creates service instances of AWS Proton. */
export function createResourceManager(): ResourceManager {
  return createServiceInstanceManager(createServiceInstanceApi(createProtonClients()));
}
