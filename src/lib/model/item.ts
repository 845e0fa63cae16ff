import type { AuditEvent } from './audit-event.ts';
import type { Actor, Claim } from './claim.ts';
import type { NotifyAction, RuleAction, RuleMode, Verdict } from './decision.ts';
import type { Diagnosis } from './diagnosis.ts';
import type { AttemptDetails } from './observation.ts';
import type { Subject } from './subject.ts';
import type { TrailEntry } from './trail.ts';

/** The key of an item: the target's ARN, and which attempt it is. */
export interface ItemKey {
  readonly target: string;
  /** Sorts by start: the newest attempt is the current one. See {@link attemptKey}. */
  readonly attempt: string;
}

/** A hold on the item at the last look. Its message shows it. */
export interface ItemHold {
  readonly id: string;
  readonly byUserId: string;
  readonly reason: string;
  readonly untilMs?: number;
}

/** An entry of the trail that is posted in the thread of a live message. Each entry raises the item's `stateVersion`. */
export interface HistoryEntry {
  readonly stateVersion: number;
  readonly atMs: number;
  readonly actor: Actor;
  readonly event: AuditEvent;
  /** Sensitive: for the people of the routed channels only, never for a log. */
  readonly statusMessage?: string;
}

/** The state of a channel's live message, until 2026-11. Since then the story has it (`story-message.ts`). */
interface EarlierMessage {
  /** The chat's id of the message; absent before the first post. */
  readonly ts?: string;
  /** The `stateVersion` that the message shows. */
  readonly renderedStateVersion: number;
  /** The newest history entry in its thread. */
  readonly threadedStateVersion: number;
  /** While set, and until `dueAtMs`, one notifier owns the channel. */
  readonly leaseId?: string;
  /** When to look again because the message is outdated. */
  readonly dueAtMs?: number;
  /** The chat asked to wait until then. */
  readonly waitUntilMs?: number;
  /** The chat will never accept it (`channel_not_found`). This is in the trail and the log, and it is not tried again. */
  readonly failure?: string;
}

/** A part of an attempt. */
export interface Part {
  /** The provider's id of the part's attempt. */
  readonly id: string;
  /** Its item, which names this one as its parent; absent while no answer shows such an attempt. */
  readonly key?: ItemKey;
  /** When it was first looked for, and the answer about its own target did not show it. */
  readonly notShownSinceMs?: number;
}

/** The person who has said "I'm on it". */
export interface Owner {
  readonly userId: string;
  readonly atMs: number;
}

/** What a rule says again, to others, until somebody is on it. */
export interface Escalation {
  readonly rule: string;
  readonly mode: RuleMode;
  /** To whom: the `notify` of the rule, with the people of its `escalate`. */
  readonly action: NotifyAction;
  readonly everyMs: number;
  readonly dueAtMs: number;
  /** How often it has been said again. */
  readonly count: number;
}

/** The last verdict of a rule about this item. A decision is recorded only when it changes. */
export interface RememberedVerdict {
  readonly verdict: Verdict;
  readonly mode: RuleMode;
  readonly deadlineAtMs?: number;
  /** With a deadline: what the rule will do then. Absent in older records. */
  readonly planned?: readonly RuleAction['type'][];
  readonly error?: string;
}

/**
 * Everything the bot knows of one deployment (or of one connection). It is written as a whole, on condition of `version`, so a
 * crash leaves the old item or the new one.
 */
export interface Item {
  readonly key: ItemKey;
  /** The optimistic lock; counts writes. */
  readonly version: number;
  readonly subject: Subject;
  /** The details for people, in addition to the facts, from the last answer that showed it. */
  readonly details: AttemptDetails;
  readonly firstSeenAtMs: number;
  readonly statusSinceMs: number;
  /**
   * When an answer showed the attempt, by the bot's clock: the first answer, or the last one if ids can begin again; or the
   * answer with its end.
   */
  readonly lastShownAtMs: number;
  /** The latest of the provider's own times in an answer. It proves that another answer is newer. */
  readonly providerTimeMs?: number;
  /** The farthest that it was ever seen, as its provider counts. */
  readonly progress?: number;
  readonly statusMessage?: string;
  /** It ended unseen, and was being stopped when it was last seen. So a call that may have been sent has worked. */
  readonly wasBeingStopped?: true;
  /** Counts history entries, unlike `version`: what there is to post. */
  readonly stateVersion: number;
  readonly history: readonly HistoryEntry[];
  /** The rules of the last decision. */
  readonly rulesHash: string;
  /** The version of the controls of the last decision. */
  readonly controlsVersion?: number;
  readonly holds?: readonly ItemHold[];
  /**
   * How old a state may be that a read of its provider returns. A claim's lease is longer than that. Absent until the first look.
   */
  readonly readLagMs?: number;
  readonly verdicts: Readonly<Record<string, RememberedVerdict>>;
  readonly claims: Readonly<Record<string, Claim>>;
  /** The last one: taken before a cancel, before people are asked about one, or when it had failed. Sensitive. */
  readonly diagnosis?: Diagnosis;
  /** Channels that rules asked for, in addition to the routed ones, as named in the rule. */
  readonly extraChannels: readonly string[];
  /** Who is on it. */
  readonly owner?: Owner;
  /** What rules say again as long as nobody is on it. */
  readonly escalations?: readonly Escalation[];
  /** Groups of people whom rules send direct messages, as named in the rule. */
  readonly extraPeople?: readonly string[];
  /** Only in items whose messages are older than stories. The story of the channel takes each of them over. */
  readonly messages?: Readonly<Record<string, EarlierMessage>>;
  /**
   * The part of it that every routed channel has, in the message and its thread. `inStory`: as part of another attempt's story.
   */
  readonly posted?: { readonly stateVersion: number; readonly inStory?: true };
  /** The attempt that this one is part of. Its messages are posted, and new claims are written, there. */
  readonly partOf?: ItemKey;
  /** It says itself what drives it, and is part of that: it is cancelled there, never by itself. */
  readonly isDriven?: true;
  /** The `stateVersion` with which it became a part, if it was known before: what was new until then is alerted as its own. */
  readonly linkedStateVersion?: number;
  /** The parts of this attempt, as the provider says. */
  readonly parts?: readonly Part[];
  /** Entries that the bus may not have seen yet. */
  readonly outbox: readonly TrailEntry[];
  readonly outboxDueAtMs: number;
  readonly outboxAttempts: number;
  /** How many trail entries this item has made. Their ids are made from it. */
  readonly trailCount: number;
  /** The earliest deadline of a rule that is only waiting for time. This is the truth; every timer is a hint. */
  readonly deadlineAtMs?: number;
  /** The deadline for which a one-shot schedule was requested. */
  readonly scheduledForMs?: number;
  /** When to look again even if nothing is due. */
  readonly recheckAtMs: number;
}
