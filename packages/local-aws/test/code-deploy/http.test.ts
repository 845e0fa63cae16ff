import * as sdk from '@aws-sdk/client-codedeploy';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ManualClock } from '../../src/index.ts';
import { type CloudUnderTest, startCloudUnderTest } from '../fixture/cloud.ts';
import { ecs, fleet, minuteMs, nowMs, revisions, settings } from './support/world.ts';

let clock: ManualClock;
let running: CloudUnderTest;
let client: sdk.CodeDeployClient;
beforeEach(async () => {
  clock = new ManualClock(nowMs);
  running = await startCloudUnderTest({ template: { Resources: {} }, clock, codeDeploy: settings });
  client = new sdk.CodeDeployClient({
    endpoint: running.cloud.endpointUrl,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  running.cloud.codeDeploy.define(fleet);
  running.cloud.codeDeploy.define(ecs);
});
afterEach(async () => {
  client.destroy();
  await running.stop();
  expect(clock.pendingTimers).toBe(0);
});

const here = { applicationName: 'shop', deploymentGroupName: 'fleet' };

describe('with the SDK’s own client', () => {
  test('from start to stop to rollback, with times as dates, and events on the bus', async () => {
    running.cloud.codeDeploy.script('shop/fleet', 'hang');
    const { deploymentId = '' } = await client.send(
      new sdk.CreateDeploymentCommand({ ...here, revision: revisions[0] }),
    );
    await clock.advance(1_000);
    const { deployments } = await client.send(
      new sdk.ListDeploymentsCommand({
        includeOnlyStatuses: ['InProgress'],
        createTimeRange: { start: new Date(nowMs) },
      }),
    );
    expect(deployments).toEqual([deploymentId]);
    const { deploymentsInfo } = await client.send(
      new sdk.BatchGetDeploymentsCommand({ deploymentIds: [deploymentId] }),
    );
    expect(deploymentsInfo).toMatchObject([{ status: 'InProgress', createTime: new Date(nowMs) }]);
    const stopped = await client.send(new sdk.StopDeploymentCommand({ deploymentId, autoRollbackEnabled: true }));
    expect(stopped.status).toBe('Pending');
    await clock.advance(2_000);
    const { deploymentInfo } = await client.send(new sdk.GetDeploymentCommand({ deploymentId }));
    expect(deploymentInfo).toMatchObject({
      status: 'Stopped',
      rollbackInfo: { rollbackDeploymentId: expect.any(String) },
    });
    const states = running.activities.flatMap((activity) =>
      activity.kind === 'event' ? [String(activity.event.detail['state'])] : [],
    );
    expect(states).toEqual(['START', 'STOP', 'START']);
  });

  test('what succeeded last is known of the group, and deployed again as it was', async () => {
    const [revision, another] = revisions;
    const deploy = (input: Partial<sdk.CreateDeploymentCommandInput>) =>
      client.send(new sdk.CreateDeploymentCommand({ ...here, ...input }));
    const { deploymentId: good } = await deploy({
      revision,
      fileExistsBehavior: 'OVERWRITE',
      ignoreApplicationStopFailures: true,
    });
    await clock.advance(minuteMs);
    running.cloud.codeDeploy.script('shop/fleet', 'fail');
    const { deploymentId: bad } = await deploy({ revision: another });
    await clock.advance(minuteMs);
    const { deploymentGroupInfo } = await client.send(new sdk.GetDeploymentGroupCommand(here));
    expect(deploymentGroupInfo).toMatchObject({
      lastAttemptedDeployment: { deploymentId: bad, status: 'Failed', createTime: new Date(nowMs + minuteMs) },
      lastSuccessfulDeployment: { deploymentId: good, status: 'Succeeded', createTime: new Date(nowMs) },
    });
    const { deploymentInfo: before } = await client.send(new sdk.GetDeploymentCommand({ deploymentId: good }));
    expect(before).toMatchObject({ revision, fileExistsBehavior: 'OVERWRITE', ignoreApplicationStopFailures: true });
    const { deploymentId } = await deploy({ revision: before?.revision, description: 'back' });
    const { deploymentInfo } = await client.send(new sdk.GetDeploymentCommand({ deploymentId }));
    expect(deploymentInfo).toMatchObject({
      revision,
      previousRevision: revision,
      description: 'back',
      creator: 'user',
    });
  });

  test('a wait is ended, tags and configuration are read', async () => {
    const deploymentId = running.cloud.codeDeploy.start('web', 'blue-green');
    await clock.advance(4_000);
    await client.send(new sdk.ContinueDeploymentCommand({ deploymentId, deploymentWaitType: 'READY_WAIT' }));
    const { targetIds } = await client.send(new sdk.ListDeploymentTargetsCommand({ deploymentId }));
    expect(targetIds).toEqual(['web:blue-green']);
    const ResourceArn = 'arn:aws:codedeploy:eu-central-1:123456789012:deploymentgroup:shop/fleet';
    expect((await client.send(new sdk.ListTagsForResourceCommand({ ResourceArn }))).Tags).toEqual([
      { Key: 'team', Value: 'shop' },
    ]);
    const deploymentConfigName = 'CodeDeployDefault.ECSCanary10Percent5Minutes';
    const { deploymentConfigInfo } = await client.send(new sdk.GetDeploymentConfigCommand({ deploymentConfigName }));
    expect(deploymentConfigInfo?.trafficRoutingConfig?.timeBasedCanary).toEqual({
      canaryPercentage: 10,
      canaryInterval: 5,
    });
  });

  test('its waiter sees a deployment that has succeeded, and one that has not', async () => {
    const waiter = { client, minDelay: 1, maxDelay: 1, maxWaitTime: 5 };
    const good = running.cloud.codeDeploy.start('shop', 'fleet');
    await clock.advance(minuteMs);
    await expect(sdk.waitUntilDeploymentSuccessful(waiter, { deploymentId: good })).resolves.toMatchObject({
      state: 'SUCCESS',
    });
    running.cloud.codeDeploy.script('shop/fleet', 'fail');
    const bad = running.cloud.codeDeploy.start('shop', 'fleet');
    await clock.advance(minuteMs);
    await expect(sdk.waitUntilDeploymentSuccessful(waiter, { deploymentId: bad })).rejects.toThrow(/FAILURE/);
  });

  test.each([
    [
      'DeploymentDoesNotExistException',
      () => client.send(new sdk.GetDeploymentCommand({ deploymentId: 'd-ZZZZZZZZZ' })),
    ],
    ['InvalidDeploymentIdException', () => client.send(new sdk.StopDeploymentCommand({ deploymentId: 'nonsense' }))],
    ['DeploymentIdRequiredException', () => client.send(new sdk.ContinueDeploymentCommand({}))],
    ['InvalidNextTokenException', () => client.send(new sdk.ListDeploymentsCommand({ nextToken: 'none of ours' }))],
    [
      'DeploymentGroupDoesNotExistException',
      () => client.send(new sdk.ListDeploymentsCommand({ ...here, deploymentGroupName: 'other' })),
    ],
  ])('%s is an error of the client’s own class', async (name, send) => {
    const error: unknown = await send().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(sdk.CodeDeployServiceException);
    expect(error).toMatchObject({ name, $metadata: { httpStatusCode: 400 } });
  });

  test('throttled and failing, as its faults are switched on', async () => {
    running.cloud.setFaults({ calls: [{ service: 'codedeploy', how: 'throttle' }] });
    await expect(client.send(new sdk.ListDeploymentsCommand({}))).rejects.toMatchObject({
      name: 'ThrottlingException',
    });
    running.cloud.setFaults({ calls: [{ service: 'codedeploy', how: 'fail' }] });
    await expect(client.send(new sdk.ListDeploymentsCommand({}))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 500 },
    });
  });
});

test('outcomes are scripted by ARN, and what is no deployment group goes on to the next', async () => {
  const script = (body: object) =>
    fetch(`${running.cloud.endpointUrl}/_local-aws/outcomes`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const target = 'arn:aws:codedeploy:eu-central-1:123456789012:deploymentgroup:shop/fleet';
  expect((await script({ target, outcome: 'fail' })).status).toBe(200);
  const deploymentId = running.cloud.codeDeploy.start('shop', 'fleet');
  await clock.advance(minuteMs);
  expect(running.cloud.codeDeploy.call('GetDeployment', { deploymentId })).toMatchObject({
    deploymentInfo: { status: 'Failed' },
  });
  expect((await script({ target, outcome: 'explode' })).status).toBe(400);
  expect((await script({ target: `${target}/more`, outcome: 'fail' })).status).toBe(400);
  expect((await script({ target: 'instance/factory', outcome: 'hang' })).status).toBe(200);
});
