import { expect, test } from '@jest/globals';
import { observe } from '../../../src/lib/flow/index.ts';
import type { SubjectReference } from '../../../src/lib/model/reference.ts';
import type { Provider } from '../../../src/lib/ports.ts';
import {
  type CountedBackEnd,
  cloudFormationEstate,
  codeDeployEstate,
  codePipelineEstate,
  ecsEstate,
  protonEstate,
} from '../../support/estate.ts';
import { Harness, rulesFrom } from '../flow/harness.ts';

const nothing = rulesFrom('');
const cancelWhatRuns = rulesFrom(`
  - name: cancel-what-runs
    on: deployment
    when: deployment.phase == "running" || deployment.phase == "waiting"
    do: [{ cancel: { reason: it hangs } }]
    mode: enforce
`);

async function firstInProgress(provider: Provider): Promise<SubjectReference> {
  for await (const { references } of provider.discover()) {
    const [reference] = references;
    if (reference !== undefined) return reference;
  }
  throw new Error('nothing is in progress');
}

/** Calls of the back end from the look that cancels to the answer of the cancel. What looks for the cause is not among them. */
async function callsOfCancel({ provider, cost }: CountedBackEnd): Promise<readonly string[]> {
  const reference = await firstInProgress(provider);
  const harness = new Harness();
  harness.provider = { ...provider, investigators: () => [] };
  const look = async (): Promise<void> => {
    harness.nowMs = cost.nowMs;
    await observe(harness.ports, { cause: 'sweep', reference });
  };
  // As every minute: what is kept for longer, such as tags, is known.
  harness.rules = nothing;
  await look();
  cost.nowMs += 60_000;
  const before = cost.calls.length;
  harness.rules = cancelWhatRuns;
  await look();
  expect((await harness.newest(reference.target)).history.map(({ event }) => event.what)).toContain('settled');
  return cost.calls.slice(before).map(({ operation }) => operation);
}

const estates: Readonly<Record<string, () => Promise<CountedBackEnd>>> = {
  cloudFormation: cloudFormationEstate,
  ecs: () => ecsEstate(),
  codePipeline: codePipelineEstate,
  codeDeploy: codeDeployEstate,
};

test('a cancel costs two calls more than one of AWS Proton, at most', async () => {
  const proton = await callsOfCancel(await protonEstate());
  expect(proton).toEqual(['GetEnvironment', 'GetEnvironment', 'CancelEnvironmentDeployment']);
  for (const [name, create] of Object.entries(estates)) {
    const calls = await callsOfCancel(await create());
    expect([name, calls.length <= proton.length + 2]).toEqual([name, true]);
  }
});
