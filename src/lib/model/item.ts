import type { AuditEvent } from './audit-event.ts';
import type { Actor, Claim } from './claim.ts';
import type { RuleMode, Verdict } from './decision.ts';
import type { AttemptDetails } from './observation.ts';
import type { Subject } from './subject.ts';
import type { TrailEntry } from './trail.ts';

/** Where an item is kept: the target's ARN, and which attempt at it. */
export interface ItemKey {
  readonly target: string;
  /** Sorts by start: the newest attempt is the current one. See {@link attemptKey}. */
  readonly attempt: string;
}

/** A hold that stood for the item when somebody last looked: shown with it. */
export interface ItemHold {
  readonly id: string;
  readonly byUserId: string;
  readonly reason: string;
  readonly untilMs?: number;
}

/** What of the trail people are told in the thread of a live message. Each entry raises the item's `stateVersion`. */
export interface HistoryEntry {
  readonly stateVersion: number;
  readonly atMs: number;
  readonly actor: Actor;
  readonly event: AuditEvent;
  /** Sensitive: for the people of the routed channels only, never for a log. */
  readonly statusMessage?: string;
}

/** Where a channel's live message stood, until 2026-11. Since then a story says so (`story-message.ts`). */
interface EarlierMessage {
  /** The chat's name for the message; absent before it was first posted. */
  readonly ts?: string;
  /** The `stateVersion` that the message shows. */
  readonly renderedStateVersion: number;
  /** The newest history entry that its thread holds. */
  readonly threadedStateVersion: number;
  /** While set, and until `dueAtMs`, one notifier owns the channel. */
  readonly leaseId?: string;
  /** When somebody must look again because the message is behind. */
  readonly dueAtMs?: number;
  /** The chat asked to be left alone until then. */
  readonly waitUntilMs?: number;
  /** The chat will never take it (`channel_not_found`): told in the trail and the log, not tried again. */
  readonly failure?: string;
}

/** A part of an attempt. */
export interface Part {
  /** The provider's id of the part's attempt. */
  readonly id: string;
  /** Its item, which says that it is part of this one; absent while nothing shows such an attempt. */
  readonly key?: ItemKey;
}

/** What a rule last said of this item; a decision is recorded only when this changes. */
export interface RememberedVerdict {
  readonly verdict: Verdict;
  readonly mode: RuleMode;
  readonly deadlineAtMs?: number;
  readonly error?: string;
}

/**
 * Everything the bot knows of one deployment (or of one connection), written whole and conditionally on `version`:
 * a crash leaves the old item or the new one.
 */
export interface Item {
  readonly key: ItemKey;
  /** The optimistic lock; counts writes. */
  readonly version: number;
  readonly subject: Subject;
  /** What people are offered beside the facts, as of the answer that showed it last. */
  readonly details: AttemptDetails;
  readonly firstSeenAtMs: number;
  readonly statusSinceMs: number;
  /** By the bot's clock, when an answer was given that showed the attempt: the first one, or where ids can begin again the last; or its end. */
  readonly lastShownAtMs: number;
  /** The latest of the provider's own times that an answer showed: what proves that another answer is newer. */
  readonly providerTimeMs?: number;
  readonly statusMessage?: string;
  /** It ended unseen, and was being stopped when it was last seen: a call that may have gone out has done its work. */
  readonly wasBeingStopped?: true;
  /** What there is to tell, apart from `version`: counts history entries. */
  readonly stateVersion: number;
  readonly history: readonly HistoryEntry[];
  /** The rules it was last decided under. */
  readonly rulesHash: string;
  /** The version of the controls it was last decided under. */
  readonly controlsVersion?: number;
  readonly holds?: readonly ItemHold[];
  /** How old the state may be that a read of its provider shows: a claim's lease outlasts that. Absent until somebody looks. */
  readonly readLagMs?: number;
  readonly verdicts: Readonly<Record<string, RememberedVerdict>>;
  readonly claims: Readonly<Record<string, Claim>>;
  /** Channels that rules asked for, beside the routed ones, as named in the rule. */
  readonly extraChannels: readonly string[];
  /** Of items that were last told before there were stories: each is taken over by the story of its channel. */
  readonly messages?: Readonly<Record<string, EarlierMessage>>;
  /** What of it every routed channel has, in the message and its thread. `inStory`: as part of another attempt's story. */
  readonly posted?: { readonly stateVersion: number; readonly inStory?: true };
  /** The attempt that this one is part of: it is told, and new claims are written, there. */
  readonly partOf?: ItemKey;
  /** What the provider says is part of this attempt. */
  readonly parts?: readonly Part[];
  /** Entries that the bus may not have seen yet. */
  readonly outbox: readonly TrailEntry[];
  readonly outboxDueAtMs: number;
  readonly outboxAttempts: number;
  /** How many trail entries this item ever made: gives them their ids. */
  readonly trailCount: number;
  /** The earliest deadline of a rule that is only waiting for time. This is the truth; every timer is a hint. */
  readonly deadlineAtMs?: number;
  /** The deadline for which a one-shot schedule was asked for. */
  readonly scheduledForMs?: number;
  /** When to look again although nothing is due. */
  readonly recheckAtMs: number;
}
