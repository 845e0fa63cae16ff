import { ACCOUNT, REGION } from '../../support/world.ts';
import { createDice, type Dice } from './dice.ts';
import { type Json, textOf } from './json-text.ts';
import { mutateBytes, mutateJson } from './mutations.ts';
import { OPERATIONS, validInput } from './valid-input.ts';

/** One request of the fuzz test. */
export interface FuzzedRequest {
  readonly bytes: Buffer;
  /** Whether where it ends can be told, so that it is answered once and the connection goes on. */
  readonly isFramed: boolean;
  /** Whether the answer has no body, as to HEAD. */
  readonly isHead: boolean;
}

const TARGET = 'AwsProton20200720.';
const HOST = 'host: 127.0.0.1';
const CREDENTIAL = `Credential=${ACCOUNT}/20260302/${REGION}/proton/aws4_request`;
const LONG = 'x'.repeat(7000);

const HOSTILE_TARGETS: readonly string[] = [
  '',
  ' ',
  'GetService',
  TARGET,
  `${TARGET}__proto__`,
  `${TARGET}constructor`,
  `${TARGET}toString`,
  `${TARGET}getService`,
  `${TARGET}GetService `,
  `${TARGET}GetService.GetService`,
  `${TARGET}GetService, ${TARGET}GetService`,
  `${TARGET}${LONG}`,
  `${TARGET}Get\tService`,
  `${TARGET}Get\u00e9Service`,
  'DynamoDB_20120810.GetItem',
  `awsproton20200720.GetService`,
];

/** Header lines that HTTP allows, whatever they say. (None asks to upgrade: after that Node reads no further requests.) */
const HOSTILE_HEADERS: readonly string[] = [
  'content-type: multipart/form-data; boundary=x',
  'content-type:',
  'content-encoding: gzip',
  'accept: text/html',
  'authorization:',
  'authorization: Basic eDp5',
  'authorization: AWS4-HMAC-SHA256 Credential=',
  'authorization: AWS4-HMAC-SHA256 Credential=////',
  `authorization: AWS4-HMAC-SHA256 ${CREDENTIAL.replace(ACCOUNT, '000000000000')}`,
  `authorization: AWS4-HMAC-SHA256 ${CREDENTIAL.replace(REGION, 'moon')}`,
  `authorization: AWS4-HMAC-SHA256 ${CREDENTIAL.replace(REGION, '../../..')}`,
  `authorization: AWS4-HMAC-SHA256 ${CREDENTIAL.replace(REGION, 'us-west-2')}`,
  `authorization: AWS4-HMAC-SHA256 Credential=${LONG}/${LONG.slice(0, 100)}/x/y/z`,
  'x-proton-bot-expected-deployment-id:',
  `x-proton-bot-expected-deployment-id: ${LONG}`,
  'x-proton-bot-expected-deployment-id: a\r\nx-proton-bot-expected-deployment-id: b',
  'expect: 100-continue',
  'expect: nothing',
  'cookie: a=b',
  '__proto__: x',
  'constructor: x',
  'x-amz-date: yesterday',
  'x-amzn-trace-id: Root=1',
  'x-forwarded-for: 203.0.113.7',
  'origin: https://example.com',
  `x-long: ${LONG}`,
];

/** Header lines that no server should read on from. */
const BROKEN_HEADERS: readonly string[] = [
  'content-length: 1\r\ncontent-length: 2',
  'content-length: -5',
  'content-length: 0x10',
  'content-length: 99999999999999999999',
  'content-length: 5\r\ntransfer-encoding: chunked',
  'transfer-encoding: chunked, gzip, identity',
  ': no name',
  'no colon',
  'na me: x',
  'x-a: \u0000',
  'x-a: 1\n\n',
  `x-a: ${'x'.repeat(20_000)}`,
];

const PATHS: readonly string[] = [
  '/',
  '/?a=b',
  '//',
  '/..',
  '/%00',
  '/%',
  '*',
  '/?X-Amz-Signature=x',
  '/_proton-bot/',
  `/${LONG}`,
];
const CONTROL_PATHS: readonly string[] = [
  'outcomes',
  'outcomes?region=',
  'outcomes?region=__proto__',
  'pushes',
  'failures?x=1',
  'clock?by=1',
  'reset?now=1',
  'snapshot',
  'tap',
  'tap?after=NaN',
  '__proto__',
];
const METHODS: readonly string[] = ['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE', 'PURGE'];

/** The request with that number; the same for the same seed. */
export function fuzzedRequest(seed: number, number: number): FuzzedRequest {
  const dice = createDice(Math.imul(seed, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b));
  const kind = dice.below(100);
  const operation = dice.pick(OPERATIONS);
  const input = validInput(operation, dice);
  const valid = (): Buffer => Buffer.from(textOf(input));
  if (kind < 20) return framed(dice, { operation, body: valid() });
  if (kind < 74) return framed(dice, { operation, body: Buffer.from(textOf(mutateJson(input, dice))) });
  if (kind < 84) return framed(dice, { operation, body: mutateBytes(valid(), dice) });
  if (kind < 90) return framed(dice, { operation, body: valid(), headers: [dice.pick(HOSTILE_HEADERS)] });
  if (kind < 93) return framed(dice, { target: dice.pick(HOSTILE_TARGETS), body: valid() });
  if (kind < 95) return framed(dice, { operation, body: valid(), method: dice.pick(METHODS), path: dice.pick(PATHS) });
  if (kind < 97) return controlRequest(dice);
  return broken(dice, operation, valid());
}

interface Parts {
  readonly operation?: string;
  readonly target?: string;
  readonly body: Buffer;
  readonly method?: string;
  readonly path?: string;
  readonly headers?: readonly string[];
}

function framed(dice: Dice, parts: Parts): FuzzedRequest {
  const { body, method = 'POST' } = parts;
  const inChunks = dice.percent(10);
  const head = headOf(parts, inChunks ? 'transfer-encoding: chunked' : `content-length: ${body.length}`);
  const at = dice.below(body.length + 1);
  const sent = inChunks ? [chunk(body.subarray(0, at)), chunk(body.subarray(at)), Buffer.from('0\r\n\r\n')] : [body];
  return { bytes: Buffer.concat([head, ...sent]), isFramed: true, isHead: method === 'HEAD' };
}

function chunk(data: Buffer): Buffer {
  if (data.length === 0) return data;
  return Buffer.concat([Buffer.from(`${data.length.toString(16)}\r\n`), data, Buffer.from('\r\n')]);
}

function headOf({ operation, target, method = 'POST', path = '/', headers = [] }: Parts, ...framing: string[]): Buffer {
  const lines = [
    `${method} ${path} HTTP/1.1`,
    HOST,
    `x-amz-target: ${target ?? `${TARGET}${operation ?? ''}`}`,
    ...headers,
    ...framing,
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
}

/** Never one that plans a failure, since an InternalServerException would then be no fault. */
function controlRequest(dice: Dice): FuzzedRequest {
  const control: Json = {
    entries: [
      ['target', 'shop/blue'],
      ['outcome', 'succeed'],
      ['advanceMs', 1],
    ],
  };
  const body = dice.percent(50) ? Buffer.from(textOf(mutateJson(control, dice))) : mutateBytes(Buffer.from('{}'), dice);
  return framed(dice, {
    body,
    method: dice.pick(['POST', 'POST', 'POST', 'GET', 'PUT', 'DELETE']),
    path: `/_proton-bot/${dice.pick(CONTROL_PATHS)}`,
    headers: [dice.percent(80) ? 'content-type: application/json' : 'content-type: text/plain'],
  });
}

/** One whose end cannot be told, or that is no HTTP; the connection is of no use afterwards. */
function broken(dice: Dice, operation: string, body: Buffer): FuzzedRequest {
  const unframed = (bytes: Buffer): FuzzedRequest => ({ bytes, isFramed: false, isHead: false });
  const whole = Buffer.concat([headOf({ operation, body }, `content-length: ${body.length}`), body]);
  switch (dice.below(5)) {
    case 0: // announces more than it sends
      return unframed(
        Buffer.concat([headOf({ operation, body }, `content-length: ${body.length + 1 + dice.below(1000)}`), body]),
      );
    case 1: // sends more than it announces
      return unframed(
        Buffer.concat([headOf({ operation, body }, `content-length: ${Math.max(0, body.length - 1)}`), body, body]),
      );
    case 2: // ends in the middle of its head or body
      return unframed(whole.subarray(0, 1 + dice.below(whole.length - 1)));
    case 3:
      return unframed(mutateBytes(whole, dice));
    default:
      return unframed(Buffer.concat([headOf({ operation, body, headers: [dice.pick(BROKEN_HEADERS)] }), body]));
  }
}
