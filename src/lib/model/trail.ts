import type { ActionOutcome, ActionType, Actor } from './claim.ts';
import type { ClauseTrace, RuleAction, RuleMode, Verdict } from './decision.ts';
import type { Cause } from './reference.ts';

/** What happened, in the words of the trail and of the bot's own events. */
export type TrailEvent =
  | { readonly what: 'observed'; readonly status: string; readonly previousStatus?: string; readonly cause: Cause }
  | {
      readonly what: 'decided';
      readonly rule: string;
      readonly mode: RuleMode;
      readonly verdict: Verdict;
      readonly actions: readonly RuleAction[];
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

/** One line of the append-only record of everything the bot saw, decided, did and refused (invariant I8). */
export interface TrailEntry {
  /** Deterministic: writing an entry twice leaves one. */
  readonly id: string;
  readonly atMs: number;
  /** ARN; `unknown` for a refusal that concerns no target. */
  readonly target: string;
  readonly attempt?: string;
  /** What people call the target. */
  readonly name: string;
  readonly environment: string;
  readonly actor: Actor;
  readonly event: TrailEvent;
}

/** Where refusals go that concern no known target. */
export const unknownTarget = 'unknown';

/** Where changes of the controls go: they concern no single target. */
export const controlsTarget = 'controls';
