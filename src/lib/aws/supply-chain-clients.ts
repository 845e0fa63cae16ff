import { SupplyChainClient } from '../providers/supply-chain/index.ts';
import { clientSettings } from './client-settings.ts';

/**
 * Two clients of AWS Supply Chain. The one that acts makes a single attempt: whether to ask again is decided after a look at
 * the truth. `AWS_ENDPOINT_URL_SUPPLYCHAIN` names another address than AWS's, as for every SDK client.
 */
export function createSupplyChainClients(): {
  readonly reading: SupplyChainClient;
  readonly acting: SupplyChainClient;
} {
  return {
    reading: new SupplyChainClient(clientSettings),
    acting: new SupplyChainClient({ ...clientSettings, maxAttempts: 1 }),
  };
}
