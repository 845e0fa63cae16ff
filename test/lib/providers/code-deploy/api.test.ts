import {
  BatchGetDeploymentsCommand,
  BatchGetDeploymentTargetsCommand,
  CodeDeployClient,
  ContinueDeploymentCommand,
  type DeploymentInfo,
  GetDeploymentCommand,
  GetDeploymentConfigCommand,
  GetDeploymentGroupCommand,
  ListDeploymentsCommand,
  ListDeploymentTargetsCommand,
  ListTagsForResourceCommand,
  StopDeploymentCommand,
} from '@aws-sdk/client-codedeploy';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { createCodeDeployApi } from '../../../../src/lib/providers/code-deploy/api.ts';
import { createCodeDeployProvider } from '../../../../src/lib/providers/code-deploy/index.ts';
import { clientError } from '../stand-in-api.ts';
import { allOn, arnOf, identity, tagKeys } from './in-process.ts';

const readingClient = new CodeDeployClient({ region: identity.region });
const reading = mockClient(readingClient);
/** The client that acts, apart: what it is asked is what changes something. */
const actingClient = new CodeDeployClient({ region: identity.region, maxAttempts: 1 });
const acting = mockClient(actingClient);
const [id, at] = ['d-ABCDEF123', new Date('2026-11-21T09:00:00Z')];
const provider = createCodeDeployProvider(createCodeDeployApi({ reading: readingClient, acting: actingClient }), {
  region: identity.region,
  clock: { now: () => at.getTime() },
  wait: async () => undefined,
  tagKeys,
  switches: allOn,
});

const info: DeploymentInfo = {
  deploymentId: id,
  applicationName: 'shop',
  deploymentGroupName: 'fleet',
  deploymentConfigName: 'CodeDeployDefault.OneAtATime',
  status: 'InProgress',
  createTime: at,
  startTime: at,
  creator: 'user',
  computePlatform: 'Server',
  previousRevision: { revisionType: 'S3' },
};

function answer(more: Partial<DeploymentInfo> = {}): void {
  reading.on(ListDeploymentsCommand).resolves({ deployments: [id] });
  reading.on(BatchGetDeploymentsCommand).resolves({ deploymentsInfo: [{ ...info, ...more }] });
  reading.on(ListTagsForResourceCommand).resolves({ Tags: [{ Key: 'environment', Value: 'prod' }] });
  reading.on(GetDeploymentGroupCommand).resolves({ deploymentGroupInfo: {} });
}

const reference = {
  on: 'deployment',
  provider: 'codeDeploy',
  kind: 'deploymentGroup',
  name: 'shop/fleet',
  target: arnOf('shop/fleet'),
} as const;

async function shown() {
  const [attempt] = (await provider.observe(reference))?.attempts ?? [];
  if (attempt?.subject.on !== 'deployment') throw new Error('nothing is shown');
  return { ...attempt, facts: attempt.subject.deployment };
}

beforeEach(() => {
  reading.reset();
  acting.reset();
});

describe('what goes out', () => {
  test('what is under way in the group is asked for by all its statuses, by the reading client', async () => {
    answer();
    await shown();
    expect(reading.commandCalls(ListDeploymentsCommand)[0]?.args[0].input).toEqual({
      applicationName: 'shop',
      deploymentGroupName: 'fleet',
      includeOnlyStatuses: ['Created', 'Queued', 'InProgress', 'Baking', 'Ready'],
    });
    expect(acting.calls()).toEqual([]);
  });

  test.each([
    ['cancel', 'InProgress', StopDeploymentCommand, { deploymentId: id, autoRollbackEnabled: true }],
    ['continue', 'Ready', ContinueDeploymentCommand, { deploymentId: id, deploymentWaitType: 'READY_WAIT' }],
  ] as const)(
    '%s is one call by the acting client, which names the deployment',
    async (action, status, command, input) => {
      answer({ status });
      acting.onAnyCommand().resolves({});
      const { subject } = await shown();
      expect(await provider.perform(action, subject, 'READY_WAIT')).toEqual({ result: 'accepted' });
      expect(acting.calls()).toHaveLength(1);
      expect(acting.calls()[0]?.args[0]).toBeInstanceOf(command);
      expect(acting.calls()[0]?.args[0].input).toEqual(input);
    },
  );
});

const stop = ['cancel', 'InProgress'] as const;
const goOn = ['continue', 'Ready'] as const;
const [conflict, refused, throttled] = [
  { result: 'refused', conflict: true },
  { result: 'refused', conflict: false },
  { result: 'throttled' },
];

describe('what comes back', () => {
  test.each([
    // Every error that the API model declares, and what is not declared.
    [...stop, 'DeploymentIdRequiredException', refused],
    [...stop, 'DeploymentDoesNotExistException', conflict],
    [...stop, 'DeploymentGroupDoesNotExistException', conflict],
    [...stop, 'DeploymentAlreadyCompletedException', conflict],
    [...stop, 'InvalidDeploymentIdException', refused],
    [...stop, 'UnsupportedActionForDeploymentTypeException', refused],
    [...stop, 'AccessDeniedException', refused],
    [...stop, 'ThrottlingException', throttled],
    [...goOn, 'DeploymentIdRequiredException', refused],
    [...goOn, 'DeploymentDoesNotExistException', conflict],
    [...goOn, 'DeploymentAlreadyCompletedException', conflict],
    [...goOn, 'InvalidDeploymentIdException', refused],
    [...goOn, 'DeploymentIsNotInReadyStateException', conflict],
    [...goOn, 'UnsupportedActionForDeploymentTypeException', refused],
    [...goOn, 'InvalidDeploymentWaitTypeException', refused],
    [...goOn, 'InvalidDeploymentStatusException', conflict],
    [...goOn, 'ThrottlingException', throttled],
  ] as const)('%s of what is %s, %s', async (action, status, error, expected) => {
    answer({ status });
    acting.onAnyCommand().rejects(clientError(error, 400));
    const result = await provider.perform(action, (await shown()).subject, 'READY_WAIT');
    expect(result).toMatchObject(expected);
    if (result.result === 'refused') expect(result.error).toBe(error);
    expect(acting.calls()).toHaveLength(1);
  });

  test.each([
    ['TimeoutError', undefined],
    ['InternalFailure', 500],
    ['ServiceUnavailable', 503],
    ['RequestTimeout', 408],
  ])('%s leaves it open whether it was done, and nothing is repeated', async (name, statusCode) => {
    answer();
    acting.onAnyCommand().rejects(clientError(name, statusCode));
    expect(await provider.perform('cancel', (await shown()).subject)).toEqual({ result: 'unknown', error: name });
    expect(acting.commandCalls(StopDeploymentCommand)).toHaveLength(1);
  });

  test.each([
    'ApplicationNameRequiredException',
    'InvalidApplicationNameException',
    'InvalidTimeRangeException',
    'InvalidNextTokenException',
    'InvalidInputException',
    'AccessDeniedException',
  ])('a list that fails with %s is no absence', async (error) => {
    reading.on(ListDeploymentsCommand).rejects(clientError(error, 400));
    await expect(provider.observe(reference)).rejects.toMatchObject({
      name: 'CodeDeployUnavailable',
      message: expect.stringContaining(`ListDeployments: ${error}`),
    });
  });

  test.each(['ApplicationDoesNotExistException', 'DeploymentGroupDoesNotExistException'])(
    'a list that fails with %s says that the group is gone',
    async (error) => {
      reading.on(ListDeploymentsCommand).rejects(clientError(error, 400));
      expect(await provider.observe(reference)).toMatchObject({ gone: true });
    },
  );

  test('tags that may not be read are not taken for none', async () => {
    answer();
    const other = { ...reference, name: 'shop/other', target: arnOf('shop/other') };
    reading.on(ListTagsForResourceCommand).rejects(clientError('AccessDeniedException', 400));
    await expect(provider.observe(other)).rejects.toMatchObject({ name: 'CodeDeployUnavailable' });
  });

  test('a list in pages is read to its end, an empty page with a token included, and described 25 at a time', async () => {
    answer();
    const ids = Array.from({ length: 30 }, (_, index) => `d-${String(index).padStart(9, '0')}`);
    reading
      .on(ListDeploymentsCommand)
      .resolvesOnce({ deployments: ids.slice(0, 20), nextToken: 'one' })
      .resolvesOnce({ deployments: [], nextToken: 'two' })
      .resolvesOnce({ deployments: ids.slice(20) });
    await provider.observe(reference);
    const asked = reading
      .commandCalls(BatchGetDeploymentsCommand)
      .map(({ args }) => args[0].input.deploymentIds?.length);
    expect([reading.commandCalls(ListDeploymentsCommand).length, asked]).toEqual([3, [25, 5]]);
  });

  test('where not all that is listed is described, nothing is concluded from what is not shown', async () => {
    answer();
    reading.on(ListDeploymentsCommand).resolves({ deployments: [id, 'd-ZZZZZZ999'] });
    expect(await provider.observe(reference)).not.toHaveProperty('completeSinceMs');
  });
});

test('a deployment that names no group is one of CloudFormation, and left to its stack', async () => {
  answer();
  const { applicationName: _application, deploymentGroupName: _group, ...withoutGroup } = info;
  reading.on(BatchGetDeploymentsCommand).resolves({ deploymentsInfo: [withoutGroup] });
  reading.on(GetDeploymentCommand).resolves({ deploymentInfo: withoutGroup });
  const pages: unknown[] = [];
  for await (const page of provider.discover()) pages.push(page);
  expect(pages).toEqual([{ references: [] }]);
  expect(await provider.observe({ on: 'deploymentId', provider: 'codeDeploy', id })).toBeUndefined();
});

describe('what an answer says', () => {
  test('of an ECS deployment through its termination wait: no overview, every event has succeeded, and it waits', async () => {
    const step = (lifecycleEventName: string) => ({
      lifecycleEventName,
      status: 'Succeeded' as const,
      startTime: at,
      endTime: at,
    });
    answer({
      computePlatform: 'ECS',
      deploymentConfigName: 'CodeDeployDefault.ECSAllAtOnce',
      deploymentStyle: { deploymentType: 'BLUE_GREEN' },
      blueGreenDeploymentConfiguration: {
        terminateBlueInstancesOnDeploymentSuccess: { action: 'TERMINATE', terminationWaitTimeInMinutes: 60 },
      },
    });
    reading
      .on(GetDeploymentConfigCommand)
      .resolves({ deploymentConfigInfo: { trafficRoutingConfig: { type: 'AllAtOnce' } } });
    reading.on(ListDeploymentTargetsCommand).resolves({ targetIds: ['shop:web'] });
    reading.on(BatchGetDeploymentTargetsCommand).resolves({
      deploymentTargets: [
        { deploymentTargetType: 'ECSTarget', ecsTarget: { lifecycleEvents: ['Install', 'AllowTraffic'].map(step) } },
      ],
    });
    expect((await shown()).facts).toMatchObject({ phase: 'waiting', expectedByMs: at.getTime() + 60 * 60_000 });
  });

  test('a commit on GitHub is a link, and what is no commit is none', async () => {
    const gitHubLocation = { repository: 'octo/shop', commitId: '0123456789abcdef0123456789abcdef01234567' };
    answer({ revision: { revisionType: 'GitHub', gitHubLocation } });
    expect((await shown()).details.links.commit).toBe(`https://github.com/octo/shop/commit/${gitHubLocation.commitId}`);
    answer({ revision: { revisionType: 'GitHub', gitHubLocation: { ...gitHubLocation, repository: '../evil' } } });
    expect((await shown()).details.links).not.toHaveProperty('commit');
  });

  test('its error is told by code and words, and what became of the rollback', async () => {
    answer({
      status: 'Failed',
      errorInformation: { code: 'HEALTH_CONSTRAINTS', message: 'too many instances failed' },
      rollbackInfo: { rollbackDeploymentId: 'd-ROLLBACK1', rollbackMessage: 'under way' },
    });
    const { statusMessage, details } = await shown();
    expect(statusMessage).toBe('HEALTH_CONSTRAINTS: too many instances failed\nd-ROLLBACK1 rolls it back\nunder way');
    expect(details.hint).toBe('d-ROLLBACK1 rolls it back');
  });

  test('a long reason goes through whole', async () => {
    answer({ status: 'Failed', errorInformation: { code: 'INTERNAL_ERROR', message: 'x'.repeat(10_000) } });
    expect((await shown()).statusMessage).toHaveLength(10_000 + 'INTERNAL_ERROR: '.length);
  });

  test.each(['status', 'createTime', 'deploymentId', 'deploymentGroupName'])(
    'without %s nothing is decided',
    async (member) => {
      answer({ [member]: undefined });
      await expect(shown()).rejects.toMatchObject({ name: 'IncompleteAnswer' });
    },
  );
});
