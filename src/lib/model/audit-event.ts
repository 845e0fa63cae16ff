import type { ActionOutcome, ActionType } from './claim.ts';
import type { ClauseTrace, RuleAction, RuleMode, Verdict } from './decision.ts';
import type { Cause } from './reference.ts';
import type { Subject } from './subject.ts';

/**
 * The form of `facts` in what is recorded from now on. It is raised when a member of the facts changes its name or its meaning,
 * so that whoever replays history against other rules knows what they read.
 */
export const factsVersion = 1;

/** What happened: the one form in which the trail, an item's history and the bot's own events say it. */
export type AuditEvent =
  | {
      readonly what: 'observed';
      readonly status: string;
      /** Absent where it is seen for the first time; the same as `status` where something else has changed. */
      readonly previousStatus?: string;
      /** Absent in what was recorded before it was kept. */
      readonly cause?: Cause;
      /** {@link factsVersion} when it was recorded; absent, with the facts, in a history and in older entries. */
      readonly factsVersion?: number;
      /** Everything that was known then: what rules decide by. */
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
  | { readonly what: 'settled'; readonly action: ActionType; readonly outcome: ActionOutcome; readonly error?: string }
  /** Not done for now, and free to be claimed again. */
  | { readonly what: 'withdrawn'; readonly action: ActionType; readonly reason: string }
  /** People are asked to approve exactly this. */
  | {
      readonly what: 'approvalAsked';
      readonly action: ActionType;
      readonly reason: string;
      readonly questionId: string;
      /** How many must say yes. */
      readonly people: number;
      readonly expiresAtMs: number;
    }
  | {
      readonly what: 'approvalAnswered';
      readonly action: ActionType;
      readonly questionId: string;
      readonly answer: 'approved' | 'declined';
    }
  /** A person acts on what is on hold, and may. */
  | {
      readonly what: 'overrode';
      readonly action: ActionType;
      readonly holds: readonly string[];
      readonly reason: string;
    }
  /** The holds that stand for it from now on; none: it is free. */
  | { readonly what: 'onHold'; readonly holds: readonly string[] }
  /** A hold, the kill switch or a rule's mode was changed. */
  | { readonly what: 'controlsChanged'; readonly change: string; readonly reason: string }
  | { readonly what: 'requested'; readonly request: string }
  | { readonly what: 'refused'; readonly request: string; readonly reason: string };

/** Whether it is told in the thread of the live message, and makes that message be behind: everything that people watch for. */
export function isTold(event: AuditEvent): boolean {
  switch (event.what) {
    case 'observed':
      return event.status !== event.previousStatus;
    case 'decided':
      // What fired, and what could not be evaluated (invariant I6); that a rule waits is small print.
      return event.verdict === 'fired' || event.verdict === 'error';
    case 'settled':
    case 'withdrawn':
    case 'approvalAsked':
    case 'approvalAnswered':
      return true;
    default:
      return false;
  }
}

/** What an item's history keeps of an event. Facts and traces are large, and stay in the trail. */
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
