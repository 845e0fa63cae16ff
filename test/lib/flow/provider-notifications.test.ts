import { describe, expect, test } from '@jest/globals';
import { deliverNotification, RequestUnderWay } from '../../../src/lib/flow/index.ts';
import type { ProviderNotification } from '../../../src/lib/model/provider-notification.ts';
import { ChatBusy, ChatRefused, type Store } from '../../../src/lib/ports.ts';
import { Harness, minuteMs } from './harness.ts';

const news: ProviderNotification = {
  id: 'execution-1 FAILED',
  provider: 'anyProvider',
  kind: 'instance',
  target: 'arn:aws:any:eu-central-1:123456789012:instance/one',
  account: '123456789012',
  region: 'eu-central-1',
  name: 'one',
  title: 'An import',
  status: 'FAILED',
  severity: 'error',
  lines: [],
  atMs: 1_000,
  message: 'a secret reason',
};

function portsOf(harness: Harness, channels: readonly string[] = ['C-DEPLOYS']) {
  return { ...harness.ports, channelsFor: () => channels, digest: (text: string) => `digest of ${text}` };
}

/** A crash: says that it came so far, and never settles. */
function neverAfter(reached: () => void): Promise<never> {
  reached();
  return new Promise(() => undefined);
}

/** From now on the chat answers so, as often as there are answers; then it takes everything. */
function chatAnswers(harness: Harness, ...errors: readonly Error[]): void {
  const answers = [...errors];
  const take = harness.chat.announce;
  harness.chat.announce = async (...message) => {
    const error = answers.shift();
    if (error !== undefined) throw error;
    await take(...message);
  };
}

describe('news', () => {
  test('is told to every channel of its routes, once each however often it is delivered', async () => {
    const harness = new Harness();
    const ports = portsOf(harness, ['C-ONE', 'C-TWO']);
    for (let delivery = 0; delivery < 3; delivery += 1) await deliverNotification(ports, news);
    expect(harness.announced).toEqual([
      { channel: 'C-ONE', notification: news },
      { channel: 'C-TWO', notification: news },
    ]);
  });

  test('that is other news is told beside it, in whatever order it comes', async () => {
    const harness = new Harness();
    const earlier = { ...news, id: 'execution-1 IN_PROGRESS', status: 'IN_PROGRESS', atMs: 500 };
    for (const notification of [news, earlier, news, earlier])
      await deliverNotification(portsOf(harness), notification);
    expect(harness.announced.map(({ notification }) => notification.status)).toEqual(['FAILED', 'IN_PROGRESS']);
  });

  test('is told by one of two deliveries that arrive together; the other comes back', async () => {
    const harness = new Harness();
    const both = await Promise.allSettled([
      deliverNotification(portsOf(harness), news),
      deliverNotification(portsOf(harness), news),
    ]);
    const failures = both.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
    expect(failures).toEqual([expect.any(RequestUnderWay)]);
    await deliverNotification(portsOf(harness), news);
    expect(harness.announced).toHaveLength(1);
  });

  test('that a busy chat did not take is told when it comes back, and the other channels do not wait', async () => {
    const harness = new Harness();
    chatAnswers(harness, new ChatBusy(5_000));
    const ports = portsOf(harness, ['C-ONE', 'C-TWO']);
    await expect(deliverNotification(ports, news)).rejects.toThrow(ChatBusy);
    expect(harness.announced.map(({ channel }) => channel)).toEqual(['C-TWO']);
    await deliverNotification(ports, news);
    expect(harness.announced.map(({ channel }) => channel)).toEqual(['C-TWO', 'C-ONE']);
  });

  test('that a channel will never take is given up, and said in the log without what it says', async () => {
    const harness = new Harness();
    chatAnswers(harness, new ChatRefused('is_archived'));
    await deliverNotification(portsOf(harness), news);
    await deliverNotification(portsOf(harness), news);
    expect(harness.announced).toEqual([]);
    expect(harness.logs.filter(({ level }) => level === 'error')).toHaveLength(1);
  });

  test('is told after a crash before the post, when the lease of the dead has lapsed', async () => {
    const harness = new Harness();
    await new Promise<void>((posting) => {
      const dead = { ...harness.chat, announce: () => neverAfter(posting) };
      void deliverNotification({ ...portsOf(harness), chat: dead }, news);
    });
    await expect(deliverNotification(portsOf(harness), news)).rejects.toThrow(RequestUnderWay);
    harness.nowMs += minuteMs;
    await deliverNotification(portsOf(harness), news);
    expect(harness.announced).toHaveLength(1);
  });

  test('is told twice only where a crash fell between the chat’s answer and its record', async () => {
    const harness = new Harness();
    const { store } = harness;
    await new Promise<void>((recording) => {
      const putRecord: Store['putRecord'] = (record) =>
        record.doneAtMs === undefined ? store.putRecord(record) : neverAfter(recording);
      void deliverNotification({ ...portsOf(harness), store: { ...store, putRecord } }, news);
    });
    harness.nowMs += minuteMs;
    for (let delivery = 0; delivery < 3; delivery += 1) await deliverNotification(portsOf(harness), news);
    expect(harness.announced).toHaveLength(2);
  });

  test('that no route is for is told to nobody', async () => {
    const harness = new Harness();
    await deliverNotification(portsOf(harness, []), news);
    expect(harness.announced).toEqual([]);
  });
});
