import { describe, expect, test } from '@jest/globals';
import { ListingFailed } from '../../../src/lib/model/discovery.ts';
import type { DeploymentReference } from '../../../src/lib/model/reference.ts';
import type { Provider } from '../../../src/lib/ports.ts';
import { providerInScopes } from '../../../src/lib/providers/scopes.ts';
import { connectionArn, connectionFacts } from '../model/subjects.ts';
import { Harness, rulesFrom } from './harness.ts';

const region = 'eu-west-1';
const [own, staging] = ['111122223333', '444455556666'];

const arnIn = (account: string, name: string) => `arn:aws:proton:${region}:${account}:environment/${name}`;

/** One back end in two accounts, that the commands of the registry are typed against. */
class TwoScopes extends Harness {
  /** Scopes whose role cannot be assumed. */
  readonly down = new Set<string>();
  /** The scopes that were listed, in this order. */
  readonly listed: string[] = [];
  readonly #all = { ...this.provider };

  constructor() {
    super();
    this.rules = rulesFrom('');
    const members = [
      { scope: 'own', account: own, region },
      { scope: 'staging', account: staging, region },
    ];
    const inScopes = providerInScopes(
      members.map((place) => ({ ...place, provider: () => this.#providerIn(place.scope, place.account) })),
    );
    Object.assign(this.provider, inScopes);
  }

  has(name: string, ...accounts: readonly string[]): this {
    for (const account of accounts) {
      const target = arnIn(account, name);
      this.deploys({ kind: 'environment', target, name, account, region, service: '', environment: name });
    }
    return this;
  }

  type(name: string, target: string, id = `${name} ${target}`) {
    return this.request({ type: 'command', command: { name, target } }, id);
  }

  get touched(): readonly string[] {
    return this.performed.map(({ subject }) =>
      subject.on === 'deployment' ? subject.deployment.target : 'connection',
    );
  }

  /** What an account's own Proton answers: a name is one of this account. */
  #providerIn(scope: string, account: string): Provider {
    const { observe, ...others } = this.#all;
    const isDown = () => this.down.has(scope);
    const { listed } = this;
    return {
      ...others,
      observe: async (reference) => {
        if (isDown()) throw roleNotAssumed();
        const name = reference.on === 'deployment' ? reference.name : '';
        const target = reference.target ?? arnIn(account, name);
        return reference.target === undefined && !this.truth.has(target)
          ? undefined
          : observe({ ...reference, target });
      },
      discover: async function* discover(options) {
        listed.push(scope);
        if (isDown()) yield { references: [], failure: new ListingFailed('List', roleNotAssumed(), false) };
        else if (scope === 'own') yield* others.discover(options);
      },
      candidates: (typed) => [environmentNamed(typed)],
    };
  }
}

function roleNotAssumed(): Error {
  return Object.assign(new Error('no'), { name: 'RoleNotAssumed', scopeFailure: 'roleNotAssumed' });
}

function environmentNamed(name: string): DeploymentReference {
  return { on: 'deployment', provider: 'proton', kind: 'environment', name };
}

describe('a name that several accounts have', () => {
  test('is asked back with the ARN of each, and its account and Region; nothing is done', async () => {
    const world = new TwoScopes().has('prod-eu', own, staging);
    expect(await world.type('cancel', 'prod-eu')).toEqual({
      kind: 'ambiguous',
      action: 'cancel',
      name: 'prod-eu',
      choices: [own, staging].map((account) => ({
        provider: 'proton',
        name: 'prod-eu',
        target: arnIn(account, 'prod-eu'),
        place: { account, region },
      })),
    });
    expect(world.performed).toEqual([]);
    expect(await world.trail('unknown')).toMatchObject([{ event: { what: 'refused', request: 'cancel prod-eu' } }]);
  });

  test.each([
    ['hold', { words: 'for 2h a release is under way' }],
    ['override', { reason: 'it breaks the shop' }],
  ])('is asked back by %s, too; nothing is on hold, and nothing done', async (name, more) => {
    const world = new TwoScopes().has('prod-eu', own, staging);
    const interaction = { type: 'command', command: { name, target: 'prod-eu', ...more } } as const;
    expect(await world.request(interaction)).toMatchObject({ kind: 'ambiguous', action: name, choices: [{}, {}] });
    expect(world.asked.map(({ action }) => action)).toEqual([name, name]);
    expect(world.performed).toEqual([]);
    expect((await world.ports.controls.get()).holds).toEqual([]);
  });

  test('by its ARN is put on hold in its account, and the other one is not', async () => {
    const world = new TwoScopes().has('prod-eu', own, staging);
    const target = arnIn(staging, 'prod-eu');
    Object.assign(world.provider, { candidates: () => [{ ...environmentNamed('prod-eu'), target }] });
    expect(await world.type('hold', target)).toMatchObject({ kind: 'held', hold: { target } });
    expect(await world.type('cancel', target)).toMatchObject({ kind: 'onHold' });
    expect(await world.type('cancel', arnIn(own, 'prod-eu'))).toMatchObject({ kind: 'settled' });
    expect(world.touched).toEqual([arnIn(own, 'prod-eu')]);
  });

  test('is shown for each account when its status is asked for', async () => {
    const world = new TwoScopes().has('prod-eu', own, staging);
    const answer = await world.type('status', 'prod-eu');
    expect(answer).toMatchObject({
      kind: 'status',
      items: [own, staging].map((account) => ({ subject: { deployment: { account, name: 'prod-eu' } } })),
    });
    expect(answer).not.toHaveProperty('unasked');
  });

  test('by its ARN is acted on in its account, and nowhere else', async () => {
    for (const account of [own, staging]) {
      const world = new TwoScopes().has('prod-eu', own, staging);
      const target = arnIn(account, 'prod-eu');
      expect(await world.type('cancel', target)).toMatchObject({ kind: 'settled', outcome: 'accepted' });
      expect(world.touched).toEqual([target]);
    }
  });

  test('is refused to those who may act on neither, without saying where it is', async () => {
    const world = new TwoScopes().has('prod-eu', own, staging);
    world.permission = { allowed: false, reason: 'You may not.' };
    expect(await world.type('cancel', 'prod-eu')).toEqual({
      kind: 'refused',
      request: 'cancel prod-eu',
      reason: 'You may not.',
    });
  });
});

test('a name that one account has is acted on there', async () => {
  const world = new TwoScopes().has('only-there', staging).has('prod-eu', own);
  expect(await world.type('cancel', 'only-there')).toMatchObject({ kind: 'settled', outcome: 'accepted' });
  expect(world.touched).toEqual([arnIn(staging, 'only-there')]);
});

test.each([
  ['cancel', {}],
  ['status', {}],
  ['hold', {}],
  ['override', { reason: 'it breaks the shop' }],
])(
  'while one account cannot be asked, %s does not take a name for unique, and says which account',
  async (name, more) => {
    const world = new TwoScopes().has('prod-eu', own, staging);
    world.down.add('staging');
    const command = { name, target: 'prod-eu', ...more };
    expect(await world.request({ type: 'command', command })).toEqual({
      kind: 'failed',
      error: 'ScopesUnavailable',
      unasked: [
        {
          provider: 'proton',
          error: 'ScopesUnavailable',
          scopes: [{ account: staging, region, reason: 'roleNotAssumed' }],
        },
      ],
    });
    expect(world.performed).toEqual([]);
    expect((await world.ports.controls.get()).holds).toEqual([]);
  },
);

test('by its ARN, a target of an account that answers is acted on meanwhile', async () => {
  const world = new TwoScopes().has('prod-eu', own, staging);
  world.down.add('staging');
  const target = arnIn(own, 'prod-eu');
  expect(await world.type('cancel', target)).toMatchObject({ kind: 'settled', outcome: 'accepted' });
  expect(world.touched).toEqual([target]);
});

describe('connections, while one account cannot be asked', () => {
  const unasked = [
    {
      provider: 'proton',
      error: 'ScopesUnavailable',
      scopes: [{ account: staging, region, reason: 'roleNotAssumed' }],
    },
  ];
  const withOneDown = () => {
    const world = new TwoScopes();
    world.down.add('staging');
    return world;
  };
  const connectionsOf = (world: TwoScopes) =>
    world.request({ type: 'command', command: { name: 'connections' } }, 'connections');

  test('are those of the other account, and the answer says which one did not answer, and why', async () => {
    const world = withOneDown();
    const connection = connectionFacts({ managementAccountId: own });
    world.truth.set(connectionArn, { on: 'connection', connection });
    expect(await connectionsOf(world)).toEqual({ kind: 'connections', connections: [connection], unasked });
  });

  test('are not said to be none: the account that did not answer may have some', async () => {
    expect(await connectionsOf(withOneDown())).toEqual({ kind: 'failed', error: 'ScopesUnavailable', unasked });
  });

  test('of the account behind it are listed all the same', async () => {
    const world = new TwoScopes();
    world.down.add('own');
    expect(await connectionsOf(world)).toMatchObject({ unasked: [{ scopes: [{ account: own }] }] });
    expect(world.listed).toEqual(['own', 'staging']);
  });
});
