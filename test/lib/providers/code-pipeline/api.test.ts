import {
  CodePipelineClient,
  GetPipelineStateCommand,
  ListActionExecutionsCommand,
  ListPipelineExecutionsCommand,
  ListTagsForResourceCommand,
  OverrideStageConditionCommand,
  PutApprovalResultCommand,
  RetryStageExecutionCommand,
  RollbackStageCommand,
  StopPipelineExecutionCommand,
} from '@aws-sdk/client-codepipeline';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { createCodePipelineApi } from '../../../../src/lib/providers/code-pipeline/api.ts';
import { createCodePipelineProvider } from '../../../../src/lib/providers/code-pipeline/index.ts';
import { clientError } from '../stand-in-api.ts';
import { allOn, arnOf, identity, tagKeys } from './in-process.ts';

const readingClient = new CodePipelineClient({ region: identity.region });
const reading = mockClient(readingClient);
const id = '12345678-1234-4234-8234-123456789abc';
const [good, at] = ['12345678-1234-4234-8234-00000000000d', new Date('2026-11-21T09:00:00Z')];
const place = { pipelineName: 'orders', pipelineExecutionId: id };

/** The client that acts, apart: what it is asked is what changes something. */
const actingClient = new CodePipelineClient({ region: identity.region, maxAttempts: 1 });
const acting = mockClient(actingClient);
const provider = createCodePipelineProvider(createCodePipelineApi({ reading: readingClient, acting: actingClient }), {
  region: identity.region,
  clock: { now: () => at.getTime() },
  wait: async () => undefined,
  tagKeys,
  switches: allOn,
});

const run = (status: 'InProgress' | 'Failed', category: 'Approval' | 'Deploy') => ({
  pipelineExecutionId: id,
  actionExecutionId: 'action-run-1',
  stageName: 'Production',
  actionName: 'Approve',
  startTime: at,
  lastUpdateTime: at,
  status,
  input: { actionTypeId: { category, owner: 'AWS' as const, provider: 'Manual', version: '1' } },
});

function answer(status: 'InProgress' | 'Failed', category: 'Approval' | 'Deploy' = 'Deploy'): void {
  const summary = { pipelineExecutionId: id, status, startTime: at, lastUpdateTime: at };
  const stageStatus = status === 'Failed' ? ('Failed' as const) : ('InProgress' as const);
  reading.on(ListPipelineExecutionsCommand).resolves({ pipelineExecutionSummaries: [summary] });
  reading
    .on(ListPipelineExecutionsCommand, { filter: { succeededInStage: { stageName: 'Production' } } })
    .resolves({ pipelineExecutionSummaries: [{ ...summary, pipelineExecutionId: good, status: 'Succeeded' }] });
  reading.on(ListActionExecutionsCommand).resolves({ actionExecutionDetails: [run(status, category)] });
  reading.on(ListTagsForResourceCommand).resolves({ tags: [{ key: 'environment', value: 'prod' }] });
  reading.on(GetPipelineStateCommand).resolves({
    stageStates: [
      {
        stageName: 'Production',
        latestExecution: { pipelineExecutionId: id, status: stageStatus },
        actionStates: [{ actionName: 'Approve', latestExecution: { actionExecutionId: 'action-run-1', token: good } }],
      },
    ],
  });
}

async function subjectOf() {
  const state = await provider.observe({
    on: 'deployment',
    provider: 'codePipeline',
    kind: 'pipeline',
    name: 'orders',
    target: arnOf('orders'),
  });
  const [attempt] = state?.attempts ?? [];
  if (attempt === undefined) throw new Error('nothing is shown');
  return attempt.subject;
}

beforeEach(() => {
  reading.reset();
  acting.reset();
});

describe('what goes out', () => {
  test.each([
    ['cancel', 'InProgress', 'Deploy', { ...place, abandon: false, reason: 'proton-bot: because' }],
    ['retry', 'Failed', 'Deploy', { ...place, stageName: 'Production', retryMode: 'FAILED_ACTIONS' }],
    [
      'rollback',
      'Failed',
      'Deploy',
      { pipelineName: 'orders', stageName: 'Production', targetPipelineExecutionId: good },
    ],
    [
      'continue',
      'InProgress',
      'Approval',
      {
        pipelineName: 'orders',
        stageName: 'Production',
        actionName: 'Approve',
        token: good,
        result: { status: 'Approved', summary: 'proton-bot: because' },
      },
    ],
    [
      'turnDown',
      'InProgress',
      'Approval',
      {
        pipelineName: 'orders',
        stageName: 'Production',
        actionName: 'Approve',
        token: good,
        result: { status: 'Rejected', summary: 'proton-bot: because' },
      },
    ],
  ] as const)(
    '%s is one call by the acting client, which names all that it is about',
    async (action, status, category, input) => {
      answer(status, category);
      acting.resolves({});
      const subject = await subjectOf();
      expect(await provider.perform(action, subject, 'action-run-1', 'proton-bot: because')).toEqual({
        result: 'accepted',
      });
      expect(acting.calls().map(({ args: [command] }) => command.input)).toEqual([input]);
    },
  );
});

const stop = [StopPipelineExecutionCommand, 'cancel', 'InProgress', 'Deploy'] as const;
const retry = [RetryStageExecutionCommand, 'retry', 'Failed', 'Deploy'] as const;
const rollback = [RollbackStageCommand, 'rollback', 'Failed', 'Deploy'] as const;
const approve = [PutApprovalResultCommand, 'continue', 'InProgress', 'Approval'] as const;
const [conflict, refused, throttled] = [
  { result: 'refused', conflict: true },
  { result: 'refused', conflict: false },
  { result: 'throttled' },
];

describe('what comes back', () => {
  test.each([
    // Every error that the API model declares, and what is not declared.
    [...stop, 'PipelineExecutionNotStoppableException', conflict],
    [...stop, 'DuplicatedStopRequestException', conflict],
    [...stop, 'ConflictException', throttled],
    [...stop, 'PipelineNotFoundException', conflict],
    [...stop, 'ValidationException', refused],
    [...stop, 'AccessDeniedException', refused],
    [...stop, 'ThrottlingException', throttled],
    [...retry, 'ConflictException', throttled],
    [...retry, 'PipelineNotFoundException', conflict],
    [...retry, 'StageNotFoundException', conflict],
    [...retry, 'StageNotRetryableException', conflict],
    [...retry, 'NotLatestPipelineExecutionException', conflict],
    [...retry, 'ConcurrentPipelineExecutionsLimitExceededException', throttled],
    [...retry, 'ValidationException', refused],
    [...rollback, 'ConflictException', throttled],
    [...rollback, 'PipelineNotFoundException', conflict],
    [...rollback, 'PipelineExecutionNotFoundException', conflict],
    [...rollback, 'PipelineExecutionOutdatedException', conflict],
    [...rollback, 'StageNotFoundException', conflict],
    [...rollback, 'UnableToRollbackStageException', conflict],
    [...rollback, 'ValidationException', refused],
    [...approve, 'InvalidApprovalTokenException', conflict],
    [...approve, 'ApprovalAlreadyCompletedException', conflict],
    [...approve, 'PipelineNotFoundException', conflict],
    [...approve, 'StageNotFoundException', conflict],
    [...approve, 'ActionNotFoundException', conflict],
    [...approve, 'ValidationException', refused],
  ] as const)('%p, %s, %s, %s: %s', async (_command, action, status, category, error, expected) => {
    answer(status, category);
    acting.onAnyCommand().rejects(clientError(error, 400));
    const result = await provider.perform(action, await subjectOf(), 'action-run-1');
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
    answer('InProgress');
    acting.onAnyCommand().rejects(clientError(name, statusCode));
    expect(await provider.perform('cancel', await subjectOf())).toEqual({ result: 'unknown', error: name });
    expect(acting.commandCalls(StopPipelineExecutionCommand)).toHaveLength(1);
  });

  test.each(['ConditionNotOverridableException', 'NotLatestPipelineExecutionException'])(
    'an override that fails with %s',
    async (error) => {
      answer('InProgress');
      reading.on(ListActionExecutionsCommand).resolves({ actionExecutionDetails: [] });
      reading.on(GetPipelineStateCommand).resolves({
        stageStates: [
          {
            stageName: 'Production',
            inboundExecution: { pipelineExecutionId: id, status: 'InProgress' },
            beforeEntryConditionState: { latestExecution: { status: 'InProgress' } },
          },
        ],
      });
      acting.on(OverrideStageConditionCommand).rejects(clientError(error, 400));
      expect(await provider.perform('continue', await subjectOf(), 'BEFORE_ENTRY Production 0')).toEqual({
        result: 'refused',
        conflict: true,
        error,
      });
    },
  );
});

describe('lists', () => {
  test('an older execution that is still in a stage is looked for on further pages', async () => {
    answer('InProgress', 'Approval');
    const newer = Array.from({ length: 100 }, (_, index) => ({
      pipelineExecutionId: `12345678-1234-4234-8234-${String(index).padStart(12, '0')}`,
      status: 'Succeeded' as const,
      startTime: new Date(at.getTime() - index * 1000),
      lastUpdateTime: new Date(at.getTime() - 3_600_000),
    }));
    const old = { pipelineExecutionId: id, status: 'InProgress' as const, startTime: new Date(at.getTime() - 900_000) };
    reading.on(ListPipelineExecutionsCommand).resolves({ pipelineExecutionSummaries: newer, nextToken: 'more' });
    reading
      .on(ListPipelineExecutionsCommand, { nextToken: 'more' })
      .resolves({ pipelineExecutionSummaries: [old], nextToken: 'yet more' });
    const state = await provider.observe({
      on: 'deployment',
      provider: 'codePipeline',
      kind: 'pipeline',
      name: 'orders',
      target: arnOf('orders'),
    });
    expect(state?.attempts.map(({ subject }) => subject.on === 'deployment' && subject.deployment.id)).toContain(id);
    expect(state?.completeSinceMs).toBe(old.startTime.getTime());
    expect(reading.commandCalls(ListPipelineExecutionsCommand)).toHaveLength(2);
  });

  test('a list that is not in order promises nothing of what it does not show', async () => {
    answer('InProgress');
    const summaries = [0, 5_000].map((laterMs, index) => ({
      pipelineExecutionId: index === 0 ? id : good,
      status: 'InProgress' as const,
      startTime: new Date(at.getTime() + laterMs),
    }));
    reading.on(ListPipelineExecutionsCommand).resolves({ pipelineExecutionSummaries: summaries, nextToken: 'more' });
    const state = await provider.observe({
      on: 'deployment',
      provider: 'codePipeline',
      kind: 'pipeline',
      name: 'orders',
      target: arnOf('orders'),
    });
    expect(state).not.toHaveProperty('completeSinceMs');
  });
});
