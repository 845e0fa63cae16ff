import type { ActionType } from './claim.ts';
import type { Cause, SubjectReference } from './reference.ts';
import type { ResourceOperationKind } from './resource-operation.ts';
import type { Subject } from './subject.ts';

/** Whether an action is possible now; if not, why, in a sentence for people. */
export type Availability =
  | {
      readonly available: true;
      /** Why no rule may do it without a person's word, in a sentence for people. */
      readonly askFirst?: string;
      /** The provider's id of what of the attempt it is done to, such as a pause: it is done to no other. */
      readonly about?: string;
    }
  | { readonly available: false; readonly reason: string };

/** Details of an attempt for people, in addition to its facts. Rules do not see them. */
export interface AttemptDetails {
  /**
   * The actions that make sense in its state, and whether the provider can do them. An action that is not named makes no sense in
   * this state: it is not offered, and a request for it is too late, or too early.
   */
  readonly actions: Readonly<Partial<Record<ActionType, Availability>>>;
  /** Links to pages, by their title. */
  readonly links: Readonly<Partial<Record<'console' | 'logs' | 'commit', string>>>;
  /** A hint for people in this state, in one sentence; empty if there is none. */
  readonly hint: string;
  /** How far it is, in words for people: `2 of 4 tasks run`. */
  readonly progress?: string;
  /** Resource operations that make sense in this state. */
  readonly operations: readonly ResourceOperationKind[];
}

/** Nothing in addition to the facts. */
export const noDetails: AttemptDetails = { actions: {}, links: {}, hint: '', operations: [] };

/** An attempt that another one has begun as a part of itself. The provider says so, with an id that it documents. */
export interface PartReference {
  /** How the part's target is read. */
  readonly reference: SubjectReference;
  /** The provider's id of the attempt. */
  readonly id: string;
}

/** What a provider's answer shows of one attempt. */
export interface Observation {
  readonly subject: Subject;
  readonly details: AttemptDetails;
  /** Its parts: only those with documented ids. Anything else that may belong to it is a link. */
  readonly parts?: readonly PartReference[];
  /**
   * What drives it, where its own answer says so with an id that the provider documents: the attempt that is in progress at this
   * target. What drives it can be cancelled; it itself cannot.
   */
  readonly whole?: SubjectReference;
  /** Sensitive. */
  readonly statusMessage?: string;
  /**
   * The newest of the provider's own times in this answer: when it began, changed or ended there. Only such a time proves that an
   * attempt ended, or began again, after another answer. A clock of the bot never proves this.
   */
  readonly providerTimeMs?: number;
  /**
   * How far it is, as a number that is higher the farther it is. What rises and falls again, such as the count of tasks that start
   * and stop for ever, counts once: only more than ever before is progress.
   */
  readonly progress?: number;
  /** When to look again while it is in progress and nothing else is due; `recheckAfterMs` if the provider does not say. */
  readonly recheckAfterMs?: number;
}

/** What is true of all attempts of a back end. It determines when an attempt may be ended, created or begun again. */
export interface AttemptTraits {
  /** Whether a target has at most one attempt in progress at any time. */
  readonly oneAtATime: boolean;
  /** Whether every answer has the attempt's id. If ids may be missing, an attempt is known by its start. */
  readonly identifiedBy: 'id' | 'start';
  /** Whether an ended attempt can continue under the same id. */
  readonly idsBeginAgain: boolean;
  /** How old the state in an answer may be, including the clock skew between two hosts. */
  readonly readLagMs: number;
}

/** The answer of a back end about one target. */
export interface TargetState {
  /** The target, with its full name: how it is read again. */
  readonly reference: SubjectReference & { readonly target: string };
  readonly traits: AttemptTraits;
  /** The attempts in progress, and those that have ended, as far as the request was about them. */
  readonly attempts: readonly Observation[];
  /**
   * Every attempt in progress that began strictly after this moment (the provider's time) is in `attempts`; 0 if all are. Absent:
   * an attempt that is not shown may still be in progress.
   */
  readonly completeSinceMs?: number;
  /** The back end says that it does not know the target (any more). */
  readonly gone: boolean;
}

/** When the request was made and answered, by the bot's clock, and why the bot looked. */
export interface ObservationContext {
  readonly askedAtMs: number;
  readonly answeredAtMs: number;
  readonly cause: Cause;
}
