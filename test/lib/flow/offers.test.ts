import { describe, expect, test } from '@jest/globals';
import type { Item } from '../../../src/lib/model/item.ts';
import { noDetails } from '../../../src/lib/model/observation.ts';
import type { ResourceOperation } from '../../../src/lib/model/resource-operation.ts';
import { statusOf } from '../../../src/lib/model/statuses.ts';
import type { Subject } from '../../../src/lib/model/subject.ts';
import { facts, instanceArn, startMs } from '../model/subjects.ts';
import { Harness, minuteMs, referenceOf } from './harness.ts';
import { OperationWorld } from './operation-world.ts';

function offersOf({ details }: Item): string {
  return details.operations.join(',');
}

/** A creation that has failed, and was told. */
async function failedCreation() {
  const world = new OperationWorld();
  const shown: { readonly attempt: string; readonly offers: string }[] = [];
  const { chat } = world;
  world.chat = {
    ...chat,
    show: (channel, view, ts) => {
      const item = view.kind === 'story' ? view.root : view.item;
      shown.push({ attempt: item.key.attempt, offers: offersOf(item) });
      return chat.show(channel, view, ts);
    },
  };
  const target = world.targetOf(await world.given('fail'));
  await world.observe({
    reference: { on: 'deployment', provider: 'supplyChain', kind: 'instance', name: 'x', target },
  });
  await world.settle();
  const { attempt } = (await world.newest(target)).key;
  return { world, target, attempt, lastOffers: () => shown.findLast((one) => one.attempt === attempt)?.offers };
}

const deletionOf = (name: string): ResourceOperation => ({ kind: 'delete', provider: 'supplyChain', name, fields: {} });

test('a creation that failed offers what can be done', async () => {
  const { lastOffers } = await failedCreation();
  expect(lastOffers()).toBe('recreate,delete');
});

test('once its deletion has begun, its message offers nothing any more', async () => {
  const { world, target, attempt, lastOffers } = await failedCreation();
  await world.operation(deletionOf(target));
  await world.settle();
  expect((await world.newest(target)).key.attempt).not.toBe(attempt);
  expect(lastOffers()).toBe('');
});

test('nor does it when nobody saw the deletion, and the instance is gone', async () => {
  const { world, target, lastOffers } = await failedCreation();
  world.service.call('DeleteInstance', { instanceId: target.split('/').at(-1) ?? '' });
  await world.pass(24 * 60 * 60_000);
  await world.observe({
    reference: { on: 'deployment', provider: 'supplyChain', kind: 'instance', name: 'x', target },
  });
  await world.settle();
  await world.notify((await world.newest(target)).key);
  expect(lastOffers()).toBe('');
});

describe('an end that only a read by id shows, because the target lists what is in progress', () => {
  const hint = 'Both revisions may be deployed now';
  const endOf = (subject: Subject) => ({ subject, details: { ...noDetails, hint } });

  /** @param newer - whether a newer deployment is in progress when the first one is read by its id */
  async function hintOfFailed(newer: boolean): Promise<string | undefined> {
    const harness = new Harness();
    harness.traits = { ...harness.traits, oneAtATime: false, identifiedBy: 'id' };
    harness.deploys();
    await harness.observe();
    const { key } = await harness.newest();
    const state = {
      reference: { ...referenceOf(instanceArn), target: instanceArn },
      traits: harness.traits,
      completeSinceMs: 0,
      gone: false,
    };
    const second: Subject = { on: 'deployment', deployment: facts({ id: 'd2', startedAtMs: startMs + minuteMs }) };
    harness.provider = {
      ...harness.provider,
      observe: async () => ({ ...state, attempts: newer ? [{ subject: second, details: noDetails }] : [] }),
      observeAttempt: async () =>
        endOf({ on: 'deployment', deployment: facts({ status: 'FAILED', phase: 'failed', needsHuman: true }) }),
    };
    harness.nowMs += 2 * minuteMs;
    await harness.observe();
    await harness.observe();
    const item = await harness.store.get(key);
    expect(item && statusOf(item.subject)).toBe('FAILED');
    return item?.details.hint;
  }

  test('keeps its hint while it is the last word', async () => {
    expect(await hintOfFailed(false)).toBe(hint);
  });

  test('has none once a newer one has begun', async () => {
    expect(await hintOfFailed(true)).toBe('');
  });
});
