import { describe, expect, test } from '@jest/globals';
import { RequestUnderWay, tellNotice } from '../../../src/lib/flow/index.ts';
import type { Notice } from '../../../src/lib/model/notice.ts';
import { ChatBusy, ChatRefused, type Store } from '../../../src/lib/ports.ts';
import { Harness, minuteMs } from './harness.ts';

const news: Notice = {
  id: 'execution-1 FAILED',
  provider: 'anyProvider',
  kind: 'instance',
  target: 'arn:aws:any:eu-central-1:123456789012:instance/one',
  name: 'one',
  title: 'An import',
  status: 'FAILED',
  outlook: 'trouble',
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
    for (let delivery = 0; delivery < 3; delivery += 1) await tellNotice(ports, news);
    expect(harness.announced).toEqual([
      { channel: 'C-ONE', notice: news },
      { channel: 'C-TWO', notice: news },
    ]);
  });

  test('that is other news is told beside it, in whatever order it comes', async () => {
    const harness = new Harness();
    const earlier = { ...news, id: 'execution-1 IN_PROGRESS', status: 'IN_PROGRESS', atMs: 500 };
    for (const notice of [news, earlier, news, earlier]) await tellNotice(portsOf(harness), notice);
    expect(harness.announced.map(({ notice }) => notice.status)).toEqual(['FAILED', 'IN_PROGRESS']);
  });

  test('is told by one of two deliveries that arrive together; the other comes back', async () => {
    const harness = new Harness();
    const both = await Promise.allSettled([tellNotice(portsOf(harness), news), tellNotice(portsOf(harness), news)]);
    const failures = both.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
    expect(failures).toEqual([expect.any(RequestUnderWay)]);
    await tellNotice(portsOf(harness), news);
    expect(harness.announced).toHaveLength(1);
  });

  test('that a busy chat did not take is told when it comes back, and the other channels do not wait', async () => {
    const harness = new Harness();
    chatAnswers(harness, new ChatBusy(5_000));
    const ports = portsOf(harness, ['C-ONE', 'C-TWO']);
    await expect(tellNotice(ports, news)).rejects.toThrow(ChatBusy);
    expect(harness.announced.map(({ channel }) => channel)).toEqual(['C-TWO']);
    await tellNotice(ports, news);
    expect(harness.announced.map(({ channel }) => channel)).toEqual(['C-TWO', 'C-ONE']);
  });

  test('that a channel will never take is given up, and said in the log without what it says', async () => {
    const harness = new Harness();
    chatAnswers(harness, new ChatRefused('is_archived'));
    await tellNotice(portsOf(harness), news);
    await tellNotice(portsOf(harness), news);
    expect(harness.announced).toEqual([]);
    expect(harness.logs.filter(({ level }) => level === 'error')).toHaveLength(1);
  });

  test('is told after a crash before the post, when the lease of the dead has lapsed', async () => {
    const harness = new Harness();
    await new Promise<void>((posting) => {
      const dead = { ...harness.chat, announce: () => neverAfter(posting) };
      void tellNotice({ ...portsOf(harness), chat: dead }, news);
    });
    await expect(tellNotice(portsOf(harness), news)).rejects.toThrow(RequestUnderWay);
    harness.nowMs += minuteMs;
    await tellNotice(portsOf(harness), news);
    expect(harness.announced).toHaveLength(1);
  });

  test('is told twice only where a crash fell between the chat’s answer and its record', async () => {
    const harness = new Harness();
    const { store } = harness;
    await new Promise<void>((recording) => {
      const putRecord: Store['putRecord'] = (record) =>
        record.doneAtMs === undefined ? store.putRecord(record) : neverAfter(recording);
      void tellNotice({ ...portsOf(harness), store: { ...store, putRecord } }, news);
    });
    harness.nowMs += minuteMs;
    for (let delivery = 0; delivery < 3; delivery += 1) await tellNotice(portsOf(harness), news);
    expect(harness.announced).toHaveLength(2);
  });

  test('that no route is for is told to nobody', async () => {
    const harness = new Harness();
    await tellNotice(portsOf(harness, []), news);
    expect(harness.announced).toEqual([]);
  });
});
