import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { BackEnd, WorldOptions } from '../../src/simulation/index.ts';
import { histories } from './histories/history.ts';
import type { Outcome } from './histories/outcome.ts';
import { trailOf } from './histories/outcome.ts';
import { runHistory, type Scenario } from './histories/run.ts';
import { cloudFormationScenario } from './scenarios/cloudformation.ts';
import { codeDeployScenario } from './scenarios/code-deploy.ts';
import { codePipelineScenario } from './scenarios/code-pipeline.ts';
import { ecsScenario } from './scenarios/ecs.ts';
import { genericScenario } from './scenarios/generic.ts';
import { gitSyncScenario } from './scenarios/git-sync.ts';
import { protonScenario } from './scenarios/proton.ts';
import { supplyChainScenario } from './scenarios/supply-chain.ts';

/** All that anybody could know of a history afterwards. */
function tracesOf({ world, items, messageOf, acting, attempts, wrongWrites }: Outcome) {
  const targets = [...new Set(items.map(({ key }) => key.target))];
  return {
    items: items.map((item) => ({
      ...item,
      message: messageOf(item),
    })),
    trails: targets.map((target) => trailOf(world, target)),
    messages: world.chat.messages,
    answers: world.chat.answers,
    published: world.published,
    acting,
    attempts,
    wrongWrites,
    injected: world.faults.injected,
    crashes: world.crashes,
  };
}

/** With ids by their order: a sweep may use some that nobody sees. */
function numbered(traces: object): unknown {
  const ids = new Map<string, string>();
  const json = JSON.stringify(traces).replaceAll(/[0-9a-f]{8}-0000-4000-8000-[0-9a-f]{12}/g, (id) => {
    const number = ids.get(id) ?? `id ${ids.size + 1}`;
    ids.set(id, number);
    return number;
  });
  return JSON.parse(json);
}

type Runner = (options: Pick<WorldOptions, 'leavesOutQuietSweeps'>) => Promise<Outcome>;

/** Histories of a scenario, each as what runs it. */
function runners<Step, Settings, Some extends BackEnd>(scenario: Scenario<Step, Settings, Some>): fc.Arbitrary<Runner> {
  return histories(scenario.ingredients).map((history) => (options) => runHistory(scenario, history, options));
}

const scenarios: Readonly<Record<string, fc.Arbitrary<Runner>>> = {
  proton: runners(protonScenario),
  supplyChain: runners(supplyChainScenario),
  generic: runners(genericScenario),
  cloudFormation: runners(cloudFormationScenario),
  ecs: runners(ecsScenario),
  codePipeline: runners(codePipelineScenario),
  codeDeploy: runners(codeDeployScenario),
  gitSync: runners(gitSyncScenario),
};

test.each(Object.entries(scenarios))(
  '%s: sweeps that can find nothing are left out, and nothing else changes by it',
  async (_name, runner) => {
    await fc.assert(
      fc.asyncProperty(runner, async (run) => {
        const quick = await run({});
        const whole = await run({ leavesOutQuietSweeps: false });
        expect(numbered(tracesOf(quick))).toEqual(numbered(tracesOf(whole)));
      }),
      // The same histories each time: a change is to blame for what fails.
      { numRuns: 40, seed: 20_261_130 },
    );
  },
);
