import type { AuditEvent } from './audit-event.ts';
import type { Actor } from './claim.ts';

/** One line of the append-only record of everything the bot saw, decided, did and refused (invariant I8). */
export interface TrailEntry {
  /** Deterministic, and one of its kind within its target: writing an entry twice leaves one. See {@link trailEntryId}. */
  readonly id: string;
  readonly atMs: number;
  /** ARN; `unknown` for a refusal that concerns no target. */
  readonly target: string;
  readonly attempt?: string;
  /** What people call the target. */
  readonly name: string;
  readonly environment: string;
  readonly actor: Actor;
  readonly event: AuditEvent;
}

/** Where refusals go that concern no known target. */
export const unknownTarget = 'unknown';

/** Where changes of the controls go: they concern no single target. */
export const controlsTarget = 'controls';
/**
 * The id of an entry: what made it, and its running number there. Two makers never make the same one, because the number is
 * behind the last `~`: an item is its attempt's key, and what is no item (a story, a request) needs a name of its own sort.
 */
export function trailEntryId(maker: string, number: number): string {
  return `${maker}~${String(number).padStart(4, '0')}`;
}
