import { describe, expect, test } from '@jest/globals';
import { createWorld, refusalOf, settings } from './support/world.ts';

const { creationMs, deletionMs } = settings;

describe('a scripted outcome', () => {
  test('may come before its instance, by name, and stays until the next one', async () => {
    const { clock, supplyChain, create, get } = createWorld();
    supplyChain.script("instance/orders 'eu' 100%a", 'fail', { statusMessage: 'No bucket.' });
    const named = { instanceName: "orders 'eu' 100%a" };
    const [first, second, other] = [create(named), create(named), create({ instanceName: 'orders' })];
    await clock.advance(creationMs);
    for (const id of [first, second]) {
      expect(get(id)).toMatchObject({ state: 'CreateFailed', errorMessage: 'No bucket.' });
    }
    expect(get(other)).toMatchObject({ state: 'Active', errorMessage: undefined });
    supplyChain.script("instance/orders 'eu' 100%a", 'succeed');
    const third = create(named);
    await clock.advance(creationMs);
    expect([get(first).state, get(third).state]).toEqual(['CreateFailed', 'Active']);
  });

  test('fails with a message of its own when it is given none', async () => {
    const { clock, supplyChain, create, get } = createWorld();
    supplyChain.script('instance/orders', 'fail');
    const id = create({ instanceName: 'orders' });
    await clock.advance(creationMs);
    expect(get(id).errorMessage).toContain('scripted');
  });

  test('of the id wins over that of the name', async () => {
    const { clock, supplyChain, create, get } = createWorld();
    const [one, other] = [create({ instanceName: 'twin' }), create({ instanceName: 'twin' })];
    supplyChain.script(`instance/${one}`, 'fail');
    supplyChain.script('instance/twin', 'succeed');
    await clock.advance(creationMs);
    expect([get(one).state, get(other).state]).toEqual(['CreateFailed', 'Active']);
  });

  test('applies to what is under way: a failure comes when the end would have come', async () => {
    const { clock, supplyChain, create, get } = createWorld();
    const id = create();
    await clock.advance(creationMs - 1);
    supplyChain.script(`instance/${id}`, 'fail');
    expect(get(id).state).toBe('Initializing');
    await clock.advance(1);
    expect(get(id).state).toBe('CreateFailed');
  });

  test('lets an attempt hang until another one ends it at once', async () => {
    const { clock, supplyChain, create, get, remove } = createWorld();
    const target = 'instance/orders';
    const id = create({ instanceName: 'orders' });
    supplyChain.script(target, 'hang');
    await clock.advance(10 * creationMs);
    expect([get(id).state, clock.pendingTimers]).toEqual(['Initializing', 0]);
    // A script for something else, or the same again, does not end it.
    supplyChain.script('instance/other', 'succeed');
    supplyChain.script(target, 'succeed', { on: 'deletion' });
    supplyChain.script(target, 'hang');
    expect(get(id).state).toBe('Initializing');
    supplyChain.script(target, 'succeed');
    expect(get(id)).toMatchObject({ state: 'Active', lastModifiedTime: clock.nowMs() / 1000 });

    supplyChain.script(target, 'hang', { on: 'deletion' });
    remove(id);
    await clock.advance(10 * deletionMs);
    expect(get(id).state).toBe('Deleting');
    supplyChain.script(target, 'fail', { on: 'deletion', statusMessage: 'Not empty.' });
    expect(get(id)).toMatchObject({ state: 'DeleteFailed', errorMessage: 'Not empty.' });
    expect(clock.pendingTimers).toBe(0);
  });

  test("is about the account and region of the ARN, by id or by name; without an ARN about one's own", async () => {
    const { clock, supplyChain, create, get } = createWorld();
    const others = { accountId: '111122223333', region: 'us-east-1' };
    supplyChain.script('arn:aws:scn:us-east-1:111122223333:instance/orders', 'fail');
    const mine = create({ instanceName: 'orders' });
    const [byName, byId] = [create({ instanceName: 'orders' }, others), create({}, others)];
    supplyChain.script(`arn:aws:scn:us-east-1:111122223333:instance/${byId}`, 'hang');
    await clock.advance(creationMs);
    const found = [get(mine), get(byName, others), get(byId, others)];
    expect(found.map(({ state }) => state)).toEqual(['Active', 'CreateFailed', 'Initializing']);
  });

  test.each([
    'instance/',
    'instance/ a',
    'instance/a/b',
    'instance/a\n',
    'arn:aws:scn:us-east-1:1:instance/a',
    'arn:aws:scn:us-east-1:111122223333:flow/a',
    'arn:aws:scn:us-east-1:111122223333:instance/a/data-integration-flows/b',
    'arn:aws:proton:us-east-1:111122223333:instance/a',
    'a',
  ])('is refused for %j, which names no instance', (target) => {
    const { supplyChain } = createWorld();
    const refusal = refusalOf(() => supplyChain.script(target, 'fail'));
    expect(refusal).toMatchObject({ code: 'ValidationException', message: expect.stringContaining("'target'") });
  });

  test('takes a message only with a failure, as nothing else would show it', () => {
    const { supplyChain } = createWorld();
    for (const outcome of ['succeed', 'hang'] as const) {
      const refusal = refusalOf(() => supplyChain.script('instance/a', outcome, { statusMessage: 'text' }));
      expect(refusal.message).toContain("'statusMessage'");
    }
  });
});
