import { describe, expect, test } from '@jest/globals';
import { replyToQuestion } from '../../../src/lib/flow/approvals.ts';
import { notify } from '../../../src/lib/flow/index.ts';
import { claimLeaseMs } from '../../../src/lib/model/claims.ts';
import type { Item } from '../../../src/lib/model/item.ts';
import { ChatBusy, ProviderNotEnabled } from '../../../src/lib/ports.ts';
import { instanceArn } from '../model/subjects.ts';
import { minuteMs, referenceOf, rulesFrom } from './harness.ts';
import { pipelineArn, Story, story } from './story-world.ts';

const channel = 'C-DEPLOYS';

/** Both are known, and told each by itself; the whole does not yet say what is part of it. */
async function apart(): Promise<Story> {
  const world = story();
  await world.observeWhole();
  await world.observePart();
  await world.tell();
  return world;
}

test('a part of a back end that is not switched on keeps nobody from acting', async () => {
  const world = story();
  const reference = { on: 'deploymentId', provider: 'elsewhere', id: 'd-1' } as const;
  world.parts.set(pipelineArn, [{ reference, id: 'd-1' }]);
  const { observe } = world.provider;
  world.provider.observe = async (asked) => {
    if (asked.provider === 'elsewhere') throw new ProviderNotEnabled('elsewhere');
    return observe(asked);
  };
  await world.observeWhole();
  world.pastDeadline();
  await world.observeWhole();
  expect(await world.outcomes(pipelineArn)).toEqual(['accepted']);
});

describe('one message for a whole and its parts', () => {
  test('news that comes while another worker posts is told, though that worker dies before it reads again', async () => {
    const world = story();
    world.link();
    await world.observeWhole();
    await world.tell();
    world.partDeploys({ status: 'SUCCEEDED' });
    await world.observePart();
    const { show } = world.chat;
    let kept = 0;
    world.chat.show = async (...posted) => {
      world.chat.show = show;
      world.wholeDeploys({ status: 'FAILED' });
      await world.observeWhole();
      await world.notify((await world.newest()).key);
      kept = (await world.newest()).outbox.length;
      return show(...posted);
    };
    const { get, put } = world.store;
    world.store.put = async (item) => {
      const written = await put(item);
      const isNoted = item.key.target === instanceArn && item.posted?.stateVersion === item.stateVersion;
      if (isNoted) world.store.get = () => Promise.reject(new Error('the worker has died'));
      return written;
    };
    const part = await world.part();
    const posting = notify(world.ports, part.key, new Set(part.outbox.map(({ id }) => id)));
    await posting.catch(() => undefined);
    Object.assign(world.store, { get, put });
    const message = await world.message(channel, pipelineArn);
    expect(world.views.get(message?.ts ?? '')).toMatchObject({
      root: { subject: { deployment: { status: 'IN_PROGRESS' } } },
    });
    // Somebody else was posting, so nothing was done for these entries: nobody may say that they were told.
    expect(kept).toBeGreaterThan(0);

    world.nowMs += 5 * minuteMs;
    await world.sweepAndFollow();
    await world.tell();
    expect(world.views.get(message?.ts ?? '')).toMatchObject({
      root: { subject: { deployment: { status: 'FAILED' } } },
    });
    expect((await world.newest()).outbox).toEqual([]);
  });

  test('a part that nobody knew is created by the whole, and has no message of its own', async () => {
    const world = story();
    world.link();
    await world.observeWhole();
    const part = await world.part();
    expect(part.partOf).toEqual((await world.newest()).key);
    await world.tell();
    const message = await world.message(channel, pipelineArn);
    expect(message?.members.map(({ key }) => key.target)).toEqual([pipelineArn, instanceArn]);
    expect(new Set(world.shown.map(({ ts }) => ts)).size).toBe(1);
    expect(await world.message(channel, instanceArn)).toBeUndefined();
    const view = world.views.get(message?.ts ?? '');
    expect(view).toMatchObject({ kind: 'story', root: { key: { target: pipelineArn } } });
    expect(view?.kind === 'story' ? view.parts.map(({ key }) => key.target) : []).toEqual([instanceArn]);
  });

  test('a part that was seen first stands alone; once linked, its message shrinks to a line that points to the story', async () => {
    const world = await apart();
    const own = (await world.message(channel, instanceArn))?.ts ?? '';
    const whole = (await world.message(channel, pipelineArn))?.ts ?? '';
    expect(own).not.toBe(whole);
    world.link();
    await world.observeWhole();
    await world.tell();
    expect(world.views.get(own)).toMatchObject({
      kind: 'pointer',
      rootTs: whole,
      item: { key: { target: instanceArn } },
    });
    expect(world.views.get(whole)).toMatchObject({ kind: 'story', parts: [{ key: { target: instanceArn } }] });
    // From then on it is left alone.
    const updates = world.shown.filter(({ ts }) => ts === own).length;
    world.partDeploys({ status: 'SUCCEEDED' });
    await world.observePart();
    await world.tell();
    expect(world.shown.filter(({ ts }) => ts === own)).toHaveLength(updates);
    expect(world.views.get(whole)).toMatchObject({ parts: [{ subject: { deployment: { status: 'SUCCEEDED' } } }] });
  });

  test('what a part had to alert before it was linked is posted once, and its end after that is left to the whole', async () => {
    const world = await apart();
    world.rules = rulesFrom(`
  - name: cannot-be-evaluated
    on: deployment
    match: { kind: serviceInstance }
    when: int(deployment.name) > 1
    do: [{ cancel: { reason: never } }]
    mode: enforce
`);
    await world.observePart();
    world.link();
    await world.observeWhole();
    world.partDeploys({ status: 'FAILED', phase: 'failed' });
    await world.observePart();
    await world.tell();
    await world.tell();
    expect(
      world.alerts.map(({ alert: { item, entries } }) => [item.key.target, entries.map(({ event }) => event.what)]),
    ).toEqual([[instanceArn, ['decided']]]);
    expect(world.alerts[0]?.ts).toBe((await world.message(channel, instanceArn))?.ts);
    world.wholeDeploys({ status: 'FAILED', phase: 'failed' });
    await world.observeWhole();
    await world.tell();
    expect(world.alerts.slice(1).map(({ alert: { item } }) => item.key.target)).toEqual([pipelineArn]);
  });

  test('a part posts no message of its own though its worker has read it before it was linked', async () => {
    const world = story();
    await world.observeWhole();
    await world.observePart();
    const { getStory } = world.store;
    let isLinked = false;
    const slow = {
      ...world.ports,
      store: {
        ...world.store,
        getStory: async (...[key]: Parameters<typeof getStory>) => {
          if (!isLinked) {
            isLinked = true;
            world.link();
            await world.observeWhole();
            await world.tell();
          }
          return getStory(key);
        },
      },
    };
    await notify(slow, (await world.part()).key, new Set());
    expect((await world.message(channel, instanceArn))?.ts).toBeUndefined();
    await world.tell();
    const { ts } = (await world.message(channel, pipelineArn)) ?? {};
    expect(world.views.size).toBe(1);
    expect(world.views.get(ts ?? '')).toMatchObject({ kind: 'story', parts: [{ key: { target: instanceArn } }] });
  });

  test('a part is in the message although the worker died before it listed the part, and the whole has ended since', async () => {
    const world = story();
    await world.observeWhole();
    world.link();
    const { put } = world.store;
    world.store.put = async (item) => {
      if (item.parts !== undefined) throw new Error('the worker has died');
      return put(item);
    };
    await expect(world.observeWhole()).rejects.toThrow('the worker has died');
    world.store.put = put;
    world.parts.clear();
    world.wholeDeploys({ status: 'SUCCEEDED' });
    await world.observeWhole();
    expect(await world.part()).toMatchObject({ partOf: { target: pipelineArn } });
    expect((await world.newest()).parts).toBeUndefined();
    await world.tell();
    const message = await world.message(channel, pipelineArn);
    expect(message?.members.map(({ key }) => key.target)).toEqual([pipelineArn, instanceArn]);
    expect((await world.part()).outbox).toEqual([]);
  });

  test('a part that is known, but older than all that is read of its target, is linked all the same', async () => {
    const world = await apart();
    const { attempts } = world.store;
    world.store.attempts = async (target) => {
      const records = await attempts(target);
      return target === instanceArn ? { ...records, items: [] } : records;
    };
    world.link();
    await world.observeWhole();
    expect((await world.part()).partOf).toEqual((await world.newest()).key);
  });

  test("the story's thread holds every transition of every member, and each once", async () => {
    const world = await apart();
    world.link();
    await world.observeWhole();
    await world.tell();
    world.partDeploys({ status: 'SUCCEEDED' });
    await world.observePart();
    await world.tell();
    await world.tell();
    const whole = (await world.message(channel, pipelineArn))?.ts;
    for (const item of [await world.newest(), await world.part()]) {
      const threaded = world.replies
        .filter((reply) => reply.ts === whole && reply.target === item.key.target)
        .flatMap(({ entries }) => entries.map(({ stateVersion }) => stateVersion));
      expect(threaded).toEqual(item.history.map(({ stateVersion }) => stateVersion));
    }
  });

  test('what changes of a part while the whole is being posted is told before that ends', async () => {
    const world = story();
    world.link();
    await world.observeWhole();
    const works = world.chat;
    let hasChanged = false;
    world.chat = {
      ...works,
      show: async (...message) => {
        if (!hasChanged) {
          hasChanged = true;
          world.partDeploys({ status: 'FAILED' });
          await world.observePart();
          await world.notify((await world.part()).key);
        }
        return works.show(...message);
      },
    };
    await world.notify((await world.newest()).key);
    const { ts } = (await world.message(channel, pipelineArn)) ?? {};
    expect(world.views.get(ts ?? '')).toMatchObject({ parts: [{ subject: { deployment: { status: 'FAILED' } } }] });
  });

  test('a part keeps its message until the story has one to point to; the sweep finds what was put off', async () => {
    const world = story();
    await world.observePart();
    await world.tell();
    const own = (await world.message(channel, instanceArn))?.ts ?? '';
    world.link();
    await world.observeWhole();
    const works = world.chat;
    world.chat = {
      ...works,
      show: async () => {
        throw new ChatBusy(5_000);
      },
    };
    await expect(world.tell()).rejects.toBeInstanceOf(ChatBusy);
    expect(world.views.get(own)).toMatchObject({ kind: 'story' });
    world.chat = works;
    world.nowMs += minuteMs;
    world.woken.length = 0;
    await world.sweepAndFollow();
    for (const key of world.woken) await notify(world.ports, key, new Set());
    expect(world.views.get(own)).toMatchObject({ kind: 'pointer' });
    expect(await world.message(channel, pipelineArn)).not.toHaveProperty('dueAtMs');
  });

  test('goes to the channels of all its members', async () => {
    const world = story();
    world.link();
    Object.defineProperty(world, 'ports', {
      value: {
        ...world.ports,
        channelsFor: (subject: Item['subject']) =>
          subject.on === 'deployment' && subject.deployment.kind === 'servicePipeline' ? ['C-PIPELINES'] : [channel],
      },
    });
    await world.observeWhole();
    await world.tell();
    expect(new Set(world.shown.map((one) => one.channel))).toEqual(new Set(['C-PIPELINES', channel]));
  });
});

describe('a story is acted on once (I2 per story and action)', () => {
  test('whole and part both past the deadline: one call in all', async () => {
    const world = story();
    world.link();
    world.pastDeadline();
    await world.observePart();
    const [first] = world.performed;
    await world.observeWhole();
    await world.observePart();
    await world.observeWhole();
    expect(world.performed).toHaveLength(1);
    expect(first?.subject).toMatchObject({ deployment: { id: 'd1' } });
    // Here the part was seen first, and acted on before anybody knew what it is part of: the whole goes by that.
    expect(await world.outcomes(pipelineArn)).toEqual(['alreadyDone']);
  });

  test('linked before either is acted on: claimed at the root, and called where it hangs, at the part', async () => {
    const world = story();
    world.link();
    await world.observeWhole();
    world.pastDeadline();
    await Promise.all([world.observePart(), world.observeWhole(), world.observePart(), world.observeWhole()]);
    await world.observePart();
    expect(world.called()).toEqual(['d1']);
    expect((await world.part()).claims).toEqual({});
    expect(await world.outcomes(pipelineArn)).toEqual(['accepted']);
  });

  test('a part that is being acted on is waited for; then the whole settles by what became of it', async () => {
    const world = story();
    world.pastDeadline();
    world.performances.push({ result: 'throttled' });
    await world.observePart();
    expect(await world.outcomes(instanceArn)).toEqual(['waiting']);
    world.link();
    await world.observeWhole();
    expect(await world.outcomes(pipelineArn)).toEqual([]);
    // What is open is finished where it lies.
    world.nowMs += minuteMs;
    await world.observePart();
    expect(await world.outcomes(instanceArn)).toEqual(['accepted']);
    await world.observeWhole();
    expect(await world.outcomes(pipelineArn)).toEqual(['alreadyDone']);
    expect(world.performed.map(({ subject }) => subject)).toMatchObject([
      { deployment: { id: 'd1' } },
      { deployment: { id: 'd1' } },
    ]);
  });

  test('following partOf: what a rule asks for the part alone is claimed at the root', async () => {
    const world = story();
    world.link();
    await world.observeWhole();
    // Only the part is looked at.
    world.pastDeadline();
    await world.observePart();
    expect(world.called()).toEqual(['d1']);
    await world.observePart();
    await world.observeWhole();
    expect(world.performed).toHaveLength(1);
    expect((await world.part()).claims).toEqual({});
    expect(await world.outcomes(pipelineArn)).toEqual(['accepted']);
  });

  test('where the whole has ended, nothing can be done about its part, and that is told once', async () => {
    const world = story();
    world.link();
    await world.observeWhole();
    world.deploys({
      target: pipelineArn,
      kind: 'servicePipeline',
      name: 'orders/pipeline',
      id: 'p1',
      status: 'FAILED',
    });
    await world.observeWhole();
    world.pastDeadline();
    await world.observePart();
    await world.observePart();
    expect(world.performed).toEqual([]);
    expect(await world.told(instanceArn)).toEqual(['impossible']);
  });

  test('a part that the answer about itself does not show yet keeps the whole from acting until it would be shown', async () => {
    const world = new Story();
    world.traits = { ...world.traits, readLagMs: 2_000 };
    world.wholeDeploys();
    await world.observeWhole();
    world.link();
    world.pastDeadline();
    await world.observeWhole();
    world.nowMs += 2_000;
    await world.observeWhole();
    expect(world.performed).toEqual([]);
    world.nowMs += 1;
    await world.observeWhole();
    expect(world.performed).toHaveLength(1);
  });

  test('conditional link: a part that claims while it is being linked is seen', async () => {
    const world = story();
    world.link();
    await world.observePart();
    world.pastDeadline();
    const { store } = world;
    let isFirst = true;
    const racing = {
      ...store,
      put: async (item: Item) => {
        if (isFirst && item.key.target === instanceArn && item.partOf !== undefined) {
          isFirst = false;
          await world.observePart();
        }
        return store.put(item);
      },
    };
    const { observe } = await import('../../../src/lib/flow/index.ts');
    await observe({ ...world.ports, store: racing }, { cause: 'event', reference: referenceOf(pipelineArn) });
    expect((await world.part()).partOf).toEqual((await world.newest()).key);
    await world.observeWhole();
    expect(world.performed).toHaveLength(1);
    expect(await world.outcomes(pipelineArn)).toEqual(['alreadyDone']);
  });

  test('the fence on links: a part unseen at the decision keeps the call back; linked, the whole goes on', async () => {
    const world = story();
    world.pastDeadline();
    world.beforeRead = (count) => {
      // Between the decision and the fence.
      if (count === 2) world.link();
    };
    await world.observeWhole();
    expect(world.performed).toEqual([]);
    world.nowMs += minuteMs;
    await world.observeWhole();
    await world.observeWhole();
    expect(world.called()).toEqual(['d1']);
    expect((await world.part()).partOf).toBeDefined();
  });

  test('a part that cannot be read keeps the whole from acting until it can', async () => {
    const world = story();
    world.link();
    world.pastDeadline();
    const reading = world.provider.observe.bind(world.provider);
    let isDown = true;
    const provider = {
      ...world.provider,
      observe: async (reference: Parameters<typeof reading>[0]) => {
        if (isDown && reference.target === instanceArn) throw new Error('no answer');
        return reading(reference);
      },
    };
    const { observe } = await import('../../../src/lib/flow/index.ts');
    const look = () => observe({ ...world.ports, provider }, { cause: 'event', reference: referenceOf(pipelineArn) });
    await look();
    expect(world.performed).toEqual([]);
    isDown = false;
    await look();
    expect(world.performed).toHaveLength(1);
  });

  test('people act on the whole, too: on a part only where nothing else of it is left', async () => {
    const world = story();
    world.link();
    await world.observeWhole();
    expect(await world.cancel('one')).toMatchObject({
      kind: 'impossible',
      because: 'it is part of orders/pipeline; cancel that instead',
    });
    expect(world.performed).toEqual([]);
    world.wholeDeploys({ status: 'FAILED' });
    await world.observeWhole();
    expect(await world.cancel('two')).toMatchObject({ kind: 'settled', outcome: 'accepted' });
  });

  test('a part whose cancel was lost, that was seen stopping and then ended unseen, was acted on: the whole is not', async () => {
    const world = story();
    world.link();
    world.pastDeadline();
    world.performances.push({ result: 'unknown', error: 'TimeoutError' });
    await world.observePart();
    world.partDeploys({ status: 'CANCELLING' });
    await world.observePart();
    world.truth.delete(instanceArn);
    world.nowMs += claimLeaseMs + 1;
    await world.observePart();
    expect(await world.outcomes(instanceArn)).toEqual(['observed']);
    await world.observeWhole();
    expect(world.performed).toHaveLength(1);
    expect(await world.outcomes(pipelineArn)).toEqual(['alreadyDone']);
  });

  test('nobody cancels the whole while a part of it is being cancelled', async () => {
    const world = story();
    world.link();
    world.pastDeadline();
    world.performances.push({ result: 'unknown', error: 'TimeoutError' });
    await world.observePart();
    await world.observeWhole();
    const interaction = { type: 'command', command: { name: 'cancel', target: pipelineArn } } as const;
    expect(await world.request(interaction, 'one')).toMatchObject({
      kind: 'alreadyClaimed',
      actor: { rule: 'cancel-stuck' },
    });
    expect(world.performed).toHaveLength(1);
  });

  test('what people are asked about a part is outdated once it is linked: the story is asked about as a whole', async () => {
    const world = story();
    world.rules = rulesFrom(`
  - name: cancel-stuck
    on: deployment
    when: now - deployment.startedAt > duration("45m")
    do: [{ cancel: { reason: stuck } }]
    mode: approve
`);
    world.pastDeadline();
    await world.observePart();
    const [question] = Object.values((await world.part()).claims).flatMap((claim) => claim.question ?? []);
    world.link();
    await world.observeWhole();
    const { key } = await world.part();
    const reply = { key, questionId: question?.id ?? '', answer: 'approve', userId: 'U1', requestId: 'click' } as const;
    expect(await replyToQuestion(world.ports, reply, referenceOf(instanceArn))).toMatchObject({ outcome: 'outdated' });
    expect(world.performed).toEqual([]);
    await world.observePart();
    expect(await world.outcomes(instanceArn)).toEqual(['outdated']);
    expect(await world.outcomes(pipelineArn)).toEqual(['awaitingApproval']);
  });
});
