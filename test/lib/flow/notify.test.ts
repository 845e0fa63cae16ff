import { describe, expect, test } from '@jest/globals';
import { ChatBusy, ChatRefused } from '../../../src/lib/ports.ts';
import { instanceArn, startMs } from '../model/subjects.ts';
import { deadlineMs, Harness, minuteMs } from './harness.ts';

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
