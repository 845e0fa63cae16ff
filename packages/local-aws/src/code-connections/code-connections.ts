import type { CancelTimer, LocalClock } from '../clock.ts';
import { AwsError } from '../endpoint/index.ts';
import type { EventDraft } from '../event-bridge/index.ts';
import { type CloudIdentity, localArn } from '../identity.ts';
import { type LocalRandom, randomUuid } from '../random.ts';
import { type InputOf, inputs, type OperationName, readInput } from './inputs.ts';
import {
  type CodeConnectionsSettings,
  type CodeConnectionsState,
  defaultSettings,
  OUTCOMES,
  type RepositoryLink,
  type SyncAttempt,
  type SyncConfiguration,
  type SyncOutcome,
} from './state.ts';
import { blockerView, configurationView, linkArn, linkView, statusView, syncType } from './views.ts';

export interface CodeConnectionsOptions {
  readonly clock: LocalClock;
  readonly random: LocalRandom;
  readonly identity: CloudIdentity;
  readonly settings?: Partial<CodeConnectionsSettings> | undefined;
  /** Gets every event that AWS would put on the default bus. */
  readonly emit?: ((event: EventDraft) => void) | undefined;
  /** Is told of every change. */
  readonly onChange?: (() => void) | undefined;
}

/** CloudFormation's Git sync in memory: what the bot calls of AWS CodeConnections. No stack is deployed by it. */
export interface CodeConnections {
  /** Everything as it is now; what is kept of it stays as it was. */
  readonly state: CodeConnectionsState;
  readonly operations: readonly string[];
  /**
   * Runs one operation.
   *
   * @param input as on the wire; it is checked, whatever it is
   * @throws AwsError one of the errors of the API model
   */
  call(operation: string, input: unknown): object;
  /** The same for operations that change nothing, as it was answered when everything was so. */
  callAsOf(state: CodeConnectionsState, operation: string, input: unknown): object;
  /** Somebody pushes a commit to the branch that a stack follows. A stack that is blocked is not synced with it. */
  push(stack: string, commit: string): void;
  /** Decides how syncs of a stack end, now and later. @throws AwsError ValidationException */
  script(stack: string, outcome: SyncOutcome): void;
  /** Nothing happens by itself any more. */
  stop(): void;
}

type Operations = { readonly [Name in OperationName]: (input: InputOf<Name>, state: CodeConnectionsState) => object };

/** Makes one without any repositories. */
export function createCodeConnections(options: CodeConnectionsOptions): CodeConnections {
  const { clock, random, identity, emit = () => undefined, onChange = () => undefined } = options;
  const settings = { ...defaultSettings, ...options.settings };
  const scripts = new Map<string, SyncOutcome>();
  const timers = new Map<string, CancelTimer>();
  let state: CodeConnectionsState = { links: [], syncs: [] };

  const set = (change: Partial<CodeConnectionsState>): void => {
    state = { ...state, ...change };
    onChange();
  };
  const put = (sync: SyncConfiguration): void =>
    set({ syncs: state.syncs.map((known) => (known.stack === sync.stack ? sync : known)) });

  function tell(sync: SyncConfiguration, attempt: SyncAttempt, previousStatus: string): void {
    const link = linkOf(sync, state);
    const stackArn = localArn(identity, 'cloudformation', `stack/${sync.stack}`);
    emit({
      source: 'aws.codeconnections',
      'detail-type': 'Git Sync Resource Sync Status Change',
      resources: [stackArn],
      detail: {
        providerType: link.providerType,
        commit: attempt.commit,
        repositoryName: link.repositoryName,
        branch: sync.branch,
        syncType,
        syncTarget: stackArn,
        status: attempt.status,
        previousStatus,
      },
    });
  }

  /** The newest attempt goes on to another status. */
  function move(stack: string, status: SyncAttempt['status'], text: string): void {
    const sync = state.syncs.find((known) => known.stack === stack);
    const latest = sync?.attempts.at(-1);
    if (sync === undefined || latest === undefined) return;
    const event = { atMs: clock.nowMs(), type: status, text };
    const next: SyncAttempt = { ...latest, status, events: [...latest.events, event] };
    put({ ...sync, attempts: [...sync.attempts.slice(0, -1), next] });
    tell(sync, next, latest.status);
  }

  function after(stack: string, delayMs: number, work: () => void): void {
    timers.get(stack)?.();
    timers.set(stack, clock.setTimer(delayMs, work));
  }

  function begin(stack: string): void {
    const sync = syncOf(stack, state);
    const commitBefore = sync.attempts.findLast(({ status }) => status === 'SUCCEEDED')?.commit ?? sync.commit;
    const attempt: SyncAttempt = {
      startedAtMs: clock.nowMs(),
      status: 'INITIATED',
      commit: sync.commit,
      commitBefore,
      events: [{ atMs: clock.nowMs(), type: 'INITIATED', text: `The sync of ${sync.commit} was initiated` }],
    };
    put({ ...sync, attempts: [...sync.attempts, attempt] });
    tell(sync, attempt, sync.attempts.at(-1)?.status ?? '');
    after(stack, settings.initiatedMs, () => {
      move(stack, 'IN_PROGRESS', 'A change set is created and executed');
      after(stack, settings.syncMs, () => end(stack));
    });
  }

  function end(stack: string): void {
    const outcome = scripts.get(stack) ?? 'succeed';
    if (outcome === 'hang') return;
    if (outcome === 'succeed') return move(stack, 'SUCCEEDED', 'The stack is as the commit says');
    move(stack, 'FAILED', 'The change set could not be executed');
    if (outcome !== 'fail') block(stack);
  }

  function block(stack: string): void {
    const sync = syncOf(stack, state);
    const blocker = {
      id: randomUuid(random),
      status: 'ACTIVE' as const,
      createdAtMs: clock.nowMs(),
      createdReason: 'The stack could not be updated to the latest commit',
    };
    put({ ...sync, blockers: [...sync.blockers, blocker] });
  }

  const operations: Operations = {
    CreateRepositoryLink({ ConnectionArn, OwnerId, RepositoryName }) {
      const link: RepositoryLink = {
        id: randomUuid(random),
        connectionArn: ConnectionArn,
        ownerId: OwnerId,
        repositoryName: RepositoryName,
        providerType: 'GitHub',
      };
      set({ links: [...state.links, link] });
      return { RepositoryLinkInfo: linkView(identity, link) };
    },
    CreateSyncConfiguration({ ResourceName, Branch, ConfigFile, RepositoryLinkId, RoleArn }) {
      const link = state.links.find(({ id }) => id === RepositoryLinkId);
      if (link === undefined) throw notFound('There is no repository link with this id.');
      if (state.syncs.some(({ stack }) => stack === ResourceName)) {
        throw new AwsError('ResourceAlreadyExistsException', 'The resource has a sync configuration already.');
      }
      const sync: SyncConfiguration = {
        linkId: link.id,
        stack: ResourceName,
        branch: Branch,
        configFile: ConfigFile,
        roleArn: RoleArn,
        commit: '',
        attempts: [],
        blockers: [],
      };
      set({ syncs: [...state.syncs, sync] });
      return { SyncConfiguration: configurationView(sync, link) };
    },
    DeleteSyncConfiguration({ ResourceName }) {
      timers.get(ResourceName)?.();
      set({ syncs: state.syncs.filter(({ stack }) => stack !== ResourceName) });
      return {};
    },
    GetResourceSyncStatus({ ResourceName }, asOf) {
      const sync = syncOf(ResourceName, asOf);
      const latest = sync.attempts.at(-1);
      if (latest === undefined) throw notFound('The resource has never been synced.');
      return statusView(sync, linkOf(sync, asOf), latest);
    },
    GetSyncBlockerSummary({ ResourceName }, asOf) {
      const sync = syncOf(ResourceName, asOf);
      const newestFirst = sync.blockers.toReversed().map((blocker) => blockerView(sync, blocker));
      return { SyncBlockerSummary: { ResourceName, LatestBlockers: newestFirst } };
    },
    GetSyncConfiguration({ ResourceName }, asOf) {
      const sync = syncOf(ResourceName, asOf);
      return { SyncConfiguration: configurationView(sync, linkOf(sync, asOf)) };
    },
    ListRepositoryLinks({ MaxResults, NextToken }, { links }) {
      const { members, ...next } = pageOf(links, MaxResults, NextToken);
      return { RepositoryLinks: members.map((link) => linkView(identity, link)), ...next };
    },
    ListSyncConfigurations({ MaxResults, NextToken, RepositoryLinkId }, asOf) {
      const link = asOf.links.find(({ id }) => id === RepositoryLinkId);
      if (link === undefined) throw notFound(`There is no ${linkArn(identity, { id: RepositoryLinkId })}.`);
      const ofLink = asOf.syncs.filter(({ linkId }) => linkId === link.id);
      const { members, ...next } = pageOf(ofLink, MaxResults, NextToken);
      return { SyncConfigurations: members.map((sync) => configurationView(sync, link)), ...next };
    },
    UpdateSyncBlocker({ ResourceName, Id, ResolvedReason }) {
      const sync = syncOf(ResourceName, state);
      const blocker = sync.blockers.find(({ id, status }) => id === Id && status === 'ACTIVE');
      if (blocker === undefined) throw new AwsError('SyncBlockerDoesNotExistException', 'There is no such blocker.');
      if (scripts.get(ResourceName) === 'refuseRetry') {
        throw new AwsError('RetryLatestCommitFailedException', 'Retrying the latest commit failed. Try again later.');
      }
      const resolved = {
        ...blocker,
        status: 'RESOLVED' as const,
        resolvedAtMs: clock.nowMs(),
        resolvedReason: ResolvedReason,
      };
      put({ ...sync, blockers: sync.blockers.map((known) => (known === blocker ? resolved : known)) });
      begin(ResourceName);
      return { ResourceName, SyncBlocker: blockerView(sync, resolved) };
    },
  };

  function run<Name extends OperationName>(
    operation: Name,
    checked: InputOf<Name>,
    asOf: CodeConnectionsState,
  ): object {
    const work: Operations[Name] = operations[operation];
    return work(checked, asOf);
  }

  const callAsOf = (asOf: CodeConnectionsState, operation: string, input: unknown): object => {
    if (!isOperation(operation)) {
      throw new AwsError('UnknownOperationException', `The local cloud has no CodeConnections.${operation}.`);
    }
    return run(operation, readInput(operation, input), asOf);
  };

  return {
    get state() {
      return state;
    },
    operations: Object.keys(inputs),
    call: (operation, input) => callAsOf(state, operation, input),
    callAsOf,
    push(stack, commit) {
      const sync = syncOf(stack, state);
      put({ ...sync, commit });
      const isAtWork = ['INITIATED', 'IN_PROGRESS'].includes(sync.attempts.at(-1)?.status ?? '');
      const isBlocked = sync.blockers.some(({ status }) => status === 'ACTIVE');
      if (!isAtWork && !isBlocked) begin(stack);
    },
    script(stack, outcome) {
      if (!OUTCOMES.includes(outcome)) {
        throw new AwsError('ValidationException', `A sync can ${OUTCOMES.join(', ')}.`);
      }
      const hung = scripts.get(stack) === 'hang';
      scripts.set(stack, outcome);
      const isAtWork = state.syncs.find((sync) => sync.stack === stack)?.attempts.at(-1)?.status === 'IN_PROGRESS';
      if (hung && isAtWork) after(stack, settings.syncMs, () => end(stack));
    },
    stop() {
      for (const cancel of timers.values()) cancel();
    },
  };
}

function isOperation(name: string): name is OperationName {
  return Object.hasOwn(inputs, name);
}

function notFound(message: string): AwsError {
  return new AwsError('ResourceNotFoundException', message);
}

function syncOf(stack: string, { syncs }: CodeConnectionsState): SyncConfiguration {
  const sync = syncs.find((known) => known.stack === stack);
  if (sync === undefined) throw notFound('The resource has no sync configuration.');
  return sync;
}

function linkOf({ linkId }: SyncConfiguration, { links }: CodeConnectionsState): RepositoryLink {
  const link = links.find(({ id }) => id === linkId);
  if (link === undefined) throw notFound('The repository link is gone.');
  return link;
}

/** @throws AwsError InvalidInputException */
function pageOf<Member>(
  all: readonly Member[],
  maxResults: number | null | undefined,
  token: string | null | undefined,
): { readonly members: readonly Member[]; readonly NextToken?: string } {
  const from = token ? Number(/^from-(\d{1,6})$/.exec(token)?.[1] ?? Number.NaN) : 0;
  if (Number.isNaN(from)) throw new AwsError('InvalidInputException', 'NextToken is invalid.');
  const to = from + (maxResults || 100);
  return { members: all.slice(from, to), ...(to < all.length ? { NextToken: `from-${to}` } : {}) };
}
