import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { SlackPortTakenError, startLocalSlack } from '../src/index.ts';
import {
  acknowledge,
  ada,
  botToken,
  CountingRandom,
  deploys,
  type Harness,
  ManualClock,
  signingSecret,
  startHarness,
} from './harness.ts';

let harness: Harness;
beforeEach(async () => {
  harness = await startHarness();
});
afterEach(() => harness.slack.stop());

interface Sent {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** Unlike fetch, this sends whatever Host and Origin the test wants. */
function send({
  method = 'POST',
  path,
  headers = {},
  body = '',
}: Sent): Promise<{ status: number; headers: object; body: string }> {
  const { port } = new URL(harness.slack.url);
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, method, path, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

const say = { path: '/page/message', body: JSON.stringify({ personId: ada, channelId: deploys, text: 'hi' }) };
const json = { 'content-type': 'application/json' };

describe('the loopback server', () => {
  test('answers only to its own name: a name that was pointed at 127.0.0.1 is refused', async () => {
    const { port } = new URL(harness.slack.url);
    for (const host of [`attacker.example:${port}`, '127.0.0.1', `127.0.0.1.attacker.example:${port}`]) {
      expect(await send({ method: 'GET', path: '/', headers: { host } })).toMatchObject({ status: 403 });
    }
    expect(await send({ method: 'GET', path: '/', headers: { host: `localhost:${port}` } })).toMatchObject({
      status: 200,
    });
  });

  test('refuses posts of other pages and forms, takes its own', async () => {
    for (const origin of ['https://attacker.example', 'null', 'http://127.0.0.1:1']) {
      expect(await send({ ...say, headers: { ...json, origin } })).toMatchObject({ status: 403 });
    }
    expect(await send({ ...say, headers: { 'content-type': 'text/plain' } })).toMatchObject({ status: 415 });
    expect(harness.slack.workspace.messages(deploys)).toEqual([]);
    expect(await send({ ...say, headers: { ...json, origin: harness.slack.url } })).toMatchObject({ status: 200 });
    expect(harness.slack.workspace.messages(deploys)).toHaveLength(1);
  });

  test('refuses what a browser sends from elsewhere, also where it says so only by its metadata', async () => {
    const url = `/api/chat.postMessage?token=${botToken}&channel=${deploys}&text=hi`;
    const hook = { path: '/hooks/one/two/three', body: '{}' };
    for (const site of ['cross-site', 'same-site']) {
      const headers = { 'sec-fetch-site': site, 'sec-fetch-mode': 'no-cors' };
      expect(await send({ ...say, headers: { ...json, ...headers } })).toMatchObject({ status: 403 });
      expect(await send({ ...hook, headers })).toMatchObject({ status: 403 });
      expect(await send({ method: 'GET', path: '/page/events', headers })).toMatchObject({ status: 403 });
      const navigates = { ...headers, 'sec-fetch-mode': 'navigate' };
      expect(await send({ method: 'GET', path: url, headers: navigates })).toMatchObject({ status: 403 });
      expect(await send({ path: '/page/message', headers: navigates })).toMatchObject({ status: 403 });
    }
    expect(harness.slack.workspace.messages(deploys)).toEqual([]);
  });

  test('lets a link elsewhere lead to the page, and the page do its work', async () => {
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    expect(await send({ method: 'GET', path: '/archives/C1/p2', headers: link })).toMatchObject({ status: 200 });
    const page = { ...json, origin: harness.slack.url, 'sec-fetch-site': 'same-origin' };
    expect(await send({ ...say, headers: page })).toMatchObject({ status: 200 });
  });

  test('forbids inline scripts and other hosts, and holds no secret', async () => {
    const page = await send({ method: 'GET', path: '/' });
    expect(page.headers).toMatchObject({
      'content-security-policy': expect.stringMatching(/default-src 'none'; script-src 'self';/),
      'x-content-type-options': 'nosniff',
    });
    const script = await send({ method: 'GET', path: '/page.js' });
    const style = await send({ method: 'GET', path: '/page.css' });
    const all = page.body + script.body + style.body;
    expect(all).not.toContain(botToken);
    expect(all).not.toContain(signingSecret);
    expect(page.body).not.toMatch(/<script(?![^>]*src=)/);
    expect(style.body).not.toMatch(/url\(|@import/);
  });

  test('answers junk clearly', async () => {
    expect(await send({ method: 'GET', path: '/nothing' })).toMatchObject({ status: 404 });
    expect(await send({ method: 'PUT', path: '/' })).toMatchObject({ status: 405 });
    expect(await send({ path: '/page/message', headers: json, body: '{' })).toMatchObject({ status: 400 });
    expect(await send({ path: '/page/message', headers: json, body: '{}' })).toMatchObject({ status: 400 });
    expect(await send({ path: '/page/nothing', headers: json, body: '{}' })).toMatchObject({ status: 404 });
    const unknown = JSON.stringify({ personId: 'U0', channelId: deploys, text: 'x' });
    expect(await send({ path: '/page/message', headers: json, body: unknown })).toMatchObject({
      status: 400,
      body: expect.stringContaining('no person'),
    });
    expect(await send({ path: '/page/message', headers: json, body: 'x'.repeat(1024 * 1024 + 1) })).toMatchObject({
      status: 413,
    });
  });
});

test('a taken port is told with the ways to choose another', async () => {
  const port = Number(new URL(harness.slack.url).port);
  const second = startLocalSlack({
    port,
    portSetting: { flag: '--port', environmentVariable: 'SHIP_PORT' },
    clock: new ManualClock(),
    random: new CountingRandom(),
    signingSecret,
    botToken,
    deliver: async () => acknowledge(),
  });
  await expect(second).rejects.toThrow(SlackPortTakenError);
  await expect(second).rejects.toThrow(new RegExp(`${port}.*--port.*SHIP_PORT`));
});

test('the stream starts with everything but ephemerals, then tells each change', async () => {
  harness.slack.say(ada, deploys, 'before');
  await harness.client.apiCall('chat.postEphemeral', { channel: deploys, user: ada, text: 'gone after a reload' });
  harness.slack.timeline.append({ atMs: 1, kind: 'observed', title: 'an event' });
  const stopped = new AbortController();
  const response = await fetch(`${harness.slack.url}/page/events`, { signal: stopped.signal });
  const events = readEvents(response);
  expect(await events.next()).toMatchObject({
    value: { type: 'snapshot', messages: [{ text: 'before' }], timeline: [{ id: 1, title: 'an event' }] },
  });
  harness.slack.say(ada, deploys, 'after');
  expect(await events.next()).toMatchObject({ value: { type: 'message', message: { text: 'after' } } });
  harness.slack.timeline.append({ atMs: 2, kind: 'decided', title: 'a decision', detail: 'line 1\nline 2' });
  expect(await events.next()).toMatchObject({
    value: { type: 'timeline', entry: { id: 2, detail: 'line 1\nline 2' } },
  });
  stopped.abort();
});

async function* readEvents(response: Response): AsyncGenerator {
  let pending = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    pending += decoder.decode(chunk, { stream: true });
    const events = pending.split('\n\n');
    pending = events.pop() ?? '';
    for (const event of events) yield JSON.parse(event.replace(/^data: /, ''));
  }
}
