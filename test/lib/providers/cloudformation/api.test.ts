import {
  CancelUpdateStackCommand,
  CloudFormationClient,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ListStacksCommand,
  TokenAlreadyExistsException,
} from '@aws-sdk/client-cloudformation';
import { afterEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { usualTagKeys } from '../../../../src/lib/model/tags.ts';
import type { CallResult } from '../../../../src/lib/ports.ts';
import { createCloudFormationApi } from '../../../../src/lib/providers/cloudformation/api.ts';
import {
  cloudFormationOperations,
  createCloudFormationProvider,
  referenceOf,
} from '../../../../src/lib/providers/cloudformation/index.ts';
import { isReading } from '../../../../src/lib/providers/sdk-api.ts';
import { clientError } from './support.ts';

const region = 'eu-central-1';
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const reading = new CloudFormationClient({ region, credentials });
const acting = new CloudFormationClient({ region, credentials, maxAttempts: 1 });
const mocks = { reading: mockClient(reading), acting: mockClient(acting) };
const provider = createCloudFormationProvider(createCloudFormationApi({ reading, acting }), {
  region,
  clock: { now: () => Date.parse('2026-11-29T10:00:00Z') },
  wait: async () => undefined,
  tagKeys: usualTagKeys,
  canCancel: true,
  leftAlone: [],
});
const target = `arn:aws:cloudformation:${region}:123456789012:stack/orders/1dac3cd0-4a54-4f44-a3ae-fcf0a5454fa9`;
const reference = referenceOf(target);
const CreationTime = new Date('2026-11-29T08:00:00Z');
const stack = {
  StackId: target,
  StackName: 'orders',
  CreationTime,
  LastUpdatedTime: new Date('2026-11-29T09:00:00Z'),
  StackStatus: 'UPDATE_IN_PROGRESS' as const,
  LastOperations: [{ OperationType: 'UPDATE_STACK' as const, OperationId: 'operation-1' }],
};

afterEach(() => {
  mocks.reading.reset();
  mocks.acting.reset();
});

async function readUpdate() {
  mocks.reading.on(DescribeStacksCommand).resolves({ Stacks: [stack] });
  mocks.reading.on(DescribeStackEventsCommand).resolves({ StackEvents: [] });
  const state = reference && (await provider.observe(reference));
  const [update] = state?.attempts ?? [];
  if (update === undefined) throw new Error('nothing was read');
  return update;
}

test('one operation acts, and these are all that there are', () => {
  expect(cloudFormationOperations.filter((operation) => !isReading(operation))).toEqual(['CancelUpdateStack']);
  expect(cloudFormationOperations).toEqual([
    'CancelUpdateStack',
    'DescribeStackEvents',
    'DescribeStacks',
    'DescribeStackSet',
    'DescribeStackSetOperation',
    'ListStackSetOperationResults',
    'ListStackSetOperations',
    'ListStackSets',
    'ListStacks',
  ]);
});

test('reads by the client that tries again, and acts by the one that does not', async () => {
  const { subject } = await readUpdate();
  mocks.acting.on(CancelUpdateStackCommand).resolves({});
  expect(await provider.perform('cancel', subject)).toEqual({ result: 'accepted' });
  expect(mocks.reading.calls().map(({ args: [command] }) => command.constructor.name)).toEqual([
    'DescribeStacksCommand',
    'DescribeStackEventsCommand',
  ]);
  expect(mocks.acting.commandCalls(CancelUpdateStackCommand)[0]?.args[0].input).toEqual({
    StackName: target,
    ClientRequestToken: 'proton-bot-operation-1',
  });
});

describe('what a failed cancel means', () => {
  const token = new TokenAlreadyExistsException({ message: 'exists', $metadata: { httpStatusCode: 400 } });
  test.each<[string, Error, CallResult]>([
    [
      'too late',
      clientError('ValidationError', 'CancelUpdateStack cannot be called from current stack status', 400),
      { result: 'refused', conflict: true, error: 'ValidationError' },
    ],
    ['taken before', token, { result: 'refused', conflict: true, error: 'TokenAlreadyExistsException' }],
    ['denied', clientError('AccessDenied', 'no', 403), { result: 'refused', conflict: false, error: 'AccessDenied' }],
    ['throttled', clientError('Throttling', 'Rate exceeded', 400), { result: 'throttled' }],
    ['throttled by its status', clientError('SlowDown', '', 429), { result: 'throttled' }],
    [
      'a failure of the service',
      clientError('InternalFailure', '', 500),
      { result: 'unknown', error: 'InternalFailure' },
    ],
    ['no answer', clientError('TimeoutError', ''), { result: 'unknown', error: 'TimeoutError' }],
    ['a reset', clientError('ECONNRESET', ''), { result: 'unknown', error: 'ECONNRESET' }],
  ])('%s', async (_name, error, expected) => {
    const { subject } = await readUpdate();
    mocks.acting.on(CancelUpdateStackCommand).rejects(error);
    expect(await provider.perform('cancel', subject)).toEqual(expected);
    expect(mocks.acting.commandCalls(CancelUpdateStackCommand)).toHaveLength(1);
  });
});

test('without the operation’s id no token goes along: it would be the same for the next one', async () => {
  const { subject } = await readUpdate();
  mocks.acting.on(CancelUpdateStackCommand).resolves({});
  if (subject.on !== 'deployment') throw new Error('a stack is deployed to');
  await provider.perform('cancel', { on: 'deployment', deployment: { ...subject.deployment, id: '' } });
  expect(mocks.acting.commandCalls(CancelUpdateStackCommand)[0]?.args[0].input).toEqual({ StackName: target });
});

test('a listing asks for what is under way, and hands tokens on as they came', async () => {
  mocks.reading.on(ListStacksCommand).resolvesOnce({ StackSummaries: [], NextToken: 'opaque+/=' }).resolvesOnce({});
  for await (const { references } of provider.discover()) expect(references).toEqual([]);
  const inputs = mocks.reading.commandCalls(ListStacksCommand).map(({ args: [command] }) => command.input);
  expect(inputs.map(({ NextToken }) => NextToken)).toEqual([undefined, 'opaque+/=']);
  expect(inputs[0]?.StackStatusFilter).toEqual(
    expect.arrayContaining(['UPDATE_IN_PROGRESS', 'UPDATE_ROLLBACK_FAILED']),
  );
  expect(inputs[0]?.StackStatusFilter).not.toContain('REVIEW_IN_PROGRESS');
});

test('an answer without its stack is no absence', async () => {
  mocks.reading.on(DescribeStacksCommand).resolves({ Stacks: [] });
  await expect(reference && provider.observe(reference)).rejects.toThrow('comes without "Stacks"');
});
