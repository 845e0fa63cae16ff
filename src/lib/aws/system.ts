import { randomUUID } from 'node:crypto';
import type { Clock, Random } from '../ports.ts';

/** The clock of the machine. */
export const systemClock: Clock = { now: () => Date.now() };

/** Random numbers from the machine's secure generator. */
export const systemRandom: Random = { uuid: () => randomUUID() };
