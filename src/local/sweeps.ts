import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalCloud } from '@proton-bot/local-aws';

/**
 * Sweeps again and again until the session ends, never two at a time. A sweep that fails is told by its function's log, and
 * the next one comes anyway.
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
