import { BotError, errorName } from '../../model/errors.ts';
import type { Clock } from '../../ports.ts';

/** What the calls to a host that is not AWS are signed with: it knows no role, so no role's credentials either. */
export interface HostKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The parameter with the key cannot be used. */
export class HostKeyUnusable extends BotError {
  override readonly name = 'HostKeyUnusable';
  override readonly retryable = true;
  /** For people and the log. */
  readonly remedy: string;
  constructor(parameterName: string, problem: string, cause?: unknown) {
    const remedy =
      `the key for the Proton control plane, in the SSM parameter ${parameterName}, ${problem}. Put there what ` +
      '"npx proton-bot keys create --json" prints, as a SecureString (docs/hosting.md)';
    super(remedy, { cause });
    this.remedy = remedy;
  }
}

/** The host has refused the key before a call that acts; nothing was done, and the key is read again. */
export class HostKeyChanged extends BotError {
  override readonly name = 'HostKeyChanged';
  override readonly retryable = true;
  constructor(cause: unknown) {
    super('the Proton control plane does not take the key any more; it is read again, and the call is made later', {
      cause,
    });
  }
}

/** The answers of a host to a key that is not, or no longer, one of its own. */
const refusals: ReadonlySet<string> = new Set(['UnrecognizedClientException', 'InvalidSignatureException']);

/** Whether a call was refused for its key. It was not executed. */
export function isKeyRefused(error: unknown): boolean {
  return refusals.has(errorName(error));
}

/** A key that was replaced counts so long at most, if the old one is still taken. */
const keptMs = 5 * 60_000;
/** A host that refuses every key does not make every call read the parameter. The first refusal always does, however new the key is. */
const shortestRenewIntervalMs = 10_000;

/** The key of a host, kept for a while. */
export interface HostKeys {
  /** All callers wait for one request. @throws HostKeyUnusable */
  current(): Promise<HostKey>;
  /**
   * To be asked after a refusal: reads the key again, if it was not read for another refusal a moment ago.
   * @returns whether it is another one than the one that was refused
   * @throws HostKeyUnusable
   */
  renew(refused: HostKey): Promise<boolean>;
}

/** @param read - the text of the parameter */
export function createHostKeys(parameterName: string, read: () => Promise<string | undefined>, clock: Clock): HostKeys {
  let known: Promise<HostKey> | undefined;
  let readAtMs = 0;
  let renewedAtMs = Number.NEGATIVE_INFINITY;

  function readAnew(): Promise<HostKey> {
    readAtMs = clock.now();
    const reading = readKey(parameterName, read);
    known = reading;
    // A failure is not kept for longer than a refusal.
    reading.catch(() => {
      if (known === reading) readAtMs = clock.now() - keptMs + shortestRenewIntervalMs;
    });
    return reading;
  }

  function current(): Promise<HostKey> {
    return known === undefined || clock.now() - readAtMs >= keptMs ? readAnew() : known;
  }

  return {
    current,
    async renew(refused) {
      const before = await current();
      if (before.accessKeyId !== refused.accessKeyId || before.secretAccessKey !== refused.secretAccessKey) return true;
      if (clock.now() - renewedAtMs < shortestRenewIntervalMs) return false;
      renewedAtMs = clock.now();
      const after = await readAnew();
      return after.accessKeyId !== refused.accessKeyId || after.secretAccessKey !== refused.secretAccessKey;
    },
  };
}

async function readKey(parameterName: string, read: () => Promise<string | undefined>): Promise<HostKey> {
  let text: string | undefined;
  try {
    text = await read();
  } catch (error) {
    throw new HostKeyUnusable(parameterName, `cannot be read (${errorName(error)})`, error);
  }
  if (text === undefined) throw new HostKeyUnusable(parameterName, 'is not there');
  const { accessKeyId, secretAccessKey } = membersOf(text);
  if (typeof accessKeyId === 'string' && accessKeyId && typeof secretAccessKey === 'string' && secretAccessKey) {
    return { accessKeyId, secretAccessKey };
  }
  // What is there may be a secret, so nothing of it is quoted.
  throw new HostKeyUnusable(parameterName, 'is not JSON with "accessKeyId" and "secretAccessKey"');
}

function membersOf(text: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}
