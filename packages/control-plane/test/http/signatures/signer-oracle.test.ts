import { createHash, createHmac } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { SignatureV4 } from '@smithy/signature-v4';
import * as fc from 'fast-check';
import { canonicalRequest } from '../../../src/http/signatures/canonical-request.ts';
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
