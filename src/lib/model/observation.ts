import type { ActionType } from './claim.ts';
import type { Cause, SubjectReference } from './reference.ts';
import type { ResourceOperationKind } from './resource-operation.ts';
import type { Subject } from './subject.ts';

/** Whether something can be done to an attempt now; where it cannot, why, in a sentence for people. */
export type Availability = { readonly available: true } | { readonly available: false; readonly reason: string };

/** What goes with an attempt for people, beside its facts. Rules do not see it. */
export interface AttemptDetails {
  /**
   * What could be done to it in its state, and whether the provider can. An action that is not named makes no sense in this
   * state: nobody is offered it, and whoever asks is too late, or too early.
   */
  readonly actions: Readonly<Partial<Record<ActionType, Availability>>>;
  /** Pages to look at, by what they are. */
  readonly links: Readonly<Partial<Record<'console' | 'logs' | 'commit', string>>>;
  /** What the provider's owner advises in this state, in a sentence for people; empty where there is nothing to say. */
  readonly hint: string;
  /** Resource operations that make sense in this state. */
  readonly operations: readonly ResourceOperationKind[];
}

/** Nothing beside the facts. */
export const noDetails: AttemptDetails = { actions: {}, links: {}, hint: '', operations: [] };

/** An attempt that another one has begun as a part of itself, as the provider says it by an id that it documents. */
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
  /** What is part of it: only by documented ids. Whatever else may belong to it is a link. */
  readonly parts?: readonly PartReference[];
  /** Sensitive. */
  readonly statusMessage?: string;
  /**
   * The newest of the provider's own times in this answer: when it began, changed or ended there. Only such a time proves that
   * an attempt ended, or began again, after another answer was given; a clock of the bot never does.
   */
  readonly providerTimeMs?: number;
  /** How soon to look again while it is under way and nothing else is due; `recheckAfterMs` where the provider does not say. */
  readonly recheckAfterMs?: number;
}

/** What is true of all attempts of a back end. When an attempt may be ended, created or begun again follows from it. */
export interface AttemptTraits {
  /** Whether a target has at most one attempt under way at any time. */
  readonly oneAtATime: boolean;
  /** Whether every answer carries the attempt's id; where ids may be missing, an attempt is known by its start. */
  readonly identifiedBy: 'id' | 'start';
  /** Whether an attempt that has ended can go on under the same id. */
  readonly idsBeginAgain: boolean;
  /** How old the state in an answer may be, the difference between two hosts' clocks included. */
  readonly readLagMs: number;
}

/** What a back end answered about one target. */
export interface TargetState {
  /** The target, with its full name: how it is read again. */
  readonly reference: SubjectReference & { readonly target: string };
  readonly traits: AttemptTraits;
  /** What is under way, and what has ended as far as the question was about it. */
  readonly attempts: readonly Observation[];
  /**
   * Every attempt under way that began strictly after this moment (the provider's time) is among `attempts`; 0 where all are.
   * Absent: nothing is promised of what is not shown.
   */
  readonly completeSinceMs?: number;
  /** The back end says that it does not know the target (any more). */
  readonly gone: boolean;
}

/** When an answer was asked for and given, by the bot's clock, and why the bot looked. */
export interface ObservationContext {
  readonly askedAtMs: number;
  readonly answeredAtMs: number;
  readonly cause: Cause;
}
