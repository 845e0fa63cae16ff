import type { Alert } from './model/alerts.ts';
import type { ActionType } from './model/claim.ts';
import type { Controls } from './model/controls.ts';
import {
  type DiscoveredPage,
  type DiscoveryJob,
  type DiscoveryRecord,
  type ScopeFailure,
  scopeFailureReasons,
} from './model/discovery.ts';
import { BotError } from './model/errors.ts';
import type { IdempotencyRecord } from './model/idempotency.ts';
import type { HistoryEntry, Item, ItemKey } from './model/item.ts';
import type { Observation, TargetState } from './model/observation.ts';
import type { ResourceFacts } from './model/permission.ts';
import type { ProviderNotification } from './model/provider-notification.ts';
import type { ConnectionReference, DeploymentReference, Hint, SubjectReference } from './model/reference.ts';
import type { Answer } from './model/request.ts';
import type {
  FieldProblem,
  PlannedOperation,
  Resource,
  ResourceOperation,
  ResourceOperationKind,
} from './model/resource-operation.ts';
import type { StoryKey, StoryMessage, StoryView } from './model/story-message.ts';
import type { DeploymentFacts, Subject } from './model/subject.ts';
import type { TrailEntry } from './model/trail.ts';

/** Wall-clock time. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
}

/** Chance. */
export interface Random {
  /** A fresh, unguessable id. */
  uuid(): string;
}

/** Structured log. Never given a token, a spec or a status message. */
export interface Log {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** The result of one mutating call. */
export type CallResult =
  /** The provider accepted it; `observation` is the state in its answer. */
  | { readonly result: 'accepted'; readonly observation?: Observation }
  /** Refused: nothing was done. `conflict` means that the state is not what was read before. */
  | { readonly result: 'refused'; readonly conflict: boolean; readonly error: string }
  /** Turned away for its rate: nothing was done. */
  | { readonly result: 'throttled' }
  /** A timeout, a reset or a server's error: it may have been done. */
  | { readonly result: 'unknown'; readonly error: string };

/** The result of an operation. */
export type OperationResult =
  /** The provider accepted it; `reference` is its target from now on. */
  | {
      readonly result: 'accepted';
      readonly name: string;
      readonly reference?: DeploymentReference;
      /** A note for the person, in one sentence. */
      readonly note?: string;
    }
  /** A certain no: nothing was done. */
  | {
      readonly result: 'refused';
      /** Short name of the error. */
      readonly error: string;
      /** The provider's own text, for the person who asked for it; never for a log. */
      readonly message?: string;
      readonly problems?: readonly FieldProblem[];
    }
  | { readonly result: 'notFound' }
  /** Turned away for its rate: nothing was done. */
  | { readonly result: 'throttled' }
  /** A part of it is still in progress: execute the same operation again later, with the same token. */
  | { readonly result: 'notYet'; readonly because: string }
  /** It may have been done; the same operation with the same token does it at most once. */
  | { readonly result: 'unknown'; readonly error: string };

/** An operation that can be executed, or why it cannot. Nothing was done. */
export type OperationPlan =
  | { readonly result: 'ready'; readonly operation: PlannedOperation }
  | Extract<OperationResult, { readonly result: 'refused' | 'notFound' | 'throttled' }>;

/** Creates, changes and deletes resources of a provider. One suite of tests holds for all of them. */
export interface ResourceManager {
  readonly provider: string;
  /** The kinds of operations that it supports. It never gets another. */
  readonly kinds: readonly ResourceOperationKind[];
  /** Where it creates; absent if the bot's own account and Region are the only scope. */
  readonly createsIn?: { readonly account: string; readonly region: string };
  /** The subject of an operation for permissions, as far as it is known without a call. */
  subjectOf(operation: ResourceOperation): ResourceFacts;
  /** What is wrong with an operation, without a call; empty when it can be executed. */
  problemsWith(operation: ResourceOperation): readonly FieldProblem[];
  /**
   * Resolves the target of an operation, and refuses what cannot succeed. It only reads, once per operation.
   *
   * @throws any error of these reads: nothing was done
   */
  plan(operation: ResourceOperation): Promise<OperationPlan>;
  /**
   * Executes an operation: one attempt. After a crash or a lost answer it can be called again with the same token, and is
   * executed once.
   *
   * @param operation - the result of {@link plan}; stored, like the token, before the first attempt
   */
  execute(operation: PlannedOperation, token: string): Promise<OperationResult>;
  /** Reads the existing resources; absent if people see them in another way. */
  readonly resources?: ResourceReader;
}

/** The resources of a provider, as they are shown to people. */
export interface ResourceReader {
  list(): Promise<readonly Resource[]>;
  /** @param name - name, id or ARN */
  describe(name: string): Promise<Resource | undefined>;
}

/** Finds out one thing about why an attempt fails or hangs. */
export interface Investigator {
  /** For the log: `failedEvents`. */
  readonly name: string;
  /**
   * What it found, as lines for people, most important first; none if it found nothing. Secrets are taken out later.
   *
   * @param signal - aborted when there is no time left; what comes after that is not used
   * @throws anything: then a diagnosis lacks this part
   */
  investigate(signal: AbortSignal): Promise<readonly string[]>;
}

/** What a read is for, where a back end may make fewer calls for it. */
export interface ReadPurpose {
  /**
   * A cancel of this attempt is called next. It was read a moment ago, so that all that counts is: is it the same attempt and the
   * same run of it, is it still open, and which parts does it have? The answer may leave out other attempts, and what says how far
   * it is may be as old as the read before.
   */
  readonly beforeCancelOf?: DeploymentFacts;
}

/** A back end that deploys: the truth about subjects, and the calls that change them. */
export interface Provider {
  readonly name: string;
  /**
   * Reads the truth about one target. `gone`: the provider itself says that it does not know the target (any more).
   *
   * @returns `undefined` when the reference has no target: an unknown name or id
   */
  observe(reference: SubjectReference, purpose?: ReadPurpose): Promise<TargetState | undefined>;
  /** Reads one attempt by its id, also one that is not its target's current one; `undefined` if it is unknown. */
  observeAttempt(facts: DeploymentFacts): Promise<Observation | undefined>;
  /**
   * One attempt, never repeated inside the client. The id of a deployment is sent with it, as a last check after the fence.
   *
   * @param about - what of the attempt it is about, if the details that offered the action say so
   * @param reason - who wants it and why, for back ends that store such a text with the attempt
   */
  perform(action: ActionType, subject: Subject, about?: string, reason?: string): Promise<CallResult>;
  /**
   * Who may find out why an attempt fails or hangs, most important first. Each only reads. Absent if the provider has none.
   *
   * @throws anything, as one of them
   */
  investigators?(facts: DeploymentFacts): readonly Investigator[];
  /** What is in progress now, page by page. Never throws: a failed list is a page with the failure, and the rest continues. */
  discover(options?: DiscoverOptions): AsyncIterable<DiscoveredPage>;
  /**
   * One page of a walk through everything that {@link discover} leaves out because it began before `sinceMs`; absent if it leaves
   * out nothing.
   *
   * @param token - the token of the page before; absent at the beginning
   * @throws ListingFailed
   */
  walk?(token: string | undefined): Promise<DiscoveredPage>;
  /** What a person may mean by a typed name, best guess first; empty when it cannot be a name. */
  candidates(typedName: string): readonly DeploymentReference[];
  /** Connections that a typed id or ARN may mean; empty when it cannot be one. Absent if the provider has no connections. */
  connectionCandidates?(typedId: string): readonly ConnectionReference[];
  /** Only if several providers are combined: the single ones, to say which of them did not answer. */
  readonly parts?: readonly Provider[];
}

/** What to list, and from where. */
export interface DiscoverOptions {
  /** Only this kind of subject. */
  readonly on?: 'deployment' | 'connection';
  /** The token of an earlier page. */
  readonly token?: string;
  /** Leaves out what began before, if the back end can only list its whole history. */
  readonly sinceMs?: number;
}

/** The records of listings. */
export interface DiscoveryRecords {
  /** Of all providers and scopes that were ever listed. */
  all(): Promise<readonly DiscoveryRecord[]>;
  get(provider: string, scope: string): Promise<DiscoveryRecord | undefined>;
  /**
   * Writes `record` as version `record.version + 1`, if the stored one is still `record.version` (0: none is stored).
   * @returns the record as written, or `undefined` when another writer was faster
   */
  put(record: DiscoveryRecord): Promise<DiscoveryRecord | undefined>;
}

/** The queue of `discover`. */
export interface DiscoveryQueue {
  enqueue(jobs: readonly DiscoveryJob[]): Promise<void>;
}

/** The records of one target. */
export interface TargetRecords {
  /** Raised by each creation of an attempt, so that two looks cannot create one from the same state. 0 before the first. */
  readonly version: number;
  readonly items: readonly Item[];
}

/** The table. Every write is conditional; every read that decides is consistent. */
export interface Store {
  get(key: ItemKey): Promise<Item | undefined>;
  /** Every open attempt of the target and its newest ones, newest first, and the version that {@link Store.create} asks for. */
  attempts(target: string): Promise<TargetRecords>;
  /**
   * Creates the item of a new attempt, if none was created for its target since `records` were read.
   *
   * @returns the item as written and the target's records with it, or `undefined` when another writer was faster
   */
  create(item: Item, records: TargetRecords): Promise<{ item: Item; records: TargetRecords } | undefined>;
  /**
   * Writes `item` as version `item.version + 1`, if the stored one is still `item.version` (0: none is stored).
   * @returns the item as written, or `undefined` when another writer was faster
   */
  put(item: Item): Promise<Item | undefined>;
  getStory(key: StoryKey): Promise<StoryMessage | undefined>;
  /**
   * Writes `story` as version `story.version + 1`, if the stored one is still `story.version` (0: none is stored).
   * @returns the story as written, or `undefined` when another writer was faster
   */
  putStory(story: StoryMessage): Promise<StoryMessage | undefined>;
  /**
   * Keys that are due at `nowMs`, earliest first: of items, and of stories as `storyRecordKey` makes them. Eventually consistent:
   * read again before acting.
   */
  due(nowMs: number): AsyncIterable<readonly ItemKey[]>;
  /** Keys of all items that are in progress, or have something left to do. No stories. */
  open(): AsyncIterable<readonly ItemKey[]>;
  /**
   * Keys of the items that are in progress. Items and stories that an earlier version of the bot wrote may be among them although
   * they have ended.
   */
  underWay(): AsyncIterable<readonly ItemKey[]>;
  appendTrail(entries: readonly TrailEntry[]): Promise<void>;
  /** A target's trail, oldest first. */
  trail(target: string): AsyncIterable<readonly TrailEntry[]>;
  /** The record of work that must be done once; `undefined` also if it has expired and is deleted. */
  getRecord(id: string): Promise<IdempotencyRecord | undefined>;
  /**
   * Writes `record` as version `record.version + 1`, if the stored one is still `record.version` (0: none is stored).
   * @returns the record as written, or `undefined` when another delivery of the same work was faster
   */
  putRecord(record: IdempotencyRecord): Promise<IdempotencyRecord | undefined>;
}

/** The record by which people control the bot. */
export interface ControlsStore {
  /** Read consistently; `noControls` before the first change. */
  get(): Promise<Controls>;
  /**
   * Writes `controls` as version `controls.version + 1`, if the stored one is still `controls.version`.
   * @returns the controls as written, or `undefined` when another writer was faster
   */
  put(controls: Controls): Promise<Controls | undefined>;
}

/** The bot's own event bus. */
export interface Bus {
  /** @returns the ids of the entries that the bus did not accept: they stay in the outbox */
  publish(entries: readonly TrailEntry[]): Promise<readonly string[]>;
  /** Wakes the notifier for an item, or for the key of a story, whose message is outdated although no outbox has an entry. */
  wakeNotifier(key: ItemKey): Promise<void>;
}

/** One-shot timers. They are hints: they may come early, late, twice or never. */
export interface Timer {
  arm(key: ItemKey, atMs: number, hint: Hint): Promise<void>;
}

/** The queue of `observe`. */
export interface HintQueue {
  enqueue(hints: readonly Hint[]): Promise<void>;
}

/** Where an answer to a person goes. */
export interface AnswerAddress {
  readonly responseUrl: string;
  readonly channelId: string;
  readonly userId: string;
}

/** The chat. Every method may throw {@link ChatBusy}. */
export interface Chat {
  /**
   * Posts or updates the live message of a story.
   * @returns the message's ts; another than `ts` when the old message was gone and a new one was posted
   * @throws ChatRefused when the channel will never accept it
   */
  show(channel: string, view: StoryView, ts: string | undefined): Promise<string>;
  /** Adds history entries of an item to the thread of its story's live message. */
  reply(channel: string, ts: string, item: Item, entries: readonly HistoryEntry[]): Promise<void>;
  /**
   * Posts what must reach people, shown in the channel, or to a person directly.
   * @param channel - a channel, or a person
   * @param ts - of the live message, in whose thread it is posted, or to which it links; absent for a person
   * @throws ChatRefused when the channel or the person will never accept it
   */
  alert(channel: string, ts: string | undefined, alert: Alert): Promise<void>;
  answer(address: AnswerAddress, answer: Answer): Promise<void>;
  /** Posts a notification as a separate message. @throws ChatRefused when the channel will never accept it */
  announce(channel: string, notification: ProviderNotification): Promise<void>;
  membersOf(userGroupId: string): Promise<readonly string[] | 'unavailable'>;
}

/** A provider cannot be reached, or does not answer as documented, so its state is unknown. The message says what to do. */
export abstract class ProviderUnavailable extends BotError {
  override readonly retryable = true;
}

/** Some of several scopes did not answer: the target may be in one of those. */
export class ScopesUnavailable extends ProviderUnavailable {
  override readonly name = 'ScopesUnavailable';
  readonly provider: string;
  readonly scopes: readonly ScopeFailure[];
  constructor(provider: string, scopes: readonly ScopeFailure[], cause: unknown) {
    const described = scopes.map(
      ({ account, region, reason }) => `account ${account} in ${region} (${scopeFailureReasons[reason]})`,
    );
    super(`${provider} did not answer in every scope: ${described.join(', ')}`, { cause });
    this.provider = provider;
    this.scopes = scopes;
  }
}

/** A call goes to a back end that is not enabled (any more), so its state is unknown. */
export class ProviderNotEnabled extends BotError {
  override readonly name = 'ProviderNotEnabled';
  override readonly retryable = false;
  constructor(provider: string) {
    super(`the provider "${provider}" is not enabled: enable it in bot.yml, or leave what is kept of it to expire`);
  }
}

/** Several scopes know a name without an account: the person must say which one is meant. */
export class AmbiguousScope extends BotError {
  override readonly name = 'AmbiguousScope';
  override readonly retryable = false;
  /** The ARNs of the possible targets. */
  readonly targets: readonly string[];
  constructor(name: string, targets: readonly string[]) {
    super(`"${name}" exists in several accounts or Regions. Use one of these ARNs: ${targets.join(', ')}`);
    this.targets = targets;
  }
}

/** The chat asks to wait, or failed: this call posted nothing. */
export class ChatBusy extends BotError {
  override readonly name = 'ChatBusy';
  override readonly retryable = true;
  readonly retryAfterMs: number;
  constructor(retryAfterMs: number, cause?: unknown) {
    super(`the chat cannot take messages now; try again in ${retryAfterMs} ms`, { cause });
    this.retryAfterMs = retryAfterMs;
  }
}

/** The chat will never accept this message. */
export class ChatRefused extends BotError {
  override readonly name = 'ChatRefused';
  override readonly retryable = false;
  /** The chat's short code, such as `channel_not_found`. */
  readonly code: string;
  constructor(code: string, cause?: unknown) {
    super(`the chat refused the message: ${code}`, { cause });
    this.code = code;
  }
}
