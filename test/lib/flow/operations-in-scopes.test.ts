import { describe, expect, test } from '@jest/globals';
import { createSeededRandom, createSupplyChain } from '@proton-bot/local-aws';
import type { ResourceOperation } from '../../../src/lib/model/resource-operation.ts';
import { managerInScopes } from '../../../src/lib/providers/managers-in-scopes.ts';
import { providerInScopes } from '../../../src/lib/providers/scopes.ts';
import {
  createSupplyChainProvider,
  createSupplyChainResourceManager,
} from '../../../src/lib/providers/supply-chain/index.ts';
import { inProcessApi } from '../providers/supply-chain/in-process.ts';
import { minuteMs } from './harness.ts';
import { identity, OperationWorld } from './operation-world.ts';

const staging = { accountId: '444455556666', region: 'us-east-1' };

/**
 * The bot's own account and another one. The two services give the same ids in the same order, so whatever is done in the wrong
 * one finds something there to do it to.
 */
class TwoAccounts extends OperationWorld {
  readonly other = createSupplyChain({
    clock: this.time,
    random: createSeededRandom(4),
    identity: staging,
    settings: { creationMs: 60 * minuteMs, deletionMs: minuteMs, deletedShownMs: 60 * minuteMs },
  });
  isOtherServed = true;
  isOtherDown = false;

  override get ports() {
    const ports = super.ports;
    const place = { scope: 'own', account: identity.accountId, region: identity.region };
    const own = { ...place, provider: () => this.supplyChain, manager: () => this.manager };
    const region = staging.region;
    const api = inProcessApi(this.other);
    const call: typeof api.call = (...asked) => {
      if (this.isOtherDown)
        throw Object.assign(new Error('no'), { name: 'RoleNotAssumed', scopeFailure: 'roleNotAssumed' });
      return api.call(...asked);
    };
    const provider = createSupplyChainProvider({ ...api, call }, { region, clock: { now: () => this.nowMs } });
    const manager = createSupplyChainResourceManager(provider, { region });
    const another = {
      scope: 'staging',
      account: staging.accountId,
      region,
      provider: () => provider,
      manager: () => manager,
    };
    const members = [own, ...(this.isOtherServed ? [another] : [])] as const;
    return { ...ports, provider: providerInScopes(members), resourceManagers: [managerInScopes(members)] };
  }

  /** An instance in each account, with the same name and id. @returns their ARNs: the own one, the other one */
  async inBoth(outcome: 'succeed' | 'fail' = 'succeed'): Promise<readonly [string, string]> {
    const { instance } = this.other.call('CreateInstance', { instanceName: 'factory' });
    this.other.script(`instance/${instance.instanceId}`, outcome);
    const ownId = await this.given(outcome);
    expect(ownId).toBe(instance.instanceId);
    return [this.targetOf(ownId), `arn:aws:scn:${staging.region}:${staging.accountId}:instance/${ownId}`];
  }

  /** How the instances of the own and of the other account stand. */
  get states() {
    return [this.instances(), this.other.call('ListInstances', {}).instances].map((instances) =>
      instances.map(({ state }) => state),
    );
  }

  ask(name: string, target?: string) {
    const about = { provider: 'supplyChain', ...(target === undefined ? {} : { target }) };
    return this.request({ type: 'command', command: { name, ...about } }, `${name} ${target}`);
  }
}

function about(kind: ResourceOperation['kind'], name: string): ResourceOperation {
  return { kind, provider: 'supplyChain', name, fields: {} };
}

describe('an operation on something of another account', () => {
  test('is done there, and nothing is done to its namesake in the own account', async () => {
    const world = new TwoAccounts();
    const [, target] = await world.inBoth();
    const answer = await world.operation(about('delete', target));
    expect(answer).toEqual({ kind: 'operationAccepted', operation: 'delete', name: 'factory' });
    expect(world.states).toEqual([['Active'], ['Deleting']]);
    expect((await world.newest(target)).subject).toMatchObject({ deployment: { status: 'DELETE_IN_PROGRESS' } });
    const requests = (await world.trail(target)).filter(({ event }) => event.what === 'requested');
    expect(requests).toMatchObject([{ event: { request: 'delete factory' } }]);
  });

  test('is done in the own account where the ARN names that', async () => {
    const world = new TwoAccounts();
    const [target] = await world.inBoth();
    expect(await world.operation(about('delete', target))).toMatchObject({ kind: 'operationAccepted' });
    expect(world.states).toEqual([['Deleting'], ['Active']]);
  });

  test('creates it again where it was', async () => {
    const world = new TwoAccounts();
    const [, target] = await world.inBoth('fail');
    const answer = await world.deliver(about('recreate', target));
    expect(answer).toMatchObject({ kind: 'operationAccepted' });
    const [own, other] = world.states;
    expect(own).toEqual(['CreateFailed']);
    expect(other).toContain('Initializing');
  });

  test('that is in no scope is refused with what to do', async () => {
    const world = new TwoAccounts();
    const [, target] = await world.inBoth();
    world.isOtherServed = false;
    expect(await world.operation(about('delete', target))).toMatchObject({
      kind: 'operationRefused',
      error: 'OutsideScopes',
      message: expect.stringContaining('add its account and Region to "scopes" in bot.yml'),
    });
    expect(world.states).toEqual([['Active'], ['Active']]);
  });

  test('that was begun, and whose scope was taken away since, is refused and not done elsewhere', async () => {
    const world = new TwoAccounts();
    const [, target] = await world.inBoth();
    const planned = { ...about('delete', target), name: 'factory', target };
    world.isOtherServed = false;
    const [manager] = world.ports.resourceManagers;
    expect(await manager?.execute(planned, '5a2ecc0e-68b1-4a1e-9a5b-1f1d0c7d3b11')).toMatchObject({
      result: 'refused',
      error: 'OutsideScopes',
    });
    expect(world.states).toEqual([['Active'], ['Active']]);
  });
});

describe('a name that both accounts have', () => {
  test('is never guessed: the refusal says which there are', async () => {
    const world = new TwoAccounts();
    const targets = await world.inBoth();
    const answer = await world.operation(about('delete', 'factory'));
    expect(answer).toMatchObject({ kind: 'operationRefused', error: 'AmbiguousScope' });
    for (const target of targets) expect(answer).toMatchObject({ message: expect.stringContaining(target) });
    expect(world.states).toEqual([['Active'], ['Active']]);
  });

  test('is asked back where it is to be shown or deleted, and the button for one carries its ARN', async () => {
    const world = new TwoAccounts();
    const targets = await world.inBoth();
    expect(await world.ask('confirmDelete', 'factory')).toEqual({
      kind: 'ambiguous',
      action: 'delete',
      provider: 'supplyChain',
      name: 'factory',
      choices: [identity, staging].map(({ accountId: account, region }, index) => ({
        provider: 'supplyChain',
        name: 'factory',
        target: targets[index],
        place: { account, region },
      })),
    });
    expect(await world.ask('resources', 'factory')).toMatchObject({ kind: 'ambiguous', action: 'show' });
    for (const target of targets) {
      expect(await world.ask('confirmDelete', target)).toMatchObject({
        kind: 'deleteConfirmation',
        resource: { target },
      });
    }
  });

  test('is in the list of all, each with its account', async () => {
    const world = new TwoAccounts();
    await world.inBoth();
    expect(await world.ask('resources')).toMatchObject({
      kind: 'resources',
      resources: [{ account: identity.accountId }, { account: staging.accountId, region: staging.region }],
    });
  });

  test('is not taken for unique while one account does not answer; an ARN of the other one is', async () => {
    const world = new TwoAccounts();
    const [own] = await world.inBoth();
    world.isOtherDown = true;
    expect(await world.operation(about('delete', 'factory'))).toMatchObject({
      kind: 'failed',
      unasked: [{ scopes: [{ reason: 'roleNotAssumed' }] }],
    });
    expect(world.states).toEqual([['Active'], ['Active']]);
    expect(await world.operation(about('delete', own), 'by its ARN')).toMatchObject({ kind: 'operationAccepted' });
    expect(world.states).toEqual([['Deleting'], ['Active']]);
  });
});

describe('a permission for one account', () => {
  const askedOf = (world: TwoAccounts) =>
    world.askedAbout.map((subject) => (subject?.on === 'resource' ? subject.resource.account : undefined));

  test('is asked for with the account of what is there, as its provider says it', async () => {
    const world = new TwoAccounts();
    const [, target] = await world.inBoth();
    await world.operation(about('delete', target));
    expect(askedOf(world)).toEqual([staging.accountId, staging.accountId]);
    expect(world.askedAbout.at(-1)).toMatchObject({ resource: { region: staging.region, name: 'factory' } });
  });

  test('is asked for with the own account where something is created, whatever it is to be called', async () => {
    const world = new TwoAccounts();
    const name = `arn:aws:scn:${staging.region}:${staging.accountId}:instance/x`;
    await world.operation({ ...about('create', name), fields: { instanceName: 'mill' } });
    expect(new Set(askedOf(world))).toEqual(new Set([identity.accountId]));
  });
});

test('what is created is created in the own account', async () => {
  const world = new TwoAccounts();
  const create: ResourceOperation = { ...about('create', 'mill'), fields: { instanceName: 'mill' } };
  expect(await world.operation(create)).toMatchObject({ kind: 'operationAccepted', name: 'mill' });
  expect(world.states).toEqual([['Initializing'], []]);
});
