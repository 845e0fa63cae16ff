import type { AuditEvent } from './audit-event.ts';
import type { Actor } from './claim.ts';

/** One line of the append-only record of everything the bot saw, decided, did and refused (invariant I8). */
export interface TrailEntry {
  /**
   * Unique within its target, and kept from its first write on: an entry that is written twice is stored once. Of an entry in an
   * item's outbox nobody can guess it. See {@link trailEntryId} and {@link withSecretIds}.
   */
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

/** An id as {@link trailEntryId} makes it. No secret looks like this. */
const guessable = /~\d{4,12}$/;

/**
 * Adds a secret to the ids that do not have one yet, when the entries are stored for the first time. The notifier removes an entry
 * from the outbox when an event with its id has come through the bus. If ids could be guessed, somebody who may write there could
 * confirm entries that have not reached the trail yet, and they would never be sent again.
 *
 * @param secret - the id of the write that stores them, which is new and random each time
 */
export function withSecretIds(entries: readonly TrailEntry[], secret: string): readonly TrailEntry[] {
  if (!entries.some(({ id }) => guessable.test(id))) return entries;
  return entries.map((entry) => (guessable.test(entry.id) ? { ...entry, id: `${entry.id}~${secret}` } : entry));
}
