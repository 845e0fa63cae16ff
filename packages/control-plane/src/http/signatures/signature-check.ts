import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { SignatureV4 } from '@smithy/signature-v4';
import type { ControlPlaneCredential } from '../options.ts';
import { readAuthorization, type SignatureAuthorization } from './authorization.ts';
import {
  IncompleteSignatureException,
  InvalidSignatureException,
  MissingAuthenticationTokenException,
  UnrecognizedClientException,
} from './errors.ts';
import { Sha256 } from './sha256.ts';
import { readSigningDate } from './signing-date.ts';

/** What decides over a call, and therefore has to be signed. */
const HEADERS_TO_SIGN = ['host', 'x-amz-date', 'x-amz-target'];
const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.';

/** Checks the signature of a request whose body was read. @throws ProtonError under the names that AWS uses */
export type SignatureCheck = (request: IncomingMessage, body: Buffer) => Promise<void>;

/**
 * Checks Signature Version 4 (https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html): makes a
 * request of just the signed headers, has AWS's own library sign it, and compares the signatures in constant time.
 */
export function createSignatureCheck(
  credentials: ReadonlyMap<string, ControlPlaneCredential>,
  now: () => number,
): SignatureCheck {
  return async (request, body) => {
    const { authorization } = request.headers;
    if (authorization === undefined) throw unsigned(request);
    const given = readAuthorization(authorization);
    const credential = credentials.get(given.accessKeyId);
    // A session token belongs to credentials that only AWS STS gives out.
    if (credential === undefined || request.headers['x-amz-security-token'] !== undefined) {
      throw new UnrecognizedClientException();
    }
    const signingDate = readSigningDate(signedValueOf(request, 'x-amz-date'), given.date, now());
    checkSignedHeaders(request, given);
    checkContentHash(request, body);
    const { hostname, path, query } = addressOf(request);
    const signer = await signerOf(given, credential);
    const signed = await signer.sign(
      {
        method: request.method ?? '',
        protocol: 'http:',
        hostname,
        path,
        query,
        headers: Object.fromEntries(given.signedHeaders.map((name) => [name, signedValueOf(request, name) ?? ''])),
        body,
      },
      { signingDate, signableHeaders: new Set(given.signedHeaders) },
    );
    const expected = readAuthorization(signed.headers['authorization'] ?? '');
    if (!timingSafeEqual(Buffer.from(given.signature), Buffer.from(expected.signature))) {
      throw new InvalidSignatureException(MISMATCH);
    }
  };
}

function unsigned(request: IncomingMessage): MissingAuthenticationTokenException {
  const isPresigned = addressOf(request).query['X-Amz-Signature'] !== undefined;
  return isPresigned
    ? new MissingAuthenticationTokenException(
        'A signature in the query is not supported; send an Authorization header.',
      )
    : new MissingAuthenticationTokenException();
}

function checkSignedHeaders(request: IncomingMessage, { signedHeaders }: SignatureAuthorization): void {
  const missing = HEADERS_TO_SIGN.find((name) => request.headers[name] !== undefined && !signedHeaders.includes(name));
  if (missing !== undefined) {
    throw new InvalidSignatureException(`'${missing}' must be a 'SignedHeader' in the AWS Authorization.`);
  }
  if (signedHeaders.includes('date')) throw new IncompleteSignatureException("Sign 'X-Amz-Date' instead of 'Date'.");
}

/** The library takes this header's word for the hash of the body. */
function checkContentHash(request: IncomingMessage, body: Buffer): void {
  const hash = signedValueOf(request, 'x-amz-content-sha256');
  if (hash !== undefined && hash !== createHash('sha256').update(body).digest('hex')) {
    throw new InvalidSignatureException(MISMATCH);
  }
}

/** The value of a header as it is signed: of a repeated one all values, also where Node would use but the first. */
function signedValueOf(request: IncomingMessage, name: string): string | undefined {
  return request.headersDistinct[name]?.join(',');
}

function addressOf(request: IncomingMessage): { hostname: string; path: string; query: Record<string, string[]> } {
  const url = request.url ?? '/';
  const [path = '/'] = url.split('?', 1);
  const query: Record<string, string[]> = {};
  for (const [name, value] of new URLSearchParams(url.slice(path.length))) (query[name] ??= []).push(value);
  return { hostname: request.headers.host ?? '', path, query };
}

let library: Promise<typeof import('@smithy/signature-v4')> | undefined;

/**
 * Loads the library when it is first needed: most control planes check no signatures, and start faster without it. It is
 * kept, because asking the module loader once per call is a tenth of the whole check.
 */
async function signerOf(
  { accessKeyId, region }: SignatureAuthorization,
  { secretAccessKey }: ControlPlaneCredential,
): Promise<SignatureV4> {
  library ??= import('@smithy/signature-v4');
  const { SignatureV4 } = await library;
  return new SignatureV4({
    service: 'proton',
    region,
    credentials: { accessKeyId, secretAccessKey },
    sha256: Sha256,
    applyChecksum: false,
  });
}
