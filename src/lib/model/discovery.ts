import { BotError } from './errors.ts';
import type { SubjectReference } from './reference.ts';

/** The scope of a bot that needs no configuration: its own account and Region. */
export const ownScope = 'own';

/** Where a back end is asked: an account and a Region, and the role to assume there. */
export interface Scope {
  /** As people and the trail call it. */
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly roleArn: string;
  readonly externalId?: string;
}

/** How far a listing has come that goes on by a message. */
export interface DiscoveryProgress {
  /** The lease under which it began: whoever holds another one has overtaken it. */
  readonly leaseId: string;
  /** Where the provider goes on; only the provider reads it. */
  readonly token: string;
  /** Targets that are open here and that no page has shown yet; absent where they are too many to carry along. */
  readonly unseen?: readonly string[];
  /** Something could not be listed: what was not shown may be under way all the same. */
  readonly isIncomplete: boolean;
  /** How many messages it has taken so far. */
  readonly steps: number;
}

/** "List what is under way in this provider and scope." */
export interface DiscoveryJob {
  readonly provider: string;
  readonly scope: string;
  readonly enqueuedAtMs: number;
  /** From then on the next job does its work. */
  readonly expiresAtMs: number;
  readonly progress?: DiscoveryProgress;
}

/** What is remembered of the listings of one provider and scope. */
export interface DiscoveryRecord {
  readonly provider: string;
  readonly scope: string;
  /** The optimistic lock; 0: not written yet. */
  readonly version: number;
  /** When the newest listing began. */
  readonly startedAtMs: number;
  /** While it lasts, one job lists, and others are dropped. */
  readonly lease?: { readonly id: string; readonly untilMs: number };
  /** When everything was last listed. */
  readonly lastSuccessAtMs?: number;
  /** How many listings in a row were throttled. */
  readonly throttles: number;
  /** Throttled: not asked again before. */
  readonly notBeforeMs?: number;
  /** What the trail was last told of; absent when all is well. */
  readonly failure?: string;
  /** The walk through what listing leaves out. Without a token it is over. */
  readonly walk?: { readonly beganAtMs: number; readonly token?: string };
}

/** One page of what is under way. */
export interface DiscoveredPage {
  readonly references: readonly SubjectReference[];
  /** Where a later call goes on after this page; absent at the end. */
  readonly nextToken?: string;
  /** What could not be listed; the listing goes on behind it. */
  readonly failure?: ListingFailed;
  /** The scope that `failure` is about, where several are listed. */
  readonly failedScope?: ScopeFailure;
}

/** Why a scope did not answer, in words for people. */
export const scopeFailureReasons = {
  roleNotAssumed: 'the role cannot be assumed',
  accessDenied: 'access denied',
  throttled: 'throttled',
  noAnswer: 'no answer',
} as const;

/** A scope that did not answer: people know it by its account and Region. */
export interface ScopeFailure {
  readonly account: string;
  readonly region: string;
  readonly reason: keyof typeof scopeFailureReasons;
}

/** A call that lists did not succeed. */
export class ListingFailed extends BotError {
  override readonly name = 'ListingFailed';
  override readonly retryable = true;
  readonly operation: string;
  /** Short name of the error. */
  readonly error: string;
  /** Turned away for its rate: it is not the provider that is at fault, nor its configuration. */
  readonly isThrottle: boolean;
  /** What to do about it, where the cause says so. */
  readonly remedy?: string;
  constructor(operation: string, cause: unknown, isThrottle: boolean) {
    const error = cause instanceof Error ? cause.name : 'unknown error';
    super(`${operation} failed: ${error}`, { cause });
    this.operation = operation;
    this.error = error;
    this.isThrottle = isThrottle;
    const remedy = cause instanceof Error && 'remedy' in cause ? cause.remedy : undefined;
    if (typeof remedy === 'string') this.remedy = remedy;
  }
}
