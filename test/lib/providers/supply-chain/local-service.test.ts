import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { ManualClock } from '@proton-bot/local-aws';
import fc from 'fast-check';
import { type CloudUnderTest, startCloudUnderTest } from '../../../../packages/local-aws/test/fixture/cloud.ts';
import type { Observation } from '../../../../src/lib/model/observation.ts';
import type { SubjectReference } from '../../../../src/lib/model/reference.ts';
import {
  createSupplyChainApi,
  createSupplyChainProvider,
  type InstanceCallResult,
  instanceQuota,
  referenceOf,
  SupplyChainClient,
  type SupplyChainProvider,
} from '../../../../src/lib/providers/supply-chain/index.ts';
import { readAttempt } from '../read-attempt.ts';
import { fuzzedFields, fuzzedToken } from './fuzzed-fields.ts';
import { idOf } from './wire-instance.ts';

/*
 * The provider over its real client and real HTTP, against the local cloud's service: two parts that were written apart from
 * each other, from the same reference.
 */

const account = '123456789012';
const region = 'eu-central-1';
const times = { creationMs: 60_000, deletionMs: 20_000, deletedShownMs: 300_000 };

let clock: ManualClock;
let running: CloudUnderTest;
let provider: SupplyChainProvider;
const clients: SupplyChainClient[] = [];
let tokens = 0;

beforeAll(() => {
  clock = new ManualClock(Date.parse('2026-11-21T10:00:00Z'));
});
beforeEach(async () => {
  running = await startCloudUnderTest({ template: { Resources: {} }, clock, supplyChain: times });
  const common = {
    endpoint: running.cloud.endpointUrl,
    region,
    credentials: { accessKeyId: account, secretAccessKey: 'test' },
  };
  const reading = new SupplyChainClient({ ...common, maxAttempts: 3 });
  const acting = new SupplyChainClient({ ...common, maxAttempts: 1 });
  clients.push(reading, acting);
  provider = createSupplyChainProvider(createSupplyChainApi({ reading, acting }), {
    region,
    clock: { now: () => clock.nowMs() },
  });
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await running.stop();
});
afterAll(() => {
  expect(clock.pendingTimers).toBe(0);
});

function nextToken(): string {
  return idOf((tokens += 1));
}

function referenceTo(result: InstanceCallResult): SubjectReference & { target: string } {
  const target = result.result === 'accepted' ? result.target : undefined;
  const reference = target === undefined ? undefined : referenceOf(target);
  if (reference === undefined || target === undefined)
    throw new Error(`nothing was created: ${JSON.stringify(result)}`);
  return { ...reference, target };
}

function statusOf(reading: Observation | undefined): string | undefined {
  return reading?.subject.on === 'deployment' ? reading.subject.deployment.status : undefined;
}

test('an instance is created, found, changed and deleted, until nothing is left of it', async () => {
  const fields = {
    instanceName: "o'Brien % co",
    instanceDescription: 'All plants, 100 %.',
    kmsKeyArn: `arn:aws:kms:${region}:${account}:key/b14ffc39-b7d4-45ab-991a-6257a7f0d24d`,
    webAppDnsDomain: 'factory',
    tags: { 'cost centre': 'ä/7' },
  };
  const created = await provider.create(fields, nextToken());
  const reference = referenceTo(created);
  const startedAtMs = clock.nowMs();
  expect(created).toMatchObject({
    result: 'accepted',
    target: expect.stringMatching(`^arn:aws:scn:${region}:${account}:instance/[0-9a-f-]{36}$`),
    observation: {
      subject: { deployment: { name: fields.instanceName, status: 'IN_PROGRESS', operation: 'create', startedAtMs } },
    },
  });
  const found: SubjectReference[] = [];
  for await (const { references } of provider.discover()) found.push(...references);
  expect(found).toEqual([{ ...reference, name: fields.instanceName }]);
  const [typed] = provider.candidates(fields.instanceName);
  if (typed === undefined) throw new Error('the name is no candidate');
  expect(await readAttempt(provider, typed)).toEqual(await readAttempt(provider, reference));

  await clock.advance(times.creationMs);
  expect(statusOf(await readAttempt(provider, reference))).toBe('SUCCEEDED');
  const { tags: _tags, ...told } = fields;
  expect(await provider.describe(reference)).toMatchObject({ ...told, createdTime: new Date(startedAtMs) });
  for await (const { references } of provider.discover()) expect(references).toEqual([]);

  const [, instanceId = ''] = reference.target.split('/');
  expect(await provider.update(instanceId, { instanceName: 'renamed' })).toMatchObject({ result: 'accepted' });
  expect(await provider.describe(reference)).toMatchObject({ instanceName: 'renamed', state: 'Active' });

  expect(statusOf(readingOf(await provider.remove(instanceId)))).toBe('DELETE_IN_PROGRESS');
  await clock.advance(times.deletionMs);
  expect(statusOf(await readAttempt(provider, reference))).toBe('DELETED');
  await clock.advance(times.deletedShownMs);
  expect(await readAttempt(provider, reference)).toBeUndefined();
  expect(await provider.remove(instanceId)).toMatchObject({
    result: 'refused',
    conflict: true,
    error: 'ResourceNotFoundException',
  });
});

function readingOf(result: InstanceCallResult): Observation | undefined {
  return result.result === 'accepted' ? result.observation : undefined;
}

test('a lost answer, asked again with the same token, has made one instance (A37)', async () => {
  running.cloud.setFaults({
    calls: [{ service: 'supplychain', operation: 'CreateInstance', how: 'loseAnswer', next: 1 }],
  });
  const token = nextToken();
  expect(await provider.create({ instanceName: 'once' }, token)).toMatchObject({ result: 'unknown' });
  expect(await provider.countInstances()).toBe(1);
  referenceTo(await provider.create({ instanceName: 'once' }, token));
  expect(await provider.countInstances()).toBe(1);
  expect(await provider.create({ instanceName: 'another' }, token)).toMatchObject({
    result: 'refused',
    conflict: true,
    error: 'ConflictException',
  });
});

test('the eleventh is refused for the quota, and the count has said so before (A38)', async () => {
  for (let count = 0; count < instanceQuota; count += 1) referenceTo(await provider.create({}, nextToken()));
  expect(await provider.countInstances()).toBe(instanceQuota);
  expect(await provider.create({}, nextToken())).toMatchObject({
    result: 'refused',
    conflict: false,
    error: 'ServiceQuotaExceededException',
    message: expect.stringMatching(/\S/),
  });
});

test('a creation that fails says why', async () => {
  const statusMessage = 'Access denied when attempting to create an S3 bucket.';
  running.cloud.supplyChain.script('instance/doomed', 'fail', { statusMessage });
  const reference = referenceTo(await provider.create({ instanceName: 'doomed' }, nextToken()));
  await clock.advance(times.creationMs);
  expect(await readAttempt(provider, reference)).toMatchObject({
    subject: { deployment: { status: 'FAILED' } },
    statusMessage,
  });
});

test.each([
  ['throttle', { result: 'throttled' }],
  ['fail', { result: 'unknown', error: 'InternalServerException' }],
  ['reset', { result: 'unknown' }],
] as const)('the service’s %s is told apart, and nothing is asked twice', async (how, expected) => {
  running.cloud.setFaults({ calls: [{ service: 'supplychain', operation: 'CreateInstance', how, next: 1 }] });
  expect(await provider.create({}, nextToken())).toMatchObject(expected);
  expect(await provider.countInstances()).toBe(0);
});

test('what the provider sends, the service never finds malformed', async () => {
  await fc.assert(
    fc.asyncProperty(fuzzedFields, fuzzedToken, async (fields, token) => {
      const result = await provider.create(fields, token);
      if (result.result !== 'refused' || result.problems !== undefined) return;
      // Taken domains, used tokens and the quota are facts, not forms.
      expect(['ServiceQuotaExceededException', 'ConflictException']).toContain(result.error);
    }),
    { numRuns: 300 },
  );
});
