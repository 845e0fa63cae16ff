import { createHash, createHmac } from 'node:crypto';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { expect, test } from '@jest/globals';
import { SignatureV4 } from '@smithy/signature-v4';
import * as fc from 'fast-check';
import { createAuthorizationReader, readAuthorization } from '../../../src/http/signatures/authorization.ts';
import { canonicalRequest } from '../../../src/http/signatures/canonical-request.ts';
import { createSignatureCheck } from '../../../src/http/signatures/index.ts';
import { createSign } from '../../../src/http/signatures/signing-keys.ts';
import { runs } from '../../support/properties.ts';
import { basicFormat } from './hand-made.ts';

const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
type Data = string | ArrayBuffer | ArrayBufferView;
const bytesOf = (data: Data): Uint8Array =>
  typeof data === 'string' ? Buffer.from(data) : new Uint8Array('buffer' in data ? data.buffer : data);

/** As the SDK's signer asks for it. */
class Sha256 {
  readonly #hash;
  constructor(secret?: Data) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }
  update(data: Uint8Array): void {
    this.#hash.update(data);
  }
  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }
  reset(): void {}
}

const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,12}$/);
const step = fc.oneof(fc.constantFrom('', '.', '..', '_proton-bot', "it's(*)!"), fc.string({ maxLength: 6 }));
const requests = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PUT'),
  path: fc.array(step, { maxLength: 4 }).map((steps) => `/${steps.map((text) => encodeURIComponent(text)).join('/')}`),
  query: fc.dictionary(
    fc.string({ minLength: 1, maxLength: 6 }),
    fc.array(fc.string({ maxLength: 6 }), { minLength: 1, maxLength: 3 }),
  ),
  headers: fc.dictionary(
    name.map((text) => `x-${text}`),
    fc.stringMatching(/^[ -~]{0,20}$/),
  ),
  body: fc.string(),
  region: fc.constantFrom('eu-central-1', 'us-east-1', 'us-gov-west-1'),
  signedAtMs: fc.integer({ min: 0, max: 4e12 }).map((timeMs) => timeMs - (timeMs % 1000)),
});

test("a signature is the one that the SDK's own signer makes, whatever the request", async () => {
  const sign = createSign();
  await fc.assert(
    fc.asyncProperty(requests, async ({ method, path, query, headers, body, region, signedAtMs }) => {
      const signer = new SignatureV4({
        service: 'proton',
        region,
        credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: SECRET },
        sha256: Sha256,
        applyChecksum: false,
      });
      const all = { ...headers, host: '127.0.0.1:4600', 'x-amz-date': basicFormat(signedAtMs) };
      const request = { method, protocol: 'http:', hostname: '127.0.0.1:4600', path, query, headers: all, body };
      const signableHeaders = new Set(Object.keys(all));
      const signed = await signer.sign(request, { signingDate: new Date(signedAtMs), signableHeaders });
      const { 1: names = '', 2: expected } =
        /SignedHeaders=([^,]+), Signature=(\w+)/.exec(signed.headers['authorization'] ?? '') ?? [];
      const pairs = Object.entries(query).flatMap(([key, values]) =>
        values.map((value): [string, string] => [key, value]),
      );
      const url = pairs.length === 0 ? path : `${path}?${new URLSearchParams(pairs).toString()}`;
      const parts = { method, url, headers: new Map(Object.entries(all)) };
      const canonical = canonicalRequest(parts, names.split(';'), createHash('sha256').update(body).digest('hex'));
      const longDate = basicFormat(signedAtMs);
      expect(sign(canonical, { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: SECRET, region, longDate })).toBe(expected);
    }),
    runs(400),
  );
});

test('a signing key is kept for its day, region and secret, and for no other', () => {
  const sign = createSign();
  const scope = { accessKeyId: 'AKID', secretAccessKey: 'one', region: 'eu-west-1', longDate: '20260302T093000Z' };
  const scopes = [
    scope,
    { ...scope, secretAccessKey: 'two' },
    { ...scope, region: 'eu-west-2' },
    { ...scope, longDate: '20260303T093000Z' },
    { ...scope, accessKeyId: 'OTHER', secretAccessKey: 'three' },
    scope,
  ];
  expect(scopes.map((one) => sign('text', one))).toEqual(scopes.map((one) => createSign()('text', one)));
  for (let day = 0; day < 300; day += 1) {
    sign('text', { ...scope, longDate: `2026${String(1000 + day)}T093000Z` });
  }
  expect(sign('text', scope)).toBe(createSign()('text', scope));
});

const callers = ['AKIDONE', 'AKIDTWO'] as const;
const secretOf = (accessKeyId: string): string => `${SECRET}${accessKeyId}`;

function incoming(headers: Readonly<Record<string, string>>): IncomingMessage {
  const message = new IncomingMessage(new Socket());
  message.method = 'POST';
  message.url = '/';
  for (const [header, value] of Object.entries(headers)) message.rawHeaders.push(header, value);
  message.headers = { ...headers };
  return message;
}

/** A call as the SDK sends it. */
async function signedCall(accessKeyId: string, region: string, signedAtMs: number, body: string) {
  const signer = new SignatureV4({
    service: 'proton',
    region,
    credentials: { accessKeyId, secretAccessKey: secretOf(accessKeyId) },
    sha256: Sha256,
  });
  const headers = {
    host: '127.0.0.1:4600',
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': 'AwsProton20200720.ListServices',
  };
  const request = { method: 'POST', protocol: 'http:', hostname: '127.0.0.1', path: '/', headers, body };
  return (await signer.sign(request, { signingDate: new Date(signedAtMs) })).headers;
}

test('a check takes what the SDK signs, and nothing else, whatever it has checked before', async () => {
  let nowMs = 0;
  const credentials = new Map(callers.map((id) => [id, { secretAccessKey: secretOf(id), accountId: '111122223333' }]));
  const check = createSignatureCheck(credentials, () => nowMs);
  const call = fc.record({
    accessKeyId: fc.constantFrom(...callers),
    region: fc.constantFrom('eu-central-1', 'us-east-1'),
    second: fc.integer({ min: 0, max: 3 }),
    day: fc.integer({ min: 0, max: 2 }),
    body: fc.constantFrom('{}', '{"a":1}'),
  });
  const spoil = fc.constantFrom('signature', 'body', 'x-amz-target', 'host', 'x-amz-date', 'key', 'region');
  await fc.assert(
    fc.asyncProperty(call, spoil, fc.nat(63), async ({ accessKeyId, region, second, day, body }, what, at) => {
      nowMs = Date.parse('2026-03-02T09:30:00Z') + day * 86_400_000;
      const headers = await signedCall(accessKeyId, region, nowMs + second * 1000, body);
      expect(() => check(incoming(headers), Buffer.from(body))).not.toThrow();
      const { authorization = '' } = headers;
      const place = authorization.length - 64 + at;
      const other = authorization[place] === '0' ? '1' : '0';
      const spoilt: Record<string, string> = {
        ...headers,
        ...(what === 'signature' && {
          authorization: `${authorization.slice(0, place)}${other}${authorization.slice(place + 1)}`,
        }),
        ...(what === 'key' && {
          authorization: authorization.replace(accessKeyId, callers.find((id) => id !== accessKeyId) ?? ''),
        }),
        ...(what === 'region' && { authorization: authorization.replace(region, 'eu-west-1') }),
        ...(what in headers && { [what]: `${headers[what] ?? ''}1` }),
        ...(what === 'x-amz-date' && { [what]: basicFormat(nowMs + (second + 1) * 1000) }),
      };
      const sent = Buffer.from(what === 'body' ? `${body} ` : body);
      expect(() => check(incoming(spoilt), sent)).toThrow(
        expect.objectContaining({ name: 'InvalidSignatureException' }),
      );
    }),
    runs(200),
  );
});

test('a header that was taken apart before is taken apart in the same way', () => {
  const read = createAuthorizationReader();
  const resultOf = (reader: typeof read, header: string): unknown => {
    try {
      return reader(header);
    } catch (error) {
      return String(error);
    }
  };
  const part = fc.oneof(
    fc.constantFrom('Credential=AKID/20260302/eu-central-1/proton/aws4_request', 'SignedHeaders=host;x-amz-date'),
    fc.constantFrom('Credential=AKID/20260302/eu-central-1/ecs/aws4_request', 'SignedHeaders=Host', 'Other=1'),
  );
  const signature = fc.stringMatching(/^[0-9a-f]{64}$/);
  const signed = fc.oneof({ weight: 5, arbitrary: signature }, fc.constantFrom('abc', 'A'.repeat(64), ''));
  const header = fc
    .tuple(fc.array(part, { minLength: 1, maxLength: 3 }), signed, fc.boolean())
    .map(([parts, value, isFirst]) =>
      [...(isFirst ? [`Signature=${value}`] : []), ...parts, ...(isFirst ? [] : [`Signature=${value}`])].join(', '),
    );
  fc.assert(
    fc.property(header, (text) => {
      const whole = `AWS4-HMAC-SHA256 ${text}`;
      expect(resultOf(read, whole)).toEqual(resultOf(readAuthorization, whole));
      expect(resultOf(read, whole)).toEqual(resultOf(readAuthorization, whole));
    }),
    runs(400),
  );
});
