import { closeSync, fstatSync, openSync, readSync, statSync, writeSync } from 'node:fs';
import { type AuditedCall, type AuditLog, AuditNotWrittenError } from '../http/call-notes.ts';
import { reasonOf, StandaloneError } from './standalone-error.ts';

/** Where lines of the audit go. */
export interface AuditSink {
  /** @throws the error of the system when the line, or the rest of one before, could not be written; it is asked again then */
  write(line: string): void;
  close(): void;
}

/** The audit file cannot be opened. */
export class AuditFileError extends StandaloneError {
  override readonly name = 'AuditFileError';
}

/** An audit log of a program. */
export interface RunningAudit extends AuditLog {
  /** Whether there are records that could not be written. */
  readonly isFailing: boolean;
  /** Tries to write them. */
  retry(): void;
  /** Writes what is left, if that is possible. */
  close(): void;
}

/**
 * One line of JSON per call, in characters of ASCII: what a caller sends ends no line, and moves no cursor of a terminal.
 *
 * @param now epoch milliseconds
 * @param tell receives a line when lines cannot be written, and when they can be again
 */
export function createAudit(sink: AuditSink, now: () => number, tell: (line: string) => void): RunningAudit {
  /** What is not written yet. Calls are refused meanwhile, so these are of the calls that were being answered. */
  const waiting: string[] = [];
  let told: string | undefined;

  function flush(): void {
    try {
      for (let line = waiting[0]; line !== undefined; line = waiting[0]) {
        sink.write(line);
        waiting.shift();
      }
    } catch (error) {
      const reason = reasonOf(error);
      if (reason !== told) tell(`The audit log could not be written: ${reason}. Calls are refused until it can be.`);
      told = reason;
      throw new AuditNotWrittenError(error);
    }
    if (told !== undefined) tell('The audit log is written again.');
    told = undefined;
  }

  const retry = (): void => {
    try {
      flush();
    } catch {
      // Was reported.
    }
  };
  return {
    checkWritable() {
      if (waiting.length > 0) flush();
    },
    record(call) {
      waiting.push(lineOf(call, now()));
      flush();
    },
    get isFailing() {
      return waiting.length > 0;
    },
    retry,
    close() {
      retry();
      sink.close();
    },
  };
}

function lineOf(call: AuditedCall, atMs: number): string {
  const text = JSON.stringify({ time: new Date(atMs).toISOString(), ...call });
  return text.replaceAll(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A system that rotates logs gives the file another name. That is looked for so often. */
const CHECK_INTERVAL_MS = 1000;
const OWNER_ONLY = 0o600;

/**
 * Appends to a file, which is made if it is not there, for its owner only. After it was renamed or removed, a new one is made.
 * A line is with the system when `write` returns: it outlives this process, though not a power cut.
 * @throws AuditFileError
 */
export function openAuditFile(path: string, now: () => number): AuditSink {
  let file: number;
  /** Of a line that was written in part; after one that the process before this one has left so, its end. */
  let rest: Buffer;
  try {
    file = openForAppending(path);
    rest = Buffer.from(endsInLine(path) ? '\n' : '');
  } catch (error) {
    throw new AuditFileError(
      `The audit file ${path} cannot be used: ${reasonOf(error)}. Choose another with --audit.`,
      {
        cause: error,
      },
    );
  }
  let checkedAtMs = now();

  /** The line that the rest is of. */
  let current: string | undefined;

  function reopenIfMoved(): void {
    if (now() - checkedAtMs < CHECK_INTERVAL_MS) return;
    const [there, ours] = [statSync(path, { throwIfNoEntry: false }), fstatSync(file)];
    if (there?.ino !== ours.ino || there.dev !== ours.dev) {
      const next = openForAppending(path);
      closeSync(file);
      file = next;
    }
    checkedAtMs = now();
  }

  return {
    write(line) {
      if (current !== line) {
        reopenIfMoved();
        rest = Buffer.concat([rest, Buffer.from(`${line}\n`)]);
        current = line;
      }
      while (rest.length > 0) rest = rest.subarray(writeSync(file, rest));
      current = undefined;
    },
    close: () => closeSync(file),
  };
}

/** A device or a pipe is not opened: that might not end. @throws the error of the system */
function openForAppending(path: string): number {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found !== undefined && !found.isFile()) throw new Error('it is not a file');
  return openSync(path, 'a', OWNER_ONLY);
}

function endsInLine(path: string): boolean {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const last = Buffer.alloc(1);
    return size > 0 && readSync(file, last, 0, 1, size - 1) === 1 && last.toString() !== '\n';
  } finally {
    closeSync(file);
  }
}
