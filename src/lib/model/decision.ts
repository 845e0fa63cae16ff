/** `shadow` decides and records, but never acts (invariant I7). `approve` acts after people have approved (I11). */
export type RuleMode = 'off' | 'shadow' | 'approve' | 'enforce';

export type RuleAction =
  | { readonly type: 'cancel'; readonly reason: string }
  | { readonly type: 'accept' }
  | { readonly type: 'reject'; readonly reason: string }
  | NotifyAction;

/** Says something to people. */
export interface NotifyAction {
  readonly type: 'notify';
  /** Absent if it is for people only. */
  readonly channel?: string;
  readonly mention: readonly string[];
  /** Groups of people who get a direct message. */
  readonly people?: readonly string[];
  /** What to say, with facts in braces (`text-template.ts`); absent: that the rule fired. */
  readonly text?: string;
  /** False: only in the thread of the live message, not in the channel. */
  readonly broadcast?: boolean;
  /** Whom to reach if nobody is on it after this time, and again after each such time. */
  readonly escalate?: {
    readonly afterMs: number;
    readonly mention: readonly string[];
    readonly people?: readonly string[];
  };
}

/**
 * `fired`: `when` is true and `unless` is not. `waiting`: only time is missing, and `deadlineAtMs` says until when. `idle`: the
 * rule matches the subject, but a clause says no. `notMatched`: the rule does not match this subject. `error`: a clause could not
 * be evaluated; such a rule never acts (invariant I6).
 */
export type Verdict = 'fired' | 'waiting' | 'idle' | 'notMatched' | 'error';

/** One clause of a rule and its result, in words for people. */
export interface ClauseTrace {
  /** `match.environment`, `when`, `unless`; a conjunct of `when` is a clause of its own. */
  readonly clause: string;
  /** The clause as written in the file. */
  readonly source: string;
  readonly outcome: boolean | 'error' | 'notEvaluated';
  /** The values that the clause saw, by the name the rule uses: `deployment.status` → `"IN_PROGRESS"`. */
  readonly values: Readonly<Record<string, string>>;
  readonly error?: string;
}

/** The decision of one rule about one subject at one moment. */
export interface Decision {
  readonly rule: string;
  readonly mode: RuleMode;
  readonly verdict: Verdict;
  /** What the rule asks for; empty unless it fired. */
  readonly actions: readonly RuleAction[];
  /** With `waiting`: what the rule will ask for at its deadline. */
  readonly planned?: readonly RuleAction[];
  readonly trace: readonly ClauseTrace[];
  /** With `waiting`: the first millisecond at which `when` is true, if only time changes. */
  readonly deadlineAtMs?: number;
  /** With `error`: what could not be evaluated. */
  readonly error?: string;
}
