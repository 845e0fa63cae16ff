import { describe, expect, test } from '@jest/globals';
import { mostEscalations } from '../../../src/lib/model/escalation.ts';
import { ChatBusy } from '../../../src/lib/ports.ts';
import { Harness, minuteMs, rulesFrom } from './harness.ts';

const escalating = (mode = 'enforce') =>
  rulesFrom(`
  - name: wake-somebody
    on: deployment
    when: deployment.phase == "running" || deployment.phase == "failed"
    do:
      - notify:
          channel: "#oncall"
          text: "{deployment.name} needs you"
          escalate: { after: 15m, mention: ["@lead"], people: "@on-call" }
    mode: ${mode}
`);

/** A rule has fired, and what it says is posted. */
async function fired(mode?: string): Promise<Harness> {
  const harness = new Harness();
  harness.rules = escalating(mode);
  harness.alertSettings = { alerts: 'none', alertsAs: 'thread' };
  harness.deploys();
  await harness.observe();
  await harness.notify();
  return harness;
}

/** Time passes; the sweep finds what is due, and what it finds is followed. */
async function pass(harness: Harness, minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute += 1) {
    harness.nowMs += minuteMs;
    await harness.sweepAndFollow();
    await harness.notify();
    for (const key of harness.woken.splice(0)) await harness.notify(key);
  }
}

/** What was said again, and where. */
function escalated({ alerts }: Harness): readonly string[] {
  return alerts.flatMap(({ channel, alert }) =>
    alert.entries.some(({ event }) => event.what === 'escalated') ? [channel] : [],
  );
}

async function own(harness: Harness, id = 'click-1') {
  const { key } = await harness.newest();
  return harness.request({ type: 'own', key }, id);
}

describe('while nobody is on it', () => {
  test('a rule says it again, to the people of its escalation', async () => {
    const harness = await fired();
    expect(escalated(harness)).toEqual([]);
    await pass(harness, 14);
    expect(escalated(harness)).toEqual([]);
    await pass(harness, 2);
    expect(escalated(harness)).toEqual(['C-ONCALL', 'U0CLEO001', 'U0BEN0001']);
    const { alert } = harness.alerts.at(-1) ?? {};
    expect(alert?.entries.at(-1)?.event).toMatchObject({ action: { mention: ['@lead'], people: ['@on-call'] } });
    await pass(harness, 15);
    expect(escalated(harness)).toHaveLength(6);
  });

  test('also when it has failed, and only so often', async () => {
    const harness = await fired();
    harness.deploys({ status: 'FAILED', phase: 'failed' });
    await pass(harness, 15 * (mostEscalations + 3));
    expect(escalated(harness)).toHaveLength(3 * mostEscalations);
    expect((await harness.newest()).escalations).toBeUndefined();
  });

  test('although all events are lost, the notifier dies, and the chat is busy', async () => {
    const harness = await fired();
    const { bus, chat } = harness;
    harness.bus = { ...bus, publish: async () => [], wakeNotifier: async () => undefined };
    harness.nowMs += 16 * minuteMs;
    await harness.sweepAndFollow();
    // The worker that was told has died; the entry is sent again, and the next worker is asked to wait.
    harness.bus = bus;
    harness.nowMs += minuteMs;
    await harness.sweepAndFollow();
    expect(harness.published.map(({ event }) => event.what)).toContain('escalated');
    harness.chat = {
      ...chat,
      alert: async () => {
        throw new ChatBusy(30_000);
      },
    };
    await expect(harness.notify()).rejects.toThrow(ChatBusy);
    harness.chat = chat;
    harness.nowMs += minuteMs;
    await harness.sweep();
    for (const key of harness.woken.splice(0)) await harness.notify(key);
    expect(escalated(harness).toSorted()).toEqual(['C-ONCALL', 'U0BEN0001', 'U0CLEO001']);
  });

  test('two workers that find it due say it once', async () => {
    const harness = await fired();
    harness.nowMs += 16 * minuteMs;
    await Promise.all([harness.observe(), harness.observe()]);
    await harness.notify();
    expect(escalated(harness).filter((channel) => channel === 'C-ONCALL')).toHaveLength(1);
  });

  test('a rule in shadow escalates nothing', async () => {
    const harness = await fired('shadow');
    await pass(harness, 20);
    expect(harness.alerts).toEqual([]);
  });
});

describe('it is over when', () => {
  test('somebody is on it: all see who, and nothing is due any more', async () => {
    const harness = await fired();
    expect(await own(harness)).toEqual({ kind: 'owner', name: 'orders/api', userId: 'U0CLEO001' });
    expect(await harness.newest()).toMatchObject({ owner: { userId: 'U0CLEO001', atMs: harness.nowMs } });
    await pass(harness, 20);
    expect(escalated(harness)).toEqual([]);
    expect((await harness.trail()).filter(({ event }) => event.what === 'owned')).toHaveLength(1);
  });

  test('somebody else is on it already: the first one stays, however often the click is delivered', async () => {
    const harness = await fired();
    const { key } = await harness.newest();
    const item = await harness.newest();
    await harness.store.put({ ...item, owner: { userId: 'U0BEN0001', atMs: 1 } });
    expect(await own(harness)).toMatchObject({ userId: 'U0BEN0001' });
    expect(await own(harness)).toMatchObject({ userId: 'U0BEN0001' });
    expect((await harness.store.get(key))?.owner?.userId).toBe('U0BEN0001');
    expect(harness.answers).toHaveLength(1);
  });

  test('it has ended well', async () => {
    const harness = await fired();
    harness.deploys({ status: 'SUCCEEDED', phase: 'succeeded' });
    await pass(harness, 20);
    expect(escalated(harness)).toEqual([]);
    expect((await harness.newest()).escalations).toBeUndefined();
  });

  test('the rule does not fire any more, and the deployment goes on', async () => {
    const harness = await fired();
    harness.deploys({ status: 'IN_PROGRESS', phase: 'waiting' });
    await pass(harness, 20);
    expect(escalated(harness)).toEqual([]);
  });
});

test('who is on it before the rule fires is not bothered later', async () => {
  const harness = new Harness();
  harness.rules = rulesFrom('');
  harness.deploys();
  await harness.observe();
  await own(harness);
  harness.rules = escalating();
  await harness.observe();
  await harness.notify();
  await pass(harness, 20);
  expect(escalated(harness)).toEqual([]);
});

test('of a target that nobody knows, nobody can be on it', async () => {
  const harness = new Harness();
  const key = { target: 'arn:gone', attempt: 'none' };
  expect(await harness.request({ type: 'own', key })).toEqual({ kind: 'notFound', name: 'arn:gone' });
});
