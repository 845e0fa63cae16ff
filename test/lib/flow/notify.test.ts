import { describe, expect, test } from '@jest/globals';
import { ChatBusy, ChatRefused } from '../../../src/lib/ports.ts';
import { instanceArn, startMs } from '../model/subjects.ts';
import { deadlineMs, Harness, minuteMs, rulesFrom } from './harness.ts';

async function observed(): Promise<Harness> {
  const harness = new Harness();
  harness.deploys();
  await harness.observe();
  return harness;
}

/** Makes one channel fail at `show` with what `fail` throws, until it throws nothing any more. */
function troubled(harness: Harness, channel: string, fail: () => void): void {
  const works = harness.chat;
  harness.chat = {
    ...works,
    show: async (to, item, ts) => {
      if (to === channel) fail();
      return works.show(to, item, ts);
    },
  };
}

describe('an alert', () => {
  async function failed(): Promise<Harness> {
    const harness = await observed();
    await harness.notify();
    harness.deploys({ status: 'FAILED', phase: 'failed' });
    await harness.observe();
    return harness;
  }

  test('of a failure is posted once, in the thread of the live message', async () => {
    const harness = await failed();
    await harness.notify();
    await harness.notify();
    expect(harness.alerts).toEqual([
      {
        channel: 'C-DEPLOYS',
        ts: 'C-DEPLOYS-1',
        alert: expect.objectContaining({ form: 'thread', entries: [expect.objectContaining({ stateVersion: 2 })] }),
      },
    ]);
  });

  test('is not posted for a success', async () => {
    const harness = await observed();
    await harness.notify();
    harness.deploys({ status: 'SUCCEEDED', phase: 'succeeded' });
    await harness.observe();
    await harness.notify();
    expect(harness.alerts).toEqual([]);
  });

  test('has the form that the route wants', async () => {
    const harness = await failed();
    harness.alertSettings = { alerts: 'failures', alertsAs: 'post' };
    await harness.notify();
    expect(harness.alerts.map(({ alert }) => alert.form)).toEqual(['post']);
  });

  test('is not lost if the chat asks to wait, and what was posted before is not repeated', async () => {
    const harness = await failed();
    const works = harness.chat;
    harness.chat = {
      ...works,
      alert: async () => {
        throw new ChatBusy(7_000);
      },
    };
    await expect(harness.notify()).rejects.toMatchObject({ retryAfterMs: 7_000 });
    expect(await harness.message()).toMatchObject({ dueAtMs: harness.nowMs + 7_000 });
    harness.chat = works;
    harness.nowMs += 7_001;
    const replies = harness.replies.length;
    await harness.notify();
    expect(harness.alerts).toHaveLength(1);
    expect(harness.replies).toHaveLength(replies);
  });

  test('is repeated, like the rest, if the record of what was posted is lost with its worker', async () => {
    const harness = await failed();
    const works = harness.store;
    harness.store = {
      ...works,
      putStory: async (story) => {
        if (story.leaseId === undefined && story.members.some((member) => member.alertedStateVersion === 2)) {
          throw new Error('the worker is dead');
        }
        return works.putStory(story);
      },
    };
    await expect(harness.notify()).rejects.toThrow('the worker is dead');
    harness.store = works;
    harness.nowMs += minuteMs + 1;
    await harness.notify();
    expect(harness.alerts.map(({ alert }) => alert.entries.length)).toEqual([1, 1]);
  });

  test('is not posted again with the thread of a message that was posted anew', async () => {
    const harness = await failed();
    await harness.notify();
    harness.deploys({ status: 'FAILED', phase: 'failed', needsHuman: true });
    await harness.observe();
    const { key } = await harness.newest();
    const works = harness.chat;
    harness.chat = { ...works, show: async (...message) => `${await works.show(...message)}-anew` };
    await harness.store.putStory({
      ...((await harness.message()) ?? { key: { by: 'attempt', root: key, channel: 'C-DEPLOYS' }, version: 0 }),
      members: [{ key, renderedStateVersion: 0, threadedStateVersion: 2, alertedStateVersion: 2 }],
    });
    await harness.store.put({ ...(await harness.newest()), posted: { stateVersion: 0 } });
    await harness.notify();
    expect(harness.replies.at(-1)?.entries.map(({ stateVersion }) => stateVersion)).toEqual([1, 2]);
    expect(harness.alerts).toHaveLength(1);
  });

  test('is not made of what an older record says is in the thread', async () => {
    const harness = await failed();
    await harness.notify();
    const { key } = await harness.newest();
    const story = await harness.message();
    if (story === undefined) throw new Error('there is no message');
    await harness.store.putStory({
      ...story,
      members: [{ key, renderedStateVersion: 0, threadedStateVersion: 2 }],
    });
    await harness.store.put({ ...(await harness.newest()), posted: { stateVersion: 0 } });
    harness.alerts.length = 0;
    await harness.notify();
    expect(harness.alerts).toEqual([]);
  });

  test('of a rule goes to the channel that it names', async () => {
    const harness = await observed();
    await harness.notify();
    harness.nowMs = startMs + deadlineMs + 1;
    await harness.observe();
    await harness.notify();
    const alerted = harness.alerts.map(({ channel, alert }) => [channel, alert.entries.map(({ event }) => event.what)]);
    expect(alerted).toEqual([
      ['C-DEPLOYS', ['settled']],
      ['C-ONCALL', ['decided', 'settled']],
    ]);
  });
});

describe('a direct message', () => {
  async function fired(): Promise<Harness> {
    const harness = new Harness();
    harness.rules = rulesFrom(`
  - name: wake-somebody
    on: deployment
    when: deployment.status == "IN_PROGRESS"
    do: [{ notify: { people: "@on-call", text: "{deployment.name}" } }]
    mode: enforce
`);
    harness.deploys();
    await harness.observe();
    return harness;
  }
  const sentTo = ({ alerts }: Harness) => alerts.map(({ channel, ts, alert }) => [channel, ts, alert.form]);
  const toBoth = [
    ['U0CLEO001', undefined, 'direct'],
    ['U0BEN0001', undefined, 'direct'],
  ];

  test('goes to each person once, and their channel gets nothing but the live message', async () => {
    const harness = await fired();
    await harness.notify();
    harness.deploys({ status: 'FAILED', phase: 'failed' });
    await harness.observe();
    harness.alertSettings = { alerts: 'none', alertsAs: 'thread' };
    await harness.notify();
    expect(sentTo(harness)).toEqual(toBoth);
  });

  test('that the chat turns away is sent later, and the other person is not asked to wait', async () => {
    const harness = await fired();
    const works = harness.chat;
    let isBusy = true;
    harness.chat = {
      ...works,
      alert: async (channel, ...rest) => {
        if (isBusy && channel === 'U0CLEO001') throw new ChatBusy(5_000);
        return works.alert(channel, ...rest);
      },
    };
    await expect(harness.notify()).rejects.toThrow(ChatBusy);
    expect(sentTo(harness)).toEqual(toBoth.slice(1));
    isBusy = false;
    harness.nowMs += 5_001;
    // The record of the person is due by itself: the sweep wakes the notifier for it.
    await harness.sweep();
    for (const key of harness.woken) await harness.notify(key);
    expect(sentTo(harness)).toEqual(toBoth.toReversed());
  });

  test('is not sent by a rule in shadow', async () => {
    const harness = new Harness();
    harness.rules = rulesFrom(`
  - name: wake-somebody
    on: deployment
    when: deployment.status == "IN_PROGRESS"
    do: [{ notify: { people: "@on-call" } }]
    mode: shadow
`);
    harness.deploys();
    await harness.observe();
    await harness.notify();
    expect(harness.alerts).toEqual([]);
  });
});

describe('notify', () => {
  test('posts one message, with its history in the thread, and clears the outbox', async () => {
    const harness = await observed();
    await harness.notify();
    expect(harness.shown).toEqual([{ channel: 'C-DEPLOYS', ts: 'C-DEPLOYS-1', stateVersion: 1 }]);
    expect(harness.replies.map(({ entries }) => entries.map(({ stateVersion }) => stateVersion))).toEqual([[1]]);
    expect((await harness.newest()).outbox).toEqual([]);
  });

  test('woken again without news, it does nothing', async () => {
    const harness = await observed();
    await harness.notify();
    const before = await harness.newest();
    await harness.notify();
    expect(harness.shown).toHaveLength(1);
    expect(await harness.newest()).toEqual(before);
  });

  test('updates the same message, and adds only what is new to the thread', async () => {
    const harness = await observed();
    await harness.notify();
    harness.deploys({ status: 'SUCCEEDED' });
    await harness.observe();
    await harness.notify();
    expect(harness.shown.map(({ ts }) => ts)).toEqual(['C-DEPLOYS-1', 'C-DEPLOYS-1']);
    expect(harness.replies.at(-1)?.entries.map(({ stateVersion }) => stateVersion)).toEqual([2]);
  });

  test('a burst becomes one update: it renders the item as it stands', async () => {
    const harness = await observed();
    harness.nowMs = startMs + deadlineMs + 1;
    await harness.observe();
    harness.deploys({ status: 'CANCELLED' });
    await harness.observe();
    const { stateVersion } = await harness.newest();
    expect(stateVersion).toBeGreaterThan(3);
    await Promise.all([harness.notify(), harness.notify(), harness.notify()]);
    expect(harness.shown.filter(({ channel }) => channel === 'C-DEPLOYS')).toEqual([
      { channel: 'C-DEPLOYS', ts: expect.any(String), stateVersion },
    ]);
  });

  test('what changes while it posts is told before it ends', async () => {
    const harness = await observed();
    const works = harness.chat;
    let changed = false;
    harness.chat = {
      ...works,
      show: async (channel, item, ts) => {
        if (!changed) {
          changed = true;
          harness.deploys({ status: 'SUCCEEDED' });
          await harness.observe();
        }
        return works.show(channel, item, ts);
      },
    };
    await harness.notify();
    expect(harness.shown.map(({ stateVersion }) => stateVersion)).toEqual([1, 2]);
    expect(new Set(harness.shown.map(({ ts }) => ts)).size).toBe(1);
  });

  test('entries do not go without a record of what was posted, however often others write first', async () => {
    const harness = await observed();
    const works = harness.store;
    let conflicts = 2;
    harness.store = {
      ...works,
      put: async (item) => {
        if (item.posted === undefined || conflicts === 0) return works.put(item);
        conflicts -= 1;
        return undefined;
      },
    };
    await harness.notify();
    expect(conflicts).toBe(0);
    expect(await harness.newest()).toMatchObject({ outbox: [], posted: { stateVersion: 1 } });
  });

  test('tells the channels that a rule asked for, beside the routed ones', async () => {
    const harness = await observed();
    await harness.notify();
    harness.nowMs = startMs + deadlineMs + 1;
    await harness.observe();
    await harness.notify();
    expect(new Set(harness.shown.map(({ channel }) => channel))).toEqual(new Set(['C-DEPLOYS', 'C-ONCALL']));
  });

  test('a message that was gone and posted anew gets its whole history again', async () => {
    const harness = await observed();
    await harness.notify();
    harness.deploys({ status: 'SUCCEEDED' });
    await harness.observe();
    harness.chat = { ...harness.chat, show: async () => 'a-new-message' };
    await harness.notify();
    expect(harness.replies.at(-1)?.entries.map(({ stateVersion }) => stateVersion)).toEqual([1, 2]);
    expect(await harness.message()).toMatchObject({ ts: 'a-new-message' });
  });

  test('an item that nobody knows is no error', async () => {
    const harness = new Harness();
    const { notify } = await import('../../../src/lib/flow/index.ts');
    await notify(harness.ports, { target: instanceArn, attempt: 'none' }, new Set());
    expect(harness.logs).toMatchObject([{ level: 'warn' }]);
  });
});

describe('a chat that cannot take messages now', () => {
  test.each([7_000, 60_000])('is left alone for as long as it asks: %d ms', async (retryAfterMs) => {
    const harness = await observed();
    let busy = true;
    troubled(harness, 'C-DEPLOYS', () => {
      if (busy) throw new ChatBusy(retryAfterMs);
    });
    await expect(harness.notify()).rejects.toMatchObject({ name: 'ChatBusy', retryAfterMs });
    busy = false;
    harness.nowMs += retryAfterMs - 1;
    await expect(harness.notify()).rejects.toMatchObject({ name: 'ChatBusy', retryAfterMs: 1 });
    expect(harness.shown).toEqual([]);
    harness.nowMs += 1;
    await harness.notify();
    expect(harness.shown).toHaveLength(1);
  });

  test('does not hold up a second channel, and is not asked twice for it', async () => {
    const harness = await observed();
    harness.channels = ['C-DEPLOYS', 'C-OTHER'];
    troubled(harness, 'C-DEPLOYS', () => {
      throw new ChatBusy(30_000);
    });
    await expect(harness.notify()).rejects.toMatchObject({ retryAfterMs: 30_000 });
    expect(harness.shown.map(({ channel }) => channel)).toEqual(['C-OTHER']);
    await expect(harness.notify()).rejects.toBeInstanceOf(ChatBusy);
    expect(harness.shown).toHaveLength(1);
  });

  test('after the message is up but not its thread: only the thread is made up for', async () => {
    const harness = await observed();
    const works = harness.chat;
    let busy = true;
    harness.chat = {
      ...works,
      reply: async (...reply) => {
        if (busy) throw new ChatBusy(1_000);
        await works.reply(...reply);
      },
    };
    await expect(harness.notify()).rejects.toBeInstanceOf(ChatBusy);
    busy = false;
    harness.nowMs += 1_000;
    await harness.notify();
    expect(new Set(harness.shown.map(({ ts }) => ts)).size).toBe(1);
    expect(harness.replies).toHaveLength(1);
  });

  test('is found by the sweep, should every wake-up be lost', async () => {
    const harness = await observed();
    let busy = true;
    troubled(harness, 'C-DEPLOYS', () => {
      if (busy) throw new ChatBusy(5_000);
    });
    await expect(harness.notify()).rejects.toBeInstanceOf(ChatBusy);
    busy = false;
    harness.nowMs += minuteMs;
    await harness.sweepAndFollow();
    expect(harness.woken).toHaveLength(1);
    await harness.notify(harness.woken[0]);
    expect(harness.shown).toHaveLength(1);
  });

  test('and so is a message whose poster died: the next wake-up posts it', async () => {
    const harness = await observed();
    const works = harness.chat;
    let posting: () => void = () => undefined;
    const isPosting = new Promise<void>((resolve) => {
      posting = resolve;
    });
    harness.chat = {
      ...works,
      show: () => {
        posting();
        return new Promise(() => undefined);
      },
    };
    void harness.notify();
    await isPosting;
    harness.chat = works;
    // While the lease holds, nobody else posts.
    await harness.notify();
    expect(harness.shown).toEqual([]);
    harness.nowMs += minuteMs;
    await harness.sweepAndFollow();
    await harness.notify(harness.woken[0]);
    expect(harness.shown).toHaveLength(1);
  });

  test('any other failure is thrown, and tried again when the lease would have lapsed', async () => {
    const harness = await observed();
    troubled(harness, 'C-DEPLOYS', () => {
      throw new TypeError('a mistake');
    });
    await expect(harness.notify()).rejects.toThrow('a mistake');
    expect(await harness.message()).toMatchObject({ dueAtMs: harness.nowMs + minuteMs });
  });
});

describe('a channel that will never take the message', () => {
  test('is given up, said in the log, and does not hold up the others', async () => {
    const harness = await observed();
    harness.channels = ['C-GONE', 'C-DEPLOYS'];
    troubled(harness, 'C-GONE', () => {
      throw new ChatRefused('channel_not_found');
    });
    await harness.notify();
    await harness.notify();
    expect(harness.shown.map(({ channel }) => channel)).toEqual(['C-DEPLOYS']);
    expect(harness.logs.filter(({ level }) => level === 'error')).toHaveLength(1);
    expect(await harness.message('C-GONE')).toMatchObject({ failure: 'channel_not_found' });
  });
});
