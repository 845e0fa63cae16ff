import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

interface RunningProcess {
  readonly id: number;
  readonly parentId: number;
  readonly commandLine: string;
}

/** What `process` has started, and what that has started: a process's children, and theirs. */
export async function descendantsOf(processId: number): Promise<readonly RunningProcess[]> {
  const all = await runningProcesses();
  const childrenOf = (parentId: number): readonly RunningProcess[] =>
    all.filter((process) => process.parentId === parentId).flatMap((child) => [child, ...childrenOf(child.id)]);
  return childrenOf(processId);
}

/** Of these processes, those that still run. One that has ended and whose parent has not asked how does not count. */
export async function stillRunning(processes: readonly RunningProcess[]): Promise<readonly RunningProcess[]> {
  const all = await runningProcesses();
  return processes.filter(({ id, commandLine }) =>
    all.some((process) => process.id === id && process.commandLine === commandLine),
  );
}

/** From Linux's own files, as small containers have no `ps`; elsewhere from `ps`. */
async function runningProcesses(): Promise<readonly RunningProcess[]> {
  if (process.platform !== 'linux') return fromPs();
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const read = await Promise.all(ids.map((id) => fromProc(id).catch(() => undefined)));
  return read.flatMap((found) => found ?? []);
}

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: the parent's id is the second field after the name. */
async function fromProc(id: string): Promise<RunningProcess | undefined> {
  const [stat, commandLine] = await Promise.all([
    readFile(`/proc/${id}/stat`, 'utf8'),
    readFile(`/proc/${id}/cmdline`, 'utf8'),
  ]);
  const [state, parentId] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (state === 'Z') return undefined;
  return { id: Number(id), parentId: Number(parentId), commandLine: commandLine.replaceAll('\0', ' ').trim() };
}

async function fromPs(): Promise<readonly RunningProcess[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,stat=,args=']);
  return stdout.split('\n').flatMap((line) => {
    const [, id, parentId, state = '', commandLine = ''] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    return id === undefined || state.startsWith('Z') ? [] : { id: Number(id), parentId: Number(parentId), commandLine };
  });
}
