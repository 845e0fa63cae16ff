import type { IncomingEvent } from '../../../../src/lib/slack/ingress/index.ts';
import { clickBody, commandBody, type HttpEvent, payloadBody, signedEvent, teamId } from './signed-events.ts';

/** One way in which a request can reach the ingress, and what must come of it. */
export interface RequestShape {
  readonly name: string;
  readonly event: (nowMs: number) => IncomingEvent | null;
  readonly statusCode: number;
  /** What the answer's body must contain; empty where not given. */
  readonly body?: string;
  /** Whether it must reach the queue. */
  readonly isQueued?: boolean;
}

const json = { contentType: 'application/json' };
const messageEvent = (text: string) =>
  JSON.stringify({
    type: 'event_callback',
    team_id: teamId,
    event_id: 'Ev1',
    event: { type: 'app_mention', user: 'U0ADA0001', text, channel: 'C0DEPLOYS', ts: '1.1' },
  });

function changed(event: HttpEvent, changes: Readonly<Record<string, unknown>>): IncomingEvent {
  return { ...event, ...changes };
}

function withHeaders(event: HttpEvent, change: (headers: Record<string, unknown>) => void): IncomingEvent {
  const headers: Record<string, unknown> = { ...event.headers };
  change(headers);
  return { ...event, headers };
}

/** What Slack sends. */
const genuine: readonly RequestShape[] = [
  { name: 'a command', event: (now) => signedEvent(commandBody(), now), statusCode: 200, isQueued: true },
  {
    name: 'a command whose body is plain',
    event: (now) => signedEvent(commandBody(), now, { base64: false }),
    statusCode: 200,
    isQueued: true,
  },
  {
    name: 'a command with a charset in its content type',
    event: (now) =>
      signedEvent(commandBody(), now, { contentType: 'application/x-www-form-urlencoded; charset=utf-8' }),
    statusCode: 200,
    isQueued: true,
  },
  {
    name: 'a command with headers in capitals',
    event: (now) =>
      withHeaders(signedEvent(commandBody(), now), (headers) => {
        for (const [name, value] of Object.entries(headers)) {
          delete headers[name];
          headers[name.toUpperCase()] = value;
        }
      }),
    statusCode: 200,
    isQueued: true,
  },
  {
    name: 'a command with text that is not ASCII',
    event: (now) => signedEvent(commandBody({ text: 'status “größe” 🚀' }), now),
    statusCode: 200,
    isQueued: true,
  },
  {
    name: 'a command 299 seconds old',
    event: (now) => signedEvent(commandBody(), now, { skewSeconds: -298 }),
    statusCode: 200,
    isQueued: true,
  },
  { name: 'a click', event: (now) => signedEvent(clickBody(), now), statusCode: 200, isQueued: true },
  {
    name: 'a click whose body is plain',
    event: (now) => signedEvent(clickBody(), now, { base64: false }),
    statusCode: 200,
    isQueued: true,
  },
  {
    name: 'an event with raw UTF-8',
    event: (now) => signedEvent(messageEvent('größe 🚀'), now, json),
    statusCode: 200,
  },
  {
    name: 'the check of the request URL',
    event: (now) => signedEvent(JSON.stringify({ type: 'url_verification', challenge: 'abc-123' }), now, json),
    statusCode: 200,
    body: 'abc-123',
  },
  {
    name: 'the unsigned check of the certificate',
    event: () => ({
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'token=x&ssl_check=1',
    }),
    statusCode: 200,
  },
];

/** Signed, but not for this bot or not of this version. */
const strange: readonly RequestShape[] = [
  {
    name: 'an unknown command',
    event: (now) => signedEvent(commandBody({ command: '/other' }), now),
    statusCode: 400,
  },
  {
    name: 'a command from another workspace',
    event: (now) => signedEvent(commandBody({ team_id: 'T0STRANGE' }), now),
    statusCode: 200,
    body: 'does not accept requests from your Slack workspace',
  },
  {
    name: 'a command without Slack’s id of it',
    event: (now) => signedEvent(commandBody({ trigger_id: '' }), now),
    statusCode: 200,
    body: 'is not valid',
  },
  {
    name: 'an unknown button',
    event: (now) => signedEvent(clickBody({ action_id: 'somebody.elses' }), now),
    statusCode: 400,
  },
  {
    name: 'an unknown kind of interaction',
    event: (now) => signedEvent(payloadBody({ type: 'surprise', team: { id: teamId }, user: { id: 'U1' } }), now),
    statusCode: 400,
  },
  { name: 'a form that is no command', event: (now) => signedEvent('a=b', now), statusCode: 400 },
  { name: 'malformed JSON', event: (now) => signedEvent('{"type":', now, json), statusCode: 400 },
  { name: 'JSON that is no object', event: (now) => signedEvent('null', now, json), statusCode: 400 },
  { name: 'a malformed payload', event: (now) => signedEvent('payload=zzz', now), statusCode: 400 },
  { name: 'a payload that is no object', event: (now) => signedEvent('payload=null', now), statusCode: 400 },
  { name: 'two payloads', event: (now) => signedEvent('payload={}&payload={}', now), statusCode: 400 },
  {
    name: 'an unexpected content type',
    event: (now) => signedEvent('hello', now, { contentType: 'text/plain' }),
    statusCode: 400,
  },
  {
    name: 'an event with a click in its text, sent again as a form',
    event: (now) => signedEvent(messageEvent(`hi &${clickBody()}`), now),
    statusCode: 400,
  },
  {
    name: 'an event with a command in its text, sent again as a form',
    event: (now) => signedEvent(messageEvent(`hi &${commandBody()}&x=`), now),
    statusCode: 400,
  },
  {
    name: 'JSON behind blanks, sent again as a form',
    event: (now) => signedEvent(` \n{"x":"&${clickBody()}"}`, now),
    statusCode: 400,
  },
  { name: 'a list, sent again as a form', event: (now) => signedEvent(`["&${clickBody()}"]`, now), statusCode: 400 },
  { name: 'a click, sent again as JSON', event: (now) => signedEvent(clickBody(), now, json), statusCode: 400 },
  { name: 'an empty body', event: (now) => signedEvent('', now), statusCode: 400 },
];

/** Not signed by Slack, or not lately. */
const unproved: readonly RequestShape[] = [
  {
    name: 'another secret',
    event: (now) => signedEvent(commandBody(), now, { secret: 'another' }),
    statusCode: 401,
  },
  {
    name: 'a body that was changed',
    event: (now) => changed(signedEvent(commandBody(), now, { base64: false }), { body: commandBody({ text: 'x' }) }),
    statusCode: 401,
  },
  {
    name: '301 seconds old',
    event: (now) => signedEvent(commandBody(), now, { skewSeconds: -302 }),
    statusCode: 401,
  },
  {
    name: '301 seconds in the future',
    event: (now) => signedEvent(commandBody(), now, { skewSeconds: 302 }),
    statusCode: 401,
  },
  {
    name: 'a day in the future',
    event: (now) => signedEvent(commandBody(), now, { skewSeconds: 86_400 }),
    statusCode: 401,
  },
  ...[undefined, '', 'v0', 'v0=', 'v0=00', 'nonsense', 7, null, ['v0=00'], {}].map(
    (signature): RequestShape => ({
      name: `a signature of ${JSON.stringify(signature) ?? 'nothing'}`,
      event: (now) =>
        withHeaders(signedEvent(commandBody(), now), (headers) => {
          headers['x-slack-signature'] = signature;
        }),
      statusCode: 401,
    }),
  ),
  ...[undefined, '', 'soon', '1e10', '-1', 'NaN', 'Infinity', null, ['1'], '99999999999999999999'].map(
    (timestamp): RequestShape => ({
      name: `a timestamp of ${JSON.stringify(timestamp) ?? 'nothing'}`,
      event: (now) =>
        withHeaders(signedEvent(commandBody(), now), (headers) => {
          headers['x-slack-request-timestamp'] = timestamp;
        }),
      statusCode: 401,
    }),
  ),
  { name: 'no body', event: (now) => changed(signedEvent(commandBody(), now), { body: undefined }), statusCode: 401 },
  { name: 'a null body', event: (now) => changed(signedEvent(commandBody(), now), { body: null }), statusCode: 401 },
  {
    name: 'a body of objects',
    event: (now) => changed(signedEvent(commandBody(), now), { body: {} }),
    statusCode: 401,
  },
  {
    name: 'no headers',
    event: (now) => changed(signedEvent(commandBody(), now), { headers: undefined }),
    statusCode: 401,
  },
  {
    name: 'null headers',
    event: (now) => changed(signedEvent(commandBody(), now), { headers: null }),
    statusCode: 401,
  },
  {
    name: 'text as headers',
    event: (now) => changed(signedEvent(commandBody(), now), { headers: 'x' }),
    statusCode: 401,
  },
  { name: 'base64 that is none', event: () => ({ headers: {}, body: '%%%', isBase64Encoded: true }), statusCode: 401 },
  {
    name: 'unsigned JSON',
    event: () => ({ headers: { 'content-type': 'application/json' }, body: '{' }),
    statusCode: 401,
  },
  { name: 'unsigned junk', event: () => ({ headers: {}, body: '\u0000\ud800<>' }), statusCode: 401 },
  {
    name: 'a certificate check of another value',
    event: () => ({ headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'ssl_check=2' }),
    statusCode: 401,
  },
  { name: 'an empty event', event: () => ({}), statusCode: 401 },
  { name: 'no event', event: () => null, statusCode: 401 },
];

/** `reference` §1.3 of Bolt's behaviour on Lambda, and what the guard makes of it. */
export const requestShapes: readonly RequestShape[] = [...genuine, ...strange, ...unproved];
