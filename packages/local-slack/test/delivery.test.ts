import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { parseJsonObject } from '../src/json.ts';
import {
  acknowledge,
  ada,
  ben,
  deploys,
  fieldsOf,
  type Harness,
  postMessage,
  signingSecret,
  startHarness,
} from './harness.ts';

let harness: Harness;
beforeEach(async () => {
  harness = await startHarness();
});
afterEach(() => harness.slack.stop());

const button = (actionId: string, value: string) => ({
  type: 'button',
  action_id: actionId,
  value,
  style: 'danger',
  text: { type: 'plain_text', text: 'Cancel', emoji: true },
});

async function postWithButton(): Promise<string> {
  const blocks = [{ type: 'actions', block_id: 'buttons', elements: [button('cancel', 'deployment-1')] }];
  const { ts } = await postMessage(harness.client, {
    channel: deploys,
    text: 'a deployment',
    blocks,
  });
  return ts;
}

async function respond(responseUrl: unknown, body: Record<string, unknown>): Promise<[number, string]> {
  const response = await fetch(String(responseUrl), { method: 'POST', body: JSON.stringify(body) });
  return [response.status, await response.text()];
}

const shownTo = (personId: string) => harness.slack.workspace.ephemerals(personId);
const lastPayload = () => parseJsonObject(fieldsOf(harness.received.at(-1))['payload'] ?? '');

describe('slash commands', () => {
  test('are signed form posts with the fields that Slack sends', async () => {
    await expect(harness.slack.runCommand(ada, 'deploys', '/ship status prod eu')).resolves.toEqual({ ok: true });
    const [request] = harness.received;
    expect(request).toMatchObject({ method: 'POST', path: '/slack/events' });
    const timestamp = request?.headers['x-slack-request-timestamp'];
    expect(Number(timestamp)).toBe(Math.floor(harness.clock.now() / 1000));
    const digest = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${request?.body}`).digest('hex');
    expect(request?.headers['x-slack-signature']).toBe(`v0=${digest}`);
    expect(request?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(fieldsOf(request)).toMatchObject({
      command: '/ship',
      text: 'status prod eu',
      team_id: 'T0LOCAL01',
      team_domain: 'local',
      channel_id: deploys,
      channel_name: 'deploys',
      user_id: ada,
      user_name: 'ada',
      api_app_id: 'A0TESTAPP',
      is_enterprise_install: 'false',
      response_url: expect.stringContaining(`${harness.slack.url}/hooks/commands/T0LOCAL01/`),
      trigger_id: expect.stringMatching(/.+/),
    });
  });

  test('the acknowledgement is seen by that person only, or by all if it says so', async () => {
    harness.answer = () => acknowledge('plain *words*');
    await harness.slack.runCommand(ada, deploys, '/ship help');
    harness.answer = () =>
      acknowledge(JSON.stringify({ text: 'for all', response_type: 'in_channel' }), 'application/json');
    await harness.slack.runCommand(ada, deploys, '/ship status');
    expect(shownTo(ada)).toMatchObject([{ text: 'plain *words*', from: 'app', channel: deploys }]);
    expect(harness.slack.workspace.messages(deploys)).toMatchObject([{ text: 'for all', byApp: true }]);
    expect(shownTo(ben)).toEqual([]);
  });

  test('anything but 200 is dispatch_failed, also an app that throws', async () => {
    harness.answer = () => ({ statusCode: 500, headers: {}, body: '' });
    const failed = { ok: false, error: 'dispatch_failed' };
    await expect(harness.slack.runCommand(ada, deploys, '/ship help')).resolves.toEqual(failed);
    harness.answer = () => Promise.reject(new Error('the function crashed'));
    await expect(harness.slack.runCommand(ada, deploys, '/ship help')).resolves.toEqual(failed);
    expect(shownTo(ada).map(({ from, text }) => [from, text.includes('dispatch_failed')])).toEqual([
      ['slack', true],
      ['slack', true],
    ]);
  });

  test('an app that does not answer in time is operation_timeout, and its late answer is dropped', async () => {
    await harness.slack.stop();
    harness = await startHarness(20);
    let answerLate = () => {};
    harness.answer = () => new Promise((resolve) => (answerLate = () => resolve(acknowledge('too late'))));
    await expect(harness.slack.runCommand(ada, deploys, '/ship help')).resolves.toEqual({
      ok: false,
      error: 'operation_timeout',
    });
    answerLate();
    await Promise.resolve();
    expect(shownTo(ada)).toMatchObject([{ from: 'slack', text: expect.stringContaining('operation_timeout') }]);
  });

  test('a command that nobody registered reaches nobody', async () => {
    await harness.slack.runCommand(ada, deploys, '/shrug');
    expect(harness.received).toEqual([]);
    expect(shownTo(ada)).toMatchObject([{ from: 'slack', text: expect.stringContaining('/shrug') }]);
  });

  test('an answer with bad blocks is told, with what is wrong', async () => {
    harness.answer = () => acknowledge(JSON.stringify({ blocks: [{ type: 'header' }] }), 'application/json');
    await harness.slack.runCommand(ada, deploys, '/ship help');
    expect(shownTo(ada)).toMatchObject([{ from: 'slack', text: expect.stringContaining('/blocks/0/text') }]);
  });
});

describe('actions', () => {
  test('carry what Slack sends', async () => {
    const ts = await postWithButton();
    await expect(harness.slack.click(ben, ts, 'cancel')).resolves.toEqual({ ok: true });
    expect(lastPayload()).toMatchObject({
      type: 'block_actions',
      user: { id: ben, username: 'ben', team_id: 'T0LOCAL01' },
      team: { id: 'T0LOCAL01', domain: 'local' },
      api_app_id: 'A0TESTAPP',
      container: { type: 'message', message_ts: ts, channel_id: deploys, is_ephemeral: false },
      channel: { id: deploys, name: 'deploys' },
      message: { type: 'message', ts, user: 'U0TESTAPP', bot_id: 'B0TESTAPP', text: 'a deployment' },
      response_url: expect.stringContaining('/hooks/actions/'),
      trigger_id: expect.stringMatching(/.+/),
      actions: [
        {
          type: 'button',
          action_id: 'cancel',
          block_id: 'buttons',
          value: 'deployment-1',
          style: 'danger',
          action_ts: expect.stringMatching(/^\d+\.\d{6}$/),
        },
      ],
    });
  });

  test('in an ephemeral come without the message, which Slack does not keep', async () => {
    harness.answer = (fields) => {
      const blocks = [{ type: 'actions', elements: [button('more', 'x')] }];
      return fields.has('payload') ? acknowledge() : acknowledge(JSON.stringify({ blocks }), 'application/json');
    };
    await harness.slack.runCommand(ada, deploys, '/ship status');
    const ts = shownTo(ada)[0]?.ts ?? '';
    await harness.slack.click(ada, ts, 'more');
    expect(lastPayload()).toMatchObject({ container: { is_ephemeral: true, message_ts: ts } });
    expect(lastPayload()).not.toHaveProperty('message');
    await expect(harness.slack.click(ben, ts, 'more')).rejects.toThrow('no message');
  });

  test('a chosen option is delivered as the app defined it', async () => {
    const option = (value: string) => ({ text: { type: 'plain_text', text: value.toUpperCase() }, value });
    const element = { type: 'static_select', action_id: 'pick', options: [option('one'), option('two')] };
    const { ts } = await postMessage(harness.client, {
      channel: deploys,
      text: 'pick',
      blocks: [{ type: 'actions', block_id: 'b', elements: [element] }],
    });
    await harness.slack.click(ada, ts, 'pick', { choice: ['two'] });
    expect(lastPayload()).toMatchObject({
      actions: [{ type: 'static_select', selected_option: { value: 'two', text: { text: 'TWO' } } }],
      state: { values: { b: { pick: { selected_option: { value: 'two' } } } } },
    });
    await expect(harness.slack.click(ada, ts, 'pick', { choice: ['three'] })).rejects.toThrow('no option "three"');
  });

  test('that are refused by the app are told to the person who acted', async () => {
    const ts = await postWithButton();
    harness.answer = () => ({ statusCode: 404, headers: {}, body: '' });
    await harness.slack.click(ben, ts, 'cancel');
    expect(shownTo(ben)).toMatchObject([{ from: 'slack', text: expect.stringContaining('dispatch_failed') }]);
    expect(shownTo(ada)).toEqual([]);
  });
});

describe('response URLs', () => {
  test('answer five times, then no more', async () => {
    await harness.slack.runCommand(ada, deploys, '/ship status');
    const url = fieldsOf(harness.received[0])['response_url'];
    for (const text of ['1', '2', '3', '4', '5']) expect(await respond(url, { text })).toEqual([200, 'ok']);
    expect(await respond(url, { text: '6' })).toEqual([404, expect.stringContaining('used_url')]);
    expect(shownTo(ada).map(({ text }) => text)).toEqual(['1', '2', '3', '4', '5']);
  });

  test('expire after 30 minutes, or on demand', async () => {
    await harness.slack.runCommand(ada, deploys, '/ship status');
    const url = fieldsOf(harness.received[0])['response_url'];
    harness.clock.advance(30 * 60 * 1000 - 1);
    expect(await respond(url, { text: 'just in time' })).toEqual([200, 'ok']);
    harness.clock.advance(1);
    expect(await respond(url, { text: 'late' })).toEqual([404, expect.stringContaining('expired_url')]);
    await harness.slack.runCommand(ada, deploys, '/ship status');
    harness.slack.faults.expireResponseUrls();
    const second = fieldsOf(harness.received[1])['response_url'];
    expect(await respond(second, { text: 'x' })).toEqual([404, expect.stringContaining('expired_url')]);
  });

  test('of an action replace or delete the message it was in', async () => {
    const ts = await postWithButton();
    await harness.slack.click(ada, ts, 'cancel');
    const url = lastPayload()?.['response_url'];
    expect(await respond(url, { text: 'only for you' })).toEqual([200, 'ok']);
    expect(shownTo(ada)).toMatchObject([{ text: 'only for you' }]);
    await respond(url, { text: 'replaced', replace_original: true });
    expect(harness.slack.workspace.messages(deploys)).toMatchObject([{ ts, text: 'replaced', blocks: [] }]);
    await respond(url, { delete_original: true });
    expect(harness.slack.workspace.messages(deploys)).toEqual([]);
  });

  test('of a command replace its first answer', async () => {
    harness.answer = () => acknowledge('working on it');
    await harness.slack.runCommand(ada, deploys, '/ship status');
    await respond(fieldsOf(harness.received[0])['response_url'], { text: 'done', replace_original: true });
    expect(shownTo(ada).map(({ text }) => text)).toEqual(['done']);
  });

  test('refuse what nobody can show, and addresses that were never given out', async () => {
    await harness.slack.runCommand(ada, deploys, '/ship status');
    const url = fieldsOf(harness.received[0])['response_url'];
    expect(await respond(url, {})).toEqual([400, expect.stringContaining('no_text')]);
    expect(await respond(url, { blocks: [{ type: 'nonsense' }] })).toEqual([
      400,
      expect.stringContaining('invalid_blocks'),
    ]);
    expect(await respond(`${harness.slack.url}/hooks/commands/T0LOCAL01/guess`, { text: 'x' })).toEqual([
      404,
      expect.stringContaining('expired_url'),
    ]);
  });
});
