import type { IncomingMessage } from 'node:http';

/** What of a request is signed, read once. */
export interface SignedParts {
  readonly method: string;
  /** As in the request line. */
  readonly url: string;
  /** By name in lower case; of a repeated header all values, also where Node would use but the first. */
  readonly headers: ReadonlyMap<string, string>;
}

export function signedPartsOf({ method = '', url = '/', rawHeaders }: IncomingMessage): SignedParts {
  const headers = new Map<string, string>();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? '').toLowerCase();
    const value = rawHeaders[index + 1] ?? '';
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before},${value}`);
  }
  return { method, url, headers };
}

/**
 * The canonical form of a request (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
 *
 * @param signedHeaders names in lower case; a header that is not there counts as an empty one
 * @param payloadHash of the body, in hexadecimal digits
 */
export function canonicalRequest(
  { method, url, headers }: SignedParts,
  signedHeaders: readonly string[],
  payloadHash: string,
): string {
  const names = isSorted(signedHeaders) ? signedHeaders : [...new Set(signedHeaders)].sort();
  let lines = '';
  for (const name of names) lines += `${name}:${canonicalValue(headers.get(name) ?? '')}\n`;
  const queryAt = url.indexOf('?');
  const path = canonicalPath(queryAt < 0 ? url : url.slice(0, queryAt));
  const query = queryAt < 0 ? '' : canonicalQuery(url.slice(queryAt));
  return `${method}\n${path}\n${query}\n${lines}\n${names.join(';')}\n${payloadHash}`;
}

/** Without repeats, too. */
function isSorted(names: readonly string[]): boolean {
  return names.every((name, index) => index === 0 || (names[index - 1] ?? '') < name);
}

const UNUSUAL_SPACE = /^\s|\s$|\s\s|[^\S ]/;

function canonicalValue(value: string): string {
  return UNUSUAL_SPACE.test(value) ? value.trim().replaceAll(/\s+/g, ' ') : value;
}

/** Dot segments are resolved, and what is encoded already is encoded once more: only S3 does otherwise. */
function canonicalPath(path: string): string {
  if (path === '/') return path;
  const steps: string[] = [];
  for (const step of path.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '' && step !== '.') steps.push(step);
  }
  const start = path.startsWith('/') ? '/' : '';
  const end = steps.length > 0 && path.endsWith('/') ? '/' : '';
  return encoded(`${start}${steps.join('/')}${end}`).replaceAll('%2F', '/');
}

function canonicalQuery(query: string): string {
  const parameters = [...new URLSearchParams(query)].filter(([name]) => name.toLowerCase() !== 'x-amz-signature');
  const pairs = parameters.map(([name, value]) => [encoded(name), encoded(value)] as const);
  return pairs
    .sort(([name, value], [otherName, otherValue]) => compare(name, otherName) || compare(value, otherValue))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function compare(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** RFC 3986, which also encodes what `encodeURIComponent` leaves. */
function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
