import { actingInvariants } from './acting.ts';
import type { Invariant } from './invariant.ts';
import { recordingInvariants } from './recording.ts';
import { steeringInvariants } from './steering.ts';

/** Every invariant of the design, in its order; each history is checked against all of them. */
export const invariants: readonly Invariant[] = [
  ...actingInvariants,
  ...recordingInvariants,
  ...steeringInvariants,
].toSorted((left, right) => left.name.localeCompare(right.name, 'en', { numeric: true }));

export type { Finding, Invariant } from './invariant.ts';
