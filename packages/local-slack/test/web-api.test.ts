import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { WebClient } from '@slack/web-api';
import { ada, ben, botToken, deploys, type Harness, postMessage, startHarness } from './harness.ts';

let harness: Harness;
beforeEach(async () => {
  harness = await startHarness();
});
afterEach(() => harness.slack.stop());

const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });
const refusedWith = (error: string) => expect.objectContaining({ data: expect.objectContaining({ error }) });

async function callRaw(method: string, init: RequestInit): Promise<unknown> {
  const response = await fetch(harness.slack.webApiUrl + method, { method: 'POST', ...init });
  return response.json();
}

const post = (message: Record<string, unknown>) => postMessage(harness.client, message);

describe('who may call', () => {
  test('a call without a token is not_authed, with a wrong one invalid_auth', async () => {
    expect(await callRaw('auth.test', {})).toMatchObject({ ok: false, error: 'not_authed' });
    const stranger = new WebClient('xoxb-other', { slackApiUrl: harness.slack.webApiUrl, retryConfig: { retries: 0 } });
    await expect(stranger.auth.test()).rejects.toEqual(refusedWith('invalid_auth'));
    await expect(harness.client.auth.test()).resolves.toMatchObject({ user_id: 'U0TESTAPP', team_id: 'T0LOCAL01' });
  });

  test('a method that does not exist here says so', async () => {
    await expect(harness.client.apiCall('views.publish')).rejects.toEqual(refusedWith('unknown_method'));
  });

  test('a JSON body is taken as well as the form that the client sends', async () => {
    const headers = { authorization: `Bearer ${botToken}`, 'content-type': 'application/json; charset=utf-8' };
    const body = JSON.stringify({ channel: '#deploys', text: 'over JSON', blocks: [section('*over* JSON')] });
    expect(await callRaw('chat.postMessage', { headers, body })).toMatchObject({ ok: true, channel: deploys });
    expect(await callRaw('chat.postMessage', { headers, body: '{' })).toMatchObject({ error: 'invalid_json' });
    expect(await callRaw('chat.postMessage', { headers, body: '[]' })).toMatchObject({ error: 'json_not_object' });
    expect(harness.slack.workspace.messages('deploys')).toHaveLength(1);
  });
});

describe('messages', () => {
  test('a message is posted, updated in place and deleted', async () => {
    const { client, slack } = harness;
    const { ts } = await post({ channel: deploys, text: 'starting', blocks: [section('starting')] });
    expect(ts).toMatch(/^\d{10}\.\d{6}$/);
    await client.chat.update({ channel: deploys, ts, text: 'done', blocks: [section('done')] });
    expect(slack.workspace.messages(deploys)).toMatchObject([
      { ts, text: 'done', blocks: [{ text: { text: 'done' } }] },
    ]);
    await client.chat.delete({ channel: deploys, ts });
    expect(slack.workspace.messages(deploys)).toEqual([]);
    await expect(client.chat.delete({ channel: deploys, ts })).rejects.toEqual(refusedWith('message_not_found'));
  });

  test('an update with text only removes the blocks', async () => {
    const { ts } = await post({ channel: deploys, text: 'a', blocks: [section('a')] });
    await harness.client.chat.update({ channel: deploys, ts, text: 'b' });
    expect(harness.slack.workspace.messages(deploys)).toMatchObject([{ text: 'b', blocks: [] }]);
  });

  test('timestamps stay apart and in order while the clock stands still or goes back', async () => {
    const first = await post({ channel: deploys, text: '1' });
    harness.clock.advance(-3_600_000);
    const second = await post({ channel: deploys, text: '2' });
    expect(Number(second.ts)).toBeGreaterThan(Number(first.ts));
  });

  test('a message of somebody else can be neither updated nor deleted', async () => {
    const { ts } = harness.slack.say(ben, deploys, 'mine');
    await expect(harness.client.chat.update({ channel: deploys, ts, text: 'x' })).rejects.toEqual(
      refusedWith('cant_update_message'),
    );
    await expect(harness.client.chat.delete({ channel: deploys, ts })).rejects.toEqual(
      refusedWith('cant_delete_message'),
    );
  });

  test('an ephemeral is not a message: update does not find it', async () => {
    const { message_ts: ts = '' } = await harness.client.chat.postEphemeral({
      channel: deploys,
      user: ada,
      text: 'psst',
    });
    expect(harness.slack.workspace.ephemerals(ada)).toMatchObject([{ ts, text: 'psst', from: 'app' }]);
    expect(harness.slack.workspace.ephemerals(ben)).toEqual([]);
    await expect(harness.client.chat.update({ channel: deploys, ts, text: 'x' })).rejects.toEqual(
      refusedWith('message_not_found'),
    );
  });

  test('replies are in the thread, and in the channel only where broadcast', async () => {
    const { slack } = harness;
    const { ts } = await post({ channel: deploys, text: 'parent' });
    await post({ channel: deploys, thread_ts: ts, text: 'quiet' });
    await post({ channel: deploys, thread_ts: ts, text: 'loud', reply_broadcast: true });
    expect(slack.workspace.thread(deploys, ts).map((message) => message.text)).toEqual(['parent', 'quiet', 'loud']);
    expect(slack.workspace.messages(deploys).map((message) => message.text)).toEqual(['parent', 'loud']);
    await expect(post({ channel: deploys, thread_ts: '1.1', text: 'x' })).rejects.toEqual(
      refusedWith('thread_not_found'),
    );
  });

  test('a direct message reaches the person by their user id', async () => {
    const { channel } = await post({ channel: ben, text: 'hello' });
    expect(channel).toBe('D0BEN0001');
  });

  test('texts: none is refused, a long one is cut when posted and refused when updated', async () => {
    const { client, slack } = harness;
    await expect(post({ channel: deploys, text: '' })).rejects.toEqual(refusedWith('no_text'));
    const { ts } = await post({ channel: deploys, text: 'x'.repeat(50_000) });
    expect(slack.workspace.messages(deploys)[0]?.text).toHaveLength(40_000);
    await expect(client.chat.update({ channel: deploys, ts, text: 'ü'.repeat(2001) })).rejects.toEqual(
      refusedWith('msg_too_long'),
    );
  });

  test('a permalink leads to the page', async () => {
    const { ts } = await post({ channel: deploys, text: 'here' });
    const { permalink } = await harness.client.chat.getPermalink({ channel: deploys, message_ts: ts });
    expect(permalink).toBe(`${harness.slack.url}/archives/${deploys}/p${ts.replace('.', '')}`);
    expect((await fetch(permalink ?? '')).headers.get('content-type')).toContain('text/html');
  });
});

describe('the directory', () => {
  test('members of a user group, a person, channels', async () => {
    const { client } = harness;
    await expect(client.usergroups.users.list({ usergroup: 'S0ONCALL1' })).resolves.toMatchObject({
      users: ['U0CLEO001'],
    });
    await expect(client.usergroups.users.list({ usergroup: 'S0' })).rejects.toEqual(refusedWith('no_such_subteam'));
    await expect(client.users.info({ user: ada })).resolves.toMatchObject({ user: { name: 'ada', is_bot: false } });
    await expect(client.users.info({ user: 'U0' })).rejects.toEqual(refusedWith('user_not_found'));
    await expect(client.conversations.info({ channel: deploys })).resolves.toMatchObject({
      channel: { name: 'deploys' },
    });
    const { channels } = await client.conversations.list({ types: 'public_channel' });
    expect(channels?.map((channel) => channel.name)).toEqual(['deploys', 'platform', 'dev']);
  });
});

describe('faults', () => {
  test('429 with Retry-After, 500 and an error of choice come as often as planned; calls are counted', async () => {
    const { client, slack } = harness;
    slack.faults.rateLimit('chat.postMessage', { times: 2, retryAfterSeconds: 7 });
    for (const attempt of ['first', 'second']) {
      await expect(post({ channel: deploys, text: attempt })).rejects.toMatchObject({
        retryAfter: 7,
      });
    }
    await post({ channel: deploys, text: 'third' });
    slack.faults.fail('*', { times: 1 });
    await expect(client.auth.test()).rejects.toThrow('500');
    slack.faults.refuse('usergroups.users.list', { times: 1, error: 'plan_upgrade_required' });
    await expect(client.usergroups.users.list({ usergroup: 'S0ONCALL1' })).rejects.toEqual(
      refusedWith('plan_upgrade_required'),
    );
    expect(slack.workspace.messages(deploys).map((message) => message.text)).toEqual(['third']);
    expect([slack.faults.calls('chat.postMessage'), slack.faults.calls()]).toEqual([3, 5]);
  });

  test('a slow call takes effect all the same', async () => {
    harness.slack.faults.slow('chat.postMessage', { times: 1, delayMs: 20 });
    await post({ channel: deploys, text: 'late' });
    expect(harness.slack.workspace.messages(deploys)).toHaveLength(1);
  });
});

test('whoever listens is told of every message that is posted or updated, until they stop', async () => {
  const seen: string[] = [];
  const stop = harness.slack.onMessage(({ action, message }) => seen.push(`${action} ${message.text}`));
  const { ts } = await post({ channel: deploys, text: 'one' });
  await harness.client.chat.update({ channel: deploys, ts, text: 'two' });
  await post({ channel: deploys, text: 'in the thread', thread_ts: ts });
  await harness.client.chat.delete({ channel: deploys, ts });
  stop();
  await post({ channel: deploys, text: 'later' });
  expect(seen).toEqual(['posted one', 'updated two', 'posted in the thread']);
});
