import { createHmac, hash } from 'node:crypto';

const ALGORITHM = 'AWS4-HMAC-SHA256';
/** Of the service that requests are signed for. */
const SERVICE = 'proton';
/** Of SHA-256; a signing key, which is one of its digests, is shorter. */
const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;
/** What is signed is shorter, unless its region is none. */
const ROOM_BYTES = 1024;
/** In UTF-8, of a character of a JavaScript text. */
const MAXIMUM_BYTES_OF_A_CHARACTER = 3;
/** A key is for a day and a region; callers of more at a time than this have theirs made anew. */
const MAXIMUM_KEYS = 256;

/** What a signature is made with, beside the request. */
export interface SigningScope {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
  /** `20261120T101500Z` */
  readonly longDate: string;
}

/** @returns the signature of a canonical request, 64 hexadecimal digits */
export type Sign = (canonicalRequest: string, scope: SigningScope) => string;

/**
 * Makes signatures (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html). The signing
 * key is four hashes out of five, and the same for a day, so it is kept.
 */
export function createSign(): Sign {
  const keys = new Map<string, { readonly secretAccessKey: string; readonly blocks: KeyBlocks }>();

  function blocksOf({ accessKeyId, secretAccessKey, region, longDate }: SigningScope): KeyBlocks {
    const day = longDate.slice(0, 8);
    const name = `${accessKeyId}/${day}/${region}`;
    const known = keys.get(name);
    if (known?.secretAccessKey === secretAccessKey) return known.blocks;
    let key = hmac(`AWS4${secretAccessKey}`, day);
    for (const part of [region, SERVICE, 'aws4_request']) key = hmac(key, part);
    const [oldest] = keys.keys();
    if (keys.size >= MAXIMUM_KEYS && oldest !== undefined) keys.delete(oldest);
    const blocks = keyBlocks(key);
    keys.set(name, { secretAccessKey, blocks });
    return blocks;
  }

  return (canonicalRequest, scope) => {
    const { region, longDate } = scope;
    const credentialScope = `${longDate.slice(0, 8)}/${region}/${SERVICE}/aws4_request`;
    const text = `${ALGORITHM}\n${longDate}\n${credentialScope}\n${hash('sha256', canonicalRequest)}`;
    return hmacWith(blocksOf(scope), text);
  };
}

/**
 * The two blocks that HMAC puts before what it hashes (https://www.rfc-editor.org/rfc/rfc2104#section-2), each with room behind
 * it for that.
 */
interface KeyBlocks {
  readonly inner: Buffer;
  readonly outer: Buffer;
}

/** With these at hand, an HMAC is two one-shot hashes: a tenth of what it costs Node to set up one by key. */
function keyBlocks(key: Buffer): KeyBlocks {
  const inner = Buffer.alloc(BLOCK_BYTES + ROOM_BYTES, 0x36);
  const outer = Buffer.alloc(BLOCK_BYTES + DIGEST_BYTES, 0x5c);
  for (const [index, byte] of key.entries()) {
    inner[index] = byte ^ 0x36;
    outer[index] = byte ^ 0x5c;
  }
  return { inner, outer };
}

/** One-shot hashes are fastest when they give a text. */
function hmacWith({ inner, outer }: KeyBlocks, text: string): string {
  const isShort = text.length * MAXIMUM_BYTES_OF_A_CHARACTER <= ROOM_BYTES;
  const hashed = isShort
    ? inner.subarray(0, BLOCK_BYTES + inner.write(text, BLOCK_BYTES))
    : Buffer.concat([inner.subarray(0, BLOCK_BYTES), Buffer.from(text)]);
  outer.write(hash('sha256', hashed, 'binary'), BLOCK_BYTES, 'binary');
  return hash('sha256', outer);
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
