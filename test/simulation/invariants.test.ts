import { beforeAll, describe, expect, test } from '@jest/globals';
import { bundleSimulation } from '../../scripts/simulate/bundle.mjs';
import { blocksOf, type RunResult, runBlocks } from '../../scripts/simulate/run-blocks.mjs';
import { invariants } from './invariants/index.ts';
import { checkers } from './scenarios/index.ts';

/** How many histories are tried in all; `SIMULATION_RUNS=20000 npm test -- test/simulation` tries more. */
const runs = Number(process.env['SIMULATION_RUNS'] ?? 10_000);
/** The same histories each time: a change is to blame for what fails. New ones are `npm run simulate`'s to find. */
const seed = Number(process.env['SIMULATION_SEED'] ?? 20_261_129);
/** Plays the one history that lies there. */
const path = process.env['SIMULATION_PATH'];

const runsEach = Math.ceil(runs / checkers.length);
const results = new Map<string, PromiseSettledResult<RunResult>>();

// In threads of their own, as `npm run simulate` tries them: among jest's modules they take four times as long. Two at a time, so that
// the other tests have a share of the processors. What is violated with one back end keeps no other from its histories.
beforeAll(async () => {
  const { file, remove } = await bundleSimulation();
  try {
    const tryHistories = (provider: string): Promise<RunResult> => {
      const blocks = () => blocksOf({ runs: runsEach, seed, providers: [provider], path });
      return runBlocks({ file, workers: 1, untilMs: Number.POSITIVE_INFINITY, blocks });
    };
    const waiting = checkers.map(({ name }) => name);
    const tryInTurn = async (): Promise<void> => {
      for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
        const [result] = await Promise.allSettled([tryHistories(name)]);
        results.set(name, result);
      }
    };
    await Promise.all([tryInTurn(), tryInTurn()]);
  } finally {
    await remove();
  }
}, 900_000);

describe.each(checkers.map((checker) => [checker.name, checker] as const))('with %s', (name, { saysNothingOf }) => {
  test.each(invariants.map((invariant) => [invariant.name, invariant.text]))('%s %s', (invariant) => {
    const result = results.get(name);
    if (result?.status !== 'fulfilled') throw result?.reason;
    const { failure, tallies } = result.value;
    if (failure !== undefined) throw new Error(failure.text);
    const tally = tallies.get(name);
    expect(tally?.histories).toBe(path === undefined ? runsEach : 1);
    // A run in which nothing could have gone wrong shows nothing. Few histories may be few by intent.
    const isSilent = runsEach < 1_000 || path !== undefined || saysNothingOf.includes(invariant);
    if (!isSilent) expect(tally?.exercised.get(invariant)).toBeGreaterThan(0);
  });
});
