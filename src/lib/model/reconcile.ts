import type { HistoryEvent, Item, ItemKey } from './item.ts';
import { withHistory, withTrail } from './record.ts';
import type { Cause } from './reference.ts';
import { isFinal, statusOf, targetOf, withStatus } from './statuses.ts';
import type { DeploymentFacts, Subject } from './subject.ts';

/** What the provider answered when it was asked about a subject. */
export interface Reading {
  readonly subject: Subject;
  /** Sensitive. */
  readonly statusMessage?: string;
  /** How soon to look again while it is under way and nothing else is due; {@link recheckAfterMs} where the provider does not say. */
  readonly recheckAfterMs?: number;
}

/** When a thing was seen, and why the bot looked. */
export interface Sighting {
  readonly nowMs: number;
  readonly cause: Cause;
}

/**
 * Nothing is due, yet an item that is under way is looked at again after this long: what has ended while its event was lost
 * is in no list of what is under way any more.
 */
export const recheckAfterMs = 60_000;

const botActor = { type: 'bot' } as const;
const maximumStatusMessageLength = 2000;

/**
 * Which of the known attempts the truth speaks of.
 *
 * @param known - the target's newest items, newest first
 * @returns `current` where the truth is about a known attempt, `key` where it is about a new one, and `stale` where it
 *   is older than what is known already: an answer from the past, to be ignored (invariant I9)
 */
export function identify(
  known: readonly Item[],
  subject: Subject,
): { readonly current: Item } | { readonly key: ItemKey } | { readonly stale: true } {
  if (subject.on === 'connection') {
    const item = known[0];
    return item ? { current: item } : { key: { target: targetOf(subject), attempt: 'connection' } };
  }
  const facts = subject.deployment;
  const match = known.find((item) => isSameAttempt(item, facts));
  if (match && !turnsBack(match.subject, subject)) return { current: match };
  if (match && !mayBeAnotherTry(match, facts)) return { stale: true };
  const newest = known[0];
  if (newest && startOf(newest) > facts.startedAtMs) return { stale: true };
  return { key: { target: facts.target, attempt: attemptKey(facts, nextOrdinal(known, facts)) } };
}

/**
 * The sort key of an attempt: its start, then its place among attempts of the same start, then its id.
 * A deletion keeps the previous deployment's start, so it comes second; one that is tried again comes third.
 */
export function attemptKey(facts: DeploymentFacts, ordinal: number): string {
  return `${startPrefix(facts)}${String(ordinal).padStart(3, '0')}#${facts.id || '-'}`;
}

function startPrefix(facts: DeploymentFacts): string {
  return `${new Date(facts.startedAtMs).toISOString()}#`;
}

/** One more than the highest among the known attempts of this start: the newest are known, however many there were. */
function nextOrdinal(known: readonly Item[], facts: DeploymentFacts): number {
  const prefix = startPrefix(facts);
  const ordinals = known
    .filter((item) => item.key.attempt.startsWith(prefix))
    .map((item) => Number.parseInt(item.key.attempt.slice(prefix.length), 10));
  return Math.max(0, ...ordinals) + 1;
}

function startOf(item: Item): number {
  return item.subject.on === 'deployment' ? item.subject.deployment.startedAtMs : 0;
}

/** The control plane's id decides. A sighting without it is told by its start, and adopted when the id appears. */
function isSameAttempt(item: Item, facts: DeploymentFacts): boolean {
  if (item.subject.on !== 'deployment') return false;
  const known = item.subject.deployment;
  if ((known.operation === 'delete') !== (facts.operation === 'delete')) return false;
  return known.id !== '' && facts.id !== '' ? known.id === facts.id : known.startedAtMs === facts.startedAtMs;
}

/** A deletion that failed may be tried again with the same start; only where ids are known can a late answer be told from it. */
function mayBeAnotherTry(item: Item, facts: DeploymentFacts): boolean {
  return facts.operation === 'delete' && !(facts.id !== '' && idOf(item) === facts.id);
}

function idOf(item: Item): string {
  return item.subject.on === 'deployment' ? item.subject.deployment.id : item.subject.connection.id;
}

/**
 * Whether what was read is older than what is known: nothing leaves a final status, a cancellation is not taken back
 * (https://docs.aws.amazon.com/proton/latest/userguide/ag-env-update.html), and a connection is never pending again.
 */
function turnsBack(known: Subject, read: Subject): boolean {
  if (isFinal(known) && !isFinal(read)) return true;
  const [before, after] = [statusOf(known), statusOf(read)];
  return (before === 'CANCELLING' && after === 'IN_PROGRESS') || (before === 'CONNECTED' && after === 'PENDING');
}

/** The item of an attempt that was not known before. */
export function newItem(key: ItemKey, reading: Reading, sighting: Sighting): Item {
  const { nowMs } = sighting;
  const bare: Item = {
    key,
    version: 0,
    subject: reading.subject,
    firstSeenAtMs: nowMs,
    statusSinceMs: nowMs,
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
    recheckAtMs: nowMs + (reading.recheckAfterMs ?? recheckAfterMs),
  };
  return withTransition(bare, reading, sighting, undefined);
}

/**
 * The item after the provider's answer; the same object where the answer says nothing new, comes from the past, or is about
 * another attempt: the answer to a cancel that hit the next deployment must not make this item tell the other one's story.
 */
export function withReading(item: Item, reading: Reading, sighting: Sighting): Item {
  const previousStatus = statusOf(item.subject);
  if (turnsBack(item.subject, reading.subject) || isAboutAnother(item, reading.subject)) return item;
  const subject = withKnownKept(item.subject, reading.subject);
  if (statusOf(subject) !== previousStatus) {
    return withTransition(item, { ...reading, subject }, sighting, previousStatus);
  }
  return sameFacts(item.subject, subject) ? item : { ...item, subject };
}

function isAboutAnother(item: Item, read: Subject): boolean {
  return read.on === 'deployment' && !isSameAttempt(item, read.deployment);
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

/** Closes an attempt whose end nobody read from the provider's current answer. */
export function closed(item: Item, status: string, sighting: Sighting, statusMessage?: string): Item {
  const reading = {
    subject: withStatus(item.subject, status),
    ...(statusMessage === undefined ? {} : { statusMessage }),
  };
  return isFinal(item.subject) ? item : withTransition(item, reading, sighting, statusOf(item.subject));
}

/**
 * The item of an attempt that is no longer its target's last word: what was advised and could be ordered in its state makes no
 * sense any more, and its messages must not offer it.
 */
export function withoutOffers(item: Item, sighting: Sighting): Item {
  const { subject } = item;
  if (subject.on !== 'deployment' || subject.deployment.offers === '') return item;
  const quiet: Item = {
    ...item,
    subject: { on: 'deployment', deployment: { ...subject.deployment, advice: '', offers: '' } },
    stateVersion: item.stateVersion + 1,
  };
  // Its way to the bus is the notifier's wake-up, however often it fails.
  const { status } = subject.deployment;
  return withTrail(quiet, sighting.nowMs, botActor, { what: 'observed', status, cause: sighting.cause });
}

function withTransition(item: Item, reading: Reading, sighting: Sighting, previousStatus: string | undefined): Item {
  const status = statusOf(reading.subject);
  const previous = previousStatus === undefined ? {} : { previousStatus };
  const message = kept(reading.statusMessage ?? '');
  const event: HistoryEvent = {
    what: 'status',
    status,
    ...previous,
    ...(message ? { statusMessage: message } : {}),
  };
  const { statusMessage: _replaced, ...rest } = item;
  const moved: Item = {
    ...rest,
    subject: reading.subject,
    statusSinceMs: sighting.nowMs,
    ...(message ? { statusMessage: message } : {}),
  };
  const told = withHistory(moved, sighting.nowMs, event);
  return withTrail(told, sighting.nowMs, botActor, { what: 'observed', status, ...previous, cause: sighting.cause });
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
