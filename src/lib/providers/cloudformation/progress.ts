import type { Clock } from '../../ports.ts';
import type { Cache } from '../cache.ts';
import type { CloudFormationApi } from './api.ts';
import { lastChangeMs, nestedAtWork, readRun, type StackRun } from './stack-run.ts';

/** What reading runs needs. */
export interface RunReader {
  readonly api: CloudFormationApi;
  readonly clock: Clock;
  /** Runs by the stack's id: the look before a call, and hints that come in a burst, need not read them again. */
  readonly runs: Cache<StackRun>;
}

/** A stack's run may be so old, where its status is that of now. */
export const runsKeptMs = 20_000;
/** So many nested stacks are asked what they do. */
const mostNested = 4;

/**
 * The newest run of a stack. What is kept may be that of an earlier operation, which has ended with the status of this one.
 *
 * @param isOfNow - whether a run goes with what the stack itself shows
 */
export async function runOf(
  { api, runs }: RunReader,
  stackId: string,
  isOfNow: (run: StackRun) => boolean,
): Promise<StackRun> {
  const known = await runs.get(stackId, () => readRun(api, stackId));
  return isOfNow(known) ? known : readRun(api, stackId);
}

/**
 * When anything in the stack, or in a nested one that is at work, last changed. Where that is unknown, as some could not be
 * read, or are too many, it is now: nobody may take for stuck what may be moving.
 */
export async function lastProgressMs(reader: RunReader, run: StackRun): Promise<number> {
  const { api, clock, runs } = reader;
  const nowMs = clock.now();
  if (!run.isComplete) return nowMs;
  let latestMs = lastChangeMs(run);
  const queue = [...nestedAtWork(run)];
  for (let read = 0; queue.length > 0; read += 1) {
    const id = queue.shift() ?? '';
    if (read >= mostNested) return nowMs;
    try {
      const nested = await runs.get(id, () => readRun(api, id));
      if (!nested.isComplete) return nowMs;
      latestMs = Math.max(latestMs, lastChangeMs(nested));
      queue.push(...nestedAtWork(nested));
    } catch {
      return nowMs;
    }
  }
  return latestMs;
}
