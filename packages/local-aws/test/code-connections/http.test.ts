import * as sdk from '@aws-sdk/client-codestar-connections';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ManualClock } from '../../src/index.ts';
import { type CloudUnderTest, startCloudUnderTest } from '../fixture/cloud.ts';

const nowMs = Date.parse('2026-11-30T09:00:00Z');
let clock: ManualClock;
let running: CloudUnderTest;
let client: sdk.CodeStarConnectionsClient;
beforeEach(async () => {
  clock = new ManualClock(nowMs);
  running = await startCloudUnderTest({ template: { Resources: {} }, clock });
  client = new sdk.CodeStarConnectionsClient({
    endpoint: running.cloud.endpointUrl,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
});
afterEach(async () => {
  client.destroy();
  await running.stop();
});

const resource = { ResourceName: 'orders', SyncType: 'CFN_STACK_SYNC' } as const;

async function followRepository(): Promise<string> {
  const { RepositoryLinkInfo: link } = await client.send(
    new sdk.CreateRepositoryLinkCommand({
      ConnectionArn: 'arn:aws:codeconnections:eu-central-1:123456789012:connection/1',
      OwnerId: 'acme',
      RepositoryName: 'shop',
    }),
  );
  const RepositoryLinkId = link?.RepositoryLinkId ?? '';
  await client.send(
    new sdk.CreateSyncConfigurationCommand({
      ...resource,
      Branch: 'main',
      ConfigFile: 'orders.yml',
      RepositoryLinkId,
      RoleArn: 'arn:aws:iam::123456789012:role/git-sync',
    }),
  );
  return RepositoryLinkId;
}

describe('with the SDK’s own client', () => {
  test('from a commit to a blocker to its resolution, with times as dates, and events on the bus', async () => {
    await followRepository();
    running.cloud.codeConnections.script('orders', 'block');
    running.cloud.codeConnections.push('orders', '4c1f0a6');
    await clock.advance(60_000);
    const status = await client.send(new sdk.GetResourceSyncStatusCommand(resource));
    expect(status.LatestSync).toMatchObject({ Status: 'FAILED', StartedAt: new Date(nowMs), Target: 'orders' });
    expect(status.DesiredState).toMatchObject({ Sha: '4c1f0a6', ProviderType: 'GitHub', OwnerId: 'acme' });
    const { SyncBlockerSummary } = await client.send(new sdk.GetSyncBlockerSummaryCommand(resource));
    const [blocker] = SyncBlockerSummary?.LatestBlockers ?? [];
    expect(blocker).toMatchObject({ Status: 'ACTIVE', Type: 'AUTOMATED', CreatedAt: new Date(nowMs + 7_000) });
    running.cloud.codeConnections.script('orders', 'succeed');
    const resolution = { ...resource, Id: blocker?.Id ?? '', ResolvedReason: 'fixed' };
    const { SyncBlocker } = await client.send(new sdk.UpdateSyncBlockerCommand(resolution));
    expect(SyncBlocker).toMatchObject({ Status: 'RESOLVED', ResolvedReason: 'fixed' });
    await clock.advance(60_000);
    const { LatestSync, LatestSuccessfulSync } = await client.send(new sdk.GetResourceSyncStatusCommand(resource));
    expect(LatestSuccessfulSync).toEqual(LatestSync);
    const states = running.activities.flatMap((activity) =>
      activity.kind === 'event' ? [String(activity.event.detail['status'])] : [],
    );
    expect(states).toEqual(['INITIATED', 'IN_PROGRESS', 'FAILED', 'INITIATED', 'IN_PROGRESS', 'SUCCEEDED']);
    await expect(client.send(new sdk.UpdateSyncBlockerCommand(resolution))).rejects.toBeInstanceOf(
      sdk.SyncBlockerDoesNotExistException,
    );
  });

  test('lists come in pages, and a configuration can be read and deleted', async () => {
    const first = await followRepository();
    await client.send(
      new sdk.CreateRepositoryLinkCommand({ ConnectionArn: 'arn:1', OwnerId: 'acme', RepositoryName: 'other' }),
    );
    const page = await client.send(new sdk.ListRepositoryLinksCommand({ MaxResults: 1 }));
    expect(page.RepositoryLinks?.map(({ RepositoryName }) => RepositoryName)).toEqual(['shop']);
    const next = await client.send(new sdk.ListRepositoryLinksCommand({ MaxResults: 1, NextToken: page.NextToken }));
    expect([next.RepositoryLinks?.length, next.NextToken]).toEqual([1, undefined]);
    const ofFirst = { RepositoryLinkId: first, SyncType: 'CFN_STACK_SYNC' } as const;
    const { SyncConfigurations } = await client.send(new sdk.ListSyncConfigurationsCommand(ofFirst));
    expect(SyncConfigurations).toMatchObject([{ ResourceName: 'orders', Branch: 'main' }]);
    const { SyncConfiguration } = await client.send(new sdk.GetSyncConfigurationCommand(resource));
    expect(SyncConfiguration).toEqual(SyncConfigurations?.[0]);
    await client.send(new sdk.DeleteSyncConfigurationCommand(resource));
    await expect(client.send(new sdk.GetSyncConfigurationCommand(resource))).rejects.toBeInstanceOf(
      sdk.ResourceNotFoundException,
    );
  });

  test('each error is the one that the model declares', async () => {
    const nobody = { ...resource, ResourceName: 'nobody' };
    const ofNobody = [
      () => client.send(new sdk.GetResourceSyncStatusCommand(nobody)),
      () => client.send(new sdk.GetSyncBlockerSummaryCommand(nobody)),
      () =>
        client.send(
          new sdk.ListSyncConfigurationsCommand({
            RepositoryLinkId: '11111111-2222-4333-8444-555555555555',
            SyncType: 'CFN_STACK_SYNC',
          }),
        ),
    ];
    for (const call of ofNobody) await expect(call()).rejects.toBeInstanceOf(sdk.ResourceNotFoundException);
    await expect(
      client.send(new sdk.GetResourceSyncStatusCommand({ ...resource, ResourceName: 'a b' })),
    ).rejects.toBeInstanceOf(sdk.InvalidInputException);
    await followRepository();
    // It has never been synced.
    await expect(client.send(new sdk.GetResourceSyncStatusCommand(resource))).rejects.toBeInstanceOf(
      sdk.ResourceNotFoundException,
    );
    running.cloud.codeConnections.script('orders', 'refuseRetry');
    running.cloud.codeConnections.push('orders', '4c1f0a6');
    await clock.advance(60_000);
    const { SyncBlockerSummary } = await client.send(new sdk.GetSyncBlockerSummaryCommand(resource));
    const Id = SyncBlockerSummary?.LatestBlockers?.[0]?.Id ?? '';
    await expect(
      client.send(new sdk.UpdateSyncBlockerCommand({ ...resource, Id, ResolvedReason: 'again' })),
    ).rejects.toBeInstanceOf(sdk.RetryLatestCommitFailedException);
  });
});

test('it answers under its new name, too, and its outcomes are switched over HTTP', async () => {
  await followRepository();
  const call = (target: string) =>
    fetch(running.cloud.endpointUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target },
      body: JSON.stringify(resource),
    });
  for (const prefix of ['com.amazonaws.codeconnections.', '']) {
    const answer = await call(`${prefix}CodeConnections_20231201.GetSyncConfiguration`);
    expect(await answer.json()).toMatchObject({ SyncConfiguration: { ResourceName: 'orders' } });
  }
  const outcome = (body: object) =>
    fetch(`${running.cloud.endpointUrl}/_local-aws/outcomes`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  expect((await outcome({ target: 'git-sync/orders', outcome: 'fail' })).status).toBe(200);
  expect((await outcome({ target: 'git-sync/orders', outcome: 'explode' })).status).toBe(400);
  running.cloud.codeConnections.push('orders', '4c1f0a6');
  await clock.advance(60_000);
  const { LatestSync } = await client.send(new sdk.GetResourceSyncStatusCommand(resource));
  expect(LatestSync?.Status).toBe('FAILED');
});
