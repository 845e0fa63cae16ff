import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalCloud } from '@proton-bot/local-aws';

/**
 * Sweeps repeatedly until the session ends, never two at a time. A failed sweep is in its function's log, and the next one
 * follows anyway.
 */
export async function keepSweeping(
  cloud: Pick<LocalCloud, 'invoke'>,
  afterMs: number,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await sleep(afterMs, undefined, { signal }).catch(() => undefined);
    if (!signal.aborted) await cloud.invoke('sweep', {});
  }
}
