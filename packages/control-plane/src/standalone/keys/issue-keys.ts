import { lstatSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from '../../journal/index.ts';
import { codeOf, reasonOf } from '../standalone-error.ts';
import { LockTakenError, locateStateFile, takeLock } from '../state-file/index.ts';
import { checkIsPrivate, type IssuedKey, KeysFileError, keysPathOf, keysText, readKeys } from './keys-file.ts';

/** Time and chance, for new keys. */
export interface KeyMachine {
  /** Epoch milliseconds. */
  now(): number;
  /** So many random bytes, fit for secrets. */
  randomBytes(count: number): Uint8Array;
}

/** Says at a glance that it is not one of AWS's, whose ids begin with AKIA or ASIA. */
const ID_PREFIX = 'PBAK';
const ID_BYTES = 8;
const SECRET_BYTES = 32;
const OWNER_ONLY = 0o600;

/** The keys of the control plane whose state is in a file; it need neither run nor have been started before. */
export interface KeyIssuer {
  /** The file with the keys. */
  readonly path: string;
  /** All, revoked ones too, oldest first. @throws KeysFileError */
  list(): readonly IssuedKey[];
  /**
   * Issues a key, which counts from now on.
   * @returns it with its secret, which is shown nowhere else
   * @throws KeysFileError
   */
  create(options: {
    readonly accountId: string;
    readonly description: string;
  }): Promise<IssuedKey & { readonly secretAccessKey: string }>;
  /**
   * Takes a key back: its secret is forgotten. One that was revoked stays so.
   * @returns undefined when there is no such key
   * @throws KeysFileError
   */
  revoke(accessKeyId: string): Promise<IssuedKey | undefined>;
}

/** @throws StateFileError when nothing can be beside the state file */
export async function openKeyIssuer(stateFile: string, machine: KeyMachine): Promise<KeyIssuer> {
  const path = keysPathOf(await locateStateFile(stateFile));
  const list = (): readonly IssuedKey[] => {
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found !== undefined) checkIsPrivate(path, found.mode);
    return readKeys(path);
  };
  const time = (): string => new Date(machine.now()).toISOString();
  return {
    path,
    list,
    create: ({ accountId, description }) =>
      alone(path, async () => {
        const key = {
          accessKeyId: `${ID_PREFIX}${hex(machine.randomBytes(ID_BYTES)).toUpperCase()}`,
          accountId,
          description,
          createdAt: time(),
          secretAccessKey: hex(machine.randomBytes(SECRET_BYTES)),
        };
        await replaceKeys(path, [...list(), key]);
        return key;
      }),
    revoke: (accessKeyId) =>
      alone(path, async () => {
        const keys = list();
        const key = keys.find((candidate) => candidate.accessKeyId === accessKeyId);
        if (key === undefined || key.revokedAt !== undefined) return key;
        const { secretAccessKey: _forgotten, ...rest } = key;
        const revoked = { ...rest, revokedAt: time() };
        await replaceKeys(
          path,
          keys.map((candidate) => (candidate === key ? revoked : candidate)),
        );
        return revoked;
      }),
  };
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/** Of two commands at a time, the second is refused: none overwrites what the other has written. */
async function alone<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  try {
    const lock = await takeLock(`${path}.lock`);
    try {
      return await work();
    } finally {
      await lock.release();
    }
  } catch (error) {
    if (error instanceof KeysFileError) throw error;
    if (error instanceof LockTakenError) {
      throw new KeysFileError(
        `The keys in ${path} are being changed by ${error.owner}. Try again. If it is certain that nothing changes them, delete ${path}.lock.`,
      );
    }
    throw new KeysFileError(`The keys in ${path} cannot be changed: ${reasonOf(error)}. Nothing was changed.`, {
      cause: error,
    });
  }
}

/** Whoever reads the file has all of it or what was there before, and so it is after a crash. */
async function replaceKeys(path: string, keys: readonly IssuedKey[]): Promise<void> {
  const unfinished = `${path}.unfinished`;
  await rm(unfinished, { force: true });
  const file = await open(unfinished, 'wx', OWNER_ONLY);
  try {
    await file.writeFile(keysText(keys));
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw codeOf(error) === 'EISDIR' ? new KeysFileError(`${path} is a folder, not a file.`) : error;
  }
  await syncFolder(dirname(path));
}
