import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type ControlPlane, type ControlPlaneState, createControlPlane } from '@proton-bot/control-plane';
import type { Observation } from '../../../../src/lib/model/observation.ts';
import { statusOf } from '../../../../src/lib/model/statuses.ts';
import type { CallResult, Provider } from '../../../../src/lib/ports.ts';
import { createProtonProvider, referenceOf } from '../../../../src/lib/providers/proton/index.ts';
import {
  prepareProtonFixtures,
  simulatedAccount,
  simulatedRegion,
  startMs,
  type TargetName,
  targetArns,
} from '../../../../src/simulation/index.ts';
import { asProtonApi, protonInProcess } from '../../../../src/simulation/proton-in-process.ts';
import { VirtualClock } from '../../../../src/simulation/virtual-clock.ts';
import { readAttempt } from '../read-attempt.ts';

const noRules = { hash: 'none', document: { version: 1, hash: 'none', lists: {}, rules: [] }, compiled: [] } as const;
const deploymentType = 'CURRENT_VERSION';
const instanceName = { serviceName: 'orders', name: 'api' };
const serviceSpec = (branch: string) =>
  `proton: ServiceSpec\npipeline:\n  branch: ${branch}\ninstances:\n  - name: api\n    environment: prod-eu\n    spec:\n      port: 81\n`;
const newTemplate = 'Resources: { Queue: { Type: "AWS::SQS::Queue" } }';

const updates: Readonly<Record<TargetName, readonly [operation: string, input: object]>> = {
  environment: [
    'UpdateEnvironment',
    { name: 'prod-eu', deploymentType, spec: 'proton: EnvironmentSpec\nspec:\n  size: large\n' },
  ],
  instance: ['UpdateServiceInstance', { ...instanceName, deploymentType, spec: serviceSpec('main') }],
  pipeline: ['UpdateServicePipeline', { serviceName: 'orders', deploymentType, spec: serviceSpec('next') }],
  component: ['UpdateComponent', { name: 'cache', deploymentType, templateFile: newTemplate }],
};
const targets: readonly TargetName[] = ['environment', 'instance', 'pipeline', 'component'];

/** The provider with the project's control plane: what is deployed again is what was deployed. */
describe('a rollback by the control plane', () => {
  const clock = new VirtualClock(startMs);
  let state: ControlPlaneState;
  let plane: ControlPlane;
  let provider: Provider;
  let count = 0;

  beforeAll(async () => {
    state = await prepareProtonFixtures(noRules);
    plane = createControlPlane({
      clock,
      random: { uuid: () => `11111111-0000-4000-8000-${String((count += 1)).padStart(12, '0')}` },
      region: simulatedRegion,
      accountId: simulatedAccount,
      emit: () => undefined,
    });
    const now = () => clock.now();
    const call = protonInProcess(plane, now, () => undefined);
    provider = createProtonProvider(
      asProtonApi(async (...asked) => call(...asked)),
      { redeploy: true },
    );
  });
  beforeEach(() => plane.restore(state));

  const settle = () => {
    while (clock.step(clock.now() + 600_000));
  };

  async function read(target: TargetName): Promise<Observation> {
    const reference = referenceOf(targetArns[target]);
    const reading = reference && (await readAttempt(provider, reference));
    if (reading?.subject.on !== 'deployment') throw new Error(`${target} is not there`);
    return reading;
  }

  async function failed(target: TargetName, update = updates[target]): Promise<Observation> {
    plane.script(targetArns[target], 'fail');
    plane.call(...update);
    settle();
    plane.script(targetArns[target], 'succeed');
    return read(target);
  }

  function rollBack({ subject, details }: Observation): Promise<CallResult> {
    const { rollback } = details.actions;
    return provider.perform('rollback', subject, rollback?.available === true ? rollback.about : undefined);
  }

  /** What the newest deployment of a target was to put in place, and what the one before. */
  function statesOf(target: TargetName): readonly unknown[] {
    const { deployments } = plane.call('ListDeployments', {});
    const ids = Array.from<Record<string, unknown>>(Object(deployments)).flatMap(({ targetArn, id }) =>
      targetArn === targetArns[target] ? [id] : [],
    );
    return ids.map((id) => {
      const { targetState } = Object(plane.call('GetDeployment', { id }).deployment);
      const deployed = Object.entries(Object(Object.values(Object(targetState))[0]));
      // What is beside an instance is not deployed with it.
      return Object.fromEntries(deployed.filter(([member]) => !member.startsWith('lastSuccessful')));
    });
  }

  test.each(targets)('%s: after an update that failed, the version and the spec before it', async (target) => {
    const [before] = statesOf(target);
    const reading = await failed(target);
    expect(statusOf(reading.subject)).toBe('FAILED');
    expect(await rollBack(reading)).toEqual({ result: 'accepted' });
    expect(statusOf((await read(target)).subject)).toBe('IN_PROGRESS');
    settle();
    const after = await read(target);
    expect(statusOf(after.subject)).toBe('SUCCEEDED');
    expect(after.details.actions).toEqual({});
    const [newest, failure] = statesOf(target);
    expect(newest).toEqual(before);
    expect(failure).not.toEqual(before);
  });

  test('of what was cancelled, too', async () => {
    plane.script(targetArns.environment, 'hang');
    plane.call(...updates.environment);
    plane.call('CancelEnvironmentDeployment', { environmentName: 'prod-eu' });
    settle();
    plane.script(targetArns.environment, 'succeed');
    expect(await rollBack(await read('environment'))).toEqual({ result: 'accepted' });
  });

  test('a rollback that fails can be tried again: that is not the same call', async () => {
    plane.script(targetArns.instance, 'fail');
    const first = await failed('instance');
    plane.script(targetArns.instance, 'fail');
    expect(await rollBack(first)).toEqual({ result: 'accepted' });
    settle();
    // What failed last had the same spec as the last good one.
    expect((await read('instance')).details.actions.rollback).toMatchObject({ available: false });
    const another = await failed('instance');
    expect(await rollBack(another)).toEqual({ result: 'accepted' });
    settle();
    expect(statesOf('instance')[0]).toEqual(statesOf('instance')[2]);
  });

  test.each(targets)('%s: a call that is made twice deploys once', async (target) => {
    const reading = await failed(target);
    const known = statesOf(target).length;
    expect(await rollBack(reading)).toEqual({ result: 'accepted' });
    const again = await rollBack(reading);
    // The two operations that take a token say yes to the same call; the others have another deployment than they expect.
    const takesToken = target === 'instance' || target === 'component';
    expect(again).toMatchObject(takesToken ? { result: 'accepted' } : { result: 'refused', conflict: true });
    settle();
    expect(await rollBack(reading)).toEqual(again);
    expect(statesOf(target)).toHaveLength(known + 1);
  });

  test.each(targets)('%s: another deployment that began after the last read is left alone', async (target) => {
    const reading = await failed(target);
    const [operation, input] = updates[target];
    plane.call(operation, input);
    settle();
    const known = statesOf(target).length;
    expect(await rollBack(reading)).toEqual({ result: 'refused', conflict: true, error: 'ConflictException' });
    expect(statesOf(target)).toHaveLength(known);
  });

  test('a minor version that failed is left for the one before', async () => {
    const version = { templateName: 'web', majorVersion: '1', minorVersion: '1' };
    plane.call('CreateServiceTemplateVersion', {
      templateName: 'web',
      majorVersion: '1',
      source: { s3: { bucket: 'templates', key: 'template.tar.gz' } },
      compatibleEnvironmentTemplates: [{ templateName: 'fargate', majorVersion: '1' }],
    });
    settle();
    plane.call('UpdateServiceTemplateVersion', { ...version, status: 'PUBLISHED' });
    const minor = { deploymentType: 'MINOR_VERSION', templateMajorVersion: '1', templateMinorVersion: '1' };
    const reading = await failed('instance', ['UpdateServiceInstance', { ...instanceName, ...minor }]);
    expect(await rollBack(reading)).toEqual({ result: 'accepted' });
    settle();
    expect(statesOf('instance')[0]).toMatchObject({ templateMinorVersion: '0' });
    expect(statesOf('instance')[1]).toMatchObject({ templateMinorVersion: '1' });
  });

  test('what was never deployed with success has nothing to go back to', async () => {
    plane.script('environment/new', 'fail');
    plane.call('CreateEnvironment', {
      name: 'new',
      templateName: 'fargate',
      templateMajorVersion: '1',
      spec: 'proton: EnvironmentSpec\nspec:\n  size: small\n',
      protonServiceRoleArn: `arn:aws:iam::${simulatedAccount}:role/proton`,
    });
    settle();
    const reference = referenceOf(targetArns.environment.replace('prod-eu', 'new'));
    const reading = reference && (await readAttempt(provider, reference));
    expect(reading?.details.actions.rollback).toEqual({
      available: false,
      reason: 'no deployment of it has succeeded so far',
    });
  });
});
