import {
  CodeStarConnectionsClient,
  GetResourceSyncStatusCommand,
  GetSyncBlockerSummaryCommand,
  type ResourceSyncAttempt,
  UpdateSyncBlockerCommand,
} from '@aws-sdk/client-codestar-connections';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { createGitSyncApi } from '../../../../src/lib/providers/git-sync/api.ts';
import { createGitSyncProvider, gitSyncEvents, referenceOf } from '../../../../src/lib/providers/git-sync/index.ts';
import { clientError } from '../stand-in-api.ts';
import { arnOf, commit, identity } from './in-process.ts';

const readingClient = new CodeStarConnectionsClient({ region: identity.region });
const reading = mockClient(readingClient);
/** The client that acts, apart: what it is asked is what changes something. */
const actingClient = new CodeStarConnectionsClient({ region: identity.region, maxAttempts: 1 });
const acting = mockClient(actingClient);
const at = new Date('2026-11-30T09:00:00Z');
const provider = createGitSyncProvider(createGitSyncApi({ reading: readingClient, acting: actingClient }), {
  region: identity.region,
  clock: { now: () => at.getTime() },
  wait: async () => undefined,
  canResolve: true,
});
const reference = { ...referenceOf(arnOf('orders')), on: 'deployment', provider: 'gitSync', kind: 'gitSync' } as const;
const revision = {
  Branch: 'main',
  Directory: '/',
  OwnerId: 'acme',
  RepositoryName: 'shop',
  ProviderType: 'GitHub',
  Sha: commit,
} as const;

beforeEach(() => {
  reading.reset();
  acting.reset();
  const sync = {
    Events: [],
    InitialRevision: revision,
    TargetRevision: revision,
    StartedAt: at,
    Status: 'FAILED',
    Target: 'orders',
  } satisfies ResourceSyncAttempt;
  reading.on(GetResourceSyncStatusCommand).resolves({ DesiredState: revision, LatestSync: sync });
  reading.on(GetSyncBlockerSummaryCommand).resolves({
    SyncBlockerSummary: {
      ResourceName: 'orders',
      LatestBlockers: [
        {
          Id: 'b-1',
          Type: 'AUTOMATED',
          Status: 'ACTIVE',
          CreatedReason: 'it failed',
          CreatedAt: new Date(at.getTime() + 5),
        },
      ],
    },
  });
});

async function blocked() {
  const state = await provider.observe({ ...reference, name: 'sync:orders' });
  const last = state?.attempts.at(-1);
  if (last === undefined) throw new Error('nothing is shown');
  return last;
}

test('reads go out by the reading client, and the one call that acts by the other: it names the blocker', async () => {
  const { subject } = await blocked();
  const input = { ResourceName: 'orders', SyncType: 'CFN_STACK_SYNC' };
  expect(reading.calls().map(({ args }) => args[0].input)).toEqual([input, input]);
  acting.on(UpdateSyncBlockerCommand).resolves({});
  expect(await provider.perform('continue', subject, 'b-1', 'proton-bot: asked')).toEqual({ result: 'accepted' });
  expect(acting.calls().map(({ args }) => args[0].input)).toEqual([
    { ...input, Id: 'b-1', ResolvedReason: 'proton-bot: asked' },
  ]);
});

const [conflict, refused, throttled, unknown] = [
  { result: 'refused', conflict: true },
  { result: 'refused', conflict: false },
  { result: 'throttled' },
  { result: 'unknown' },
];

describe('every declared error of UpdateSyncBlocker, and what is not declared', () => {
  test.each([
    ['AccessDeniedException', 400, refused],
    ['InternalServerException', 500, unknown],
    ['InvalidInputException', 400, refused],
    ['ResourceNotFoundException', 400, conflict],
    ['RetryLatestCommitFailedException', 400, refused],
    ['SyncBlockerDoesNotExistException', 400, conflict],
    ['ThrottlingException', 400, throttled],
    ['TimeoutError', undefined, unknown],
    ['SomethingElse', 400, refused],
  ] as const)('%s (%s)', async (name, status, expected) => {
    acting.onAnyCommand().rejects(clientError(name, status));
    expect(await provider.perform('continue', (await blocked()).subject, 'b-1')).toMatchObject(expected);
    expect(acting.calls()).toHaveLength(1);
  });
});

describe('events', () => {
  const envelope = {
    source: 'aws.codeconnections',
    'detail-type': 'Git Sync Resource Sync Status Change',
    account: '123456789012',
    region: 'eu-central-1',
    resources: [],
  };
  const targetOf = (syncTarget: unknown, more: object = {}) =>
    gitSyncEvents.parseEvent({ ...envelope, detail: { syncType: 'CFN_STACK_SYNC', syncTarget }, ...more });

  test.each([
    'orders',
    'arn:aws:cloudformation:eu-central-1:123456789012:stack/orders',
    'arn:aws:cloudformation:eu-central-1:123456789012:stack/orders/1a2b3c',
    'arn:aws:aws:cloudformation:eu-central-1:123456789012:stack/orders',
  ])('%s is the sync of that stack', (syncTarget) => {
    expect(targetOf(syncTarget)).toMatchObject({ kind: 'hint', reference: { target: arnOf('orders') } });
  });

  test('of another type of sync are ignored; what names no stack is refused', () => {
    expect(gitSyncEvents.parseEvent({ ...envelope, detail: { syncType: 'OTHER' } })).toMatchObject({ kind: 'ignored' });
    for (const bad of [undefined, 7, '', 'a/b', 'arn:aws:ecs:x', `arn:aws:${'x'.repeat(500)}`, null, {}]) {
      expect(() => targetOf(bad)).toThrow('name a stack');
    }
    expect(() => targetOf('orders', { account: 'none' })).toThrow('account and Region');
    expect(() => gitSyncEvents.parseEvent({ ...envelope, source: 'aws.other' })).toThrow('another');
    expect(() => gitSyncEvents.parseEvent({ source: 'aws.codeconnections' })).toThrow('detail-type');
  });
});
