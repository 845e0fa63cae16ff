import { createSeededRandom, createSupplyChain, type SupplyChain } from '@proton-bot/local-aws';
import {
  createSupplyChainProvider,
  createSupplyChainResourceManager,
  referenceOf,
  type SupplyChainOperation,
  type SupplyChainProvider,
  supplyChainEvents,
} from '../../../src/lib/providers/supply-chain/index.ts';
import {
  type BackEnd,
  type BackEndContext,
  failure,
  genericFailures,
  type Invocation,
  type TrueAttempt,
} from '../../../src/simulation/index.ts';
import { callInProcess, typedApi } from '../../lib/providers/supply-chain/in-process.ts';

export const identity = { accountId: '123456789012', region: 'us-east-1' };
export const creationMs = 90_000;
export const deletionMs = 20_000;
/** The names that instances go by: few, so that names are used again. */
export const instanceNames = ['north', 'south'] as const;
export type InstanceName = (typeof instanceNames)[number];

/** A call that made, changed or deleted an instance, or that was refused. */
export interface OperationCall {
  readonly atMs: number;
  readonly operation: SupplyChainOperation;
  readonly input: Readonly<Record<string, unknown>>;
  readonly error?: string;
  /** The instance that came of it, or that it is about. */
  readonly instanceId?: string;
  /** Whether anything changed by it: a repetition changes nothing. */
  readonly isNew: boolean;
}

/** One creation or deletion as it really went. */
interface Run {
  readonly id: string;
  readonly target: string;
  readonly isDeletion: boolean;
  readonly startedAtMs: number;
  endedAtMs: number | undefined;
  status: string;
}

const failures = { ...genericFailures, fail: () => failure('InternalServerException', 500) };
const reading: ReadonlySet<SupplyChainOperation> = new Set(['GetInstance', 'ListInstances']);
const underWay: ReadonlySet<string> = new Set(['Initializing', 'Deleting']);

/** The project's AWS Supply Chain, with the bot's real provider and resource manager in front of it. */
export class SupplyChainBackEnd implements BackEnd {
  readonly name = 'supplyChain';
  /** None of its attempts can be cancelled: no call of the bot acts on one. */
  readonly acting = [];
  /** The bot's calls that create, change and delete. */
  readonly calls: OperationCall[] = [];
  readonly instanceNamesById = new Map<string, string>();
  readonly service: SupplyChain;
  changes = 0;
  readonly #context: BackEndContext;
  readonly #runs: Run[] = [];
  #seen = '';
  readonly #states = new Map<string, string>();
  readonly #open = new Map<string, Run>();

  constructor(context: BackEndContext) {
    this.#context = context;
    const { clock } = context;
    this.service = createSupplyChain({
      clock: {
        nowMs: () => clock.now(),
        setTimer: (delayMs, callback) =>
          clock.schedule(clock.now() + Math.max(0, delayMs), () => {
            callback();
            this.#look();
          }),
      },
      random: createSeededRandom(1),
      identity,
      settings: { creationMs, deletionMs, deletedShownMs: 300_000 },
    });
  }

  // What others do.

  create(name: InstanceName): void {
    this.service.call('CreateInstance', { instanceName: name });
    this.#look();
  }

  /** @throws AwsError where it cannot be deleted now */
  remove(name: InstanceName): void {
    const { instances } = this.service.call('ListInstances', { instanceNameFilter: [name] });
    const instance = instances.find(({ state }) => state !== 'Deleted');
    if (instance) this.service.call('DeleteInstance', { instanceId: instance.instanceId });
    this.#look();
  }

  script(name: InstanceName, outcome: 'succeed' | 'fail' | 'hang', on: 'deployment' | 'deletion'): void {
    this.service.script(`instance/${name}`, outcome, { on });
    this.#look();
  }

  /** A flow that brings data in tells how it fares. */
  tell(executionId: string, status: string): void {
    const [instanceId = '00000000-0000-4000-8000-000000000000'] = this.instanceNamesById.keys();
    const { accountId, region } = identity;
    this.#context.emit({
      source: supplyChainEvents.source,
      'detail-type': 'AWS Supply Chain Data Integration Status Change',
      id: this.#context.uuid(),
      account: accountId,
      region,
      detail: {
        flowArn: `arn:aws:scn:${region}:${accountId}:instance/${instanceId}/data-integration-flows/orders`,
        instanceId,
        flowExecutionId: executionId,
        status,
      },
    });
  }

  // What the bot asks.

  provider(invocation: Invocation): SupplyChainProvider {
    const api = typedApi((operation, input) =>
      invocation.call(`SupplyChain ${operation}`, failures, () => this.#answer(operation, { ...input })),
    );
    const clock = { now: () => this.#context.clock.now() + invocation.skewMs };
    return createSupplyChainProvider(api, { region: identity.region, clock });
  }

  resourceManagers(invocation: Invocation) {
    return [createSupplyChainResourceManager(this.provider(invocation), { region: identity.region })];
  }

  referenceOf(target: string) {
    return referenceOf(target);
  }

  parseEvent(event: object) {
    return supplyChainEvents.parseEvent({ ...event });
  }

  isActing(label: string): boolean {
    return /^SupplyChain (?:Create|Update|Delete)/.test(label);
  }

  attempts(): readonly TrueAttempt[] {
    return this.#runs;
  }

  #answer(operation: SupplyChainOperation, input: Readonly<Record<string, unknown>>): Record<string, unknown> {
    if (reading.has(operation)) return callInProcess(this.service, operation, input);
    const before = this.changes;
    const call = { atMs: this.#context.clock.now(), operation, input };
    try {
      const answer = callInProcess(this.service, operation, input);
      this.#look();
      const instanceId = instanceIdIn(answer);
      this.calls.push({ ...call, isNew: this.changes > before, ...(instanceId === undefined ? {} : { instanceId }) });
      return answer;
    } catch (error) {
      this.calls.push({ ...call, isNew: false, error: error instanceof Error ? error.name : 'unknown' });
      throw error;
    }
  }

  /** What has become of the instances since the last look. */
  #look(): void {
    const nowMs = this.#context.clock.now();
    const { instances } = this.service.call('ListInstances', {});
    const seen = instances.map(({ instanceId, state }) => `${instanceId} ${state}`).join();
    if (seen === this.#seen) return;
    this.#seen = seen;
    this.changes += 1;
    for (const { instanceId, instanceName = '', state, createdTime } of instances) {
      if (this.#states.get(instanceId) === state) continue;
      this.#states.set(instanceId, state);
      this.instanceNamesById.set(instanceId, instanceName);
      const open = this.#open.get(instanceId);
      if (open !== undefined) Object.assign(open, { endedAtMs: nowMs, status: state });
      this.#open.delete(instanceId);
      if (!underWay.has(state)) continue;
      const isDeletion = state === 'Deleting';
      const run: Run = {
        id: `${instanceId} ${this.#runs.length}`,
        target: `arn:aws:scn:${identity.region}:${identity.accountId}:instance/${instanceId}`,
        isDeletion,
        startedAtMs: isDeletion ? nowMs : createdTime * 1000,
        endedAtMs: undefined,
        status: state,
      };
      this.#runs.push(run);
      this.#open.set(instanceId, run);
    }
  }
}

function instanceIdIn(answer: Readonly<Record<string, unknown>>): string | undefined {
  const { instance } = answer;
  if (typeof instance !== 'object' || instance === null || !('instanceId' in instance)) return undefined;
  return String(instance.instanceId);
}
