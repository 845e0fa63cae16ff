import { ProtonClient } from '@aws-sdk/client-proton';
import { clientSettings } from './client-settings.ts';

/**
 * Two Proton clients. The one that acts makes a single attempt: a repetition underneath would run past the fence, which
 * was checked for the first attempt only.
 */
export function createProtonClients(): { readonly reading: ProtonClient; readonly acting: ProtonClient } {
  return {
    reading: new ProtonClient(clientSettings),
    acting: new ProtonClient({ ...clientSettings, maxAttempts: 1 }),
  };
}
