import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Session } from '../../src/local/index.ts';
import { clickBody, commandBody, payloadBody, signedEvent, teamId } from '../lib/slack/support/signed-events.ts';
import { logsOf, startTestSession, until } from './support/session.ts';
import { postToIngress, type RawHeaders, readSigningSecret, signed } from './support/signed-requests.ts';

const form = 'application/x-www-form-urlencoded';
const json = 'application/json';
const megabyte = 1_000_000;
/** Requests that nobody signed lately enough are refused; Slack's documentation names five minutes. */
const windowSeconds = 300;

/** Nothing is there: what these requests are answered with must not leave this machine. */
const response_url = 'http://127.0.0.1:9/';
const command = (changes: Parameters<typeof commandBody>[0] = {}) => commandBody({ response_url, ...changes });
const click = (button: Parameters<typeof clickBody>[0] = {}, changes: Parameters<typeof clickBody>[1] = {}) =>
  clickBody(button, { response_url, ...changes });

let session: Session;
let secret: string;
let queuedBefore: number;

beforeAll(async () => {
  session = await startTestSession();
  secret = await readSigningSecret(session);
});

afterAll(async () => {
  await session.stop();
});

beforeEach(() => {
  queuedBefore = queued();
});

/** Requests that the ingress has put on a queue since the session began. */
function queued(): number {
  const [, counts = {}] = Object.entries(session.cloud.calls()).find(([name]) => name.endsWith('-slack')) ?? [];
  return counts['sqs.SendMessage'] ?? 0;
}

function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}

/** A request as Slack would send it, whatever is in it. */
function postSigned(body: string | Buffer, contentType = form, atSeconds = nowSeconds()) {
  const bytes = Buffer.from(body);
  return postToIngress(session, [['content-type', contentType], ...signed(secret, bytes, atSeconds)], bytes);
}

/** Asked again where the answer took so long that the request has come into, or gone out of, the window meanwhile. */
async function answerToSkew(skewSeconds: number): Promise<number> {
  for (;;) {
    const atSeconds = nowSeconds() + skewSeconds;
    const { statusCode } = await postSigned(command(), form, atSeconds);
    const wasInside = Math.abs(skewSeconds) <= windowSeconds;
    const isInside = Math.abs(Date.now() / 1000 - atSeconds) <= windowSeconds;
    if (wasInside === isInside) return statusCode;
  }
}

describe('a signed request', () => {
  test('is queued and acknowledged', async () => {
    expect(await postSigned(command())).toEqual({ statusCode: 200, text: '' });
    expect(queued()).toBe(queuedBefore + 1);
  });

  test.each([-299, 299])('is taken with a clock %i s apart', async (skewSeconds) => {
    expect(await answerToSkew(skewSeconds)).toBe(200);
    expect(queued()).toBeGreaterThan(queuedBefore);
  });

  test.each([-3600, -301, 330, 3600, 86_400])('is refused with a clock %i s apart', async (skewSeconds) => {
    expect(await answerToSkew(skewSeconds)).toBe(401);
    expect(queued()).toBe(queuedBefore);
  });

  test('is taken whatever the case of its header names', async () => {
    const body = Buffer.from(command());
    const [[, timestamp], [, signature]] = pairOf(signed(secret, body, nowSeconds()));
    const headers: RawHeaders = [
      ['Content-Type', 'application/x-WWW-form-urlencoded; charset=utf-8'],
      ['X-Slack-Request-Timestamp', timestamp],
      ['X-SLACK-SIGNATURE', signature],
    ];
    expect((await postToIngress(session, headers, body)).statusCode).toBe(200);
    // API Gateway folds names to lower case; where something else stands before the function, nothing does.
    const event = signedEvent(command(), Date.now(), { secret });
    const shouted = Object.fromEntries(
      Object.entries(event.headers).map(([name, value]) => [name.toUpperCase(), value]),
    );
    const result = await session.cloud.invoke('slack', { ...event, headers: shouted });
    expect([result.outcome, statusCodeIn(result)]).toEqual(['succeeded', 200]);
    expect(queued()).toBe(queuedBefore + 2);
  });
});

describe('a request that Slack did not sign is refused:', () => {
  test.each<[string, (body: Buffer) => Buffer]>([
    ['the first byte changed', (body) => withByteChanged(body, 0)],
    ['a byte in the middle changed', (body) => withByteChanged(body, Math.floor(body.length / 2))],
    ['the last byte changed', (body) => withByteChanged(body, body.length - 1)],
    ['a byte less', (body) => body.subarray(0, -1)],
    ['a byte more', (body) => Buffer.concat([body, Buffer.from('&')])],
    ['nothing left', () => Buffer.alloc(0)],
  ])('%s', async (_name, change) => {
    const body = Buffer.from(command());
    const headers: RawHeaders = [['content-type', form], ...signed(secret, body, nowSeconds())];
    expect((await postToIngress(session, headers, change(body))).statusCode).toBe(401);
    expect(queued()).toBe(queuedBefore);
  });

  test.each<[string, (pair: readonly [Header, Header]) => RawHeaders]>([
    ['no signature', ([timestamp]) => [timestamp]],
    ['no timestamp', ([, signature]) => [signature]],
    ['neither', () => []],
    ['two signatures, the right one first', ([timestamp, signature]) => [timestamp, signature, [signature[0], zeros]]],
    ['two signatures, the right one last', ([timestamp, signature]) => [timestamp, [signature[0], zeros], signature]],
    ['the right signature twice', ([timestamp, signature]) => [timestamp, signature, signature]],
    ['the timestamp twice', ([timestamp, signature]) => [timestamp, timestamp, signature]],
    ['another timestamp', ([timestamp, signature]) => [[timestamp[0], String(nowSeconds() - 1)], signature]],
    ['a timestamp in milliseconds', ([timestamp, signature]) => [[timestamp[0], String(Date.now())], signature]],
    ['a timestamp that is no number', ([timestamp, signature]) => [[timestamp[0], 'NaN'], signature]],
    ['the signature in capitals', ([timestamp, [name, value]]) => [timestamp, [name, value.toUpperCase()]]],
    [
      'the signature of another version',
      ([timestamp, [name, value]]) => [timestamp, [name, value.replace('v0', 'v1')]],
    ],
  ])('%s', async (_name, change) => {
    const body = Buffer.from(command());
    const headers: RawHeaders = [['content-type', form], ...change(pairOf(signed(secret, body, nowSeconds())))];
    expect((await postToIngress(session, headers, body)).statusCode).toBe(401);
    expect(queued()).toBe(queuedBefore);
  });

  test('four megabytes of fields that a slow parser would spend the whole invocation on', async () => {
    const body = Buffer.from('a&'.repeat(2 * megabyte));
    expect(await postToIngress(session, [['content-type', form]], body)).toEqual({ statusCode: 401, text: '' });
  });

  test('the secret of another app', async () => {
    const body = Buffer.from(command());
    const headers: RawHeaders = [['content-type', form], ...signed(secret.replaceAll(/./g, '0'), body, nowSeconds())];
    expect((await postToIngress(session, headers, body)).statusCode).toBe(401);
  });
});

/** Signed as it should be, and still nothing that anybody could do something with. */
const junk: readonly (readonly [name: string, contentType: string, body: string | Buffer])[] = [
  ['an empty form', form, ''],
  ['an empty JSON', json, ''],
  ['broken JSON', json, '{"type":"block_actions","actions":['],
  ['JSON with a broken payload', json, '{"payload":"{"}'],
  ['JSON that is a list', json, '[1,2,3]'],
  ['JSON that is null', json, 'null'],
  ['JSON without a type', json, '{}'],
  ['JSON of depth', json, `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`],
  ['an interaction without anything in it', form, payloadBody({ type: 'block_actions' })],
  ['an interaction without a user', form, click({}, { user: undefined })],
  ['an interaction whose user is null', form, click({}, { user: null })],
  ['an interaction without actions', form, click({}, { actions: [] })],
  ['an interaction whose actions are no list', form, click({}, { actions: { length: 1 } })],
  ['an interaction whose action is null', form, click({}, { actions: [null] })],
  ['an unknown action', form, click({ action_id: 'somebody.elses' })],
  ['an action whose id is no text', form, click({ action_id: { toString: 1 } })],
  [
    'a modal that nobody opened',
    form,
    payloadBody({ type: 'view_submission', team: { id: teamId }, user: { id: 'U1' } }),
  ],
  ['a type that is a prototype', form, payloadBody({ type: '__proto__', team: { id: teamId } })],
  [
    'a payload of prototypes',
    form,
    new URLSearchParams({ payload: '{"__proto__":{"type":"block_actions"}}' }).toString(),
  ],
  ['a form of prototypes', form, '__proto__=1&constructor=2&hasOwnProperty=3&toString=4'],
  ['a form with a bad percent sign', form, `${command({ command: '' })}&text=%E0%A4%A&x=%`],
  ['a form that is no UTF-8', form, Buffer.from([0xff, 0xfe, 0x3d, 0x80, 0x26, 0xc3])],
  ['a form of a megabyte', form, 'a'.repeat(megabyte)],
  ['a form with a megabyte of fields', form, 'a&'.repeat(megabyte / 2)],
  ['a payload of a megabyte', form, payloadBody({ type: 'x'.repeat(megabyte) })],
  ['another command', form, command({ command: '/other' })],
  ['a command without its name', form, command({ command: '' })],
  ['a command named twice', form, `${command()}&command=/other`],
  ['a command with two payloads', form, `${command()}&payload={}&payload={}`],
  ['a command as text', 'text/plain', command()],
  ['a command as several parts', 'multipart/form-data; boundary=x', command()],
  ['a command of no type', '', command()],
  ['a command said to be JSON', json, command()],
  ['an event without an event', json, JSON.stringify({ type: 'event_callback', team_id: teamId })],
  ['an event that is null', json, JSON.stringify({ type: 'event_callback', team_id: teamId, event: null })],
];

/** Signed and understood as far as it goes: whoever asked is told that nothing was done. */
const understood: typeof junk = [
  ['a form with a null byte', form, 'command=%00&text=%00'],
  ['a button without a value', form, click({ value: undefined })],
  ['a button whose value is no key', form, click({ value: '{"target":"x"}' })],
  ['a button whose value names a prototype', form, click({ value: '{"__proto__":{"target":"a","attempt":"b"}}' })],
  ['an interaction without a response URL', form, click({}, { response_url: undefined })],
  ['a command without a request id', form, command({ trigger_id: '' })],
  ['a command without a person', form, command({ user_id: '' })],
  ['a command of another workspace', form, command({ team_id: 'T0STRANGE' })],
  [
    'an event of a type nobody has',
    json,
    JSON.stringify({ type: 'event_callback', team_id: teamId, event: { type: 'x' } }),
  ],
];

describe('signed junk is queued nowhere, and answered', () => {
  test.each(junk)('400: %s', async (_name, contentType, body) => {
    expect(await postSigned(body, contentType)).toEqual({ statusCode: 400, text: '' });
    expect(queued()).toBe(queuedBefore);
  });

  test.each(understood)('200: %s', async (_name, contentType, body) => {
    expect((await postSigned(body, contentType)).statusCode).toBe(200);
    expect(queued()).toBe(queuedBefore);
  });
});

test('after all that, the next request is served as ever, and the log has neither stack nor error of the function', async () => {
  const lines = () => logsOf(session).filter((line) => /^\S+-slack /.test(line));
  expect((await postSigned(command())).statusCode).toBe(200);
  expect(queued()).toBe(queuedBefore + 1);
  // Its line comes after all the others.
  await postSigned('', 'text/last');
  await until(() => lines().some((line) => line.includes('text/last')));
  const logged: readonly Logged[] = lines().map((line) => JSON.parse(line.slice(line.indexOf(' '))));
  const errors = logged.filter(({ level }) => level === 'ERROR');
  // Bolt's word for what it cannot read, which is no failure here.
  const harmless = 'An unhandled error occurred while Bolt processed an event';
  expect(errors.filter(({ bolt }) => bolt !== harmless)).toEqual([]);
});

interface Logged {
  readonly level: string;
  readonly bolt?: string;
}

type Header = readonly [name: string, value: string];
const zeros = `v0=${'0'.repeat(64)}`;

function pairOf([timestamp, signature]: RawHeaders): readonly [Header, Header] {
  if (timestamp === undefined || signature === undefined) throw new Error('a signature is two headers');
  return [timestamp, signature];
}

function withByteChanged(body: Buffer, at: number): Buffer {
  const changed = Buffer.from(body);
  changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
  return changed;
}

function statusCodeIn(result: Awaited<ReturnType<Session['cloud']['invoke']>>): unknown {
  if (result.outcome !== 'succeeded') return undefined;
  const { statusCode }: { readonly statusCode?: unknown } = JSON.parse(result.payload);
  return statusCode;
}
