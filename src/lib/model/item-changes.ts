import { factsVersion } from './audit-event.ts';
import { isSameAttempt } from './identity.ts';
import type { Item, ItemKey } from './item.ts';
import { type AttemptDetails, noDetails, type Observation, type ObservationContext } from './observation.ts';
import { withAudit } from './record.ts';
import { canBeStopped, isCancelled, isFinal, statusOf, withStatus } from './statuses.ts';
import type { Subject } from './subject.ts';

/**
 * An item in progress is looked at again after this time, even if nothing is due. If it ended and its event was lost, no list of
 * what is in progress shows it any more. It is half the time between two sweeps: so each sweep finds the item due, unless something
 * else has just looked at it.
 */
export const recheckAfterMs = 30_000;

const botActor = { type: 'bot' } as const;
const maximumStatusMessageLength = 2000;

/** The item of a new attempt. */
export function newItem(key: ItemKey, observation: Observation, context: ObservationContext): Item {
  const { answeredAtMs: nowMs } = context;
  const bare: Item = {
    key,
    version: 0,
    subject: withProgress(undefined, observation, nowMs),
    details: observation.details,
    firstSeenAtMs: nowMs,
    statusSinceMs: nowMs,
    lastShownAtMs: nowMs,
    stateVersion: 0,
    history: [],
    rulesHash: '',
    verdicts: {},
    claims: {},
    extraChannels: [],
    outbox: [],
    outboxDueAtMs: 0,
    outboxAttempts: 0,
    trailCount: 0,
    recheckAtMs: nowMs + (observation.recheckAfterMs ?? recheckAfterMs),
    ...(observation.progress === undefined ? {} : { progress: observation.progress }),
  };
  const seen = { ...observation, subject: bare.subject };
  return withProviderTime(withTransition(bare, seen, context, undefined), observation);
}

/**
 * The item after an answer about it. It is the same object if the answer says nothing new, is an old one, or is about another
 * attempt: if a cancel hit the next deployment, its answer must not change this item.
 *
 * @param keepShowing - whether every answer sets `lastShownAtMs`: if ids can begin again, the first one is not enough
 */
export function withObservation(
  item: Item,
  observation: Observation,
  context: ObservationContext,
  keepShowing = false,
): Item {
  if (turnsBack(item.subject, observation.subject) || !isSameAttempt(item, observation.subject)) return item;
  const shown = withFarthest(withShowing(item, observation, context, keepShowing), observation);
  const read = withKnownKept(item.subject, observation.subject);
  const subject = withProgress(item, { ...observation, subject: read }, context.answeredAtMs);
  const previousStatus = statusOf(item.subject);
  if (statusOf(subject) !== previousStatus) {
    const moved = withTransition(shown, { ...observation, subject }, context, previousStatus);
    return isFinal(subject) ? withEndShown(moved, observation.providerTimeMs, context) : moved;
  }
  const details = isSame(item.details, observation.details) ? item.details : observation.details;
  if (sameFacts(item.subject, subject) && details === item.details) return shown;
  const changed = { ...shown, subject, details };
  if (details === item.details) return changed;
  // How far it is changes often, and is no news: whoever looks wakes the notifier, and the trail says nothing of it.
  if (isSame(withoutProgress(details), withoutProgress(item.details))) {
    return { ...changed, stateVersion: item.stateVersion + 1 };
  }
  return withMessagesBehind(changed, context);
}

function withoutProgress({ progress: _soft, ...details }: AttemptDetails): Omit<AttemptDetails, 'progress'> {
  return details;
}

/** The buttons or the hint have changed and the status has not: an entry in the outbox wakes the notifier. */
function withMessagesBehind(item: Item, { answeredAtMs, cause }: ObservationContext): Item {
  const status = statusOf(item.subject);
  const facts = item.subject;
  const event = { what: 'observed', status, previousStatus: status, cause, factsVersion, facts } as const;
  return withAudit({ ...item, stateVersion: item.stateVersion + 1 }, answeredAtMs, botActor, event);
}

/** Ends an attempt whose end no answer has shown. Only `reconcile` knows when this is allowed. */
export function withEnd(item: Item, status: string, context: ObservationContext, statusMessage?: string): Item {
  if (isFinal(item.subject)) return item;
  const observation = {
    subject: withStatus(item.subject, status, 'gone'),
    details: noDetails,
    ...(statusMessage === undefined ? {} : { statusMessage }),
  };
  const closed = withTransition(item, observation, context, statusOf(item.subject));
  const known: Item = isCancelled(item.subject) ? { ...closed, wasBeingStopped: true } : closed;
  return withEndShown(known, undefined, context);
}

/** An attempt that ended unseen, with its true end, which is now known. */
export function withTrueEnd(item: Item, observation: Observation, context: ObservationContext): Item {
  const subject = withKnownKept(item.subject, observation.subject);
  const ended = withTransition(item, { ...observation, subject }, context, statusOf(item.subject));
  return withEndShown(ended, observation.providerTimeMs, context);
}

/**
 * A state that is older than the answer that showed an end must not begin the attempt again. If that answer had no time of the
 * provider, no time is kept. The last time at which the attempt was open would make a state from before the end look newer.
 */
function withEndShown(item: Item, endedAtMs: number | undefined, { answeredAtMs }: ObservationContext): Item {
  const { providerTimeMs: _open, ...rest } = item;
  const lastShownAtMs = Math.max(item.lastShownAtMs, answeredAtMs);
  return { ...rest, lastShownAtMs, ...(endedAtMs === undefined ? {} : { providerTimeMs: endedAtMs }) };
}

/**
 * The item of an attempt that has ended and is no longer its target's last word. Its hint and operations are about a state that the
 * target is not in any more, so its messages must not offer them.
 */
export function withoutOffers(item: Item, context: ObservationContext): Item {
  const { details } = item;
  if (details.operations.length === 0 && details.hint === '') return item;
  return withMessagesBehind({ ...item, details: { ...details, hint: '', operations: [] } }, context);
}

/**
 * Whether the answer is older than the stored state: nothing leaves a final status, a cancellation is never undone
 * (https://docs.aws.amazon.com/proton/latest/userguide/ag-env-update.html), and a connection is never pending again.
 */
export function turnsBack(known: Subject, read: Subject): boolean {
  if (startsEarlier(read, known)) return true;
  if (isFinal(known)) return statusOf(known) !== statusOf(read);
  if (known.on === 'connection') return statusOf(known) === 'CONNECTED' && statusOf(read) === 'PENDING';
  return known.deployment.phase === 'stopping' && canBeStopped(read);
}

/** An attempt that continues under its id has a new start. A state from before that shows the earlier start. */
function startsEarlier(read: Subject, known: Subject): boolean {
  if (read.on !== 'deployment' || known.on !== 'deployment') return false;
  return read.deployment.startedAtMs < known.deployment.startedAtMs;
}

function withShowing(item: Item, observation: Observation, context: ObservationContext, keepShowing: boolean): Item {
  const timed = isFinal(item.subject) ? item : withProviderTime(item, observation);
  const lastShownAtMs = keepShowing ? Math.max(item.lastShownAtMs, context.answeredAtMs) : item.lastShownAtMs;
  return lastShownAtMs === item.lastShownAtMs ? timed : { ...timed, lastShownAtMs };
}

/** Keeps the maximum: an old answer must not make it earlier. */
function withProviderTime(item: Item, { providerTimeMs }: Observation): Item {
  if (providerTimeMs === undefined || providerTimeMs <= (item.providerTimeMs ?? 0)) return item;
  return { ...item, providerTimeMs };
}

/**
 * A create that has succeeded looks like an update, so the first operation that was seen is kept. And an answer without the
 * deployment's id (every member may be absent, assumption A11) does not remove the known id.
 */
function withKnownKept(known: Subject, read: Subject): Subject {
  if (known.on !== 'deployment' || read.on !== 'deployment') return read;
  const { operation, id } = known.deployment;
  const kept = {
    ...(operation === 'unknown' ? {} : { operation }),
    ...(read.deployment.id === '' ? { id } : {}),
  };
  return { on: 'deployment', deployment: { ...read.deployment, ...kept } };
}

/**
 * When anything last changed: the provider's time, or the moment at which the bot saw another state, or saw it farther than ever
 * before. It never becomes earlier.
 */
function withProgress(known: Item | undefined, { subject: read, progress }: Observation, nowMs: number): Subject {
  if (read.on !== 'deployment') return read;
  const facts = read.deployment;
  const before = known?.subject.on === 'deployment' ? known.subject.deployment : undefined;
  const isFarther = progress !== undefined && known?.progress !== undefined && progress > known.progress;
  const hasMoved = before !== undefined && (before.status !== facts.status || isFarther);
  const seenAtMs = hasMoved ? nowMs : 0;
  const lastProgressAtMs = Math.max(facts.lastProgressAtMs, before?.lastProgressAtMs ?? facts.startedAtMs, seenAtMs);
  return { on: 'deployment', deployment: { ...facts, lastProgressAtMs } };
}

function withFarthest(item: Item, { progress }: Observation): Item {
  return progress === undefined || progress <= (item.progress ?? -1) ? item : { ...item, progress };
}

function withTransition(
  item: Item,
  observation: Observation,
  context: ObservationContext,
  previousStatus: string | undefined,
): Item {
  const { answeredAtMs: nowMs, cause } = context;
  const status = statusOf(observation.subject);
  const previous = previousStatus === undefined ? {} : { previousStatus };
  const message = kept(observation.statusMessage ?? '');
  const { statusMessage: _replaced, ...rest } = item;
  const moved: Item = {
    ...rest,
    subject: observation.subject,
    details: observation.details,
    statusSinceMs: nowMs,
    ...(message ? { statusMessage: message } : {}),
  };
  const facts = observation.subject;
  const event = { what: 'observed', status, ...previous, cause, factsVersion, facts } as const;
  return withAudit(moved, nowMs, botActor, event, { statusMessage: message });
}

/** The part of a status message that an item stores. It says here that text is cut off, because that cannot be seen later. */
function kept(message: string): string {
  const missing = message.length - maximumStatusMessageLength;
  return missing <= 0 ? message : `${message.slice(0, maximumStatusMessageLength)}\n(${missing} more characters)`;
}

function sameFacts(left: Subject, right: Subject): boolean {
  return left.on === right.on && isSame(factsIn(left), factsIn(right));
}

/** Compares as JSON, in any order of members, because a table returns the members of a map in any order. */
function isSame(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const [before, after] = [membersOf(left), membersOf(right)];
  return before.length === after.length && before.every(([name, value]) => isSame(value, Reflect.get(right, name)));
}

/** Without the members that JSON leaves out. */
function membersOf(value: object): (readonly [string, unknown])[] {
  return Object.entries(value).filter(([, part]) => part !== undefined);
}

function factsIn(subject: Subject): object {
  return subject.on === 'deployment' ? subject.deployment : subject.connection;
}
