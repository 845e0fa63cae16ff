import { isSameAttempt } from './identity.ts';
import type { HistoryEvent, Item, ItemKey } from './item.ts';
import type { Observation, ObservationContext } from './observation.ts';
import { withHistory, withTrail } from './record.ts';
import { isFinal, statusOf, withStatus } from './statuses.ts';
import type { Subject } from './subject.ts';

/**
 * Nothing is due, yet an item that is under way is looked at again after this long: what has ended while its event was lost
 * is in no list of what is under way any more.
 */
export const recheckAfterMs = 60_000;

const botActor = { type: 'bot' } as const;
const maximumStatusMessageLength = 2000;

/** The item of an attempt that was not known before. */
export function newItem(key: ItemKey, observation: Observation, context: ObservationContext): Item {
  const { answeredAtMs: nowMs } = context;
  const bare: Item = {
    key,
    version: 0,
    subject: observation.subject,
    firstSeenAtMs: nowMs,
    statusSinceMs: nowMs,
    lastShownAtMs: nowMs,
    stateVersion: 0,
    history: [],
    rulesHash: '',
    verdicts: {},
    claims: {},
    extraChannels: [],
    messages: {},
    outbox: [],
    outboxDueAtMs: 0,
    outboxAttempts: 0,
    trailCount: 0,
    recheckAtMs: nowMs + (observation.recheckAfterMs ?? recheckAfterMs),
  };
  return withProviderTime(withTransition(bare, observation, context, undefined), observation);
}

/**
 * The item after an answer about it; the same object where the answer says nothing new, or comes from the past, or is about
 * another attempt: the answer to a cancel that hit the next deployment must not make this item tell the other one's story.
 *
 * @param keepShowing - whether `lastShownAtMs` follows every answer: where ids can begin again, the first showing is not enough
 */
export function withObservation(
  item: Item,
  observation: Observation,
  context: ObservationContext,
  keepShowing = false,
): Item {
  if (turnsBack(item.subject, observation.subject) || !isSameAttempt(item, observation.subject)) return item;
  const shown = withShowing(item, observation, context, keepShowing);
  const subject = withKnownKept(item.subject, observation.subject);
  const previousStatus = statusOf(item.subject);
  if (statusOf(subject) !== previousStatus) {
    const moved = withTransition(shown, { ...observation, subject }, context, previousStatus);
    return isFinal(subject) ? withEndShown(moved, observation.providerTimeMs, context) : moved;
  }
  return sameFacts(item.subject, subject) ? shown : { ...shown, subject };
}

/** Closes an attempt whose end nobody read from the provider's current answer. Only `reconcile` knows when that may be done. */
export function closed(item: Item, status: string, context: ObservationContext, statusMessage?: string): Item {
  if (isFinal(item.subject)) return item;
  const observation = {
    subject: withStatus(item.subject, status),
    ...(statusMessage === undefined ? {} : { statusMessage }),
  };
  return withEndShown(withTransition(item, observation, context, statusOf(item.subject)), undefined, context);
}

/** An attempt that ended unseen, now that its true end is known. */
export function withTrueEnd(item: Item, observation: Observation, context: ObservationContext): Item {
  const subject = withKnownKept(item.subject, observation.subject);
  const ended = withTransition(item, { ...observation, subject }, context, statusOf(item.subject));
  return withEndShown(ended, observation.providerTimeMs, context);
}

/**
 * Nothing older than the answer that showed an end may begin the attempt again. Where that answer had no time of the provider,
 * none is kept: the last one at which the attempt was open would let a state from before the end pass for a newer one.
 */
function withEndShown(item: Item, endedAtMs: number | undefined, { answeredAtMs }: ObservationContext): Item {
  const { providerTimeMs: _open, ...rest } = item;
  const lastShownAtMs = Math.max(item.lastShownAtMs, answeredAtMs);
  return { ...rest, lastShownAtMs, ...(endedAtMs === undefined ? {} : { providerTimeMs: endedAtMs }) };
}

/**
 * The item of an attempt that is no longer its target's last word: what was advised and could be ordered in its state makes no
 * sense any more, and its messages must not offer it.
 */
export function withoutOffers(item: Item, context: ObservationContext): Item {
  const { subject } = item;
  if (subject.on !== 'deployment' || subject.deployment.offers === '') return item;
  const quiet: Item = {
    ...item,
    subject: { on: 'deployment', deployment: { ...subject.deployment, advice: '', offers: '' } },
    stateVersion: item.stateVersion + 1,
  };
  // Its way to the bus is the notifier's wake-up, however often it fails.
  const { status } = subject.deployment;
  return withTrail(quiet, context.answeredAtMs, botActor, { what: 'observed', status, cause: context.cause });
}

/**
 * Whether what was read is older than what is known: nothing leaves a final status, a cancellation is not taken back
 * (https://docs.aws.amazon.com/proton/latest/userguide/ag-env-update.html), and a connection is never pending again.
 */
export function turnsBack(known: Subject, read: Subject): boolean {
  const [before, after] = [statusOf(known), statusOf(read)];
  if (isFinal(known)) return before !== after;
  return (before === 'CANCELLING' && after === 'IN_PROGRESS') || (before === 'CONNECTED' && after === 'PENDING');
}

function withShowing(item: Item, observation: Observation, context: ObservationContext, keepShowing: boolean): Item {
  const timed = isFinal(item.subject) ? item : withProviderTime(item, observation);
  const lastShownAtMs = keepShowing ? Math.max(item.lastShownAtMs, context.answeredAtMs) : item.lastShownAtMs;
  return lastShownAtMs === item.lastShownAtMs ? timed : { ...timed, lastShownAtMs };
}

/** Keeps the maximum: an answer from the past must not make it earlier. */
function withProviderTime(item: Item, { providerTimeMs }: Observation): Item {
  if (providerTimeMs === undefined || providerTimeMs <= (item.providerTimeMs ?? 0)) return item;
  return { ...item, providerTimeMs };
}

/**
 * A create that has succeeded looks like an update: what it was when it was first seen is what it is. And an answer without
 * the deployment's id (every member may be absent, assumption A11) does not take away the id that is known.
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
  const event: HistoryEvent = {
    what: 'status',
    status,
    ...previous,
    ...(message ? { statusMessage: message } : {}),
  };
  const { statusMessage: _replaced, ...rest } = item;
  const moved: Item = {
    ...rest,
    subject: observation.subject,
    statusSinceMs: nowMs,
    ...(message ? { statusMessage: message } : {}),
  };
  const told = withHistory(moved, nowMs, event);
  return withTrail(told, nowMs, botActor, { what: 'observed', status, ...previous, cause });
}

/** What an item keeps of a status message. What is missing is said here: nobody could see it later. */
function kept(message: string): string {
  const missing = message.length - maximumStatusMessageLength;
  return missing <= 0 ? message : `${message.slice(0, maximumStatusMessageLength)}\n(${missing} more characters)`;
}

/** Member by member: a table gives a map's members back in any order. */
function sameFacts(left: Subject, right: Subject): boolean {
  if (left.on !== right.on) return false;
  const [before, after] = [factsIn(left), factsIn(right)];
  return before.size === after.size && [...before].every(([member, value]) => after.get(member) === value);
}

function factsIn(subject: Subject): Map<string, unknown> {
  return new Map(Object.entries(subject.on === 'deployment' ? subject.deployment : subject.connection));
}
