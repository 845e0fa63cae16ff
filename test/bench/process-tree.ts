import { readdir, readFile } from 'node:fs/promises';

/** A process and what it started, by their ids. Linux only, as it reads `/proc`. */
async function treeOf(processId: number): Promise<readonly number[]> {
  const parents = new Map<number, number>();
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    // What has ended since it was listed is not there any more.
    const status = await readFile(`/proc/${entry}/stat`, 'utf8').catch(() => undefined);
    // The name, in parentheses, may hold anything; behind it stand state and parent.
    const [, parent] = status?.slice(status.lastIndexOf(')') + 2).split(' ') ?? [];
    parents.set(Number(entry), Number(parent));
  }
  const tree = [processId];
  for (const member of tree) {
    for (const [child, parent] of parents) if (parent === member) tree.push(child);
  }
  return tree;
}

/** Memory of a process and everything below it, in megabytes: resident pages, and shared ones divided among their users. */
export async function memoryOf(
  processId: number,
): Promise<{ readonly residentMb: number; readonly sharedOutMb: number }> {
  let [resident, sharedOut] = [0, 0];
  for (const member of await treeOf(processId)) {
    const rollup = await readFile(`/proc/${member}/smaps_rollup`, 'utf8').catch(() => '');
    resident += kilobytes(rollup, 'Rss');
    sharedOut += kilobytes(rollup, 'Pss');
  }
  return { residentMb: resident / 1024, sharedOutMb: sharedOut / 1024 };
}

function kilobytes(rollup: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(rollup)?.[1] ?? 0);
}
