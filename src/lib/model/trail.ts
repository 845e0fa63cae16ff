import type { AuditEvent } from './audit-event.ts';
import type { Actor } from './claim.ts';

/** One line of the append-only record of everything the bot saw, decided, did and refused (invariant I8). */
export interface TrailEntry {
  /** Deterministic, and unique within its target: an entry that is written twice is stored once. See {@link trailEntryId}. */
  readonly id: string;
  readonly atMs: number;
  /** ARN; `unknown` for a refusal that concerns no target. */
  readonly target: string;
  readonly attempt?: string;
  /** The name of the target for people. */
  readonly name: string;
  readonly environment: string;
  readonly actor: Actor;
  readonly event: AuditEvent;
}

/** The target of refusals that concern no known target. */
export const unknownTarget = 'unknown';

/** The target of changes of the controls, which concern no single target. */
export const controlsTarget = 'controls';
/**
 * The id of an entry: its source, and its running number there. Two sources never make the same id, because the number follows
 * the last `~`. The source of an item is its attempt's key. Other sources (a story, a request) need names of another form.
 */
export function trailEntryId(maker: string, number: number): string {
  return `${maker}~${String(number).padStart(4, '0')}`;
}
