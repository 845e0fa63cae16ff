import * as client from '@aws-sdk/client-codedeploy';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import type { Observation } from '../../../../src/lib/model/observation.ts';
import { createCodeDeployApi } from '../../../../src/lib/providers/code-deploy/api.ts';
import { createCodeDeployProvider } from '../../../../src/lib/providers/code-deploy/index.ts';
import { clientError } from '../stand-in-api.ts';
import { allOn, arnOf, DeployWorld, fleet, identity, tagKeys } from './in-process.ts';

const minuteMs = 60_000;
const place = { applicationName: 'shop', deploymentGroupName: 'fleet' };
const release = (name: string): client.RevisionLocation => ({
  revisionType: 'S3',
  s3Location: { bucket: 'shop', key: `${name}.zip`, bundleType: 'zip', version: name },
});
const stack = 'arn:aws:cloudformation:eu-central-1:123456789012:stack/checkout/0f1e2d3c';

let world: DeployWorld;
beforeEach(() => {
  world = new DeployWorld();
});

const call = (operation: string, input: object): Readonly<Record<string, unknown>> => ({
  ...world.service.call(operation, input),
});

async function deploy(outcome: 'succeed' | 'fail', input: object = {}): Promise<string> {
  world.service.script('shop/fleet', outcome);
  const { deploymentId } = call('CreateDeployment', { ...place, revision: release('a'), ...input });
  await world.pass(30 * minuteMs);
  return String(deploymentId);
}

/** Deploys a revision, and then fails to deploy another one. */
async function failed(good: object = {}, bad: object = {}): Promise<{ good: string; bad: string }> {
  return { good: await deploy('succeed', good), bad: await deploy('fail', { revision: release('b'), ...bad }) };
}

const rollbackIn = ({ details }: Pick<Observation, 'details'>) => details.actions.rollback;
const aboutIn = (observation: Pick<Observation, 'details'>) => {
  const rollback = rollbackIn(observation);
  return rollback?.available === true ? rollback.about : undefined;
};
const reasonNow = async () => {
  const rollback = rollbackIn(await world.look(fleet));
  return rollback?.available === false ? rollback.reason : rollback;
};
const created = () => world.inputs.filter((_, index) => world.calls[index] === 'CreateDeployment');

describe('what can be rolled back', () => {
  test('is what failed: the last revision that succeeded is deployed, as it was deployed then', async () => {
    const how = {
      deploymentConfigName: 'CodeDeployDefault.HalfAtATime',
      fileExistsBehavior: 'OVERWRITE',
      ignoreApplicationStopFailures: true,
    };
    const { good, bad } = await failed(how);
    const attempt = await world.look(fleet);
    expect(attempt.facts).toMatchObject({ id: bad, status: 'Failed' });
    expect(rollbackIn(attempt)).toEqual({ available: true, about: good });
    expect(created()).toEqual([]);
    expect(await world.provider.perform('rollback', attempt.subject, good, 'ada: it is broken')).toEqual({
      result: 'accepted',
    });
    const description = `ada: it is broken: back from ${bad} to the revision of ${good}`;
    expect(created()).toEqual([{ ...place, ...how, revision: release('a'), description }]);
    world.service.script('shop/fleet', 'succeed');
    await world.pass(30 * minuteMs);
    const after = await world.look(fleet);
    expect([after.facts.status, after.facts.id === bad, rollbackIn(after)]).toEqual(['Succeeded', false, undefined]);
    const { deploymentInfo } = call('GetDeployment', { deploymentId: after.facts.id });
    expect(deploymentInfo).toMatchObject({ revision: release('a'), ...how, creator: 'user' });
  });

  test('is what somebody has stopped, without a rollback', async () => {
    const good = await deploy('succeed');
    world.service.script('shop/fleet', 'hang');
    const { deploymentId } = call('CreateDeployment', { ...place, revision: release('b') });
    await world.pass(minuteMs);
    call('StopDeployment', { deploymentId, autoRollbackEnabled: false });
    await world.pass(minuteMs);
    const attempt = await world.look(fleet);
    expect([attempt.facts.status, aboutIn(attempt)]).toEqual(['Stopped', good]);
  });

  test('is CodeDeploy’s own rollback that failed: the same revision is what is wanted still', async () => {
    const good = await deploy('succeed');
    world.service.script('shop/fleet', 'hang');
    world.service.script('shop/fleet:rollback', 'fail');
    const { deploymentId } = call('CreateDeployment', { ...place, revision: release('b') });
    await world.pass(minuteMs);
    call('StopDeployment', { deploymentId, autoRollbackEnabled: true });
    await world.pass(30 * minuteMs);
    const attempt = await world.look(fleet);
    expect([attempt.facts.needsHuman, attempt.facts.initiator, aboutIn(attempt)]).toEqual([
      true,
      'codeDeployRollback',
      good,
    ]);
  });

  test('goes back over all that failed since, at two calls more', async () => {
    const { good } = await failed();
    await deploy('fail', { revision: release('c') });
    expect(aboutIn(await world.look(fleet))).toBe(good);
    world.calls.length = 0;
    await world.look(fleet);
    const usual = ['ListDeployments', 'ListDeployments', 'BatchGetDeployments'];
    expect(world.calls).toEqual([...usual, 'GetDeploymentGroup', 'BatchGetDeployments']);
  });
});

describe('why not', () => {
  test('where the switch is off', async () => {
    world = new DeployWorld({}, { ...allOn, redeploy: false });
    await failed();
    expect(await reasonNow()).toContain('"redeploy" of codeDeploy is off in bot.yml');
  });

  test.each([
    ['the failed one', false],
    ['the good one', true],
  ])('where %s is of a stack: the stack is named', async (_which, isGood) => {
    world.service.script('shop/fleet', 'succeed');
    world.start(fleet, isGood ? { creator: 'CloudFormation', externalId: stack } : {});
    await world.pass(30 * minuteMs);
    world.service.script('shop/fleet', 'fail');
    world.start(fleet, isGood ? {} : { creator: 'CloudFormation', externalId: stack });
    await world.pass(30 * minuteMs);
    expect(await reasonNow()).toBe('CloudFormation deploys to the group: roll the stack checkout back instead');
  });

  test('where Auto Scaling began it', async () => {
    await deploy('succeed');
    world.service.script('shop/fleet', 'fail');
    world.start(fleet, { creator: 'autoscaling' });
    await world.pass(30 * minuteMs);
    expect(await reasonNow()).toContain('Auto Scaling began it');
  });

  test('where CodeDeploy rolls it back itself', async () => {
    await deploy('succeed');
    world.service.script('shop/fleet', 'hang');
    const { deploymentId } = call('CreateDeployment', { ...place, revision: release('b') });
    await world.pass(minuteMs);
    call('StopDeployment', { deploymentId, autoRollbackEnabled: true });
    world.service.script('shop/fleet:rollback', 'succeed');
    await world.pass(30 * minuteMs);
    const rolledBack = await world.provider.observe({
      on: 'deploymentId',
      provider: 'codeDeploy',
      id: String(deploymentId),
    });
    const attempt = rolledBack?.attempts.find(
      ({ subject }) => subject.on === 'deployment' && subject.deployment.id === deploymentId,
    );
    expect(attempt && rollbackIn(attempt)).toMatchObject({
      available: false,
      reason: expect.stringMatching(/^d-\w+ rolls it back$/),
    });
  });

  test('where nothing has succeeded yet', async () => {
    await deploy('fail');
    expect(await reasonNow()).toBe('no deployment to the group has succeeded yet');
  });

  test.each<[string, client.RevisionLocation, client.RevisionLocation]>([
    ['the same version of an object', release('a'), release('a')],
    [
      'an object whose version is not known',
      { revisionType: 'S3', s3Location: { bucket: 'shop', key: 'web.zip', bundleType: 'zip' } },
      { revisionType: 'S3', s3Location: { bucket: 'shop', key: 'web.zip', bundleType: 'zip', version: '2' } },
    ],
    [
      'the same commit',
      { revisionType: 'GitHub', gitHubLocation: { repository: 'shop/web', commitId: 'abc1234' } },
      { revisionType: 'GitHub', gitHubLocation: { repository: 'shop/web', commitId: 'abc1234' } },
    ],
    [
      'the same AppSpec',
      { revisionType: 'AppSpecContent', appSpecContent: { content: 'version: 0' } },
      { revisionType: 'AppSpecContent', appSpecContent: { content: 'version: 0' } },
    ],
    [
      'the same text',
      { revisionType: 'String', string: { content: 'version: 0' } },
      { revisionType: 'String', string: { content: 'version: 0' } },
    ],
  ])('where it was of the same revision: %s', async (_what, good, bad) => {
    await failed({ revision: good }, { revision: bad });
    expect(await reasonNow()).toContain('it was of the same revision as the last one that succeeded');
  });

  test.each<[string, client.RevisionLocation, client.RevisionLocation]>([
    [
      'another commit',
      { revisionType: 'GitHub', gitHubLocation: { repository: 'shop/web', commitId: 'abc1234' } },
      { revisionType: 'GitHub', gitHubLocation: { repository: 'shop/web', commitId: 'abc1235' } },
    ],
    [
      'another AppSpec',
      { revisionType: 'AppSpecContent', appSpecContent: { content: 'version: 0' } },
      { revisionType: 'AppSpecContent', appSpecContent: { content: 'version: 0.0' } },
    ],
    ['something of another kind', release('a'), { revisionType: 'String', string: { content: 'version: 0' } }],
  ])('but it is possible where it was %s', async (_what, good, bad) => {
    const { good: id } = await failed({ revision: good }, { revision: bad });
    expect(aboutIn(await world.look(fleet))).toBe(id);
  });

  test('where it began three days ago: the button would outlive what is shown', async () => {
    await failed();
    await world.pass(71 * 60 * minuteMs);
    expect(await reasonNow()).toContain('began almost three days ago');
  });
});

describe('nothing is deployed', () => {
  test('for another revision than the one that was shown, or by facts that no read has made', async () => {
    const { good, bad } = await failed();
    const { subject, facts } = await world.look(fleet);
    const refused = { result: 'refused', conflict: true, error: 'NotShown' };
    expect(await world.provider.perform('rollback', subject, bad)).toEqual(refused);
    expect(await world.provider.perform('rollback', subject)).toEqual(refused);
    const copy = { on: 'deployment', deployment: { ...facts } } as const;
    expect(await world.provider.perform('rollback', copy, good)).toEqual(refused);
    expect(created()).toEqual([]);
  });

  test('where a newer deployment has begun: it is not offered any more, and CodeDeploy takes no second one', async () => {
    const { good } = await failed();
    const { subject } = await world.look(fleet);
    world.service.script('shop/fleet', 'hang');
    const newer = world.start(fleet);
    expect(await world.provider.perform('rollback', subject, good)).toEqual({
      result: 'refused',
      conflict: true,
      error: 'DeploymentLimitExceededException',
    });
    const { facts, details } = await world.look(fleet);
    expect([facts.id, details.actions.rollback]).toEqual([newer, undefined]);
  });
});

describe('on the wire', () => {
  const at = new Date('2026-11-21T09:00:00Z');
  const readingClient = new client.CodeDeployClient({ region: identity.region });
  const actingClient = new client.CodeDeployClient({ region: identity.region, maxAttempts: 1 });
  const reading = mockClient(readingClient);
  const acting = mockClient(actingClient);
  const [good, bad] = ['d-GOOD00001', 'd-BAD000001'];
  const info = (deploymentId: string, more: client.DeploymentInfo): client.DeploymentInfo => ({
    ...place,
    deploymentId,
    createTime: at,
    creator: 'user',
    computePlatform: 'Server',
    revision: release(deploymentId),
    ...more,
  });

  function answer(more: client.DeploymentInfo = {}): void {
    reading.on(client.ListDeploymentsCommand).resolves({ deployments: [bad] });
    reading.on(client.BatchGetDeploymentsCommand).resolves({ deploymentsInfo: [info(bad, { status: 'Failed' })] });
    reading
      .on(client.BatchGetDeploymentsCommand, { deploymentIds: [good] })
      .resolves({ deploymentsInfo: [info(good, { status: 'Succeeded', ...more })] });
    reading.on(client.ListTagsForResourceCommand).resolves({ Tags: [] });
    reading.on(client.GetDeploymentGroupCommand).resolves({
      deploymentGroupInfo: {
        lastAttemptedDeployment: { deploymentId: bad },
        lastSuccessfulDeployment: { deploymentId: good },
      },
    });
  }

  async function shown() {
    const provider = createCodeDeployProvider(createCodeDeployApi({ reading: readingClient, acting: actingClient }), {
      region: identity.region,
      clock: { now: () => at.getTime() + minuteMs },
      wait: async () => undefined,
      tagKeys,
      switches: allOn,
    });
    const state = await provider.observe({
      on: 'deployment',
      provider: 'codeDeploy',
      kind: 'deploymentGroup',
      name: 'shop/fleet',
      target: arnOf('shop/fleet'),
    });
    const [attempt] = state?.attempts ?? [];
    if (attempt === undefined) throw new Error('nothing is shown');
    return { provider, attempt };
  }

  beforeEach(() => {
    reading.reset();
    acting.reset();
  });

  test('the call is one, by the client that makes one attempt; long reasons are cut', async () => {
    answer();
    acting.onAnyCommand().resolves({ deploymentId: 'd-NEW000001' });
    const { provider, attempt } = await shown();
    expect(await provider.perform('rollback', attempt.subject, good, 'x'.repeat(2_000))).toEqual({
      result: 'accepted',
    });
    expect(acting.calls().map(({ args }) => args[0].constructor.name)).toEqual(['CreateDeploymentCommand']);
    expect(acting.commandCalls(client.CreateDeploymentCommand)[0]?.args[0].input).toEqual({
      ...place,
      revision: release(good),
      description: `${'x'.repeat(100)}: back from ${bad} to the revision of ${good}`,
    });
  });

  const conflict = { result: 'refused', conflict: true };
  const refused = { result: 'refused', conflict: false };
  test.each([
    // Every error that the API model declares, and what is not declared.
    ['ApplicationDoesNotExistException', 400, conflict],
    ['DeploymentGroupDoesNotExistException', 400, conflict],
    ['DeploymentLimitExceededException', 400, conflict],
    ...[
      'ApplicationNameRequiredException',
      'InvalidApplicationNameException',
      'DeploymentGroupNameRequiredException',
      'InvalidDeploymentGroupNameException',
      'RevisionRequiredException',
      'RevisionDoesNotExistException',
      'InvalidRevisionException',
      'InvalidDeploymentConfigNameException',
      'DeploymentConfigDoesNotExistException',
      'DescriptionTooLongException',
      'InvalidTargetInstancesException',
      'InvalidAlarmConfigException',
      'AlarmsLimitExceededException',
      'InvalidAutoRollbackConfigException',
      'InvalidLoadBalancerInfoException',
      'InvalidFileExistsBehaviorException',
      'InvalidComputePlatformException',
      'InvalidRoleException',
      'InvalidAutoScalingGroupException',
      'InvalidUpdateOutdatedInstancesOnlyValueException',
      'InvalidIgnoreApplicationStopFailuresValueException',
      'InvalidGitHubAccountTokenException',
      'InvalidTrafficRoutingConfigurationException',
      'InvalidECSServiceException',
      'InvalidInputException',
      'AccessDeniedException',
    ].map((name) => [name, 400, refused] as const),
    ['ThrottlingException', 400, { result: 'throttled' }],
    ['TimeoutError', 0, { result: 'unknown' }],
    ['InternalFailure', 500, { result: 'unknown' }],
    ['RequestTimeout', 408, { result: 'unknown' }],
  ] as const)('the call is answered with %s', async (name, statusCode, expected) => {
    answer();
    acting.onAnyCommand().rejects(clientError(name, statusCode));
    const { provider, attempt } = await shown();
    const result = await provider.perform('rollback', attempt.subject, good);
    expect(result).toMatchObject(expected);
    if (result.result === 'refused' || result.result === 'unknown') expect(result.error).toBe(name);
    expect(acting.calls()).toHaveLength(1);
  });

  const withoutContent = 'CodeDeploy does not give back the AppSpec content';
  const withoutPlace = 'CodeDeploy does not say where the last revision that succeeded is';
  test.each<[client.RevisionLocation | undefined, string]>([
    [undefined, withoutPlace],
    [{}, withoutPlace],
    [{ revisionType: 'S3' }, withoutPlace],
    [{ revisionType: 'S3', s3Location: { bucket: 'shop' } }, withoutPlace],
    [{ revisionType: 'GitHub', gitHubLocation: { repository: 'shop/web' } }, withoutPlace],
    [{ revisionType: 'AppSpecContent', appSpecContent: { sha256: 'abc' } }, withoutContent],
    [{ revisionType: 'String' }, withoutContent],
  ])('a revision that the answer does not have in full cannot be sent again: %j', async (revision, reason) => {
    answer({ revision });
    expect(rollbackIn((await shown()).attempt)).toMatchObject({
      available: false,
      reason: expect.stringContaining(reason),
    });
  });

  test('where CodeDeploy knows the last good one no more, or the configuration of the group, it says so', async () => {
    answer();
    reading.on(client.BatchGetDeploymentsCommand, { deploymentIds: [good] }).resolves({ deploymentsInfo: [] });
    expect(rollbackIn((await shown()).attempt)).toMatchObject({
      reason: `CodeDeploy does not know ${good} any more, the last one that succeeded`,
    });
    reading.on(client.GetDeploymentGroupCommand).rejects(clientError('DeploymentConfigDoesNotExistException', 400));
    expect(rollbackIn((await shown()).attempt)).toMatchObject({
      reason: 'the deployment configuration of the group does not exist any more',
    });
  });

  test('where the group shows another last deployment than the list, nothing is offered', async () => {
    answer();
    reading.on(client.GetDeploymentGroupCommand).resolves({
      deploymentGroupInfo: {
        lastAttemptedDeployment: { deploymentId: 'd-NEWER0001' },
        lastSuccessfulDeployment: { deploymentId: good },
      },
    });
    expect((await shown()).attempt.details.actions).toEqual({});
  });

  test.each([
    ['ThrottlingException', 400, 'ThrottlingException'],
    ['AccessDeniedException', 400, 'CodeDeployUnavailable'],
    ['InternalFailure', 500, 'CodeDeployUnavailable'],
  ])('what cannot be read is not made up: %s', async (name, statusCode, thrown) => {
    answer();
    reading.on(client.GetDeploymentGroupCommand).rejects(clientError(name, statusCode));
    await expect(shown()).rejects.toMatchObject({ name: thrown });
  });
});
