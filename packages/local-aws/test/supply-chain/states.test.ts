import { describe, expect, test } from '@jest/globals';
import { createWorld, identity, refusalOf, settings } from './support/world.ts';

const { creationMs, deletionMs, deletedShownMs } = settings;

describe('a creation', () => {
  test('answers at once what it was given, Initializing', () => {
    const { supplyChain, clock } = createWorld();
    const kmsKeyArn = 'arn:aws:kms:us-west-2:123456789012:key/b14ffc39-b7d4-45ab-991a-6257a7f0d24d';
    const input = {
      instanceName: 'orders eu',
      instanceDescription: 'All of Europe, and more.',
      kmsKeyArn,
      webAppDnsDomain: 'orders-eu',
      tags: { team: 'logistics' },
    };
    const { tags: _notShown, ...shown } = input;
    expect(supplyChain.call('CreateInstance', input)).toEqual({
      instance: {
        ...shown,
        instanceId: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
        awsAccountId: identity.accountId,
        state: 'Initializing',
        errorMessage: undefined,
        createdTime: clock.nowMs() / 1000,
        lastModifiedTime: clock.nowMs() / 1000,
        versionNumber: 2,
      },
    });
  });

  test('needs no input; null is none', () => {
    const { supplyChain } = createWorld();
    const { instance } = supplyChain.call('CreateInstance', { instanceName: null, clientToken: null, unknown: 1 });
    expect(instance).toMatchObject({ state: 'Initializing', instanceDescription: '' });
    expect(instance.instanceName).toBeUndefined();
    expect(instance.kmsKeyArn).toBeUndefined();
  });

  test('leads to Active when its time is over, and to nothing else after that (A34)', async () => {
    const { clock, create, get } = createWorld();
    const id = create();
    const startedAt = clock.nowMs();
    await clock.advance(creationMs - 1);
    expect(get(id).state).toBe('Initializing');
    await clock.advance(1);
    const active = {
      state: 'Active',
      createdTime: startedAt / 1000,
      lastModifiedTime: (startedAt + creationMs) / 1000,
    };
    expect(get(id)).toMatchObject(active);
    expect(clock.pendingTimers).toBe(0);
  });

  test('takes no update and no deletion before it has ended (A35)', () => {
    const { create, get, update, remove } = createWorld();
    const id = create();
    const conflict = { code: 'ConflictException', statusCode: 409 };
    expect(refusalOf(() => update(id, { instanceName: 'x' }))).toMatchObject(conflict);
    expect(refusalOf(() => remove(id))).toMatchObject(conflict);
    expect(get(id)).toMatchObject({ state: 'Initializing', instanceDescription: '' });
  });
});

describe('an update', () => {
  test('changes name and description of an Active instance, and not its state (A34)', async () => {
    const { clock, create, get, update } = createWorld();
    const id = create({ instanceName: 'before', instanceDescription: 'old' });
    await clock.advance(creationMs + 5_000);
    expect(update(id, { instanceName: 'after' })).toMatchObject({ state: 'Active', instanceName: 'after' });
    expect(update(id, { instanceDescription: '' })).toMatchObject({ instanceName: 'after', instanceDescription: '' });
    expect(update(id, { kmsKeyArn: 'no key', state: 'Deleted' })).toEqual(get(id));
    expect(get(id)).toMatchObject({ state: 'Active', lastModifiedTime: clock.nowMs() / 1000 });
  });

  test('is refused in every state but Active (A35)', async () => {
    const { clock, supplyChain, create, update, remove } = createWorld();
    const refusedIn = (id: string): string => refusalOf(() => update(id, { instanceName: 'x' })).message;
    supplyChain.script('instance/failing', 'fail');
    const failed = create({ instanceName: 'failing' });
    const going = create({ instanceName: 'going' });
    supplyChain.script('instance/going', 'fail', { on: 'deletion' });
    await clock.advance(creationMs);
    expect(refusedIn(failed)).toContain('CreateFailed');
    remove(going);
    expect(refusedIn(going)).toContain('Deleting');
    await clock.advance(deletionMs);
    expect(refusedIn(going)).toContain('DeleteFailed');
    remove(failed);
    await clock.advance(deletionMs);
    expect(refusedIn(failed)).toContain('Deleted');
  });
});

describe('a deletion', () => {
  test('shows Deleting, then Deleted for a while, then nothing (A36)', async () => {
    const { clock, create, get, remove, names } = createWorld();
    const id = create({ instanceName: 'orders' });
    await clock.advance(creationMs);
    expect(remove(id).state).toBe('Deleting');
    await clock.advance(deletionMs);
    expect(get(id).state).toBe('Deleted');
    await clock.advance(deletedShownMs - 1);
    expect([get(id).state, names()]).toEqual(['Deleted', ['orders']]);
    await clock.advance(1);
    expect(refusalOf(() => get(id))).toMatchObject({ code: 'ResourceNotFoundException', statusCode: 404 });
    expect(refusalOf(() => remove(id))).toMatchObject({ code: 'ResourceNotFoundException' });
    expect([names(), clock.pendingTimers]).toEqual([[], 0]);
  });

  test('that is repeated changes nothing and begins nothing anew (A35)', async () => {
    const { clock, create, get, remove } = createWorld();
    const id = create();
    await clock.advance(creationMs);
    const first = remove(id);
    await clock.advance(deletionMs - 1);
    expect(remove(id)).toEqual(first);
    await clock.advance(1);
    expect(get(id).state).toBe('Deleted');
    expect(remove(id).state).toBe('Deleted');
    await clock.advance(deletedShownMs);
    expect(refusalOf(() => get(id)).statusCode).toBe(404);
  });

  test('is taken after a failed creation and after a failed deletion (A35), and its message goes with it', async () => {
    const { clock, supplyChain, create, get, remove } = createWorld();
    supplyChain.script('instance/orders', 'fail', { statusMessage: 'No bucket.' });
    supplyChain.script('instance/orders', 'fail', { on: 'deletion', statusMessage: 'Bucket is full.' });
    const id = create({ instanceName: 'orders' });
    await clock.advance(creationMs);
    expect(get(id)).toMatchObject({ state: 'CreateFailed', errorMessage: 'No bucket.' });
    expect(remove(id)).toMatchObject({ state: 'Deleting', errorMessage: undefined });
    await clock.advance(deletionMs);
    expect(get(id)).toMatchObject({ state: 'DeleteFailed', errorMessage: 'Bucket is full.' });
    supplyChain.script('instance/orders', 'succeed', { on: 'deletion' });
    remove(id);
    await clock.advance(deletionMs);
    expect(get(id)).toMatchObject({ state: 'Deleted', errorMessage: undefined });
  });
});

test('nothing happens by itself after a stop', async () => {
  const { clock, supplyChain, create, get } = createWorld();
  const id = create();
  supplyChain.stop();
  expect(clock.pendingTimers).toBe(0);
  await clock.advance(creationMs);
  expect(get(id).state).toBe('Initializing');
});

test('instances of another account or region are not there', () => {
  const { create, get, names } = createWorld();
  const elsewhere = { ...identity, region: 'us-east-1' };
  const others = { ...identity, accountId: '111122223333' };
  const id = create({ instanceName: 'mine' });
  const foreign = create({ instanceName: 'theirs' }, others);
  expect(get(foreign, others).awsAccountId).toBe('111122223333');
  for (const owner of [elsewhere, others]) expect(refusalOf(() => get(id, owner)).statusCode).toBe(404);
  expect([names(), names({}, elsewhere), names({}, others)]).toEqual([['mine'], [], ['theirs']]);
});
