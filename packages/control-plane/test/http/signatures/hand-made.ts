import { createHash, createHmac } from 'node:crypto';

/** A request as it goes over the wire, signed without a library. */
export interface HandMadeRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Signing {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly signedAtMs: number;
  readonly region: string;
  readonly service?: string;
  /** Date of the credential scope; that of the signing time by default. */
  readonly scopeDate?: string;
  /** By default those that botocore signs. */
  readonly signedHeaders?: readonly string[];
}

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
const keyed = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** `20260302T093000Z` */
export function basicFormat(timeMs: number): string {
  return `${new Date(timeMs).toISOString().replaceAll(/[-:]/g, '').slice(0, 15)}Z`;
}

/** Adds `x-amz-date` and `authorization`, following https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html. */
export function signByHand(request: HandMadeRequest, signing: Signing): HandMadeRequest {
  const date = basicFormat(signing.signedAtMs);
  const { accessKeyId, region, service = 'proton', scopeDate = date.slice(0, 8) } = signing;
  const headers: Record<string, string> = { ...request.headers, 'x-amz-date': date };
  const names = signing.signedHeaders ?? ['content-type', 'host', 'x-amz-date', 'x-amz-target'];
  const canonical = [
    request.method,
    ...canonicalAddress(request.path),
    ...names.map((name) => `${name}:${(headers[name] ?? '').trim().replaceAll(/ +/g, ' ')}`),
    '',
    names.join(';'),
    hash(request.body),
  ].join('\n');
  const scope = `${scopeDate}/${region}/${service}/aws4_request`;
  const key = [scopeDate, region, service, 'aws4_request'].reduce<string | Buffer>(
    (previous, part) => keyed(previous, part),
    `AWS4${signing.secretAccessKey}`,
  );
  const signature = keyed(key, ['AWS4-HMAC-SHA256', date, scope, hash(canonical)].join('\n')).toString('hex');
  headers['authorization'] =
    `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return { ...request, headers };
}

/** Path and query; the tests sort and encode their queries themselves. */
function canonicalAddress(path: string): string[] {
  const [address = '/', query = ''] = path.split('?');
  return [address, query];
}
