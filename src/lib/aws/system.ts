import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Clock, Random } from '../ports.ts';

/** The clock of the machine. */
export const systemClock: Clock = { now: () => Date.now() };

/** Random numbers from the machine's secure generator. */
export const systemRandom: Random = { uuid: () => randomUUID() };

/** Waits by the machine's clock. */
export async function systemWait(durationMs: number): Promise<void> {
  await setTimeout(durationMs);
}
