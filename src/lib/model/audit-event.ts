import type { ActionOutcome, ActionType } from './claim.ts';
import type { ClauseTrace, NotifyAction, RuleAction, RuleMode, Verdict } from './decision.ts';
import type { Cause } from './reference.ts';
import type { Subject } from './subject.ts';

/**
 * The version of `facts` in new records. It is raised when a member of the facts changes its name or its meaning, so that a
 * replay of history against other rules can read them.
 */
export const factsVersion = 1;

/** What happened: the same form in the trail, in an item's history and in the bot's own events. */
export type AuditEvent =
  | {
      readonly what: 'observed';
      readonly status: string;
      /** Absent the first time; the same as `status` if something else has changed. */
      readonly previousStatus?: string;
      /** Absent in older records. */
      readonly cause?: Cause;
      /** {@link factsVersion} when it was recorded; absent, with the facts, in a history and in older entries. */
      readonly factsVersion?: number;
      /** Everything that was known then. Rules decide by it. */
      readonly facts?: Subject;
    }
  | {
      readonly what: 'decided';
      readonly rule: string;
      readonly mode: RuleMode;
      readonly verdict: Verdict;
      readonly actions: readonly RuleAction[];
      /** Empty in a history: the trail has it. */
      readonly trace: readonly ClauseTrace[];
      readonly deadlineAtMs?: number;
      readonly error?: string;
    }
  | { readonly what: 'claimed'; readonly action: ActionType; readonly reason: string; readonly attempt: number }
  | {
      readonly what: 'settled';
      readonly action: ActionType;
      readonly outcome: ActionOutcome;
      /** The part that the calls named, as people call it; absent where they named the attempt itself. */
      readonly part?: string;
      readonly error?: string;
    }
  /** Not done for now. It can be claimed again. */
  | { readonly what: 'withdrawn'; readonly action: ActionType; readonly reason: string }
  /** People are asked to approve exactly this. */
  | {
      readonly what: 'approvalAsked';
      readonly action: ActionType;
      readonly reason: string;
      readonly questionId: string;
      /** How many people must approve. */
      readonly people: number;
      readonly expiresAtMs: number;
    }
  | {
      readonly what: 'approvalAnswered';
      readonly action: ActionType;
      readonly questionId: string;
      readonly answer: 'approved' | 'declined';
    }
  /** A permitted person acts on a target that is on hold. */
  | {
      readonly what: 'overrode';
      readonly action: ActionType;
      readonly holds: readonly string[];
      readonly reason: string;
    }
  /** The holds on it from now on; empty: it is not on hold. */
  | { readonly what: 'onHold'; readonly holds: readonly string[] }
  /** A hold, the kill switch or a rule's mode was changed. */
  | { readonly what: 'controlsChanged'; readonly change: string; readonly reason: string }
  /** A person has said that they look after it. */
  | { readonly what: 'owned' }
  /** A rule says again that somebody is needed, because nobody is on it. */
  | {
      readonly what: 'escalated';
      readonly rule: string;
      readonly mode: RuleMode;
      /** How often it has been said again. */
      readonly count: number;
      readonly action: NotifyAction;
    }
  | { readonly what: 'requested'; readonly request: string }
  | { readonly what: 'refused'; readonly request: string; readonly reason: string };

/**
 * Whether it is posted in the thread of the live message, so that the message is outdated until then: everything that matters to
 * people.
 */
export function isTold(event: AuditEvent): boolean {
  switch (event.what) {
    case 'observed':
      return event.status !== event.previousStatus;
    case 'decided':
      // Rules that fired, and rules that could not be evaluated (invariant I6). That a rule waits is a detail.
      return event.verdict === 'fired' || event.verdict === 'error';
    case 'settled':
    case 'withdrawn':
    case 'approvalAsked':
    case 'approvalAnswered':
    case 'owned':
    case 'escalated':
      return true;
    default:
      return false;
  }
}

/** The part of an event that an item's history stores. Facts and traces are large, and only in the trail. */
export function inHistory(event: AuditEvent): AuditEvent {
  switch (event.what) {
    case 'observed': {
      const { facts: _inTrail, factsVersion: _too, ...rest } = event;
      return rest;
    }
    case 'decided':
      return { ...event, trace: [] };
    default:
      return event;
  }
}
