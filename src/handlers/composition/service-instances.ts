import { createProtonClients } from '../../lib/aws/index.ts';
import type { ResourceManager } from '../../lib/ports.ts';
import { createServiceInstanceApi } from '../../lib/providers/proton/service-instances/api.ts';
import { createServiceInstanceManager } from '../../lib/providers/proton/service-instances/resource-manager.ts';

/** Creates service instances of AWS Proton. */
export function createResourceManager(): ResourceManager {
  return createServiceInstanceManager(createServiceInstanceApi(createProtonClients()));
}
