import type { SupplyChain } from '@proton-bot/local-aws';
import type {
  SupplyChainApi,
  SupplyChainOperation,
  SupplyChainOperations,
} from '../../../../src/lib/providers/supply-chain/index.ts';
import { apiOf, asClient } from '../stand-in-api.ts';

/** Builds the typed API from a function that makes one call. */
export const typedApi = apiOf<SupplyChainOperations>;

/** The local service behind the provider's seam, without a client and HTTP between them. */
export function inProcessApi(service: SupplyChain): SupplyChainApi {
  return typedApi(async (operation, input) => callInProcess(service, operation, input));
}

/** One call, as the client makes it. */
export function callInProcess(
  service: SupplyChain,
  operation: SupplyChainOperation,
  input: object,
): Record<string, unknown> {
  return asClient(
    () => service.call(operation, input),
    (member) => member.endsWith('Time'),
  );
}
