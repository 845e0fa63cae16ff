import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { codeOf } from '../standalone-error.ts';

/** A process, told apart from all that have its number at another time or in another place. */
export interface Owner {
  readonly processId: number;
  /** When it started, as the system counts; empty where the system does not tell. */
  readonly startedAt: string;
  /** Where its number means something: the machine or container. */
  readonly place: string;
}

/** This process. */
export async function thisProcess(): Promise<Owner> {
  return { processId: process.pid, startedAt: await startOf(process.pid), place: await here() };
}

/**
 * Whether a process runs, as far as can be told from here: of one in another container or on another machine that shares
 * the folder, nothing is known.
 */
export async function isRunning(owner: Owner): Promise<'yes' | 'no' | 'unknown'> {
  if (owner.place !== (await here())) return 'unknown';
  return exists(owner.processId) && (await startOf(owner.processId)) === owner.startedAt ? 'yes' : 'no';
}

/** The host, and on Linux the set of process numbers, of which a container has its own. */
async function here(): Promise<string> {
  const numbers = await readlink('/proc/self/ns/pid').catch(() => '');
  return `${hostname()} ${numbers}`.trim();
}

function exists(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== 'ESRCH';
  }
}

/**
 * https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: field 22; the name before it may hold anything. A process
 * that has ended keeps its number until its parent has asked how.
 */
async function startOf(processId: number): Promise<string> {
  const stat = await readFile(`/proc/${String(processId)}/stat`, 'utf8').catch(() => '');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? 'ended' : (fields[19] ?? '');
}
