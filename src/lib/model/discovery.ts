import { BotError } from './errors.ts';
import type { SubjectReference } from './reference.ts';

/** The scope of a bot that needs no configuration: its own account and Region. */
export const ownScope = 'own';

/** Where a back end is called: an account and a Region, and the role to assume there. */
export interface Scope {
  /** Its name for people and in the trail. */
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly roleArn: string;
  readonly externalId?: string;
}

/** The progress of a listing that another message continues. */
export interface DiscoveryProgress {
  /** The lease under which it began. If the record has another lease, another listing has overtaken this one. */
  readonly leaseId: string;
  /** Where the provider continues; only the provider reads it. */
  readonly token: string;
  /** Open targets that no page has shown yet; absent if they are too many for a message. */
  readonly unseen?: readonly string[];
  /** Something could not be listed, so a target that was not shown may still be in progress. */
  readonly isIncomplete: boolean;
  /** How many messages it has needed so far. */
  readonly steps: number;
}

/** "List what is in progress in this provider and scope." */
export interface DiscoveryJob {
  readonly provider: string;
  readonly scope: string;
  readonly enqueuedAtMs: number;
  /** From then on the next job does this work. */
  readonly expiresAtMs: number;
  readonly progress?: DiscoveryProgress;
}

/** The stored state of the listings of one provider and scope. */
export interface DiscoveryRecord {
  readonly provider: string;
  readonly scope: string;
  /** The optimistic lock; 0: not written yet. */
  readonly version: number;
  /** When the newest listing began. */
  readonly startedAtMs: number;
  /** While it lasts, one job lists, and other jobs are dropped. */
  readonly lease?: { readonly id: string; readonly untilMs: number };
  /** When everything was last listed. */
  readonly lastSuccessAtMs?: number;
  /** How many listings in a row were throttled. */
  readonly throttles: number;
  /** After a throttle: no call before this time. */
  readonly notBeforeMs?: number;
  /** The last failure in the trail; absent when everything can be listed. */
  readonly failure?: string;
  /** The walk through what the listing leaves out. Without a token it is over. */
  readonly walk?: { readonly beganAtMs: number; readonly token?: string };
}

/** One page of what is in progress. */
export interface DiscoveredPage {
  readonly references: readonly SubjectReference[];
  /** Where a later call continues after this page; absent at the end. */
  readonly nextToken?: string;
  /** What could not be listed; the listing continues after it. */
  readonly failure?: ListingFailed;
  /** The scope of `failure`, if several are listed. */
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

/** A list call failed. */
export class ListingFailed extends BotError {
  override readonly name = 'ListingFailed';
  override readonly retryable = true;
  readonly operation: string;
  /** Short name of the error. */
  readonly error: string;
  /** Throttled: neither the provider nor its configuration is wrong. */
  readonly isThrottle: boolean;
  /** What to do about it, if the cause says so. */
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
