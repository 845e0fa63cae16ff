import { readFileSync } from 'node:fs';
import { codeOf, reasonOf, StandaloneError } from '../standalone-error.ts';

/** A key that this control plane has issued. One that was revoked has no secret any more. */
export interface IssuedKey {
  readonly accessKeyId: string;
  readonly accountId: string;
  /** What it is for, in the words of whoever made it; empty without. */
  readonly description: string;
  /** ISO 8601, as are the times below. */
  readonly createdAt: string;
  readonly secretAccessKey?: string | undefined;
  readonly revokedAt?: string | undefined;
}

/** The file with the keys cannot be used. The message names the file and a place in it, never what is there. */
export class KeysFileError extends StandaloneError {
  override readonly name = 'KeysFileError';
}

/** Tells our files from all others. */
const APPLICATION = 'proton-bot control plane, keys';
const FORMAT = 1;
const GROUP_AND_OTHERS = 0o077;

const FORMS: Readonly<Record<string, RegExp>> = {
  accessKeyId: /^\w{16,128}$/,
  accountId: /^\d{12}$/,
  description: /^[^\p{Cc}]{0,100}$/u,
  createdAt: /^\d{4}-\d\d-\d\dT[\d:.]{8,12}Z$/,
};

/** Where the keys of a state are: beside it, as SigV4 is checked with the secrets themselves. */
export function keysPathOf(stateLocation: string): string {
  return `${stateLocation}.keys`;
}

/**
 * Reads a file of keys, whose permissions were looked at.
 * @returns nothing when there is no file: no key was issued yet
 * @throws KeysFileError
 */
export function readKeys(path: string): readonly IssuedKey[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw new KeysFileError(`The keys in ${path} cannot be read: ${reasonOf(error)}.`, { cause: error });
  }
  return keysIn(text, path);
}

/** The text of a file with these keys. */
export function keysText(keys: readonly IssuedKey[]): string {
  return `${JSON.stringify({ application: APPLICATION, format: FORMAT, keys }, undefined, 2)}\n`;
}

/**
 * Refuses secrets that others than the owner of the file can read or change. Windows has no such permissions.
 * @param mode of the file, as `stat` has it
 * @throws KeysFileError
 */
export function checkIsPrivate(path: string, mode: number): void {
  if (process.platform === 'win32' || (mode & GROUP_AND_OTHERS) === 0) return;
  throw new KeysFileError(
    `Others than its owner may use ${path}, which holds secrets. Run chmod 600 ${path}, and replace the keys if somebody may have read them.`,
  );
}

function keysIn(text: string, path: string): readonly IssuedKey[] {
  const refuse = (problem: string): never => {
    throw new KeysFileError(
      `${path} cannot be used: ${problem}. Put a copy from before in its place, or issue new keys.`,
    );
  };
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    // The parser's message would quote the file.
    return refuse('it is not whole JSON');
  }
  const { application, format, keys } = Object(content);
  if (application !== APPLICATION) return refuse('it is not a file of keys');
  if (format !== FORMAT) return refuse('a newer proton-bot has written it');
  if (!Array.isArray(keys)) return refuse('"keys" is not a list');
  const seen = new Set<string>();
  for (const [index, key] of keys.entries()) {
    const problem = problemOf(Object(key));
    if (problem !== undefined) return refuse(`key ${String(index + 1)} has no valid ${problem}`);
    if (seen.has(key.accessKeyId)) return refuse(`key ${String(index + 1)} is there twice`);
    seen.add(key.accessKeyId);
  }
  return keys;
}

/** The member that is not as it must be. */
function problemOf(key: Readonly<Record<string, unknown>>): string | undefined {
  const wrong = Object.entries(FORMS).find(([member, form]) => {
    const value = key[member];
    return typeof value !== 'string' || !form.test(value);
  });
  if (wrong !== undefined) return wrong[0];
  const { secretAccessKey, revokedAt } = key;
  if (revokedAt !== undefined) return typeof revokedAt === 'string' ? undefined : 'revokedAt';
  return typeof secretAccessKey === 'string' && secretAccessKey.length >= 16 ? undefined : 'secretAccessKey';
}
