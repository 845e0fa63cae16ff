import { parentPort } from 'node:worker_threads';
import type { CheckResult } from '../check-histories.ts';
import { describeFailure } from '../check-histories.ts';
import { checkers, checkersByKind } from '../scenarios/index.ts';

/** So many histories of one back end, from one seed: a block is the same whoever tries it. */
export interface Block {
  /** Its place in the run. */
  readonly number: number;
  readonly provider: string;
  readonly seed: number;
  readonly runs: number;
  readonly path?: string;
  /** A history that violates something is not made smaller: that it does is enough. */
  readonly isQuick?: boolean;
  /** All its histories are tried, whatever they violate. */
  readonly goesOn?: boolean;
}

/** What a worker says: how many histories it has tried since it spoke last, or what came of a block. */
export type Report =
  | { readonly kind: 'ready'; readonly providers: readonly string[] }
  | { readonly kind: 'progress'; readonly histories: number }
  | {
      readonly kind: 'done';
      readonly result: Pick<CheckResult, 'histories' | 'exercised' | 'coverage'>;
      readonly cpuMs: number;
      readonly failures: readonly { readonly text: string; readonly violated: readonly string[] }[];
    };

const progressEvery = 25;

const usualStackTraceLimit = Error.stackTraceLimit;

async function tryBlock({ provider, seed, runs, path, isQuick, goesOn }: Block): Promise<Report> {
  const checker = [...checkers, ...checkersByKind].find(({ name }) => name === provider);
  if (checker === undefined) throw new Error(`there is no "${provider}"`);
  // Errors are made all the time, and their stacks take long to make; a replay has them.
  Error.stackTraceLimit = path === undefined ? 0 : usualStackTraceLimit;
  const before = process.threadCpuUsage();
  let untold = 0;
  const onHistory = (): void => {
    untold += 1;
    if (untold < progressEvery) return;
    tell({ kind: 'progress', histories: untold });
    untold = 0;
  };
  const { failures, ...result } = await checker.check({ runs, seed, path, isQuick, goesOn, onHistory });
  tell({ kind: 'progress', histories: untold });
  const cpu = process.threadCpuUsage(before);
  return {
    kind: 'done',
    result,
    cpuMs: (cpu.user + cpu.system) / 1000,
    failures: failures.map((failure) => ({
      text: describeFailure(provider, failure),
      violated: [...failure.problems.keys()],
    })),
  };
}

function tell(report: Report): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port within a process has no origin
  parentPort?.postMessage(report);
}

parentPort?.on('message', (block: Block) => {
  void tryBlock(block).then(tell);
});
tell({ kind: 'ready', providers: checkers.map(({ name }) => name) });
