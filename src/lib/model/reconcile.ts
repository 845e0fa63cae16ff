import { isSameAttempt, itemOf, nextKey, ordinalOf, startOf } from './identity.ts';
import type { Item } from './item.ts';
import { newItem, turnsBack, withEnd, withObservation, withTrueEnd } from './item-changes.ts';
import type { AttemptTraits, Observation, ObservationContext, TargetState } from './observation.ts';
import { deletedStatus, endedUnseenStatus, isCancelled, isFinal, statusOf } from './statuses.ts';
import type { Subject } from './subject.ts';

/** The answer of the provider about one attempt, read by its id. `unreadable`: the read failed. */
export type ReadById = Observation | 'notFound' | 'unreadable';

export interface ReconcileInput {
  /** Every open item of the target, and its newest ones. Other items are never changed. */
  readonly known: readonly Item[];
  readonly state: TargetState;
  readonly context: ObservationContext;
  /** Answers by id for items of {@link Reconciled.toConfirm}, by the attempt's key; none at first. */
  readonly byId?: ReadonlyMap<string, ReadById>;
}

/**
 * - `new`: an attempt that was not known; its item is created on condition of the target's version.
 * - `updated`, `ended`: the item as it must be written.
 * - `same`: the answer shows it as stored.
 * - `stale`: the answer shows an older state, which is ignored.
 * - `absent`: the answer does not show it, and this proves nothing, or nothing yet.
 */
export interface Change {
  readonly kind: 'new' | 'updated' | 'ended' | 'same' | 'stale' | 'absent';
  readonly item: Item;
  /** The item as given; absent for a new one. */
  readonly before?: Item;
  readonly recheckAfterMs?: number;
}

export interface Reconciled {
  /** One for each given item, and for each new one. New ones come first, then the given ones in their order. */
  readonly changes: readonly Change[];
  /**
   * Open items that this answer would end. Each is read by its id first. If that read says "open", or fails, the item stays open.
   */
  readonly toConfirm: readonly Item[];
}

/**
 * Combines the stored items of a target with the answer of its provider. This is the only place that creates attempts, ends them,
 * or begins them again. Many looks at one target run in parallel, and answers may be old (`readLagMs`). The rule was
 * model-checked, and for each part of it there is a history that goes wrong without it (`docs/architecture.md`, "Reads that
 * lag").
 *
 * Pure: the same input gives the same changes.
 */
export function reconcile(input: ReconcileInput): Reconciled {
  const { state, context } = input;
  const created: Change[] = [];
  const changes = new Map<string, Change>();
  for (const observation of oldestFirst(state.attempts)) {
    const known = [...created.map(({ item }) => item), ...input.known];
    const before = itemOf(known, observation.subject);
    if (before === undefined) {
      if (mayBeCreated(known, observation, state, context)) created.push(begin(known, observation, state, context));
    } else if (hasBegunAnew(before, observation, state.traits)) {
      // An answer from before a newer attempt proves that this run has ended, but the run that it shows is over, too.
      if (mayBeCreated(known, observation, state, context)) created.push(begin(known, observation, state, context));
      const end = { kind: 'ended', item: withEnd(before, endedUnseenStatus, context), before } as const;
      if (before.version > 0) changes.set(before.key.attempt, end);
    } else if (beginsAgain(known, before, observation, state, context)) {
      created.push(begin(known, observation, state, context));
    } else if (before.version > 0) {
      changes.set(before.key.attempt, shown(before, observation, state.traits, context));
    }
  }
  const all = [...created.map(({ item }) => item), ...input.known];
  const toConfirm: Item[] = [];
  for (const before of input.known) {
    if (changes.has(before.key.attempt)) continue;
    if (!isFinal(before.subject) && isFollowed(before, all)) {
      changes.set(before.key.attempt, { kind: 'ended', item: withEnd(before, endedUnseenStatus, context), before });
      continue;
    }
    const answer = input.byId?.get(before.key.attempt);
    const isOver = !isFinal(before.subject) && hasEnded(before, all, state, context);
    if (isOver && answer === undefined) toConfirm.push(before);
    changes.set(before.key.attempt, isOver && answer ? ended(before, answer, input) : absent(before));
  }
  return { changes: [...created, ...changes.values()], toConfirm };
}

/**
 * Whether a later run under the same id is known. If so, this run has ended, whatever an answer by that id says, because the
 * answer is about the later run. Such an item is still open if a worker died between the write that began the later run and the
 * write that ends this one.
 */
function isFollowed(item: Item, known: readonly Item[]): boolean {
  const newest = itemOf(known, item.subject);
  return newest !== undefined && newest.key.attempt !== item.key.attempt && ordinalOf(newest) > ordinalOf(item);
}

function oldestFirst(attempts: readonly Observation[]): readonly Observation[] {
  return [...attempts].sort((left, right) => startOf(left) - startOf(right));
}

function begin(
  known: readonly Item[],
  observation: Observation,
  { traits }: TargetState,
  context: ObservationContext,
): Change {
  const item = newItem(nextKey(known, observation.subject, traits), observation, context);
  return { kind: 'new', item, ...recheckOf(observation) };
}

function absent(before: Item): Change {
  return { kind: 'absent', item: before, before };
}

function recheckOf({ recheckAfterMs }: Observation): { readonly recheckAfterMs?: number } {
  return recheckAfterMs === undefined ? {} : { recheckAfterMs };
}

/** The change of an item whose attempt the answer shows. */
function shown(before: Item, observation: Observation, traits: AttemptTraits, context: ObservationContext): Change {
  const recheck = recheckOf(observation);
  if (isFinal(before.subject)) {
    const isTrueEnd =
      statusOf(before.subject) === endedUnseenStatus &&
      isTerminal(observation) &&
      // An earlier run under the same id has an end of its own.
      startOf(observation) >= startOf(before) &&
      countsAsEnd(before, observation, traits, context);
    if (isTrueEnd) return { kind: 'updated', item: withTrueEnd(before, observation, context), before };
    if (turnsBack(before.subject, observation.subject)) return { kind: 'stale', item: before, before };
  } else if (isOver(before.subject, observation.subject) && !countsAsEnd(before, observation, traits, context)) {
    return { kind: 'stale', item: before, before };
  }
  if (turnsBack(before.subject, observation.subject)) return { kind: 'stale', item: before, before };
  const item = withObservation(before, observation, context, traits.idsBeginAgain);
  if (item === before) return { kind: 'same', item, before, ...recheck };
  return { kind: isTerminal(observation) && !isFinal(before.subject) ? 'ended' : 'updated', item, before, ...recheck };
}

/**
 * Whether the answer shows that the attempt goes on no more: it has ended, or is being stopped, which is never undone either. An attempt
 * that continues under its id may be shown like this from before; it would never be acted on again.
 */
export function isOver(known: Subject, read: Subject): boolean {
  return isFinal(read) || (isCancelled(read) && !isCancelled(known));
}

function isTerminal({ subject }: Observation): boolean {
  return isFinal(subject);
}

/**
 * Whether an end in the answer, or the beginning of one, is the end of this attempt. If an attempt can continue under its id, an earlier end must not end
 * it again. Only the provider's own time, or a read that is certainly later, proves the end.
 */
export function countsAsEnd(
  item: Item,
  observation: Observation,
  traits: AttemptTraits,
  context: Pick<ObservationContext, 'askedAtMs'>,
): boolean {
  if (!traits.idsBeginAgain) return true;
  const { providerTimeMs } = observation;
  const isCertain = isCertainlyLater(item, traits, context);
  if (providerTimeMs === undefined || item.providerTimeMs === undefined) return isCertain;
  // An attempt that began and ended within one tick of the provider's clock has the same time for both.
  return providerTimeMs > item.providerTimeMs || (providerTimeMs === item.providerTimeMs && isCertain);
}

/** Whether the request was made so late that its answer cannot be older than the one that last showed the item. */
export function isCertainlyLater(
  item: Pick<Item, 'lastShownAtMs'>,
  { readLagMs }: Pick<AttemptTraits, 'readLagMs'>,
  { askedAtMs }: Pick<ObservationContext, 'askedAtMs'>,
): boolean {
  return askedAtMs - readLagMs > item.lastShownAtMs;
}

/**
 * Whether an open item has ended that the answer does not show: a newer attempt has replaced it, or the answer is certainly later
 * and would have to show it, or the target is gone.
 *
 * @param known - all items of the target, including those of this answer
 */
export function hasEnded(
  item: Item,
  known: readonly Item[],
  state: TargetState,
  context: Pick<ObservationContext, 'askedAtMs'>,
): boolean {
  const { traits, completeSinceMs, gone } = state;
  if (traits.oneAtATime && state.attempts.some((observation) => isNewer(observation, item, known))) return true;
  if (!isCertainlyLater(item, traits, context)) return false;
  return gone || (completeSinceMs !== undefined && startOf(item) > completeSinceMs);
}

/** Whether the answer shows a newer attempt than the item: by the provider's start, or by what is stored. */
function isNewer(observation: Observation, item: Item, known: readonly Item[]): boolean {
  const [start, other] = [startOf(item), startOf(observation)];
  if (start !== other) return other > start;
  const recorded = itemOf(known, observation.subject);
  // Of an earlier run under the same id, the place says nothing about attempts with this start.
  return recorded !== undefined && startOf(recorded) === start && ordinalOf(recorded) > ordinalOf(item);
}

/** An item that has ended, and that the answer about its target does not show: with its own end, if it can be read. */
function ended(before: Item, answer: ReadById, { state, context }: ReconcileInput): Change {
  if (answer === 'unreadable') return absent(before);
  const unseen = state.gone ? deletedStatus : endedUnseenStatus;
  if (answer === 'notFound') return { kind: 'ended', item: withEnd(before, unseen, context), before };
  // Another run with the same id is in progress. The next look creates its item; this item must not become that run.
  if (hasBegunAnew(before, answer, state.traits)) {
    return { kind: 'ended', item: withEnd(before, endedUnseenStatus, context), before };
  }
  if (!isTerminal(answer)) return { ...shown(before, answer, state.traits, context), kind: 'updated' };
  return shown(before, answer, state.traits, context);
}

/**
 * Whether an attempt that is shown and not stored is a new one. If a target has one attempt at a time, an attempt that is older
 * than a stored one comes from an old answer. One with the same start may, too, because a deletion keeps the start of the
 * deployment before it.
 */
function mayBeCreated(
  known: readonly Item[],
  observation: Observation,
  { traits }: TargetState,
  context: ObservationContext,
): boolean {
  if (!traits.oneAtATime || observation.subject.on === 'connection') return true;
  const start = startOf(observation);
  if (known.some((item) => startOf(item) > start)) return false;
  const siblings = known.filter((item) => startOf(item) === start);
  if (siblings.length === 0) return true;
  // Where every attempt has an id, a deletion has a start of its own; where starts are rounded, it says nothing of what came first.
  const keepsStart = traits.identifiedBy === 'start';
  const isFirstDeletion = keepsStart && isDeletion(observation) && !siblings.some((item) => isDeletion(item));
  return isFirstDeletion || siblings.every((item) => isCertainlyLater(item, traits, context));
}

function isDeletion({ subject }: Pick<Item, 'subject'>): boolean {
  return subject.on === 'deployment' && subject.deployment.operation === 'delete';
}

/**
 * Whether the open item under this id is another run than the one in the answer. The run in the answer began later, so the stored
 * one has ended, unseen. A start is a time of the provider, and an id has one run at a time. So even an old answer is proof.
 */
export function hasBegunAnew(
  before: Item,
  observation: Observation,
  { idsBeginAgain }: Pick<AttemptTraits, 'idsBeginAgain'>,
): boolean {
  return idsBeginAgain && !isFinal(before.subject) && startOf(observation) > startOf(before);
}

/**
 * Whether an ended attempt is in progress again: one that can continue under its id, or a deletion without an id that is tried
 * again. A state from before the end looks the same, so there must be proof that it is newer: a time of the provider after the
 * stored one, or a read that is certainly later than the one that showed the end.
 */
function beginsAgain(
  known: readonly Item[],
  before: Item,
  observation: Observation,
  { traits }: TargetState,
  context: ObservationContext,
): boolean {
  if (!isFinal(before.subject) || isTerminal(observation) || before.subject.on === 'connection') return false;
  const isRetriedDeletion = isDeletion(observation) && !isKnownById(before, observation);
  if (!traits.idsBeginAgain && !isRetriedDeletion) return false;
  if (traits.oneAtATime && known.some((item) => startOf(item) > startOf(before))) return false;
  // Another attempt began in the same step of the provider's starts: which is newer, only a later read can say.
  const others = known.filter((item) => item !== before && startOf(item) === startOf(observation));
  const isAnyNewer = others.some(
    (item) => !isSameAttempt(item, observation.subject) && !isCertainlyLater(item, traits, context),
  );
  if (traits.oneAtATime && traits.idsBeginAgain && isAnyNewer) return false;
  const { providerTimeMs } = observation;
  const isProven =
    traits.idsBeginAgain &&
    providerTimeMs !== undefined &&
    before.providerTimeMs !== undefined &&
    providerTimeMs > before.providerTimeMs;
  return isProven || isCertainlyLater(before, traits, context);
}

function isKnownById(item: Item, observation: Observation): boolean {
  return (
    item.subject.on === 'deployment' &&
    observation.subject.on === 'deployment' &&
    item.subject.deployment.id !== '' &&
    item.subject.deployment.id === observation.subject.deployment.id
  );
}
