import { expect, test } from '@jest/globals';
import type { DeploymentFacts } from '../../../src/lib/model/subject.ts';
import type { Provider } from '../../../src/lib/ports.ts';
import { DeployWorld, web } from './code-deploy/in-process.ts';
import { orders, PipelineWorld } from './code-pipeline/in-process.ts';

const fullRead = ['ListPipelineExecutions', 'GetPipelineState', 'ListActionExecutions'];

/** The read before a cancel, as the fence makes it. */
async function lastCheck(provider: Provider, facts: DeploymentFacts) {
  const { kind, name, target } = facts;
  const reference = { on: 'deployment' as const, provider: provider.name, kind, name, target };
  const state = await provider.observe(reference, { beforeCancelOf: facts });
  const found = state?.attempts.find(
    ({ subject }) => subject.on === 'deployment' && subject.deployment.id === facts.id,
  );
  if (state === undefined || found?.subject.on !== 'deployment') throw new Error('it is not shown');
  return { ...found, state, facts: found.subject.deployment };
}

/** An execution whose deployment to Staging hangs, and what was read of it. */
async function hangingExecution() {
  const world = new PipelineWorld({ actionMs: 1_000 });
  world.service.define(orders);
  world.service.script('pipeline/orders/Staging/Deploy', 'hang');
  world.service.start('orders');
  await world.pass(10_000);
  const { facts } = await world.look();
  world.calls.length = 0;
  return { world, facts };
}

test('CodePipeline: where the stages show that nothing has changed, one call is enough', async () => {
  const { world, facts } = await hangingExecution();
  await world.pass(5_000);
  const again = await lastCheck(world.provider, facts);
  expect(again.facts).toEqual(facts);
  expect(world.calls).toEqual(['GetPipelineState']);
  expect(await world.provider.perform('cancel', again.subject, undefined, 'it hangs')).toEqual({ result: 'accepted' });
});

test('CodePipeline: what was read longer ago, or for no cancel, is read in full', async () => {
  const { world, facts } = await hangingExecution();
  await world.look();
  expect(world.calls).toEqual(fullRead);
  world.calls.length = 0;
  await world.pass(20_000);
  await lastCheck(world.provider, facts);
  expect(world.calls).toEqual(fullRead);
});

test('CodePipeline: what has changed meanwhile is read, and counts', async () => {
  const failed = await hangingExecution();
  failed.world.service.script('pipeline/orders/Staging/Deploy', 'fail');
  await failed.world.pass(5_000);
  expect((await lastCheck(failed.world.provider, failed.facts)).facts.status).toBe('Failed');

  const retried = await hangingExecution();
  retried.world.service.script('pipeline/orders/Staging/Deploy', 'fail');
  await retried.world.pass(5_000);
  retried.world.service.script('pipeline/orders/Staging/Deploy', 'hang');
  retried.world.service.call('RetryStageExecution', {
    pipelineName: 'orders',
    stageName: 'Staging',
    pipelineExecutionId: retried.facts.id,
    retryMode: 'FAILED_ACTIONS',
  });
  await retried.world.pass(5_000);
  const again = await lastCheck(retried.world.provider, retried.facts);
  expect([again.facts.status, again.facts.startedAtMs > retried.facts.startedAtMs]).toEqual(['InProgress', true]);

  const moved = await hangingExecution();
  moved.world.service.script('pipeline/orders/Staging/Deploy', 'succeed');
  await moved.world.pass(5_000);
  expect((await lastCheck(moved.world.provider, moved.facts)).facts.phase).toBe('waiting');

  const gone = await hangingExecution();
  gone.world.service.remove('orders');
  await expect(lastCheck(gone.world.provider, gone.facts)).rejects.toThrow('it is not shown');
});

test('CodePipeline: of executions in parallel, which have no stages, everything is read', async () => {
  const world = new PipelineWorld({ actionMs: 1_000 });
  world.service.define({ ...orders, mode: 'PARALLEL' });
  world.service.script('pipeline/orders/Staging/Deploy', 'hang');
  world.service.start('orders');
  await world.pass(10_000);
  const { facts } = await world.look();
  world.calls.length = 0;
  await lastCheck(world.provider, facts);
  expect(world.calls).toEqual(['ListPipelineExecutions', 'ListActionExecutions']);
});

async function shiftingDeployment() {
  const world = new DeployWorld();
  world.service.script('web/blue-green', 'hang');
  world.start(web);
  await world.pass(60_000);
  const { facts } = await world.look(web);
  world.calls.length = 0;
  return { world, facts };
}

test('CodeDeploy: the deployment is read by its id, and how far it is may be as old as the read before', async () => {
  const { world, facts } = await shiftingDeployment();
  const again = await lastCheck(world.provider, facts);
  expect(again.facts).toEqual(facts);
  expect(again.state.completeSinceMs).toBeUndefined();
  expect(world.calls).toEqual(['GetDeployment']);
  world.calls.length = 0;
  await world.pass(20_000);
  await lastCheck(world.provider, facts);
  expect(world.calls).toEqual(['GetDeployment', 'BatchGetDeploymentTargets']);
});

test('CodeDeploy: one that has been stopped meanwhile is shown so', async () => {
  const { world, facts } = await shiftingDeployment();
  world.service.call('StopDeployment', { deploymentId: facts.id, autoRollbackEnabled: false });
  await world.pass(5_000);
  expect((await lastCheck(world.provider, facts)).facts.phase).toBe('cancelled');
});

test('CodeDeploy: where the id is not known, its group is read', async () => {
  const { world, facts } = await shiftingDeployment();
  const { kind, name, target } = facts;
  const unknown = { ...facts, id: 'd-UNKNOWN00' };
  const state = await world.provider.observe(
    { on: 'deployment', provider: 'codeDeploy', kind, name, target },
    { beforeCancelOf: unknown },
  );
  expect(state).toMatchObject({ completeSinceMs: 0, gone: false, attempts: [{}] });
});
