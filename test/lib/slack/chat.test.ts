import { describe, expect, test } from '@jest/globals';
import { ChatBusy, ChatRefused } from '../../../src/lib/ports.ts';
import { SlackChat } from '../../../src/lib/slack/index.ts';
import { alone, deploymentItem, startedAtMs } from './support/examples.ts';
import { apiUrl, FakeSlack, ok, RecordingLog, type Reply, refused, status } from './support/fake-slack.ts';

const botToken = 'xoxb-test-token';
const responseUrl = 'https://hooks.slack.com/commands/T0/1/secret';
const address = { responseUrl, channelId: 'C0DEPLOYS', userId: 'U0ADA0001' };
const answer = { kind: 'notFound', name: 'orders/api' } as const;
const item = deploymentItem();
const entries = item.history;

function start(...replies: readonly Reply[]) {
  const slack = new FakeSlack(...replies);
  const log = new RecordingLog();
  const time = { nowMs: startedAtMs };
  const chat = new SlackChat({
    botToken,
    slackApiUrl: apiUrl,
    fetch: slack.fetch,
    clock: { now: () => time.nowMs },
    log,
    directory: { channelId: () => undefined, mentionedPeople: () => undefined },
  });
  return { chat, slack, log, time };
}

/** The error that a promise ends with. */
async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('it did not fail');
}

describe('alerting', () => {
  const alert = { item, entries, form: 'thread' } as const;

  test('replies in the thread, shown in the channel', async () => {
    const { chat, slack } = start(ok({ ts: '2.2' }));
    await chat.alert('C0DEPLOYS', '1.1', alert);
    expect(slack.calls.map(({ what, given }) => [what, given['thread_ts'], given['reply_broadcast']])).toEqual([
      ['chat.postMessage', '1.1', 'true'],
    ]);
  });

  test('as a post of its own, links to the live message', async () => {
    const permalink = 'https://acme.slack.com/archives/C0DEPLOYS/p11';
    const { chat, slack } = start(ok({ permalink }), ok({ ts: '2.2' }));
    await chat.alert('C0DEPLOYS', '1.1', { ...alert, form: 'post' });
    expect(slack.calls.map(({ what }) => what)).toEqual(['chat.getPermalink', 'chat.postMessage']);
    expect(slack.calls[1]?.given).not.toHaveProperty('thread_ts');
    expect(slack.calls[1]?.given).toMatchObject({ blocks: expect.stringContaining(permalink) });
  });

  test.each([
    ['a limit', status(429, { 'retry-after': '7' }), { name: 'ChatBusy', retryAfterMs: 7_000 }],
    ['a failure', status(500), { name: 'ChatBusy' }],
    ['a thread that is gone: the next round posts it anew', refused('thread_not_found'), { name: 'ChatBusy' }],
    ['an archived channel', refused('is_archived'), { name: 'ChatRefused', code: 'is_archived' }],
  ])('says what became of it: %s', async (_name, reply, expected) => {
    const { chat } = start(reply);
    await expect(errorOf(chat.alert('C0DEPLOYS', '1.1', alert))).resolves.toMatchObject(expected);
  });
});

describe('showing', () => {
  test('posts a new message and gives its ts', async () => {
    const { chat, slack } = start(ok({ ts: '1.1' }));
    await expect(chat.show('C0DEPLOYS', alone(item), undefined)).resolves.toBe('1.1');
    expect(slack.calls).toEqual([
      expect.objectContaining({
        what: 'chat.postMessage',
        authorization: `Bearer ${botToken}`,
        given: expect.objectContaining({
          channel: 'C0DEPLOYS',
          text: expect.stringContaining('orders/api'),
          blocks: expect.stringContaining('orders/api'),
          unfurl_links: 'false',
          unfurl_media: 'false',
          parse: 'none',
        }),
      }),
    ]);
  });

  test('updates the message that is there', async () => {
    const { chat, slack } = start(ok({ ts: '1.1' }));
    await expect(chat.show('C0DEPLOYS', alone(item), '1.1')).resolves.toBe('1.1');
    expect(slack.calls[0]).toMatchObject({
      what: 'chat.update',
      given: { ts: '1.1', channel: 'C0DEPLOYS', parse: 'none' },
    });
  });

  test.each(['message_not_found', 'cant_update_message', 'edit_window_closed'])(
    'posts anew where the old one is gone: %s',
    async (error) => {
      const { chat, slack } = start(refused(error), ok({ ts: '2.2' }));
      await expect(chat.show('C0DEPLOYS', alone(item), '1.1')).resolves.toBe('2.2');
      expect(slack.calls.map(({ what }) => what)).toEqual(['chat.update', 'chat.postMessage']);
    },
  );

  test.each([
    ['with a link', ok({ permalink: 'https://acme.slack.com/archives/C0DEPLOYS/p17' }), 'p17|see its message'],
    ['without one where Slack has none', refused('message_not_found'), 'see its message'],
  ])('a part that is told elsewhere points there: %s', async (_, address, words) => {
    const { chat, slack } = start(address, ok({ ts: '1.1' }));
    const view = { kind: 'pointer', item, root: deploymentItem({ name: 'orders/all' }), rootTs: '1.7' } as const;
    await expect(chat.show('C0DEPLOYS', view, '1.1')).resolves.toBe('1.1');
    expect(slack.calls).toMatchObject([
      { what: 'chat.getPermalink', given: { channel: 'C0DEPLOYS', message_ts: '1.7' } },
      { what: 'chat.update', given: { ts: '1.1', text: expect.stringContaining(words) } },
    ]);
  });

  test('a posted message without a ts is a refusal: it would be posted again and again', async () => {
    const { chat } = start(ok());
    await expect(chat.show('C0DEPLOYS', alone(item), undefined)).rejects.toMatchObject({ code: 'no_ts_in_answer' });
  });
});

describe('what Slack says against it', () => {
  test.each<[string, () => Reply, number]>([
    ['429 with a time', () => status(429, { 'retry-after': '7' }), 7000],
    ['429 with no wait', () => status(429, { 'retry-after': '0' }), 1000],
    ['429 without a time', () => status(429), 30_000],
    ['a limit told with status 200', () => refused('ratelimited'), 30_000],
    ['500', () => status(500), 5000],
    ['503', () => status(503), 5000],
    ['an internal error told with status 200', () => refused('internal_error'), 5000],
    ['a reset connection', () => new TypeError('fetch failed'), 5000],
    ['a timeout', () => new DOMException('The operation was aborted due to timeout', 'TimeoutError'), 5000],
    ['a token that is not good', () => refused('invalid_auth'), 60_000],
  ])('%s means later, after one attempt', async (_name, reply, retryAfterMs) => {
    const { chat, slack } = start(reply());
    const error = await errorOf(chat.show('C0DEPLOYS', alone(item), undefined));
    expect(error).toBeInstanceOf(ChatBusy);
    expect(error).toMatchObject({ retryAfterMs });
    expect(slack.calls).toHaveLength(1);
  });

  test.each(['channel_not_found', 'not_in_channel', 'is_archived', 'invalid_blocks', 'msg_too_long'])(
    '%s means never',
    async (code) => {
      const { chat } = start(refused(code));
      const error = await errorOf(chat.show('C0DEPLOYS', alone(item), '1.1'));
      expect(error).toBeInstanceOf(ChatRefused);
      expect(error).toMatchObject({ code });
    },
  );

  test('a status that nobody expects means never', async () => {
    const { chat } = start(status(413));
    await expect(chat.show('C0DEPLOYS', alone(item), undefined)).rejects.toMatchObject({ code: 'http_413' });
  });

  test('a token that is not good is in the log, by Slack’s word and without the token', async () => {
    const { chat, log } = start(refused('token_revoked'));
    await errorOf(chat.show('C0DEPLOYS', alone(item), undefined));
    expect(log.lines.join()).toContain('token_revoked');
    expect(log.lines.join()).not.toContain(botToken);
  });
});

describe('replying', () => {
  test('goes into the thread, as one message', async () => {
    const { chat, slack } = start(ok({ ts: '1.2' }));
    await chat.reply('C0DEPLOYS', '1.1', item, [...entries, ...entries]);
    expect(slack.calls).toHaveLength(1);
    expect(slack.calls[0]).toMatchObject({
      what: 'chat.postMessage',
      given: { thread_ts: '1.1', channel: 'C0DEPLOYS' },
    });
  });

  test('says nothing where there is nothing to say', async () => {
    const { chat, slack } = start();
    await chat.reply('C0DEPLOYS', '1.1', item, []);
    expect(slack.calls).toEqual([]);
  });

  test('a thread that is gone is posted anew by the next look', async () => {
    const { chat } = start(refused('thread_not_found'));
    expect(await errorOf(chat.reply('C0DEPLOYS', '1.1', item, entries))).toBeInstanceOf(ChatBusy);
  });
});

describe('answering', () => {
  test('goes to the response URL, visible to the person only, without the token', async () => {
    const { chat, slack } = start(status(200, {}, 'ok'));
    await chat.answer(address, answer);
    expect(slack.calls).toEqual([
      {
        what: responseUrl,
        authorization: undefined,
        given: expect.objectContaining({
          response_type: 'ephemeral',
          replace_original: false,
          text: expect.stringContaining('orders/api'),
          blocks: expect.any(Array),
        }),
      },
    ]);
  });

  test.each<[string, () => Reply]>([
    ['404', () => status(404)],
    ['410', () => status(410)],
    ['a refusal with status 200', () => refused('used_url')],
  ])('takes another way where the address is used up: %s', async (_name, reply) => {
    const { chat, slack } = start(reply(), ok({ message_ts: '1.3' }));
    await chat.answer(address, answer);
    expect(slack.calls[1]).toMatchObject({
      what: 'chat.postEphemeral',
      given: { channel: 'C0DEPLOYS', user: 'U0ADA0001' },
    });
  });

  test('goes to the person directly where the channel is closed to the bot', async () => {
    const { chat, slack } = start(status(404), refused('channel_not_found'), ok({ ts: '1.4' }));
    await chat.answer(address, answer);
    expect(slack.calls[2]).toMatchObject({ what: 'chat.postMessage', given: { channel: 'U0ADA0001' } });
  });

  test('says so where nothing works', async () => {
    const { chat } = start(status(404), refused('not_in_channel'), refused('channel_not_found'));
    await expect(chat.answer(address, answer)).rejects.toBeInstanceOf(ChatRefused);
  });

  test.each([
    'https://evil.test/commands',
    'http://hooks.slack.com/commands',
    'https://hooks.slack.com.evil.test/',
    'https://hooks.slack.com@evil.test/',
    'https://user:pass@hooks.slack.com/',
    'file:///etc/passwd',
    'nonsense',
    '',
  ])('never posts to %j', async (elsewhere) => {
    const { chat, slack } = start(ok({ message_ts: '1.3' }));
    await chat.answer({ ...address, responseUrl: elsewhere }, answer);
    expect(slack.calls.map(({ what }) => what)).toEqual(['chat.postEphemeral']);
  });

  test('the local Slack’s own addresses are allowed', async () => {
    const { chat, slack } = start(status(200, {}, 'ok'));
    await chat.answer({ ...address, responseUrl: 'https://slack.test/hooks/1' }, answer);
    expect(slack.calls.map(({ what }) => what)).toEqual(['https://slack.test/hooks/1']);
  });

  test.each<[string, () => Reply, number]>([
    ['429', () => status(429, { 'retry-after': '3' }), 3000],
    ['500', () => status(500), 5000],
    ['a reset connection', () => new TypeError(`fetch failed: ${responseUrl}`), 5000],
  ])('%s means later, and the secret address stays out of the error', async (_name, reply, retryAfterMs) => {
    const { chat } = start(reply());
    const error = await errorOf(chat.answer(address, answer));
    expect(error).toMatchObject({ name: 'ChatBusy', retryAfterMs });
    expect(error instanceof Error && `${error.message} ${String(error.cause)}`).not.toContain('secret');
  });
});

describe('user groups', () => {
  test('are asked once a minute', async () => {
    const members = () => ok({ users: ['U0ADA0001'] });
    const { chat, slack, time } = start(members(), members());
    expect(await chat.membersOf('S0ONCALL1')).toEqual(['U0ADA0001']);
    time.nowMs += 59_999;
    expect(await chat.membersOf('S0ONCALL1')).toEqual(['U0ADA0001']);
    expect(slack.calls).toHaveLength(1);
    time.nowMs += 1;
    await chat.membersOf('S0ONCALL1');
    expect(slack.calls).toHaveLength(2);
    expect(slack.calls[0]).toMatchObject({ what: 'usergroups.users.list', given: { usergroup: 'S0ONCALL1' } });
  });

  test('are asked again after a clock that jumped back', async () => {
    const { chat, slack, time } = start(ok({ users: [] }), ok({ users: [] }));
    await chat.membersOf('S0ONCALL1');
    time.nowMs -= 3_600_000;
    await chat.membersOf('S0ONCALL1');
    expect(slack.calls).toHaveLength(2);
  });

  test.each<[string, () => Reply]>([
    ['a free plan', () => refused('plan_upgrade_required')],
    ['an unknown group', () => refused('no_such_subteam')],
    ['a limit', () => status(429, { 'retry-after': '9' })],
    ['a failure', () => status(500)],
    ['a reset connection', () => new TypeError('fetch failed')],
    ['an answer without members', () => ok()],
  ])('are unavailable, and not remembered as such: %s', async (_name, reply) => {
    const { chat } = start(reply(), ok({ users: ['U0BEN0001'] }));
    expect(await chat.membersOf('S0ONCALL1')).toBe('unavailable');
    expect(await chat.membersOf('S0ONCALL1')).toEqual(['U0BEN0001']);
  });
});
