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
}

/** When a thing was seen, and why the bot looked. */
export interface Sighting {
  readonly nowMs: number;
  readonly cause: Cause;
}

/** Nothing is due, yet an item that is under way is looked at again after this long. */
export const recheckAfterMs = 5 * 60_000;

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
  const sameStart = known.filter((item) => startOf(item) === facts.startedAtMs);
  const match = sameStart.find((item) => isSameAttempt(item, facts));
  if (match && !turnsBack(match, facts)) return { current: match };
  if (match && facts.operation !== 'delete') return { stale: true };
  const newest = known[0];
  if (newest && startOf(newest) > facts.startedAtMs) return { stale: true };
  return { key: { target: facts.target, attempt: attemptKey(facts, sameStart.length + 1) } };
}

/**
 * The sort key of an attempt: its start, then its place among attempts of the same start, then its id.
 * A deletion keeps the previous deployment's start, so it comes second; one that is tried again comes third.
 */
export function attemptKey(facts: DeploymentFacts, ordinal: number): string {
  return `${new Date(facts.startedAtMs).toISOString()}#${String(ordinal).padStart(2, '0')}#${facts.id || '-'}`;
}

function startOf(item: Item): number {
  return item.subject.on === 'deployment' ? item.subject.deployment.startedAtMs : 0;
}

function isSameAttempt(item: Item, facts: DeploymentFacts): boolean {
  if (item.subject.on !== 'deployment') return false;
  const known = item.subject.deployment;
  // The control plane's id decides; a sighting without it is adopted when the id appears.
  if (known.id !== '' && facts.id !== '' && known.id !== facts.id) return false;
  return (known.operation === 'delete') === (facts.operation === 'delete');
}

/** A final attempt that the truth shows as under way: a late answer, or (for a deletion) another try. */
function turnsBack(item: Item, facts: DeploymentFacts): boolean {
  return isFinal(item.subject) && !isFinal({ on: 'deployment', deployment: facts });
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
    recheckAtMs: nowMs + recheckAfterMs,
  };
  return withTransition(bare, reading, sighting, undefined);
}

/** The item after the provider's answer; the same object where the answer says nothing new. */
export function withReading(item: Item, reading: Reading, sighting: Sighting): Item {
  const previousStatus = statusOf(item.subject);
  if (isFinal(item.subject) && !isFinal(reading.subject)) return item;
  const subject = withOperationKept(item.subject, reading.subject);
  if (statusOf(subject) !== previousStatus) {
    return withTransition(item, { ...reading, subject }, sighting, previousStatus);
  }
  return sameFacts(item.subject, subject) ? item : { ...item, subject };
}

/** A create that has succeeded looks like an update: what it was when it was first seen is what it is. */
function withOperationKept(known: Subject, read: Subject): Subject {
  if (known.on !== 'deployment' || read.on !== 'deployment') return read;
  const { operation } = known.deployment;
  return operation === 'unknown' ? read : { on: 'deployment', deployment: { ...read.deployment, operation } };
}

/** Closes an attempt whose end nobody read from the provider's current answer. */
export function closed(item: Item, status: string, sighting: Sighting, statusMessage?: string): Item {
  const reading = {
    subject: withStatus(item.subject, status),
    ...(statusMessage === undefined ? {} : { statusMessage }),
  };
  return isFinal(item.subject) ? item : withTransition(item, reading, sighting, statusOf(item.subject));
}

function withTransition(item: Item, reading: Reading, sighting: Sighting, previousStatus: string | undefined): Item {
  const status = statusOf(reading.subject);
  const previous = previousStatus === undefined ? {} : { previousStatus };
  const message = reading.statusMessage?.slice(0, maximumStatusMessageLength);
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

function sameFacts(left: Subject, right: Subject): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
