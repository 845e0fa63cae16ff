import { setTimeout as sleep } from 'node:timers/promises';
import type { Session } from '../../../src/local/index.ts';

const pauseMs = 500;

/**
 * Sweeps until something is so, each sweep after the one before has ended. What is waited for always comes in these tests,
 * so the limit only ends a hang.
 */
export async function sweepUntil(
  session: Session,
  condition: () => boolean | Promise<boolean>,
  limitMs = 120_000,
): Promise<void> {
  for (let waitedMs = 0; !(await condition()); waitedMs += pauseMs) {
    if (waitedMs > limitMs) throw new Error(`swept for ${limitMs} ms in vain for: ${condition.toString()}`);
    const result = await session.cloud.invoke('sweep', {});
    if (result.outcome !== 'succeeded') throw new Error(`the sweep ${result.outcome}: ${result.error.errorMessage}`);
    await sleep(pauseMs);
  }
}
