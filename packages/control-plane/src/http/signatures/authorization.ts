import { IncompleteSignatureException, InvalidSignatureException } from './errors.ts';

/** An `Authorization` header of SigV4, taken apart. */
export interface SignatureAuthorization extends SignatureScope {
  /** 64 hexadecimal digits. */
  readonly signature: string;
}

/** All of it but the signature: the same for many requests of a caller. */
export interface SignatureScope {
  readonly accessKeyId: string;
  /** `20261120` */
  readonly date: string;
  readonly region: string;
  /** Names in lower case, as the caller listed them. */
  readonly signedHeaders: readonly string[];
}

const ALGORITHM = 'AWS4-HMAC-SHA256';
const SERVICE = 'proton';
const HEADER_NAME = /^[a-z0-9!#$%&'*+.^_`|~-]+$/;
const SIGNATURE = /^[0-9a-f]{64}$/;
/** No honest header comes near; a longer one is not taken apart. */
const MAXIMUM_LENGTH = 4096;
const SIGNATURE_DIGITS = 64;
/** Callers of more at a time than this have their headers taken apart anew. */
const MAXIMUM_SCOPES = 256;

/**
 * As `readAuthorization`. A header that differs from one before in its signature alone, which all signers put last, is not taken
 * apart again.
 */
export function createAuthorizationReader(): (header: string) => SignatureAuthorization {
  const scopes = new Map<string, SignatureScope>();
  return (header) => {
    const beforeSignature = header.slice(0, -SIGNATURE_DIGITS);
    const signature = header.slice(-SIGNATURE_DIGITS);
    const known = scopes.get(beforeSignature);
    if (known !== undefined && SIGNATURE.test(signature)) return { ...known, signature };
    const read = readAuthorization(header);
    if (beforeSignature.endsWith('Signature=')) {
      const [oldest] = scopes.keys();
      if (scopes.size >= MAXIMUM_SCOPES && oldest !== undefined) scopes.delete(oldest);
      scopes.set(beforeSignature, read);
    }
    return read;
  };
}

/**
 * @throws IncompleteSignatureException when a part is missing or malformed
 * @throws InvalidSignatureException when it is for another service or of another version
 */
export function readAuthorization(header: string): SignatureAuthorization {
  if (!header.startsWith(`${ALGORITHM} `) || header.length > MAXIMUM_LENGTH) {
    throw new IncompleteSignatureException(`Authorization header must be of the algorithm ${ALGORITHM}.`);
  }
  const parts = readParts(header.slice(ALGORITHM.length + 1));
  const [accessKeyId = '', date = '', region = '', service, terminator, ...rest] = parts.Credential.split('/');
  if (terminator === undefined || rest.length > 0) {
    throw new IncompleteSignatureException(
      'Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term.',
    );
  }
  if (service !== SERVICE) {
    throw new InvalidSignatureException(`Credential should be scoped to correct service: '${SERVICE}'.`);
  }
  if (terminator !== 'aws4_request') {
    throw new InvalidSignatureException("Credential should be scoped with a valid terminator: 'aws4_request'.");
  }
  const signedHeaders = parts.SignedHeaders.split(';');
  if (!signedHeaders.every((name) => HEADER_NAME.test(name))) {
    throw new IncompleteSignatureException('SignedHeaders must be names in lower case, separated by semicolons.');
  }
  if (!SIGNATURE.test(parts.Signature)) {
    throw new IncompleteSignatureException('Signature must be 64 hexadecimal digits in lower case.');
  }
  return { accessKeyId, date, region, signedHeaders, signature: parts.Signature };
}

const PARTS = ['Credential', 'SignedHeaders', 'Signature'] as const;

function readParts(text: string): Readonly<Record<(typeof PARTS)[number], string>> {
  const found = new Map<string, string>();
  for (const part of text.split(',')) {
    const [name = '', value = ''] = part.trim().split('=', 2);
    if (found.has(name)) throw new IncompleteSignatureException('Authorization header repeats a parameter.');
    found.set(name, value);
  }
  const missing = PARTS.filter((name) => !found.get(name));
  if (missing.length > 0) {
    throw new IncompleteSignatureException(
      missing.map((name) => `Authorization header requires '${name}' parameter.`).join(' '),
    );
  }
  const [Credential = '', SignedHeaders = '', Signature = ''] = PARTS.map((name) => found.get(name));
  return { Credential, SignedHeaders, Signature };
}
