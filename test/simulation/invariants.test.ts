import { beforeAll, describe, expect, test } from '@jest/globals';
import { type CheckResult, describeFailure } from './check-histories.ts';
import { invariants } from './invariants/index.ts';
import { checkers } from './scenarios/index.ts';

/** How many histories are tried in all; `SIMULATION_RUNS=20000 npm test -- test/simulation` tries more. */
const runs = Number(process.env['SIMULATION_RUNS'] ?? 10_000);
/** The same histories each time: a change is to blame for what fails. New ones are `npm run simulate`'s to find. */
const seed = Number(process.env['SIMULATION_SEED'] ?? 20_261_129);
/** Plays the one history that lies there. */
const path = process.env['SIMULATION_PATH'];

describe.each(checkers.map((checker) => [checker.name, checker] as const))('with %s', (name, checker) => {
  let result: CheckResult;
  beforeAll(async () => {
    result = await checker.check({ runs: Math.ceil(runs / checkers.length), seed, path });
  }, 600_000);

  test.each(invariants.map((invariant) => [invariant.name, invariant.text]))('%s %s', (invariant) => {
    const { failure, exercised, histories } = result;
    if (failure !== undefined) throw new Error(describeFailure(name, failure));
    // A run in which nothing could have gone wrong shows nothing. Few histories may be few by intent.
    const isSilent = histories < 1_000 || checker.saysNothingOf.includes(invariant);
    if (!isSilent) expect(exercised.get(invariant)).toBeGreaterThan(0);
  });
});
