import { hash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { CredentialLookup } from '../options.ts';
import { createAuthorizationReader, type SignatureAuthorization } from './authorization.ts';
import { canonicalRequest, type SignedParts, signedPartsOf } from './canonical-request.ts';
import {
  IncompleteSignatureException,
  InvalidSignatureException,
  MissingAuthenticationTokenException,
  UnrecognizedClientException,
} from './errors.ts';
import { createSigningDateReader } from './signing-date.ts';
import { createSign } from './signing-keys.ts';

/** What decides over a call, and therefore has to be signed. */
const HEADERS_TO_SIGN = ['host', 'x-amz-date', 'x-amz-target'];
const SIGNATURE_DIGITS = 64;
const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.';

/** Checks the signature of a request whose body was read. @throws ProtonError under the names that AWS uses */
export type SignatureCheck = (request: IncomingMessage, body: Buffer) => void;

/**
 * Checks Signature Version 4 (https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html): signs what was
 * signed anew, and compares the signatures in constant time.
 */
export function createSignatureCheck(credentials: CredentialLookup, now: () => number): SignatureCheck {
  const sign = createSign();
  const readAuthorization = createAuthorizationReader();
  const readSigningDate = createSigningDateReader();
  const isSame = createComparison();
  return (request, body) => {
    const { authorization } = request.headers;
    if (authorization === undefined) throw unsigned(request);
    const given = readAuthorization(authorization);
    const { accessKeyId, region, signedHeaders } = given;
    const credential = credentials.get(accessKeyId);
    const parts = signedPartsOf(request);
    // Node reads the first of several, and a proxy might another.
    if (parts.headers.get('authorization') !== authorization) {
      throw new IncompleteSignatureException('Authorization header must be there once.');
    }
    // A session token belongs to credentials that only AWS STS gives out.
    if (credential === undefined || parts.headers.has('x-amz-security-token')) throw new UnrecognizedClientException();
    const longDate = readSigningDate(parts.headers.get('x-amz-date'), given.date, now());
    checkSignedHeaders(parts, given);
    const payloadHash = hash('sha256', body);
    checkContentHash(parts, payloadHash);
    const expected = sign(canonicalRequest(parts, signedHeaders, payloadHash), {
      accessKeyId,
      secretAccessKey: credential.secretAccessKey,
      region,
      longDate,
    });
    if (!isSame(given.signature, expected)) throw new InvalidSignatureException(MISMATCH);
  };
}

/** Compares signatures, of which each has 64 hexadecimal digits, in constant time. */
function createComparison(): (left: string, right: string) => boolean {
  const [one, other] = [Buffer.alloc(SIGNATURE_DIGITS), Buffer.alloc(SIGNATURE_DIGITS)];
  return (left, right) => {
    one.write(left, 'latin1');
    other.write(right, 'latin1');
    return timingSafeEqual(one, other);
  };
}

function unsigned({ url = '/' }: IncomingMessage): MissingAuthenticationTokenException {
  const queryAt = url.indexOf('?');
  const isPresigned = queryAt >= 0 && new URLSearchParams(url.slice(queryAt)).has('X-Amz-Signature');
  return isPresigned
    ? new MissingAuthenticationTokenException(
        'A signature in the query is not supported; send an Authorization header.',
      )
    : new MissingAuthenticationTokenException();
}

function checkSignedHeaders({ headers }: SignedParts, { signedHeaders }: SignatureAuthorization): void {
  const missing = HEADERS_TO_SIGN.find((name) => headers.has(name) && !signedHeaders.includes(name));
  if (missing !== undefined) {
    throw new InvalidSignatureException(`'${missing}' must be a 'SignedHeader' in the AWS Authorization.`);
  }
  if (signedHeaders.includes('date')) throw new IncompleteSignatureException("Sign 'X-Amz-Date' instead of 'Date'.");
}

/** Whoever sends a hash of the body beside the signature means that one. */
function checkContentHash({ headers }: SignedParts, payloadHash: string): void {
  const given = headers.get('x-amz-content-sha256');
  if (given !== undefined && given !== payloadHash) throw new InvalidSignatureException(MISMATCH);
}
