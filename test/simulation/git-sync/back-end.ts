import {
  type CodeConnections,
  type CodeConnectionsState,
  createCodeConnections,
  createSeededRandom,
  type SyncOutcome,
} from '@proton-bot/local-aws';
import { createGitSyncProvider, gitSyncEvents, referenceOf } from '../../../src/lib/providers/git-sync/index.ts';
import { isReading } from '../../../src/lib/providers/sdk-api.ts';
import {
  type ActingCall,
  type BackEnd,
  type BackEndContext,
  failure,
  genericFailures,
  type Invocation,
  type TrueAttempt,
} from '../../../src/simulation/index.ts';
import { arnOf, callInProcess, commit, follow, identity, typedApi } from '../../lib/providers/git-sync/in-process.ts';
import { KeptAnswers } from '../kept-answers.ts';
import { LaggingStates } from '../lagging-states.ts';

export const stackNames = ['orders', 'shop'] as const;
export type StackName = (typeof stackNames)[number];

const failures = { ...genericFailures, fail: () => failure('InternalServerException', 500) };

/** How a history's CodeConnections is. */
export interface SyncSettings {
  /** How old the state may be that an answer shows. */
  readonly lagMs: number;
}

/** A sync, or what blocks one, as it really went. */
interface Run {
  readonly id: string;
  readonly stack: string;
  readonly startedAtMs: number;
  /** Only of what blocks a sync. */
  readonly blockerId?: string;
  endedAtMs: number | undefined;
  status: string;
}

/** The project's CodeConnections, with the bot's real provider in front of it, and answers that may be old. */
export class GitSyncBackEnd implements BackEnd {
  readonly name = 'gitSync';
  readonly acting: ActingCall[] = [];
  readonly service: CodeConnections;
  readonly states: LaggingStates<CodeConnectionsState>;
  changes = 0;
  readonly #runs = new Map<string, Run>();
  readonly #kept = new WeakMap<CodeConnectionsState, KeptAnswers>();
  readonly #context: BackEndContext;

  constructor(context: BackEndContext, { lagMs }: SyncSettings) {
    this.#context = context;
    const { clock } = context;
    this.service = createCodeConnections({
      clock: {
        nowMs: () => clock.now(),
        setTimer: (delayMs, callback) => {
          let isCancelled = false;
          clock.schedule(clock.now() + Math.max(0, delayMs), () => {
            if (!isCancelled) callback();
          });
          return () => {
            isCancelled = true;
          };
        },
      },
      random: createSeededRandom(1),
      identity,
      settings: { initiatedMs: 1_000, syncMs: 20_000 },
      emit: (event) => context.emit({ account: identity.accountId, region: identity.region, ...event }),
      onChange: () => this.#note(),
    });
    this.states = new LaggingStates<CodeConnectionsState>({
      clock,
      lagMs,
      current: () => this.service.state,
      onChange: () => {
        this.changes += 1;
      },
    });
    follow(this.service, stackNames);
  }

  // What others do.

  push(stack: StackName, outcome: SyncOutcome): void {
    this.service.script(stack, outcome);
    this.service.push(stack, commit);
  }

  script(stack: StackName, outcome: SyncOutcome): void {
    this.service.script(stack, outcome);
    this.#note();
  }

  /**
   * Somebody resolves what blocks a stack past the bot.
   *
   * @throws AwsError where nothing does
   */
  resolve(stack: StackName): void {
    const open = this.#openBlocker(stack);
    // What has the same start as another attempt, to the millisecond, is no case of AWS's.
    if (open?.startedAtMs === this.#context.clock.now()) throw new Error('it has just begun');
    this.service.call('UpdateSyncBlocker', {
      SyncType: 'CFN_STACK_SYNC',
      ResourceName: stack,
      Id: open?.blockerId ?? 'none',
      ResolvedReason: 'the template is right now',
    });
  }

  /** The stack follows its repository no more. */
  unfollow(stack: StackName): void {
    const nowMs = this.#context.clock.now();
    this.service.call('DeleteSyncConfiguration', { SyncType: 'CFN_STACK_SYNC', ResourceName: stack });
    for (const run of this.#runs.values()) {
      if (run.stack === stack && run.endedAtMs === undefined) Object.assign(run, { endedAtMs: nowMs, status: 'GONE' });
    }
  }

  // What the bot asks.

  provider(invocation: Invocation) {
    const api = typedApi((operation, input) =>
      invocation.call(`GitSync ${operation}`, failures, () => this.#answer(operation, { ...input })),
    );
    return createGitSyncProvider(api, {
      region: identity.region,
      clock: { now: () => this.#context.clock.now() + invocation.skewMs },
      wait: (durationMs) => this.#context.clock.sleep(durationMs),
      canResolve: true,
    });
  }

  resourceManagers(): readonly [] {
    return [];
  }

  referenceOf(target: string) {
    return referenceOf(target);
  }

  parseEvent(event: object) {
    return gitSyncEvents.parseEvent({ ...event });
  }

  isActing(label: string): boolean {
    const [service, operation = ''] = label.split(' ');
    return service === 'GitSync' && !isReading(operation);
  }

  attempts(): readonly TrueAttempt[] {
    return [...this.#runs.values()].map(({ stack, blockerId, ...run }) => ({
      ...run,
      ...(blockerId === undefined ? {} : { attemptId: blockerId, notStuck: [{ fromMs: run.startedAtMs }] }),
      target: arnOf(stack),
      isDeletion: false,
    }));
  }

  #answer(operation: string, input: Readonly<Record<string, unknown>>): Record<string, unknown> {
    if (isReading(operation)) {
      const shown = this.states.next();
      const kept = this.#kept.get(shown) ?? new KeptAnswers();
      this.#kept.set(shown, kept);
      return kept.get(operation, input, () => callInProcess(this.service, operation, input, shown));
    }
    const aimed = `blocker-${String(input['Id'])}`;
    const call = { atMs: this.#context.clock.now(), operation, aimed };
    try {
      const answer = callInProcess(this.service, operation, input);
      this.acting.push({ ...call, hit: aimed });
      return answer;
    } catch (error) {
      this.acting.push({ ...call, error: error instanceof Error ? error.name : 'unknown' });
      throw error;
    }
  }

  #openBlocker(stack: string): Run | undefined {
    return [...this.#runs.values()].find(
      (run) => run.stack === stack && run.blockerId !== undefined && run.endedAtMs === undefined,
    );
  }

  /** Something has changed: what began or ended by it is put down, also where no answer will ever show it. */
  #note(): void {
    const nowMs = this.#context.clock.now();
    for (const { stack, attempts, blockers } of this.service.state.syncs) {
      for (const { startedAtMs, status } of attempts) {
        const isEnded = status === 'SUCCEEDED' || status === 'FAILED';
        this.#put({ id: `sync-${stack}-${startedAtMs}`, stack, startedAtMs, status }, isEnded, nowMs);
      }
      for (const { id, createdAtMs: startedAtMs, status } of blockers) {
        const run = { id: `blocker-${id}`, stack, blockerId: id, startedAtMs, status };
        this.#put(run, status === 'RESOLVED', nowMs);
      }
    }
    this.states.note();
  }

  #put(run: Omit<Run, 'endedAtMs'>, isEnded: boolean, nowMs: number): void {
    const known = this.#runs.get(run.id);
    if (known === undefined) this.#runs.set(run.id, { ...run, endedAtMs: isEnded ? nowMs : undefined });
    else if (known.endedAtMs === undefined)
      Object.assign(known, { status: run.status, endedAtMs: isEnded ? nowMs : undefined });
  }
}
