import * as sdk from '@aws-sdk/client-codepipeline';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ManualClock } from '../../src/index.ts';
import { type CloudUnderTest, startCloudUnderTest } from '../fixture/cloud.ts';
import { nowMs, settings, shop } from './support/world.ts';

let clock: ManualClock;
let running: CloudUnderTest;
let client: sdk.CodePipelineClient;
beforeEach(async () => {
  clock = new ManualClock(nowMs);
  running = await startCloudUnderTest({ template: { Resources: {} }, clock, codePipeline: settings });
  client = new sdk.CodePipelineClient({
    endpoint: running.cloud.endpointUrl,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  running.cloud.codePipeline.define(shop);
});
afterEach(async () => {
  client.destroy();
  await running.stop();
  expect(clock.pendingTimers).toBe(0);
});

const place = { pipelineName: 'shop' };

describe('with the SDK’s own client', () => {
  test('from start to approval to end, with times as dates', async () => {
    const { pipelineExecutionId = '' } = await client.send(new sdk.StartPipelineExecutionCommand({ name: 'shop' }));
    await clock.advance(1_000);
    const { pipelineExecutionSummaries } = await client.send(new sdk.ListPipelineExecutionsCommand(place));
    expect(pipelineExecutionSummaries).toMatchObject([
      { pipelineExecutionId, status: 'InProgress', startTime: new Date(nowMs), executionMode: 'SUPERSEDED' },
    ]);
    const { stageStates } = await client.send(new sdk.GetPipelineStateCommand({ name: 'shop' }));
    const [approval] = stageStates?.[1]?.actionStates ?? [];
    expect(approval?.latestExecution).toMatchObject({
      status: 'InProgress',
      lastStatusChange: new Date(nowMs + 1_000),
    });
    const { approvedAt } = await client.send(
      new sdk.PutApprovalResultCommand({
        ...place,
        stageName: 'Prod',
        actionName: 'Approve',
        result: { status: 'Approved', summary: '' },
        token: approval?.latestExecution?.token,
      }),
    );
    expect(approvedAt).toEqual(new Date(nowMs + 1_000));
    await clock.advance(1_000);
    const { pipelineExecution } = await client.send(
      new sdk.GetPipelineExecutionCommand({ ...place, pipelineExecutionId }),
    );
    expect(pipelineExecution).toMatchObject({ status: 'Succeeded', pipelineVersion: 1 });
    const { actionExecutionDetails } = await client.send(new sdk.ListActionExecutionsCommand(place));
    expect(actionExecutionDetails?.map(({ actionName }) => actionName)).toEqual(['Release', 'Approve', 'Compile']);
    const [tags, definition] = await Promise.all([
      client.send(
        new sdk.ListTagsForResourceCommand({ resourceArn: 'arn:aws:codepipeline:eu-central-1:123456789012:shop' }),
      ),
      client.send(new sdk.GetPipelineCommand({ name: 'shop' })),
    ]);
    expect(tags.tags).toEqual([{ key: 'team', value: 'shop' }]);
    expect(definition.metadata?.pipelineArn).toBe('arn:aws:codepipeline:eu-central-1:123456789012:shop');
    const events = running.activities.filter(({ kind }) => kind === 'event');
    expect(events.length).toBeGreaterThan(8);
  });

  test.each([
    ['PipelineNotFoundException', () => client.send(new sdk.GetPipelineStateCommand({ name: 'nowhere' }))],
    [
      'PipelineExecutionNotFoundException',
      () =>
        client.send(
          new sdk.GetPipelineExecutionCommand({
            ...place,
            pipelineExecutionId: '00000000-0000-4000-8000-000000000000',
          }),
        ),
    ],
    [
      'PipelineExecutionNotStoppableException',
      () =>
        client.send(
          new sdk.StopPipelineExecutionCommand({
            ...place,
            pipelineExecutionId: '00000000-0000-4000-8000-000000000000',
          }),
        ),
    ],
    ['InvalidNextTokenException', () => client.send(new sdk.ListPipelinesCommand({ nextToken: 'not one of ours' }))],
    ['ValidationException', () => client.send(new sdk.ListPipelinesCommand({ maxResults: 1001 }))],
    ['ValidationException', () => client.send(new sdk.GetPipelineStateCommand({ name: '' }))],
  ])('%s is an error of the client’s own class', async (name, send) => {
    const error: unknown = await send().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(sdk.CodePipelineServiceException);
    expect(error).toMatchObject({ name, $metadata: { httpStatusCode: 400 } });
  });

  test('throttled and failing, as its faults are switched on', async () => {
    running.cloud.setFaults({ calls: [{ service: 'codepipeline', how: 'throttle' }] });
    await expect(client.send(new sdk.ListPipelinesCommand({}))).rejects.toMatchObject({ name: 'ThrottlingException' });
    running.cloud.setFaults({ calls: [{ service: 'codepipeline', how: 'fail' }] });
    await expect(client.send(new sdk.ListPipelinesCommand({}))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 500 },
    });
  });

  test('how actions end is decided by a control route', async () => {
    const post = (content: object, type = 'application/json') =>
      fetch(`${running.cloud.endpointUrl}/_local-aws/code-pipeline/outcomes`, {
        method: 'POST',
        headers: { 'content-type': type },
        body: JSON.stringify(content),
      });
    expect((await post({ target: 'pipeline/shop/Build', outcome: 'fail', statusMessage: 'no disk' })).status).toBe(200);
    const id = running.cloud.codePipeline.start('shop');
    await clock.advance(1_000);
    expect(
      running.cloud.codePipeline.call('GetPipelineExecution', { ...place, pipelineExecutionId: id }),
    ).toMatchObject({
      pipelineExecution: { status: 'Failed' },
    });
    expect((await post({ target: 'instance/shop', outcome: 'fail' })).status).toBe(400);
    expect((await post({ target: 'pipeline/shop', outcome: 'explode' })).status).toBe(400);
    expect((await post({ target: 'pipeline/shop', outcome: 'fail' }, 'text/plain')).status).toBe(415);
  });
});
