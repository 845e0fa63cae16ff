import type { Block } from '../../test/simulation/runner/worker.ts';

/** What came of the histories of one back end. */
export interface Tally {
  histories: number;
  readonly exercised: ReadonlyMap<string, number>;
  readonly coverage: ReadonlyMap<string, number>;
}

export interface RunResult {
  readonly histories: number;
  /** CPU time of the threads that tried them: the same whatever else the machine does. */
  readonly cpuMs: number;
  readonly tallies: ReadonlyMap<string, Tally>;
  /** The earliest block that has a failure. */
  readonly failure:
    | { readonly provider: string; readonly text: string; readonly violated: readonly string[] }
    | undefined;
}

/** The blocks of a run, in turns of the providers, each with its number; without those that are done. */
export function blocksOf(options: {
  readonly runs: number;
  readonly seed: number;
  readonly providers: readonly string[];
  readonly path?: string | undefined;
  readonly done?: readonly number[] | undefined;
}): Generator<Block>;

/** Tries blocks in worker threads until there are no more, the time is over, or one of them finds a violation. */
export function runBlocks(options: {
  readonly file: string;
  readonly workers: number;
  readonly blocks: (providers: readonly string[]) => Iterator<Block>;
  readonly untilMs: number;
  readonly isQuick?: boolean;
  readonly onProgress?: (histories: number) => void;
}): Promise<RunResult>;
