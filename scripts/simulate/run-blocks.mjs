import { Worker } from 'node:worker_threads';

/** As many histories as one seed stands for. A block is the same whoever tries it, so the number of workers changes nothing. */
const historiesPerBlock = 100;

/** Histories leave much behind at once, and nothing for long: with more room for what is new, a tenth less time goes into clearing up. */
const resourceLimits = { maxYoungGenerationSizeMb: 96 };

/** The seed of a block: another one for each block, and the same for the same run. */
function seedOf(seed, block) {
  let mixed = (seed ^ Math.imul(block + 1, 0x9e3779b9)) >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) & 0x7fffffff;
}

/** The blocks of a run, in turns of the providers, each with its number; without those that are done. */
export function* blocksOf({ runs, seed, providers, path, done = [] }) {
  if (path) {
    yield { number: 0, provider: providers[0], seed, runs: 1, path };
    return;
  }
  const isDone = new Set(done);
  let left = runs;
  for (let number = 0; left > 0; number += 1) {
    const size = Math.min(left, historiesPerBlock);
    left -= size;
    if (isDone.has(number)) continue;
    yield { number, provider: providers[number % providers.length], seed: seedOf(seed, number), runs: size };
  }
}

/**
 * Tries blocks in worker threads until there are no more, the time is over, or one of them finds a violation.
 *
 * @param {{ file: string, workers: number, blocks: (providers: string[]) => Iterator<object>, untilMs: number,
 *   isQuick?: boolean, goesOn?: boolean, isStopped?: () => boolean, soFar?: object, onBlock?: () => void,
 *   onProgress?: (histories: number) => void }} options
 * With `isQuick`, a history that violates something is not made smaller. With `goesOn`, a violation ends nothing. What is found is added
 * to `soFar`, and `onBlock` called after each block.
 *
 * @returns histories, CPU time, tallies by provider, every failure in the order of the blocks, and the first of them
 */
export async function runBlocks({
  file,
  workers,
  blocks,
  untilMs,
  isQuick = false,
  goesOn = false,
  isStopped = () => false,
  soFar = { done: [], histories: 0, cpuMs: 0, tallies: new Map(), failures: [] },
  onBlock = () => undefined,
  onProgress = () => undefined,
}) {
  const { tallies, failures } = soFar;
  let { histories } = soFar;
  let iterator;

  function next(providers) {
    iterator ??= blocks(providers);
    if ((failures.length > 0 && !goesOn) || isStopped() || Date.now() > untilMs) return undefined;
    const { value } = iterator.next();
    return value && { ...value, isQuick, goesOn };
  }

  function note(block, { result, failures: found, cpuMs: blockMs }) {
    soFar.cpuMs += blockMs;
    soFar.histories += result.histories;
    soFar.done.push(block.number);
    const tally = tallies.get(block.provider) ?? { histories: 0, exercised: new Map(), coverage: new Map() };
    tallies.set(block.provider, tally);
    tally.histories += result.histories;
    for (const part of ['exercised', 'coverage']) {
      for (const [key, count] of result[part]) tally[part].set(key, (tally[part].get(key) ?? 0) + count);
    }
    for (const { text, violated } of found) keep(block, text, violated);
    onBlock();
  }

  function keep(block, text, violated) {
    failures.push({ number: block.number, provider: block.provider, text, violated });
    // A run that goes on may take hours: whoever watches it need not wait.
    if (goesOn) console.log(`\n${text}`);
  }

  async function work() {
    const worker = new Worker(file, { resourceLimits });
    try {
      await new Promise((resolve, reject) => {
        let providers = [];
        let block;
        const giveNext = () => {
          block = next(providers);
          if (block === undefined) resolve();
          // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin
          else worker.postMessage(block);
        };
        worker.on('error', reject);
        worker.on('exit', () => reject(new Error('a worker has ended before its work')));
        worker.on('message', (report) => {
          if (report.kind === 'ready') {
            providers = report.providers;
            giveNext();
          } else if (report.kind === 'progress') {
            histories += report.histories;
            onProgress(histories);
          } else {
            note(block, report);
            giveNext();
          }
        });
      });
    } finally {
      worker.removeAllListeners('exit');
      await worker.terminate();
    }
  }

  await Promise.all(Array.from({ length: workers }, work));
  failures.sort((left, right) => left.number - right.number);
  return { histories: soFar.histories, cpuMs: soFar.cpuMs, tallies, failures, failure: failures[0] };
}
