import { describe, expect, test } from '@jest/globals';
import { handleRequest } from '../../../src/lib/flow/index.ts';
import type { ItemKey } from '../../../src/lib/model/item.ts';
import type { SubjectReference } from '../../../src/lib/model/reference.ts';
import type { Answer, Interaction } from '../../../src/lib/model/request.ts';
import type { DeploymentFacts } from '../../../src/lib/model/subject.ts';
import type { Provider } from '../../../src/lib/ports.ts';
import { compositeProvider } from '../../../src/lib/providers/composite.ts';
import { connectionArn, connectionId, detailsFor, facts, instanceArn } from '../model/subjects.ts';
import { Harness, personRequest, rulesFrom } from './harness.ts';

/** Of the facts that both have. */
const place = { account: '123456789012', region: 'us-east-1' };
const depotArn = 'arn:aws:warehouse:eu-west-1:111122223333:depot/orders';

/** Two providers: the harness's own, which has `orders/api` and a connection, and one that may have a depot of the same name. */
class TwoProviders extends Harness {
  /** What the second provider has, by name. */
  readonly depots = new Map<string, Partial<DeploymentFacts>>();
  /** Which of the two do not answer. */
  readonly down = new Set<string>();

  constructor() {
    super();
    this.rules = rulesFrom('');
    this.deploys();
    this.connects();
  }

  ask(name: string, argument: Readonly<Record<string, string>> = {}, id = `${name} ${Object.keys(argument).join('')}`) {
    return this.#handle({ type: 'command', command: { name, ...argument } }, id);
  }

  click(key: ItemKey) {
    return this.#handle({ type: 'click', action: 'cancel', key }, 'click');
  }

  #handle(interaction: Interaction, id: string): Promise<Answer> {
    const provider = compositeProvider(this.#guarded(this.provider), this.#guarded(this.#warehouse));
    const ports = { ...this.ports, provider, referenceOf: (arn: string) => this.#referenceOf(arn) };
    return handleRequest(ports, personRequest(interaction, id));
  }

  #referenceOf(arn: string): SubjectReference | undefined {
    if (arn === depotArn) return { ...depot('orders/api'), target: depotArn };
    return this.ports.referenceOf(arn);
  }

  #guarded(provider: Provider): Provider {
    const check = () => {
      if (this.down.has(provider.name)) throw Object.assign(new Error('down'), { name: `${provider.name}Unavailable` });
    };
    return {
      ...provider,
      observe: async (reference) => {
        check();
        return provider.observe(reference);
      },
      discover: async function* discover(on) {
        check();
        yield* provider.discover(on);
      },
    };
  }

  readonly #warehouse: Provider = {
    name: 'warehouse',
    observe: async (reference) => {
      const name = reference.on === 'deployment' ? reference.name : '';
      const changes = this.depots.get(name);
      if (changes === undefined) return undefined;
      const deployment = facts({ provider: 'warehouse', kind: 'instance', target: depotArn, name, ...changes });
      return {
        reference: { ...reference, target: depotArn },
        traits: this.traits,
        attempts: [
          { subject: { on: 'deployment', deployment }, details: detailsFor({ on: 'deployment', deployment }) },
        ],
        completeSinceMs: 0,
        gone: false,
      };
    },
    observeAttempt: async () => undefined,
    perform: async (action, subject) => {
      this.performed.push({ action, subject });
      return { result: 'accepted' };
    },
    discover: async function* discover() {
      yield { references: [] };
    },
    candidates: (name) => (name.includes('-') ? [] : [depot(name)]),
  };
}

function depot(name: string) {
  return { on: 'deployment', provider: 'warehouse', kind: 'instance', name } as const;
}

const providersOf = (world: Harness) =>
  world.performed.map(({ subject }) => (subject.on === 'deployment' ? subject.deployment.provider : 'connection'));

describe('a name that things of two providers have', () => {
  test('is asked back, with what to type for each; nothing is done, and it is in the trail', async () => {
    const world = new TwoProviders();
    world.depots.set('orders/api', {});
    expect(await world.ask('cancel', { target: 'orders/api' })).toEqual({
      kind: 'ambiguous',
      action: 'cancel',
      name: 'orders/api',
      choices: [
        { provider: 'proton', name: 'orders/api', target: instanceArn, place },
        { provider: 'warehouse', name: 'orders/api', target: depotArn, place },
      ],
    });
    expect(world.performed).toEqual([]);
    expect(await world.trail('unknown')).toMatchObject([{ event: { what: 'refused', request: 'cancel orders/api' } }]);
  });

  test('is no riddle by its full name', async () => {
    for (const [target, provider] of [
      [instanceArn, 'proton'],
      [depotArn, 'warehouse'],
    ] as const) {
      const world = new TwoProviders();
      world.depots.set('orders/api', {});
      expect(await world.ask('status', { target: 'orders/api' })).toMatchObject({ kind: 'status', total: 2 });
      expect(await world.ask('cancel', { target })).toMatchObject({ kind: 'settled', outcome: 'accepted' });
      expect(providersOf(world)).toEqual([provider]);
      expect(await world.click((await world.newest(target)).key)).toMatchObject({ kind: 'alreadyClaimed' });
    }
  });

  test('is refused to those who may act on neither, and they do not learn what there is', async () => {
    const world = new TwoProviders();
    world.depots.set('orders/api', {});
    world.permission = { allowed: false, reason: 'You may not.' };
    expect(await world.ask('cancel', { target: 'orders/api' })).toEqual({
      kind: 'refused',
      request: 'cancel orders/api',
      reason: 'You may not.',
    });
  });

  test('means what it meant at the first delivery, whatever goes by it since', async () => {
    const world = new TwoProviders();
    world.performances.push({ result: 'unknown', error: 'TimeoutError' });
    const works = world.chat;
    world.chat = { ...works, answer: async () => Promise.reject(new Error('the process died')) };
    await expect(world.ask('cancel', { target: 'orders/api' })).rejects.toThrow('died');
    world.chat = works;
    world.depots.set('orders/api', {});
    expect(await world.ask('cancel', { target: 'orders/api' })).toMatchObject({ kind: 'pending' });
    expect(world.performed).toHaveLength(1);
  });
});

describe('a provider that cannot be reached', () => {
  test.each(['warehouse', 'proton'])('%s does not keep commands about the other from working', async (down) => {
    const world = new TwoProviders();
    if (down === 'proton') world.depots.set('orders/api', {});
    world.down.add(down);
    expect(await world.ask('status', { target: 'orders/api' })).toMatchObject({
      kind: 'status',
      items: [{ subject: { deployment: { name: 'orders/api' } } }],
      unasked: [{ provider: down, error: `${down}Unavailable` }],
    });
    expect(await world.ask('cancel', { target: 'orders/api' })).toMatchObject({ kind: 'settled', outcome: 'accepted' });
    expect(providersOf(world)).toEqual([down === 'proton' ? 'warehouse' : 'proton']);
    expect(await world.ask('status')).toMatchObject({ kind: 'status', total: 1 });
  });

  test('leaves it open whether what nobody else knows exists', async () => {
    const world = new TwoProviders();
    world.down.add('proton');
    const unasked = [{ provider: 'proton', error: 'protonUnavailable' }];
    expect(await world.ask('cancel', { target: 'nothing' })).toEqual({
      kind: 'failed',
      error: 'protonUnavailable',
      unasked,
    });
    expect(await world.ask('status', { target: 'nothing' })).toEqual({
      kind: 'failed',
      error: 'protonUnavailable',
      unasked,
    });
  });

  test('is named beside the connections of the others', async () => {
    const world = new TwoProviders();
    world.down.add('warehouse');
    expect(await world.ask('connections')).toMatchObject({
      kind: 'connections',
      connections: [{ id: connectionId }],
      unasked: [{ provider: 'warehouse' }],
    });
    world.down.add('proton');
    expect(await world.ask('connections', {}, 'again')).toMatchObject({
      kind: 'failed',
      unasked: [{ provider: 'proton' }, { provider: 'warehouse' }],
    });
  });
});

describe('an action on something that it is never done to', () => {
  test.each([
    ['accept', { id: 'orders/api' }, 'only a connection can be accepted'],
    ['reject', { id: instanceArn }, 'only a connection can be rejected'],
    ['cancel', { target: connectionArn }, 'only a deployment can be cancelled'],
    ['cancel', { target: connectionId }, 'only a deployment can be cancelled'],
  ])('%s %j', async (name, argument, because) => {
    const world = new TwoProviders();
    // In the harness anything can be the name of a deployment; where it can be nothing but an id, as of a real provider:
    const own = world.provider.candidates.bind(world.provider);
    Object.assign(world.provider, { candidates: (typed: string) => (typed === connectionId ? [] : own(typed)) });
    expect(await world.ask(name, argument)).toMatchObject({ kind: 'impossible', action: name, because });
    expect(world.performed).toEqual([]);
    expect(world.asked).toEqual([]);
    expect(world.reads).toBe(0);
  });

  test('an id that no provider knows as its own is not found', async () => {
    const world = new TwoProviders();
    Object.assign(world.provider, { candidates: () => [] });
    expect(await world.ask('accept', { id: 'some-thing' })).toEqual({ kind: 'notFound', name: 'some-thing' });
  });
});
