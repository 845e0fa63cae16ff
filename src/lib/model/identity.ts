import type { Item, ItemKey } from './item.ts';
import type { AttemptTraits } from './observation.ts';
import { targetOf } from './statuses.ts';
import type { DeploymentFacts, Subject } from './subject.ts';

/** The key of a connection's only item. */
export function connectionKey(target: string): ItemKey {
  return { target, attempt: 'connection' };
}

/**
 * The sort key of an attempt: its start, then its place among attempts of the same start or id, then its id where every answer
 * carries one. An attempt that is known by its start has no id in its key. Otherwise two looks, of which one saw the id, would
 * create two items for it.
 */
export function attemptKey(facts: DeploymentFacts, ordinal: number, traits: AttemptTraits): string {
  const id = traits.identifiedBy === 'id' ? facts.id : '-';
  return `${startPrefix(facts.startedAtMs)}${String(ordinal).padStart(3, '0')}#${id || '-'}`;
}

/**
 * The key of a new attempt: its place is one more than the highest of those with its id and, if a target has one attempt at a time, of
 * those with its start. Attempts that run in parallel have no order, so an attempt that was stored long ago and is not among the known
 * ones gets its old key. Then its creation fails, and it is read.
 */
export function nextKey(known: readonly Item[], subject: Subject, traits: AttemptTraits): ItemKey {
  const target = targetOf(subject);
  if (subject.on === 'connection') return connectionKey(target);
  const facts = subject.deployment;
  const isBefore = (item: Item) => traits.oneAtATime && startOf(item) === facts.startedAtMs;
  const related = known.filter((item) => isBefore(item) || isSameAttempt(item, subject));
  const ordinal = Math.max(0, ...related.map((item) => ordinalOf(item))) + 1;
  return { target, attempt: attemptKey(facts, ordinal, traits) };
}

/**
 * The known item that the answer is about. If several have one id, it is the newest: the others have ended.
 *
 * The provider's id decides. An item that was seen without an id is found by its start, and gets the id when it appears. A
 * deletion keeps the start of the deployment before it, so its operation distinguishes the two.
 */
export function itemOf(known: readonly Item[], subject: Subject): Item | undefined {
  const matches = known.filter((item) => isSameAttempt(item, subject));
  return matches.reduce<Item | undefined>(
    (newest, item) => (newest === undefined || item.key.attempt > newest.key.attempt ? item : newest),
    undefined,
  );
}

/** Whether the answer is about this item's attempt. */
export function isSameAttempt(item: Item, subject: Subject): boolean {
  if (item.subject.on === 'connection' || subject.on === 'connection') return item.subject.on === subject.on;
  const known = item.subject.deployment;
  const facts = subject.deployment;
  if ((known.operation === 'delete') !== (facts.operation === 'delete')) return false;
  return known.id !== '' && facts.id !== '' ? known.id === facts.id : known.startedAtMs === facts.startedAtMs;
}

/** When the attempt began, by the provider's clock (ms); 0 for a connection, which has one attempt only. */
export function startOf({ subject }: Pick<Item, 'subject'>): number {
  return subject.on === 'deployment' ? subject.deployment.startedAtMs : 0;
}

/** The place of an item among attempts of the same start, or of the same id; the first is 1. */
export function ordinalOf(item: Item): number {
  if (item.subject.on === 'connection') return 1;
  const [, ordinal = ''] = item.key.attempt.split('#');
  return Number.parseInt(ordinal, 10) || 1;
}

function startPrefix(startedAtMs: number): string {
  return `${new Date(startedAtMs).toISOString()}#`;
}
