import { ProtonClient } from '@aws-sdk/client-proton';
import { clientSettings } from './client-settings.ts';
import type { ClientSite } from './scope-credentials.ts';

/**
 * Two Proton clients. The one that acts makes a single attempt: a repetition underneath would run past the fence, which
 * was checked for the first attempt only.
 *
 * @param site - where they ask, if not in the function's own account and Region
 */
export function createProtonClients(site?: ClientSite): {
  readonly reading: ProtonClient;
  readonly acting: ProtonClient;
} {
  return {
    reading: new ProtonClient({ ...clientSettings, ...site }),
    acting: new ProtonClient({ ...clientSettings, ...site, maxAttempts: 1 }),
  };
}
