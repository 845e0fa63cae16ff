import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Clock, Random } from '../ports.ts';

/** The clock of the machine. */
export const systemClock: Clock = { now: () => Date.now() };

/** Random numbers from the machine's secure generator. */
export const systemRandom: Random = { uuid: () => randomUUID() };

/** Waits by the machine's clock, until the signal is aborted at the latest. It never rejects. */
export async function systemWait(durationMs: number, signal?: AbortSignal): Promise<void> {
  await setTimeout(durationMs, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
}
