import { type BigIntStats, statSync } from 'node:fs';
import type { ControlPlaneCredential, CredentialLookup } from '../../http/options.ts';
import type { MachineTime } from '../advanceable-clock.ts';
import { reasonOf } from '../standalone-error.ts';
import { checkIsPrivate, KeysFileError, readKeys } from './keys-file.ts';

/** How long a revoked key may still be accepted. */
const CHECK_INTERVAL_MS = 1000;

/** The keys that count now, while others issue and revoke them. */
export interface KnownKeys extends CredentialLookup {
  /** How many an account has. */
  countOf(accountId: string): number;
  stop(): void;
}

/**
 * The keys in a file, and those that were given besides. The file is read again when it has changed: within a second, or at
 * once for an id that is not known. If it is removed, none of its keys counts. If it cannot be read any more, those that were
 * read last do.
 *
 * @param others win over the file
 * @param tell receives a line when the file cannot be used, and when it can be again
 * @throws KeysFileError when it cannot be used from the start
 */
export function watchKeys<Timer>(
  path: string,
  others: ReadonlyMap<string, ControlPlaneCredential>,
  machine: MachineTime<Timer>,
  tell: (line: string) => void,
): KnownKeys {
  let read = { version: versionOf(path), keys: readCredentials(path) };
  let told: string | undefined;

  function refresh(): void {
    try {
      const version = versionOf(path);
      if (version !== read.version) read = { version, keys: readCredentials(path) };
      if (told !== undefined) tell(`The keys in ${path} are read again.`);
      told = undefined;
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      if (problem !== told) tell(`${problem} The keys that were read before still count.`);
      told = problem;
    }
  }

  const check = (): void => {
    refresh();
    timer = machine.setTimer(check, CHECK_INTERVAL_MS);
  };
  let timer = machine.setTimer(check, CHECK_INTERVAL_MS);
  return {
    get(accessKeyId) {
      const known = others.get(accessKeyId) ?? read.keys.get(accessKeyId);
      if (known !== undefined) return known;
      refresh();
      return read.keys.get(accessKeyId);
    },
    countOf: (accountId) =>
      [...others.values(), ...read.keys.values()].filter((key) => key.accountId === accountId).length,
    stop: () => machine.clearTimer(timer),
  };
}

/** Another one whenever the file is another, or was changed. @throws KeysFileError */
function versionOf(path: string): string {
  let found: BigIntStats | undefined;
  try {
    found = statSync(path, { bigint: true, throwIfNoEntry: false });
  } catch (error) {
    throw new KeysFileError(`The keys in ${path} cannot be read: ${reasonOf(error)}.`, { cause: error });
  }
  if (found === undefined) return 'none';
  checkIsPrivate(path, Number(found.mode));
  return [found.dev, found.ino, found.size, found.mtimeNs, found.ctimeNs].join(' ');
}

function readCredentials(path: string): ReadonlyMap<string, ControlPlaneCredential> {
  return new Map(
    readKeys(path).flatMap(({ accessKeyId, accountId, secretAccessKey }) =>
      secretAccessKey === undefined ? [] : [[accessKeyId, { accountId, secretAccessKey }] as const],
    ),
  );
}
