import { describe, expect, test } from '@jest/globals';
import { createWorld, identity, refusalOf, settings, tokenOf } from './support/world.ts';

const HOUR_MS = 3_600_000;

describe('a client token (A37)', () => {
  test('makes one instance, however often the request is sent', async () => {
    const { clock, supplyChain, create, names } = createWorld();
    const input = { instanceName: 'orders', tags: { a: '1', b: '2' }, clientToken: tokenOf('one') };
    const id = create(input);
    await clock.advance(settings.creationMs);
    const again = supplyChain.call('CreateInstance', { ...input, tags: { b: '2', a: '1' } });
    expect(again.instance).toMatchObject({ instanceId: id, state: 'Active' });
    expect(names()).toEqual(['orders']);
  });

  test.each([
    ['another name', { instanceName: 'other' }],
    ['other tags', { tags: { a: '2' } }],
    ['a member left out', { instanceName: undefined }],
  ])('with %s is a conflict', (_what, change) => {
    const { create, names } = createWorld();
    const input = { instanceName: 'orders', tags: { a: '1' }, clientToken: tokenOf('one') };
    create(input);
    const refusal = refusalOf(() => create({ ...input, ...change }));
    expect(refusal).toMatchObject({ code: 'ConflictException', statusCode: 409 });
    expect(names()).toEqual(['orders']);
  });

  test('lives for eight hours, and for its account and region only', async () => {
    const { clock, create } = createWorld();
    const input = { clientToken: tokenOf('one') };
    const id = create(input);
    expect(create(input, { ...identity, region: 'us-east-1' })).not.toBe(id);
    expect(create(input, { ...identity, accountId: '111122223333' })).not.toBe(id);
    await clock.advance(8 * HOUR_MS - 1);
    expect(create(input)).toBe(id);
    await clock.advance(1);
    expect(create(input)).not.toBe(id);
  });

  test('makes no second instance when the first is gone', async () => {
    const { clock, supplyChain, create, remove, names } = createWorld();
    const input = { clientToken: tokenOf('one') };
    const id = create(input);
    await clock.advance(settings.creationMs);
    remove(id);
    await clock.advance(settings.deletionMs + settings.deletedShownMs);
    expect(supplyChain.call('CreateInstance', input).instance).toMatchObject({ instanceId: id, state: 'Deleted' });
    expect(names()).toEqual([]);
  });

  test('of a refused creation is not used', async () => {
    const { clock, create, remove } = createWorld({ mostInstances: 1 });
    const first = create();
    const input = { clientToken: tokenOf('one') };
    expect(refusalOf(() => create(input)).statusCode).toBe(402);
    await clock.advance(settings.creationMs);
    remove(first);
    await clock.advance(settings.deletionMs);
    expect(create({ ...input, instanceName: 'other' })).toEqual(expect.any(String));
  });

  test('is not needed: without one every request is one of its own', () => {
    const { create } = createWorld();
    expect(create({ instanceName: 'twin' })).not.toBe(create({ instanceName: 'twin' }));
  });
});

describe('the quota', () => {
  test('refuses the eleventh instance of an account in a region with 402 (A38)', async () => {
    const { clock, create, remove, names } = createWorld();
    const [first = ''] = Array.from({ length: 10 }, (_instance, n) => create({ instanceName: `n${n}` }));
    const refused = () => refusalOf(() => create({ instanceName: 'eleventh' }));
    const quota = { code: 'ServiceQuotaExceededException', statusCode: 402, message: expect.stringContaining('10') };
    expect(refused()).toMatchObject(quota);
    create({}, { ...identity, region: 'us-east-1' });
    create({}, { ...identity, accountId: '111122223333' });
    await clock.advance(settings.creationMs);
    remove(first);
    expect(refused()).toMatchObject(quota);
    await clock.advance(settings.deletionMs);
    // A Deleted instance is still shown, and does not count.
    create({ instanceName: 'eleventh' });
    expect(names({ instanceNameFilter: ['n0', 'eleventh'] })).toEqual(['n0', 'eleventh']);
  });

  test('counts what failed: it is to be deleted', async () => {
    const { clock, supplyChain, create } = createWorld({ mostInstances: 1 });
    supplyChain.script('instance/orders', 'fail');
    create({ instanceName: 'orders' });
    await clock.advance(settings.creationMs);
    expect(refusalOf(() => create()).statusCode).toBe(402);
  });
});

describe('the web app domain', () => {
  test("is nobody else's, whatever the account, region and case, until its instance is Deleted", async () => {
    const { clock, create, remove } = createWorld();
    const id = create({ webAppDnsDomain: 'orders' });
    const others = { accountId: '111122223333', region: 'us-east-1' };
    const refusal = refusalOf(() => create({ webAppDnsDomain: 'Orders' }, others));
    expect(refusal).toMatchObject({ code: 'ConflictException', message: expect.stringContaining('Orders') });
    create({ webAppDnsDomain: 'orders2' }, others);
    await clock.advance(settings.creationMs);
    remove(id);
    await clock.advance(settings.deletionMs);
    create({ webAppDnsDomain: 'orders' }, others);
  });
});
