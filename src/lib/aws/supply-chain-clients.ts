import { SupplyChainClient } from '../providers/supply-chain/index.ts';
import { clientSettings } from './client-settings.ts';
import type { ClientSite } from './scope-credentials.ts';

/**
 * Two clients of AWS Supply Chain. The one that acts makes a single attempt: whether to ask again is decided after a look at
 * the truth. `AWS_ENDPOINT_URL_SUPPLYCHAIN` names another address than AWS's, as for every SDK client.
 *
 * @param site - where they ask, if not in the function's own account and Region
 */
export function createSupplyChainClients(site?: ClientSite): {
  readonly reading: SupplyChainClient;
  readonly acting: SupplyChainClient;
} {
  return {
    reading: new SupplyChainClient({ ...clientSettings, ...site }),
    acting: new SupplyChainClient({ ...clientSettings, ...site, maxAttempts: 1 }),
  };
}
