import { describe, expect, jest, test } from '@jest/globals';
import { taken } from '../../../src/lib/model/idempotency.ts';
import type { Interaction } from '../../../src/lib/model/request.ts';
import { ChatBusy, ChatRefused } from '../../../src/lib/ports.ts';
import { connectionId, instanceArn, startMs } from '../model/subjects.ts';
import { deadlineMs, Harness, minuteMs, rulesFrom } from './harness.ts';

function running(): Harness {
  const harness = new Harness();
  harness.rules = rulesFrom('');
  harness.deploys();
  return harness;
}

async function clickOf(harness: Harness): Promise<Interaction> {
  await harness.observe();
  return { type: 'click', action: 'cancel', key: (await harness.newest()).key };
}

describe('a person cancels', () => {
  test('and is told what came of it', async () => {
    const harness = running();
    const answer = await harness.cancel();
    expect(answer).toEqual({
      kind: 'settled',
      action: 'cancel',
      name: 'orders/api',
      outcome: 'accepted',
      status: 'CANCELLING',
    });
    expect(harness.answers).toEqual([answer]);
    expect(harness.asked).toEqual([{ action: 'cancel', environment: 'prod-eu' }]);
    expect(harness.askedAbout).toMatchObject([
      { on: 'deployment', deployment: { provider: 'proton', name: 'orders/api' } },
    ]);
  });

  test('who, and that they asked, is in the trail before anything is called (I8)', async () => {
    const harness = running();
    await harness.cancel();
    const person = { type: 'person', userId: 'U0CLEO001', requestId: 'trigger-1' };
    const own = (await harness.trail()).filter(({ actor }) => actor.type === 'person');
    expect(own.map(({ event }) => event.what)).toEqual(['requested', 'claimed', 'settled']);
    expect(own.every(({ actor }) => JSON.stringify(actor) === JSON.stringify(person))).toBe(true);
  });

  test('delivered twice, it is done once and answered once', async () => {
    const harness = running();
    const first = await harness.cancel();
    expect(await harness.cancel()).toEqual(first);
    expect(harness.performed).toHaveLength(1);
    expect(harness.answers).toHaveLength(1);
  });

  test('asked twice, the second is told who was first', async () => {
    const harness = running();
    await harness.cancel('trigger-1');
    expect(await harness.cancel('trigger-2')).toEqual({
      kind: 'alreadyClaimed',
      action: 'cancel',
      name: 'orders/api',
      actor: { type: 'person', userId: 'U0CLEO001', requestId: 'trigger-1' },
    });
    expect(harness.performed).toHaveLength(1);
  });

  test('what a rule has cancelled is in the way, too', async () => {
    const harness = new Harness();
    harness.deploys();
    harness.nowMs = startMs + deadlineMs + 1;
    expect(await harness.cancel()).toMatchObject({
      kind: 'alreadyClaimed',
      actor: { type: 'rule', rule: 'cancel-stuck' },
    });
    expect(harness.performed).toHaveLength(1);
  });

  test('what is not running cannot be cancelled', async () => {
    const harness = running();
    harness.deploys({ status: 'SUCCEEDED' });
    expect(await harness.cancel()).toMatchObject({ kind: 'notNow', status: 'SUCCEEDED' });
    expect(harness.performed).toEqual([]);
  });

  test('when the answer of the call is lost, they are told that it is open', async () => {
    const harness = running();
    harness.performances.push({ result: 'unknown', error: 'TimeoutError' });
    expect(await harness.cancel()).toEqual({ kind: 'pending', action: 'cancel', name: 'orders/api' });
  });

  test('what does not exist is not found', async () => {
    const harness = running();
    expect(await harness.cancel('trigger-1', 'orders/nothing')).toEqual({ kind: 'notFound', name: 'orders/nothing' });
  });

  test('a provider that is not there: nothing was done, and they are told', async () => {
    const harness = running();
    harness.beforeRead = () => {
      throw Object.assign(new Error('no'), { name: 'ProtonUnavailable' });
    };
    expect(await harness.cancel()).toEqual({
      kind: 'failed',
      error: 'ProtonUnavailable',
      unasked: [{ provider: 'proton', error: 'ProtonUnavailable' }],
    });
    expect(harness.performed).toEqual([]);
  });
});

describe('a button', () => {
  test('acts on the attempt whose message it stands on', async () => {
    const harness = running();
    const interaction = await clickOf(harness);
    expect(await harness.request(interaction)).toMatchObject({ kind: 'settled', outcome: 'accepted' });
  });

  test('of an older attempt does nothing to the newer one', async () => {
    const harness = running();
    const interaction = await clickOf(harness);
    harness.deploys({ id: 'd2', startedAtMs: startMs + minuteMs });
    expect(await harness.request(interaction)).toMatchObject({ kind: 'notNow', status: 'SUPERSEDED' });
    expect(harness.performed).toEqual([]);
  });

  test('for another kind of subject does nothing', async () => {
    const harness = running();
    const interaction = await clickOf(harness);
    if (interaction.type !== 'click') throw new Error('no click');
    expect(await harness.request({ ...interaction, action: 'accept' })).toEqual({
      kind: 'impossible',
      action: 'accept',
      name: instanceArn,
      because: 'only a connection can be accepted',
    });
    expect(harness.performed).toEqual([]);
    // Not even looked at, nor is anybody asked whether they may.
    expect(harness.asked).toEqual([]);
    expect(await harness.trail('unknown')).toMatchObject([{ event: { what: 'refused' } }]);
  });
});

describe('connections', () => {
  test.each([
    ['accept', 'CONNECTED'],
    ['reject', 'REJECTED'],
  ] as const)('are %sed by their id', async (name, status) => {
    const harness = running();
    harness.connects();
    const answer = await harness.request({ type: 'command', command: { name, id: connectionId } });
    expect(answer).toMatchObject({ kind: 'settled', outcome: 'accepted', status });
    expect(harness.asked).toEqual([{ action: name, environment: 'prod-eu' }]);
  });

  test('that are pending are listed', async () => {
    const harness = running();
    const list = () => harness.request({ type: 'command', command: { name: 'connections' } }, `t-${harness.nowMs}`);
    expect(await list()).toEqual({ kind: 'connections', connections: [] });
    harness.connects();
    harness.nowMs += 1;
    expect(await list()).toMatchObject({ kind: 'connections', connections: [{ id: connectionId }] });
  });
});

describe('who may not', () => {
  const no = { allowed: false, reason: 'You may not.' } as const;

  test('is refused with the reason; nothing is done, and it is in the trail and on the bus', async () => {
    const harness = running();
    harness.permission = no;
    expect(await harness.cancel()).toEqual({ kind: 'refused', request: 'cancel orders/api', reason: 'You may not.' });
    expect(harness.performed).toEqual([]);
    const refusals = (await harness.trail()).filter(({ event }) => event.what === 'refused');
    expect(refusals).toMatchObject([
      {
        actor: { type: 'person', userId: 'U0CLEO001' },
        event: { request: 'cancel orders/api', reason: 'You may not.' },
      },
    ]);
    expect(harness.published.filter(({ event }) => event.what === 'refused')).toHaveLength(1);
  });

  test('is asked again at each request, never remembered', async () => {
    const harness = running();
    harness.permission = no;
    await harness.cancel('trigger-1');
    harness.permission = { allowed: true };
    expect(await harness.cancel('trigger-2')).toMatchObject({ kind: 'settled' });
  });

  test('gets the same answer for what does not exist; the refusal stands in a trail of its own', async () => {
    const harness = running();
    harness.permission = no;
    expect(await harness.cancel('trigger-1', 'orders/nothing')).toEqual({
      kind: 'refused',
      request: 'cancel orders/nothing',
      reason: 'You may not.',
    });
    expect(await harness.trail('unknown')).toMatchObject([{ event: { what: 'refused' } }]);
  });

  test('cannot press an old button either', async () => {
    const harness = running();
    const interaction = await clickOf(harness);
    harness.permission = no;
    harness.deploys({ status: 'SUCCEEDED' });
    expect(await harness.request(interaction)).toMatchObject({ kind: 'refused' });
  });
});

describe('what comes too late', () => {
  const dayMs = 24 * 60 * minuteMs;
  const threeDaysAgo = startMs - 3 * dayMs;
  const cancel = { type: 'command', command: { name: 'cancel', target: 'orders/api' } } as const;

  test("a typed cancel of three days ago does not touch today's deployment; it is told and in the trail", async () => {
    const harness = running();
    const answer = await harness.request(cancel, 'trigger-1', threeDaysAgo);
    expect(answer).toEqual({ kind: 'tooOld', request: 'cancel orders/api', limitMs: 15 * minuteMs });
    expect(harness.answers).toEqual([answer]);
    expect(harness.performed).toEqual([]);
    expect(await harness.trail('unknown')).toMatchObject([
      {
        actor: { type: 'person', userId: 'U0CLEO001' },
        event: { what: 'refused', request: 'cancel orders/api', reason: expect.stringContaining('15 minutes') },
      },
    ]);
  });

  test.each([
    ['a typed command', 15 * minuteMs],
    ['a click', 60 * minuteMs],
  ])('%s is carried out to its last moment', async (what, limitMs) => {
    for (const lateByMs of [0, 1]) {
      const harness = running();
      const interaction = what === 'a click' ? await clickOf(harness) : cancel;
      const answer = await harness.request(interaction, 'trigger-1', harness.nowMs - limitMs - lateByMs);
      expect(answer.kind).toBe(lateByMs === 0 ? 'settled' : 'tooOld');
      expect(harness.performed).toHaveLength(1 - lateByMs);
    }
  });

  test('accept and reject, too; questions are answered whenever they come', async () => {
    const harness = running();
    harness.connects();
    const accept = { type: 'command', command: { name: 'accept', id: connectionId } } as const;
    expect(await harness.request(accept, 'a', threeDaysAgo)).toMatchObject({ kind: 'tooOld' });
    const status = { type: 'command', command: { name: 'status', target: 'orders/api' } } as const;
    expect(await harness.request(status, 'b', threeDaysAgo)).toMatchObject({ kind: 'status', total: 1 });
  });

  test('a clock of the ingress that is ahead makes nothing late', async () => {
    const harness = running();
    expect(await harness.request(cancel, 'trigger-1', startMs + 5_000)).toMatchObject({ kind: 'settled' });
  });

  test('what was begun in time is finished: its answer is what came of it, however late it is told', async () => {
    const harness = running();
    harness.performances.push({ result: 'unknown', error: 'TimeoutError' });
    const works = harness.chat;
    harness.chat = { ...works, answer: async () => Promise.reject(new ChatBusy(3_000)) };
    await expect(harness.cancel()).rejects.toBeInstanceOf(ChatBusy);
    harness.chat = works;
    harness.nowMs += 3 * dayMs;
    expect(await harness.request(cancel, 'trigger-1', startMs)).toMatchObject({ kind: 'pending' });
    expect(harness.performed).toHaveLength(1);
  });

  test('an attempt that was found in time, and not claimed, is left alone an hour later', async () => {
    const harness = running();
    await harness.observe();
    const { key } = await harness.newest();
    await harness.store.putRecord({
      ...taken(undefined, 'trigger-1', { nowMs: startMs, leaseMs: 0, timeToLiveMs: 40 * dayMs }),
      key,
    });
    harness.nowMs += 61 * minuteMs;
    expect(await harness.request(cancel, 'trigger-1', startMs)).toMatchObject({
      kind: 'tooOld',
      limitMs: 60 * minuteMs,
    });
    expect(harness.performed).toEqual([]);
  });
});

describe('answers', () => {
  test('that were told do not bring the request back, where the table cannot take now that they were', async () => {
    const harness = running();
    const { putRecord } = harness.store;
    jest
      .spyOn(harness.store, 'putRecord')
      .mockImplementation((record) =>
        record.doneAtMs === undefined ? putRecord(record) : Promise.reject(new Error('InternalServerError')),
      );
    const answer = await harness.cancel();
    expect(harness.answers).toEqual([answer]);
  });

  test('that the chat cannot take now are told when the request comes again; nothing is done twice', async () => {
    const harness = running();
    const works = harness.chat;
    harness.chat = { ...works, answer: async () => Promise.reject(new ChatBusy(3_000)) };
    await expect(harness.cancel()).rejects.toBeInstanceOf(ChatBusy);
    harness.chat = works;
    await harness.cancel();
    expect(harness.performed).toHaveLength(1);
    expect(harness.answers).toHaveLength(1);
  });

  test('that the chat will never take are not tried again', async () => {
    const harness = running();
    let tries = 0;
    harness.chat = {
      ...harness.chat,
      answer: async () => {
        tries += 1;
        throw new ChatRefused('expired_url');
      },
    };
    await harness.cancel();
    await harness.cancel();
    expect(tries).toBe(1);
  });
});

describe('questions', () => {
  const ask = (harness: Harness, target?: string) =>
    harness.request(
      { type: 'command', command: { name: 'status', ...(target ? { target } : {}) } },
      `t-${harness.nowMs}`,
    );

  test('help, and what was not understood', async () => {
    const harness = running();
    expect(await harness.request({ type: 'command', command: { name: 'help' } }, 'a')).toEqual({ kind: 'help' });
    const unknown = { name: 'unknown', text: 'cancle', problem: 'did you mean "cancel"?' } as const;
    expect(await harness.request({ type: 'command', command: unknown }, 'b')).toEqual({
      kind: 'help',
      problem: unknown.problem,
    });
  });

  test('status of one target brings it up to date', async () => {
    const harness = running();
    expect(await ask(harness, 'orders/api')).toMatchObject({
      kind: 'status',
      total: 1,
      items: [{ subject: { deployment: { status: 'IN_PROGRESS' } } }],
    });
    harness.nowMs += 1;
    expect(await ask(harness, 'orders/nothing')).toEqual({ kind: 'notFound', name: 'orders/nothing' });
  });

  test('status of all shows what is under way, and counts what it does not show', async () => {
    const harness = running();
    expect(await ask(harness)).toEqual({ kind: 'status', items: [], total: 0 });
    for (let number = 0; number < 20; number += 1) {
      const target = `${instanceArn}-${number}`;
      harness.deploys({ target, id: `d-${number}` });
      await harness.observe({
        reference: { on: 'deployment', provider: 'proton', kind: 'serviceInstance', name: 'x', target },
      });
    }
    harness.nowMs += 1;
    const answer = await ask(harness);
    expect(answer).toMatchObject({ kind: 'status', total: 20 });
    expect(answer.kind === 'status' ? answer.items : []).toHaveLength(15);
  });
});
