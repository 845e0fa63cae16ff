import { GetServiceCommand, ListServicesCommand, ProtonClient } from '@aws-sdk/client-proton';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type ControlPlaneRegions,
  createControlPlaneHttpHandler,
  createControlPlaneRegions,
} from '../../../src/index.ts';
import { type HttpServer, serve } from '../../support/http-server.ts';
import { connectRaw } from '../../support/raw-connection.ts';
import { createVirtualClock } from '../../support/virtual-clock.ts';
import { ACCOUNT, countingRandom, createWorld, REGION } from '../../support/world.ts';
import { basicFormat, type HandMadeRequest, type Signing, signByHand } from './hand-made.ts';

const ACCESS_KEY_ID = 'AKIDEXAMPLE';
const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const OTHER_ACCESS_KEY_ID = 'AKIDOTHER';
const OTHER_SECRET = 'another-secret';
const OTHER_ACCOUNT = '444455556666';
const NOW_MS = Date.parse('2026-03-02T09:30:00Z');
const MINUTE_MS = 60_000;

let regions: ControlPlaneRegions;
let server: HttpServer;
/** The machine's time as the server sees it: that of the real client, or a fixed one. */
let nowMs: () => number = () => NOW_MS;

beforeAll(async () => {
  regions = createControlPlaneRegions({
    clock: createVirtualClock(0),
    random: countingRandom(),
    region: REGION,
    accountId: ACCOUNT,
    emit() {},
  });
  server = await serve(regions, {
    requireSignatures: true,
    credentials: new Map([
      [ACCESS_KEY_ID, { secretAccessKey: SECRET, accountId: ACCOUNT }],
      [OTHER_ACCESS_KEY_ID, { secretAccessKey: OTHER_SECRET, accountId: OTHER_ACCOUNT }],
    ]),
    now: () => nowMs(),
  });
});
afterAll(async () => {
  expect(server.faults).toEqual([]);
  await server.close();
});

const signing: Signing = { accessKeyId: ACCESS_KEY_ID, secretAccessKey: SECRET, signedAtMs: NOW_MS, region: REGION };
const request: HandMadeRequest = {
  method: 'POST',
  path: '/',
  headers: {
    host: '127.0.0.1:4600',
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': 'AwsProton20200720.ListServices',
  },
  body: '{}',
};

interface Answer {
  readonly status: number;
  readonly type: unknown;
  readonly message: unknown;
}

/** Sends bytes as they are, so that also what a client would mend goes out. */
async function send(
  { method, path, headers, body }: HandMadeRequest,
  moreHeaders: readonly string[] = [],
): Promise<Answer> {
  const connection = await connectRaw(server.port);
  const lines = [
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...moreHeaders,
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  const answer = await connection.send(`${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
  connection.close();
  if (answer === undefined) throw new Error('no answer');
  // Neither a secret nor the signature that would have been right is ever told.
  expect(answer.body).not.toMatch(/wJalr|another-secret|[0-9a-f]{64}/);
  const { __type: type, message }: { __type?: unknown; message?: unknown } = Object(JSON.parse(answer.body));
  return { status: answer.status, type, message };
}

const refusal = (name: string, message: string | RegExp): Answer => ({
  status: 400,
  type: `com.amazon.coral.service#${name}`,
  message: typeof message === 'string' ? message : expect.stringMatching(message),
});
const MISMATCH = refusal('InvalidSignatureException', /^The request signature we calculated does not match/);

describe('a signature is taken', () => {
  const withHeader = (name: string, value: string): HandMadeRequest => ({
    ...request,
    headers: { ...request.headers, [name]: value },
  });
  const sign = (given: HandMadeRequest, signedHeaders: readonly string[]): HandMadeRequest =>
    signByHand(given, { ...signing, signedHeaders });
  const least = ['host', 'x-amz-date', 'x-amz-target'];

  test.each([
    ['over the headers that botocore signs', signByHand(request, signing)],
    ['over the least that decides', sign(request, least)],
    [
      'over headers with spaces to trim',
      sign(withHeader('x-amz-meta', ' a   b '), ['host', 'x-amz-date', 'x-amz-meta', 'x-amz-target']),
    ],
    [
      'over a header that is seldom signed',
      sign(withHeader('user-agent', 'me/1.0'), ['host', 'user-agent', 'x-amz-date', 'x-amz-target']),
    ],
    ['over an empty body', signByHand({ ...request, body: '' }, signing)],
    ['over a body of any script', signByHand({ ...request, body: '{"nextToken":null,"ü":"日本"}' }, signing)],
    ['over a query', signByHand({ ...request, path: '/?a=1&b=x%20y' }, signing)],
    ['made five minutes ago', signByHand(request, { ...signing, signedAtMs: NOW_MS - 5 * MINUTE_MS })],
    ['made five minutes from now', signByHand(request, { ...signing, signedAtMs: NOW_MS + 5 * MINUTE_MS })],
    ['for another region', signByHand(request, { ...signing, region: 'us-west-2' })],
  ])('%s', async (_what, signed) => {
    expect(await send(signed)).toMatchObject({ status: 200 });
  });

  test('without spaces after the commas', async () => {
    const signed = signByHand(request, signing);
    const authorization = signed.headers['authorization']?.replaceAll(', ', ',') ?? '';
    expect(await send({ ...signed, headers: { ...signed.headers, authorization } })).toMatchObject({ status: 200 });
  });
});

describe('a signature is refused', () => {
  const signed = signByHand(request, signing);
  const withHeaders = (headers: Record<string, string>): HandMadeRequest => ({
    ...signed,
    headers: { ...signed.headers, ...headers },
  });
  const authorization = signed.headers['authorization'] ?? '';
  const withAuthorization = (change: (text: string) => string): HandMadeRequest =>
    withHeaders({ authorization: change(authorization) });

  test.each([
    ['another body', { ...signed, body: '{ }' }],
    ['no body', { ...signed, body: '' }],
    ['another operation', withHeaders({ 'x-amz-target': 'AwsProton20200720.ListEnvironments' })],
    ['another host', withHeaders({ host: '127.0.0.1:4601' })],
    ['another content type', withHeaders({ 'content-type': 'application/json' })],
    ['another time', withHeaders({ 'x-amz-date': basicFormat(NOW_MS + 1000) })],
    ['another region', withAuthorization((text) => text.replace(REGION, 'us-west-2'))],
    ['a query', { ...signed, path: '/?a=1' }],
    ['another access key', withAuthorization((text) => text.replace(ACCESS_KEY_ID, OTHER_ACCESS_KEY_ID))],
    ['another signature', withAuthorization((text) => text.replace(/[0-9a-f]{64}/, '0'.repeat(64)))],
    ['the secret of another', signByHand(request, { ...signing, secretAccessKey: OTHER_SECRET })],
    ['a hash of another body', withHeaders({ 'x-amz-content-sha256': '0'.repeat(64) })],
    ['no hash of the body', withHeaders({ 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' })],
    ['a header that is not there', withAuthorization((text) => text.replace('host;', 'host;x-a;'))],
  ])('with %s', async (_what, given) => {
    expect(await send(given)).toEqual(MISMATCH);
  });

  test('with a header twice', async () => {
    expect(await send(signed, ['content-type: text/plain'])).toEqual(MISMATCH);
    // Node itself takes the first of two hosts.
    expect(await send(signed, ['host: example.com'])).toEqual(MISMATCH);
  });

  test.each([
    [
      'minutes ago',
      -5 * MINUTE_MS - 1000,
      'Signature expired: 20260302T092459Z is now earlier than 20260302T092500Z (20260302T093000Z - 5 min.)',
    ],
    [
      'minutes from now',
      5 * MINUTE_MS + 1000,
      'Signature not yet current: 20260302T093501Z is still later than 20260302T093500Z (20260302T093000Z + 5 min.)',
    ],
  ])('made too many %s', async (_what, offsetMs, message) => {
    const late = signByHand(request, { ...signing, signedAtMs: NOW_MS + offsetMs });
    expect(await send(late)).toEqual(refusal('InvalidSignatureException', message));
  });

  test.each<[string, Partial<Signing>, string | RegExp]>([
    ['another service', { service: 's3' }, "Credential should be scoped to correct service: 'proton'."],
    ['no region', { region: 'moon' }, 'Credential should be scoped to a valid region.'],
    ['the date of another day', { scopeDate: '20260301' }, /^Date in Credential scope does not match/],
    ['half a date', { scopeDate: '2026' }, /^Date in Credential scope does not match/],
    [
      'too few headers: no host',
      { signedHeaders: ['content-type', 'x-amz-date', 'x-amz-target'] },
      /^'host' must be a 'SignedHeader'/,
    ],
    [
      'too few headers: no target',
      { signedHeaders: ['host', 'x-amz-date'] },
      /^'x-amz-target' must be a 'SignedHeader'/,
    ],
    ['too few headers: no date', { signedHeaders: ['host', 'x-amz-target'] }, /^'x-amz-date' must be a 'SignedHeader'/],
  ])('for %s', async (_what, change, message) => {
    expect(await send(signByHand(request, { ...signing, ...change }))).toEqual(
      refusal('InvalidSignatureException', message),
    );
  });

  test('of an access key that is not known', async () => {
    const unrecognized = refusal(
      'UnrecognizedClientException',
      'The security token included in the request is invalid.',
    );
    for (const accessKeyId of ['AKIDUNKNOWN', ACCOUNT, '__proto__', ACCESS_KEY_ID.toLowerCase()]) {
      expect(await send(signByHand(request, { ...signing, accessKeyId }))).toEqual(unrecognized);
    }
    expect(await send(withHeaders({ 'x-amz-security-token': 'token' }))).toEqual(unrecognized);
  });

  test('where there is none', async () => {
    expect(await send(request)).toEqual(
      refusal('MissingAuthenticationTokenException', 'Request is missing Authentication Token'),
    );
    expect(await send({ ...request, path: '/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=abc' })).toEqual(
      refusal('MissingAuthenticationTokenException', /^A signature in the query is not supported/),
    );
  });

  test.each<[string, HandMadeRequest, RegExp]>([
    [
      'of another algorithm',
      withAuthorization((text) => text.replace('HMAC-SHA256', 'ECDSA-P256-SHA256')),
      /algorithm AWS4-HMAC-SHA256/,
    ],
    ['of another scheme', withHeaders({ authorization: 'Bearer token' }), /algorithm AWS4-HMAC-SHA256/],
    [
      'that is endless',
      withAuthorization((text) => text.replace('host;', `host;${'x;'.repeat(4000)}`)),
      /algorithm AWS4-HMAC-SHA256/,
    ],
    [
      'without parts',
      withHeaders({ authorization: 'AWS4-HMAC-SHA256 x' }),
      /requires 'Credential' parameter\. .*'SignedHeaders' parameter\. .*'Signature' parameter\.$/,
    ],
    [
      'without signature',
      withAuthorization((text) => text.replace(/, Signature=.*/, '')),
      /^Authorization header requires 'Signature' parameter\.$/,
    ],
    ['with a part twice', withAuthorization((text) => `${text}, Signature=${'0'.repeat(64)}`), /repeats a parameter/],
    [
      'with half a credential',
      withAuthorization((text) => text.replace('/proton/aws4_request', '')),
      /exactly 5 slash-delimited elements/,
    ],
    [
      'with a long credential',
      withAuthorization((text) => text.replace('/aws4_request', '/aws4_request/x')),
      /exactly 5 slash-delimited elements/,
    ],
    [
      'with headers in upper case',
      withAuthorization((text) => text.replace('host;', 'Host;')),
      /^SignedHeaders must be names in lower case/,
    ],
    [
      'with a short signature',
      withAuthorization((text) => text.slice(0, -1)),
      /^Signature must be 64 hexadecimal digits/,
    ],
    [
      'that is signed over Date',
      withAuthorization((text) => text.replace('host;', 'date;host;')),
      /^Sign 'X-Amz-Date' instead of 'Date'/,
    ],
    [
      'with a date in words',
      withHeaders({ 'x-amz-date': 'Mon, 02 Mar 2026 09:30:00 GMT' }),
      /^Date must be in ISO-8601 'basic format'/,
    ],
    [
      'with a date that is none',
      withHeaders({ 'x-amz-date': '20269902T093000Z' }),
      /^Date must be in ISO-8601 'basic format'/,
    ],
    [
      'with two dates',
      withHeaders({ 'x-amz-date': '20260302T093000Z, 20260302T093000Z' }),
      /^Date must be in ISO-8601 'basic format'/,
    ],
  ])('%s', async (_what, given, message) => {
    expect(await send(given)).toEqual(refusal('IncompleteSignatureException', message));
  });

  test('without a date', async () => {
    const { 'x-amz-date': _date, ...headers } = signed.headers;
    expect(await send({ ...signed, headers })).toEqual(
      refusal('IncompleteSignatureException', /requires existence of a 'X-Amz-Date'/),
    );
  });

  test('of another version', async () => {
    const other = withAuthorization((text) => text.replace('aws4_request', 'aws5_request'));
    expect(await send(other)).toEqual(
      refusal('InvalidSignatureException', "Credential should be scoped with a valid terminator: 'aws4_request'."),
    );
  });
});

describe('the real client', () => {
  const clients: ProtonClient[] = [];
  const client = (accessKeyId: string, secretAccessKey: string, offsetMs = 0): ProtonClient => {
    const made = new ProtonClient({
      endpoint: server.url,
      region: REGION,
      maxAttempts: 1,
      credentials: { accessKeyId, secretAccessKey },
      systemClockOffset: offsetMs,
    });
    clients.push(made);
    return made;
  };

  beforeAll(() => {
    nowMs = () => Date.now();
  });
  afterAll(() => {
    nowMs = () => NOW_MS;
    for (const made of clients) made.destroy();
  });

  test('is let in, for its own account', async () => {
    expect((await client(ACCESS_KEY_ID, SECRET).send(new ListServicesCommand({}))).services).toEqual([]);
    await expect(
      client(OTHER_ACCESS_KEY_ID, OTHER_SECRET).send(new GetServiceCommand({ name: 'shop' })),
    ).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: expect.stringContaining(`:${OTHER_ACCOUNT}:service/shop`),
    });
  });

  test.each([
    ['the wrong secret', ACCESS_KEY_ID, OTHER_SECRET, 0, 'InvalidSignatureException'],
    ['an unknown key', 'AKIDUNKNOWN', SECRET, 0, 'UnrecognizedClientException'],
    ['a clock that is late', ACCESS_KEY_ID, SECRET, -3_600_000, 'InvalidSignatureException'],
  ])('is refused with %s', async (_what, accessKeyId, secret, offsetMs, name) => {
    await expect(client(accessKeyId, secret, offsetMs).send(new ListServicesCommand({}))).rejects.toMatchObject({
      name,
      $metadata: { httpStatusCode: 400 },
    });
  });
});

test('a refused call does nothing', async () => {
  const before = regions.snapshot();
  const create = {
    ...request,
    headers: { ...request.headers, 'x-amz-target': 'AwsProton20200720.CreateServiceTemplate' },
    body: '{"name":"web"}',
  };
  expect(await send(signByHand(create, { ...signing, secretAccessKey: OTHER_SECRET }))).toEqual(MISMATCH);
  expect(regions.snapshot()).toEqual(before);
  expect(await send(signByHand(create, signing))).toMatchObject({ status: 200 });
});

test('signatures cannot be required without something to check them with', () => {
  const { plane } = createWorld();
  expect(() => createControlPlaneHttpHandler(plane, { requireSignatures: true })).toThrow(TypeError);
  expect(() => createControlPlaneHttpHandler(plane, { requireSignatures: true, credentials: new Map() })).toThrow(
    /clock/,
  );
});
