import { describe, expect, test } from '@jest/globals';
import type { ProviderNotification } from '../../../src/lib/model/provider-notification.ts';
import { ChatBusy, ChatRefused } from '../../../src/lib/ports.ts';
import { SlackChat } from '../../../src/lib/slack/index.ts';
import { startedAtMs } from './support/examples.ts';
import { apiUrl, FakeSlack, ok, RecordingLog, type Reply, refused, status } from './support/fake-slack.ts';

const notification: ProviderNotification = {
  id: 'one',
  provider: 'anyProvider',
  kind: 'instance',
  target: 'arn',
  account: '123456789012',
  region: 'eu-central-1',
  name: 'factory',
  title: 'An import',
  status: 'FAILED',
  severity: 'error',
  lines: [],
  atMs: startedAtMs,
  message: 'a secret reason',
};

function start(...replies: readonly Reply[]) {
  const slack = new FakeSlack(...replies);
  const log = new RecordingLog();
  const chat = new SlackChat({
    botToken: 'xoxb-test-token',
    slackApiUrl: apiUrl,
    fetch: slack.fetch,
    clock: { now: () => startedAtMs },
    log,
    directory: { channelId: () => undefined, mentionedPeople: () => undefined },
  });
  return { chat, slack, log };
}

describe('announcing', () => {
  test('posts one message of its own, and logs nothing of what it says', async () => {
    const { chat, slack, log } = start(ok({ ts: '1.1' }));
    await chat.announce('C0DEPLOYS', notification);
    expect(slack.calls).toEqual([
      expect.objectContaining({
        what: 'chat.postMessage',
        given: expect.objectContaining({ channel: 'C0DEPLOYS', blocks: expect.stringContaining('a secret reason') }),
      }),
    ]);
    expect(slack.calls[0]?.given).not.toHaveProperty('thread_ts');
    expect(log.lines.join('\n')).not.toContain('secret');
  });

  test('says how long a limiting Slack wants to be left alone, and does not ask before', async () => {
    const { chat, slack } = start(status(429, { 'retry-after': '7' }));
    await expect(chat.announce('C0DEPLOYS', notification)).rejects.toMatchObject({
      name: 'ChatBusy',
      retryAfterMs: 7_000,
    });
    await expect(chat.announce('C0DEPLOYS', notification)).rejects.toThrow(ChatBusy);
    expect(slack.calls).toHaveLength(1);
  });

  test('says so where a channel will never take it', async () => {
    const { chat } = start(refused('is_archived'));
    await expect(chat.announce('C0DEPLOYS', notification)).rejects.toThrow(ChatRefused);
  });
});
