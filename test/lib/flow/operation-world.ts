import { setImmediate as nextTurn } from 'node:timers/promises';
import { createSeededRandom, createSupplyChain, ManualClock, type SupplyChain } from '@proton-bot/local-aws';
import { commandQueue } from '../../../src/lib/flow/index.ts';
import { ownScope } from '../../../src/lib/model/discovery.ts';
import type { ItemKey } from '../../../src/lib/model/item.ts';
import type { SubjectReference } from '../../../src/lib/model/reference.ts';
import type { Answer } from '../../../src/lib/model/request.ts';
import type { ResourceOperation } from '../../../src/lib/model/resource-operation.ts';
import type { Provider, ResourceManager } from '../../../src/lib/ports.ts';
import {
  createSupplyChainProvider,
  createSupplyChainResourceManager,
  referenceOf,
  type SupplyChainApi,
} from '../../../src/lib/providers/supply-chain/index.ts';
import { startMs } from '../model/subjects.ts';
import { inProcessApi } from '../providers/supply-chain/in-process.ts';
import { Harness, minuteMs, rulesFrom } from './harness.ts';

export const identity = { accountId: '123456789012', region: 'eu-central-1' };

/** What goes wrong at one call of a port, before it is done or after. `overtaken`: another delivery runs to its end first. */
export type Fault = 'throw before' | 'throw after' | 'crash before' | 'crash after' | 'overtaken';
export const faults: readonly Fault[] = ['throw before', 'throw after', 'crash before', 'crash after', 'overtaken'];

/** The queue gives a message again after this long. */
const redeliveryMs = 3 * minuteMs;

/**
 * People's operations against the real manager and provider and the local service, on a clock that stands still, with a fault at the
 * n-th call of any port.
 */
export class OperationWorld extends Harness {
  readonly time = new ManualClock(startMs);
  readonly service: SupplyChain = createSupplyChain({
    clock: this.time,
    random: createSeededRandom(4),
    identity,
    settings: { creationMs: 60 * minuteMs, deletionMs: minuteMs, deletedShownMs: 60 * minuteMs },
  });
  readonly supplyChain: Provider;
  readonly manager: ResourceManager;
  /** Which operations reached the service. */
  readonly called: string[] = [];
  /** Every call of a port until the fault strikes, by its name. */
  readonly steps: string[] = [];
  #fault: { readonly at: number; readonly fault: Fault } | undefined;
  #crash: () => void = () => undefined;
  #overtake: () => Promise<unknown> = async () => undefined;
  #tokens = 0;

  constructor() {
    super();
    this.rules = rulesFrom('');
    this.sources = [{ provider: 'supplyChain', scope: ownScope, intervalMs: minuteMs }];
    const counted = this.#counted('aws', this.#recorded(inProcessApi(this.service)), ['call']);
    const clock = { now: () => this.time.nowMs() };
    const provider = createSupplyChainProvider(counted, { region: identity.region, clock });
    this.supplyChain = provider;
    this.manager = createSupplyChainResourceManager(provider, { region: identity.region });
  }

  override get ports() {
    const ports = super.ports;
    const { store, bus, chat } = ports;
    return {
      ...ports,
      provider: this.supplyChain,
      resourceManagers: [this.manager],
      referenceOf: instanceReference,
      random: { uuid: () => `00000000-0000-4000-8000-${String((this.#tokens += 1)).padStart(12, '0')}` },
      store: this.#counted('store', store, [
        'get',
        'attempts',
        'create',
        'put',
        'appendTrail',
        'getRecord',
        'putRecord',
      ]),
      bus: this.#counted('bus', bus, ['publish', 'wakeNotifier']),
      chat: this.#counted('chat', chat, ['answer']),
      authorize: this.#counted('authorize', { ask: ports.authorize }, ['ask']).ask,
      rules: this.#counted('rules', { load: ports.rules }, ['load']).load,
    };
  }

  /** Whether the fault that was asked for has struck. */
  get hasStruck(): boolean {
    return this.#fault === undefined;
  }

  strike(at: number, fault: Fault): void {
    this.#fault = { at, fault };
    this.steps.length = 0;
  }

  calm(): void {
    this.#fault = undefined;
  }

  async pass(durationMs: number): Promise<void> {
    await this.time.advance(durationMs);
    this.nowMs = this.time.nowMs();
  }

  /** Delivers an operation once. */
  operation(operation: ResourceOperation, id = 'trigger-1'): Promise<Answer> {
    return this.request({ type: 'operation', operation }, id);
  }

  /** Delivers an operation for the n-th time. */
  delivery(operation: ResourceOperation, receiveCount: number, id = 'trigger-1'): Promise<Answer> {
    return this.request({ type: 'operation', operation }, id, undefined, receiveCount);
  }

  /** Delivers an operation again and again, as the queue would, until it is dealt with. */
  async deliver(operation: ResourceOperation, { id = 'trigger-1', waitMs = redeliveryMs } = {}): Promise<Answer> {
    this.#overtake = () => this.operation(operation, id).catch(() => undefined);
    for (let delivery = 1; delivery <= commandQueue.maxReceiveCount; delivery += 1) {
      const crashed = new Promise<'crashed'>((resolve) => {
        this.#crash = () => resolve('crashed');
      });
      const came = await Promise.race([this.delivery(operation, delivery, id).catch(() => 'failed' as const), crashed]);
      if (typeof came !== 'string') return came;
      await this.pass(waitMs);
    }
    throw new Error('the operation went to the dead-letter queue');
  }

  /** What sweep and notifier do until there is nothing more to do. */
  async settle(): Promise<void> {
    for (let round = 0; round < 4; round += 1) {
      this.enqueued.length = 0;
      await this.sweepAndDiscover();
      for (const hint of this.enqueued.splice(0)) await this.observe(hint);
      for (const key of await this.#itemKeys()) await this.notify(key);
      await this.pass(minuteMs);
    }
  }

  /** All instances the service has, gone ones included while it shows them. */
  instances() {
    return this.service.call('ListInstances', {}).instances;
  }

  targetOf(instanceId: string): string {
    return `arn:aws:scn:${identity.region}:${identity.accountId}:instance/${instanceId}`;
  }

  /** Creates an instance past the bot, and lets its creation end. */
  async given(outcome: 'succeed' | 'fail', input: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const { instance } = this.service.call('CreateInstance', { instanceName: 'factory', ...input });
    this.service.script(`instance/${instance.instanceId}`, outcome);
    await this.pass(60 * minuteMs);
    return instance.instanceId;
  }

  async #itemKeys(): Promise<readonly ItemKey[]> {
    const targets = this.instances().map(({ instanceId }) => this.targetOf(instanceId));
    return targets.flatMap((target) => this.stored(target)).map(({ key }) => key);
  }

  #recorded(api: SupplyChainApi): SupplyChainApi {
    return {
      call: (operation, input) => {
        this.called.push(operation);
        return api.call(operation, input);
      },
    };
  }

  #counted<Port extends object>(port: string, methods: Port, names: readonly (keyof Port & string)[]): Port {
    const counted = { ...methods };
    for (const name of names) {
      const method: unknown = methods[name];
      if (typeof method !== 'function') throw new TypeError(`${port} has no ${name}`);
      const work = async (input: readonly unknown[]): Promise<unknown> => Reflect.apply(method, methods, input);
      Object.assign(counted, {
        [name]: (...input: unknown[]) => this.#step(`${port}.${name}`, () => work(input)),
      });
    }
    return counted;
  }

  async #step(name: string, work: () => Promise<unknown>): Promise<unknown> {
    if (this.#fault === undefined) return work();
    this.steps.push(name);
    const { at, fault } = this.#fault;
    if (this.steps.length !== at) return work();
    this.#fault = undefined;
    if (fault === 'overtaken') await this.#overtake();
    if (fault.endsWith('after') || fault === 'overtaken') {
      const done = await work();
      if (fault === 'overtaken') return done;
    }
    if (fault.startsWith('throw')) throw Object.assign(new Error('the line went dead'), { name: 'TimeoutError' });
    this.#crash();
    await nextTurn();
    return new Promise(() => undefined);
  }
}

function instanceReference(target: string): SubjectReference {
  const reference = referenceOf(target);
  if (reference === undefined) throw new Error(`${target} is no instance`);
  return reference;
}
