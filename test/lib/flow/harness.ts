import {
  type DiscoverResult,
  type DiscoverySource,
  discover,
  handleDelivery,
  notify,
  observe,
  type Permission,
  sweep,
} from '../../../src/lib/flow/index.ts';
import { type Alert, type AlertSettings, usualAlerts } from '../../../src/lib/model/alerts.ts';
import { type ActionType, isForEnded } from '../../../src/lib/model/claim.ts';
import { claimLeaseFor } from '../../../src/lib/model/claims.ts';
import { type DiscoveredPage, type DiscoveryJob, ownScope } from '../../../src/lib/model/discovery.ts';
import type { HistoryEntry, Item, ItemKey } from '../../../src/lib/model/item.ts';
import {
  type AttemptDetails,
  type AttemptTraits,
  noDetails,
  type Observation,
  type PartReference,
} from '../../../src/lib/model/observation.ts';
import type { PermissionSubject, PermittedAction } from '../../../src/lib/model/permission.ts';
import type { ProviderNotification } from '../../../src/lib/model/provider-notification.ts';
import type { DeploymentReference, Hint, SubjectReference } from '../../../src/lib/model/reference.ts';
import type { Answer, Interaction, PersonRequest } from '../../../src/lib/model/request.ts';
import { environmentOf, targetOf } from '../../../src/lib/model/statuses.ts';
import { type StoryMessage, type StoryView, storyKeyOf } from '../../../src/lib/model/story-message.ts';
import type { DeploymentFacts, Subject } from '../../../src/lib/model/subject.ts';
import type { TrailEntry } from '../../../src/lib/model/trail.ts';
import type {
  Bus,
  CallResult,
  Chat,
  ControlsStore,
  DiscoverOptions,
  DiscoveryRecords,
  Provider,
  ResourceManager,
  Store,
  Timer,
} from '../../../src/lib/ports.ts';
import { providerRegistry } from '../../../src/lib/providers/registry.ts';
import { checkRules } from '../../../src/lib/rules/check/index.ts';
import { compileRules } from '../../../src/lib/rules/compile/index.ts';
import type { Rules } from '../../../src/lib/rules/index.ts';
import { runnableCommands } from '../../../src/lib/slack/commands/index.ts';
import { createControlsStore, createDiscoveryRecords, createStore, fromRecord } from '../../../src/lib/store/index.ts';
import { isTargetRecord } from '../../../src/lib/store/target-record.ts';
import { createMemoryTable } from '../../../src/simulation/index.ts';
import {
  connectionArn,
  connectionFacts,
  detailsFor,
  facts,
  instanceArn,
  phaseFor,
  startMs,
} from '../model/subjects.ts';

const commands = runnableCommands();
export const minuteMs = 60_000;
export const deadlineMs = 45 * minuteMs;

const cancelStuck = `
  - name: cancel-stuck
    on: deployment
    when: deployment.status == "IN_PROGRESS" && now - deployment.startedAt > duration("45m")
    do: [{ cancel: { reason: stuck for more than 45 minutes } }, { notify: { channel: "#oncall" } }]
    mode: MODE
`;

/** A rule that cancels after 45 minutes, in the mode that the test wants. */
export function rulesThatCancel(mode: 'enforce' | 'shadow' = 'enforce'): Rules {
  return rulesFrom(cancelStuck.replace('MODE', mode));
}

export function rulesFrom(rules: string): Rules {
  const checked = checkRules(`version: 1\nrules:${rules === '' ? ' []' : rules}`, 'rules.yml', {
    providers: providerRegistry,
  });
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  return compileRules(checked.document);
}

/** What happens when the bot acts: an answer, or something that the test does at that moment, then the answer. */
export type Performance = CallResult | (() => CallResult);

/**
 * The use cases on ports that the test holds in its hands: what is true, what calls come to, who may do what, and whether
 * bus, chat and table work. The store is the real one, on the table in memory.
 */
export class Harness {
  nowMs = startMs;
  rules = rulesThatCancel();
  /** The truth: what the provider answers, by target. */
  readonly truth = new Map<string, Subject>();
  /** How attempts ended that are not current any more, by deployment id. */
  readonly ends = new Map<string, string>();
  readonly performed: { readonly action: ActionType; readonly subject: Subject; readonly about?: string }[] = [];
  /** What the next calls come to; when there is nothing left, they are accepted. */
  readonly performances: Performance[] = [];
  /** Called before each read: what happens there happens between two steps of the bot. */
  beforeRead: (count: number) => void = () => undefined;
  reads = 0;
  /** What the provider says of how soon to look again; nothing by default. */
  recheckAfterMs: number | undefined;
  /** What can be done, and what goes with it for people; as Proton has it if nothing is given. */
  details: AttemptDetails | undefined;
  /** How old an answer may be; nothing here is. */
  traits: AttemptTraits = { oneAtATime: true, identifiedBy: 'start', idsBeginAgain: false, readLagMs: 0 };
  /** What the provider says is part of a target's attempt, by the whole's target. */
  readonly parts = new Map<string, readonly PartReference[]>();
  /** What each message shows now, by its ts. */
  readonly views = new Map<string, StoryView>();
  readonly published: TrailEntry[] = [];
  readonly woken: ItemKey[] = [];
  readonly armed: { readonly atMs: number; readonly hint: Hint }[] = [];
  readonly enqueued: Hint[] = [];
  readonly logs: { readonly level: string; readonly message: string }[] = [];
  readonly shown: { readonly channel: string; readonly ts: string; readonly stateVersion: number }[] = [];
  readonly replies: {
    readonly channel: string;
    readonly ts: string;
    readonly target: string;
    readonly entries: readonly HistoryEntry[];
  }[] = [];
  readonly alerts: { readonly channel: string; readonly ts: string | undefined; readonly alert: Alert }[] = [];
  /** How the routes want alerts. */
  alertSettings: AlertSettings = usualAlerts;
  readonly answers: Answer[] = [];
  readonly announced: { readonly channel: string; readonly notification: ProviderNotification }[] = [];
  readonly asked: { readonly action: PermittedAction; readonly environment: string }[] = [];
  /** What the permissions were asked for, in the same order. */
  readonly askedAbout: (PermissionSubject | undefined)[] = [];
  permission: Permission = { allowed: true };
  /** What nobody may do, whatever else they may. */
  refusedActions: readonly PermittedAction[] = [];
  resourceManagers: readonly ResourceManager[] = [];
  channels: readonly string[] = ['C-DEPLOYS'];
  #ids = 0;
  /** When requests first came, by id: their messages say the same at every delivery. */
  readonly #received = new Map<string, number>();

  provider: Provider = {
    name: 'proton',
    observe: async (reference) => {
      this.reads += 1;
      this.beforeRead(this.reads);
      const subject = this.truth.get(reference.target ?? targetFor(reference));
      const target = reference.target ?? (subject && targetOf(subject));
      if (target === undefined) return undefined;
      const recheck = this.recheckAfterMs ? { recheckAfterMs: this.recheckAfterMs } : {};
      const parts = this.parts.get(target);
      return {
        reference: { ...reference, target },
        traits: this.traits,
        attempts: subject
          ? [{ subject, details: this.details ?? detailsFor(subject), ...recheck, ...(parts ? { parts } : {}) }]
          : [],
        completeSinceMs: 0,
        gone: subject === undefined,
      };
    },
    observeAttempt: async (deployment) => this.#endOf(deployment),
    perform: async (action, subject, about) => {
      this.performed.push({ action, subject, ...(about === undefined ? {} : { about }) });
      const next = this.performances.shift();
      if (next === undefined) return this.#accept(action, subject);
      return typeof next === 'function' ? next() : next;
    },
    discover: (options) => this.discover(options),
    connectionCandidates: (id) => (id === connectionFacts().id ? [{ on: 'connection', provider: 'proton', id }] : []),
    candidates: (typed): readonly DeploymentReference[] => [
      { on: 'deployment', provider: 'proton', kind: 'serviceInstance', name: typed },
    ],
  };

  async *discover({ on }: DiscoverOptions = {}): AsyncIterable<DiscoveredPage> {
    const subjects = [...this.truth.values()].filter((subject) => on === undefined || subject.on === on);
    yield { references: subjects.map((subject) => referenceOf(targetOf(subject))) };
  }

  readonly table = createMemoryTable();
  build = 'build-1';
  readonly #storage = {
    table: this.table,
    tableName: 'bot',
    clock: { now: () => this.nowMs },
    random: { uuid: () => this.#uuid() },
  };
  store: Store = createStore(this.#storage);
  controls: ControlsStore = createControlsStore(this.#storage);
  /** What is remembered of listings. */
  readonly records: DiscoveryRecords = createDiscoveryRecords(this.#storage);
  /** Providers and scopes that the sweep makes jobs for. */
  sources: readonly DiscoverySource[] = [{ provider: 'proton', scope: ownScope, intervalMs: minuteMs }];
  /** Jobs that nobody has taken yet. */
  readonly jobs: DiscoveryJob[] = [];
  remainingMs = 30_000;
  /** Nobody has a diagnosis by default, so nobody waits for one. */
  wait: (durationMs: number, signal: AbortSignal) => Promise<void> = () => new Promise(() => undefined);

  bus: Bus = {
    publish: async (entries) => {
      this.published.push(...entries);
      return [];
    },
    wakeNotifier: async (key) => {
      this.woken.push(key);
    },
  };

  timer: Timer = {
    arm: async (_key, atMs, hint) => {
      this.armed.push({ atMs, hint });
    },
  };

  chat: Chat = {
    show: async (channel, view, ts) => {
      const shownAs = ts ?? `${channel}-${this.shown.length + 1}`;
      const { stateVersion } = view.kind === 'story' ? view.root : view.item;
      this.shown.push({ channel, ts: shownAs, stateVersion });
      this.views.set(shownAs, view);
      return shownAs;
    },
    reply: async (channel, ts, { key }, entries) => {
      this.replies.push({ channel, ts, target: key.target, entries });
    },
    alert: async (channel, ts, alert) => {
      this.alerts.push({ channel, ts, alert });
    },
    answer: async (_address, answer) => {
      this.answers.push(answer);
    },
    announce: async (channel, notification) => {
      this.announced.push({ channel, notification });
    },
    membersOf: async () => [],
  };

  /** How long a claim is leased, by what the provider says of itself. */
  get leaseMs(): number {
    return claimLeaseFor(this.traits.readLagMs);
  }

  get ports() {
    const write = (level: string) => (message: string) => void this.logs.push({ level, message });
    return {
      provider: this.provider,
      store: this.store,
      controls: this.controls,
      build: this.build,
      bus: this.bus,
      timer: this.timer,
      chat: this.chat,
      clock: { now: () => this.nowMs },
      wait: (durationMs: number, signal: AbortSignal) => this.wait(durationMs, signal),
      random: { uuid: () => this.#uuid() },
      log: { info: write('info'), warn: write('warn'), error: write('error') },
      rules: async () => this.rules,
      settings: { minimumScheduleLeadMs: minuteMs },
      queue: { enqueue: async (hints: readonly Hint[]) => void this.enqueued.push(...hints) },
      resourceManagers: this.resourceManagers,
      hints: { enqueue: async (hints: readonly Hint[]) => void this.enqueued.push(...hints) },
      jobs: { enqueue: async (jobs: readonly DiscoveryJob[]) => void this.jobs.push(...jobs) },
      records: this.records,
      sources: this.sources,
      scopeOf: () => ownScope,
      horizonMs: 2 * 60 * minuteMs,
      remainingMs: () => this.remainingMs,
      referenceOf: (target: string) => (target.startsWith('arn:') ? referenceOf(target) : undefined),
      commands,
      channelsFor: () => this.channels,
      channelId: (name: string) => (name.startsWith('#') ? `C-${name.slice(1).toUpperCase()}` : undefined),
      alertsFor: () => this.alertSettings,
      userIds: (name: string) => (name === '@on-call' ? ['U0CLEO001', 'U0BEN0001'] : []),
      standingOf: async () => ({ groups: [], permissions: [], unknown: [], isOtherWorkspace: false }),
      authorize: async ({ action, subject }: { action: PermittedAction; subject: PermissionSubject | undefined }) => {
        const environment = subject === undefined || subject.on === 'resource' ? '' : environmentOf(subject);
        this.asked.push({ action, environment });
        this.askedAbout.push(subject);
        return this.refusedActions.includes(action) ? { allowed: false, reason: 'not that' } : this.permission;
      },
    };
  }

  /** A deployment of `orders/api` begins, or its truth changes. */
  deploys(different: Partial<DeploymentFacts> = {}): void {
    const deployment = facts(different);
    this.truth.set(deployment.target, { on: 'deployment', deployment });
  }

  connects(status = 'PENDING'): void {
    this.truth.set(connectionArn, { on: 'connection', connection: connectionFacts({ status }) });
  }

  observe(hint: Partial<Hint> = {}) {
    return observe(this.ports, { cause: 'event', reference: referenceOf(instanceArn), ...hint });
  }

  sweep() {
    return sweep(this.ports);
  }

  /** Takes one job, as its function would. */
  runJob(
    job: DiscoveryJob,
    provider: Pick<Provider, 'discover' | 'walk'> = this.ports.provider,
  ): Promise<DiscoverResult> {
    return discover({ ...this.ports, provider }, job);
  }

  /** Sweeps, and lists what the sweep says, to the end. */
  async sweepAndDiscover(): Promise<readonly DiscoverResult[]> {
    await this.sweep();
    const results: DiscoverResult[] = [];
    for (let job = this.jobs.shift(); job !== undefined; job = this.jobs.shift()) results.push(await this.runJob(job));
    return results;
  }

  /** Follows the hints that the sweep and its listings find, as the queues would. */
  async sweepAndFollow(): Promise<void> {
    this.enqueued.length = 0;
    await this.sweepAndDiscover();
    for (const hint of this.enqueued.splice(0)) await this.observe(hint);
  }

  /** What the notifier does when entries of an item came through the bus. */
  async notify(key?: ItemKey): Promise<void> {
    // Whoever is woken for a story gets no entries with it.
    if (key && storyKeyOf(key)) return notify(this.ports, key, new Set());
    const item = key ? await this.store.get(key) : await this.newest();
    if (item === undefined) throw new Error('there is no item');
    await notify(this.ports, item.key, new Set(item.outbox.map(({ id }) => id)));
  }

  /** Delivers what a person asks for, which came to the ingress at `receivedAtMs`, for the n-th time. */
  request(
    interaction: Interaction,
    id = 'trigger-1',
    receivedAtMs = this.#received.get(id) ?? this.nowMs,
    receiveCount = 1,
  ): Promise<Answer> {
    this.#received.set(id, receivedAtMs);
    return handleDelivery(this.ports, personRequest(interaction, id, receivedAtMs), receiveCount);
  }

  /** The command `/proton cancel orders/api`. */
  cancel(id = 'trigger-1', target = 'orders/api'): Promise<Answer> {
    return this.request({ type: 'command', command: { name: 'cancel', target } }, id);
  }

  /** Every item of the target, newest first, as the table has it. */
  stored(target = instanceArn): readonly Item[] {
    const records = this.table.recordsOf(target).filter((record) => !isTargetRecord(record));
    return records.map((record) => fromRecord(record)).reverse();
  }

  async newest(target = instanceArn): Promise<Item> {
    const [item] = this.stored(target);
    if (item === undefined) throw new Error(`nothing is known of ${target}`);
    return item;
  }

  /** The live message of the target's newest attempt in a channel. */
  async message(channel = 'C-DEPLOYS', target = instanceArn): Promise<StoryMessage | undefined> {
    return this.store.getStory({ by: 'attempt', root: (await this.newest(target)).key, channel });
  }

  async trail(target = instanceArn): Promise<readonly TrailEntry[]> {
    const entries: TrailEntry[] = [];
    for await (const page of this.store.trail(target)) entries.push(...page);
    return entries;
  }

  /** The outcomes that were told in the history of the target's newest attempt. */
  async told(target = instanceArn): Promise<readonly string[]> {
    const { history } = await this.newest(target);
    return history.flatMap(({ event }) => (event.what === 'settled' ? [event.outcome] : []));
  }

  #accept(action: ActionType, subject: Subject): CallResult {
    // What begins anew is a run, or an attempt, of its own.
    if (isForEnded(action)) return { result: 'accepted' };
    const status = statusAfter[action];
    const changed: Subject =
      subject.on === 'deployment'
        ? { on: 'deployment', deployment: { ...subject.deployment, status, phase: phaseFor(status) } }
        : { on: 'connection', connection: { ...subject.connection, status } };
    this.truth.set(targetOf(changed), changed);
    return { result: 'accepted', observation: { subject: changed, details: this.details ?? detailsFor(changed) } };
  }

  #endOf(deployment: DeploymentFacts): Observation | undefined {
    const status = this.ends.get(deployment.id);
    if (status === undefined) return undefined;
    return {
      subject: { on: 'deployment', deployment: { ...deployment, status, phase: phaseFor(status) } },
      details: noDetails,
    };
  }

  #uuid(): string {
    this.#ids += 1;
    return `id-${this.#ids}`;
  }
}

/** What each action leads to. */
const statusAfter: Readonly<Record<ActionType, string>> = {
  cancel: 'CANCELLING',
  retry: 'FAILED',
  rollback: 'FAILED',
  continue: 'IN_PROGRESS',
  turnDown: 'FAILED',
  accept: 'CONNECTED',
  reject: 'REJECTED',
};

export function referenceOf(target: string): SubjectReference {
  return target === connectionArn
    ? { on: 'connection', provider: 'proton', id: connectionFacts().id, target }
    : { on: 'deployment', provider: 'proton', kind: 'serviceInstance', name: 'orders/api', target };
}

/** What people type has no ARN. */
function targetFor(reference: SubjectReference): string {
  if (reference.on === 'connection') return connectionArn;
  return reference.on === 'deployment' && reference.name === 'orders/api' ? instanceArn : 'nothing';
}

export function personRequest(interaction: Interaction, id: string, receivedAtMs = startMs): PersonRequest {
  const responseUrl = 'https://hooks.slack.com/actions/T0/1/secret';
  return {
    id,
    receivedAtMs,
    interaction,
    userId: 'U0CLEO001',
    teamId: 'T0LOCAL01',
    channelId: 'C-DEPLOYS',
    responseUrl,
  };
}
