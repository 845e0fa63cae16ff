import { beforeEach, describe, expect, test } from '@jest/globals';
import { createWorld, refusalOf, shop } from './support/world.ts';

let world: ReturnType<typeof createWorld>;
beforeEach(() => {
  world = createWorld();
  world.pipelines.define(shop);
});

const place = { pipelineName: 'shop' };
const token = (): string => {
  const [action] = Object(world.stage('Prod')).actionStates;
  return String(Object(action).latestExecution?.token);
};
const answer = (status: string, given = token()) =>
  world.call('PutApprovalResult', {
    ...place,
    stageName: 'Prod',
    actionName: 'Approve',
    result: { status, summary: 'seen' },
    token: given,
  });

describe('an execution', () => {
  test('goes from stage to stage, waits for its approval, and says so in events of three levels', async () => {
    const id = world.pipelines.start('shop');
    await world.clock.advance(3_600);
    expect(world.execution(id)['status']).toBe('InProgress');
    answer('Approved');
    await world.clock.advance(1_000);
    expect(world.execution(id)['status']).toBe('Succeeded');
    expect(world.states('Pipeline')).toEqual(['STARTED', 'SUCCEEDED']);
    expect(world.states('Stage')).toEqual(['STARTED', 'SUCCEEDED', 'STARTED', 'SUCCEEDED']);
    expect(world.states('Action')).toEqual(['STARTED', 'SUCCEEDED', 'STARTED', 'SUCCEEDED', 'STARTED', 'SUCCEEDED']);
    for (const { detail } of world.events) expect(detail).toMatchObject({ pipeline: 'shop', 'execution-id': id });
  });

  test.each([
    ['succeed', 1_000, 'Succeeded'],
    ['slow', 60_000, 'Succeeded'],
    ['fail', 1_000, 'Failed'],
    ['hang', 3_600_000, 'InProgress'],
  ] as const)('whose action is to %s is %s ms later %s', async (outcome, afterMs, status) => {
    world.pipelines.define({ ...shop, stages: [shop.stages[0]] });
    world.pipelines.script('pipeline/shop/Build/Compile', outcome);
    const id = world.pipelines.start('shop');
    await world.clock.advance(afterMs - 1);
    expect(world.execution(id)['status']).toBe('InProgress');
    await world.clock.advance(1);
    expect(world.execution(id)['status']).toBe(status);
  });

  test('that fails says where and why, and goes on under its id when its stage is retried', async () => {
    world.pipelines.script('pipeline/shop/Build', 'fail', 'no disk');
    const id = world.pipelines.start('shop');
    await world.clock.advance(1_000);
    expect(world.stage('Build')).toMatchObject({
      latestExecution: { pipelineExecutionId: id, status: 'Failed' },
      actionStates: [
        { latestExecution: { status: 'Failed', errorDetails: { code: 'JobFailed', message: 'no disk' } } },
      ],
    });
    world.pipelines.script('pipeline/shop/Build', 'succeed');
    world.call('RetryStageExecution', {
      ...place,
      stageName: 'Build',
      pipelineExecutionId: id,
      retryMode: 'FAILED_ACTIONS',
    });
    expect(world.stage('Build')).toMatchObject({ retryStageMetadata: { manualStageRetryAttempt: 1 } });
    await world.clock.advance(1_000);
    expect(world.stage('Build')).toMatchObject({ latestExecution: { status: 'Succeeded' } });
    expect(world.states('Pipeline')).toEqual(['STARTED', 'FAILED', 'RESUMED']);
    const { actionExecutionDetails: runs } = world.call('ListActionExecutions', {
      ...place,
      filter: { pipelineExecutionId: id },
    });
    expect(runs).toMatchObject([{ actionName: 'Approve' }, { status: 'Succeeded' }, { status: 'Failed' }]);
  });

  test('newest first, each page to its size, and no token of another list', async () => {
    world.pipelines.define({ ...shop, mode: 'PARALLEL' });
    const ids = [1, 2, 3].map(() => world.pipelines.start('shop'));
    const list = (input: object) => world.call('ListPipelineExecutions', { ...place, ...input });
    const idsIn = ({ pipelineExecutionSummaries: summaries }: Record<string, unknown>) =>
      Array.from<{ pipelineExecutionId: string }>(Object(summaries)).map(
        ({ pipelineExecutionId }) => pipelineExecutionId,
      );
    const first = list({ maxResults: 2 });
    const second = list({ maxResults: 2, nextToken: first['nextToken'] });
    expect([...idsIn(first), ...idsIn(second)]).toEqual(ids.toReversed());
    expect(second['nextToken']).toBeUndefined();
    expect(refusalOf(() => world.call('ListPipelines', { nextToken: first['nextToken'] }))).toBe(
      'InvalidNextTokenException',
    );
  });
});

describe('several executions', () => {
  test('SUPERSEDED: a newer one overtakes whoever waits, and not whoever is inside', async () => {
    world.pipelines.script('pipeline/shop/Build', 'hang');
    const ids = [1, 2, 3].map(() => world.pipelines.start('shop'));
    const statuses = () => ids.map((id) => world.execution(id)['status']);
    expect(statuses()).toEqual(['InProgress', 'Superseded', 'InProgress']);
    expect(world.states('Pipeline')).toContain('SUPERSEDED');
  });

  test('QUEUED: all wait in line', async () => {
    world.pipelines.define({ ...shop, mode: 'QUEUED' });
    world.pipelines.script('pipeline/shop/Build', 'hang');
    const ids = [1, 2, 3].map(() => world.pipelines.start('shop'));
    expect(world.stage('Build')).toMatchObject({
      inboundExecutions: ids.slice(1).map((pipelineExecutionId) => ({ pipelineExecutionId })),
    });
    world.pipelines.script('pipeline/shop/Build', 'succeed');
    await world.clock.advance(1_000);
    expect(world.stage('Build')).toMatchObject({ latestExecution: { pipelineExecutionId: ids[2] } });
  });

  test('PARALLEL: each has the stages to itself, which show nobody', async () => {
    world.pipelines.define({ ...shop, mode: 'PARALLEL' });
    world.pipelines.start('shop');
    world.pipelines.start('shop');
    await world.clock.advance(1_000);
    expect(world.stage('Prod')).toEqual({
      stageName: 'Prod',
      inboundTransitionState: { enabled: true },
      actionStates: [{ actionName: 'Approve' }, { actionName: 'Release' }],
    });
  });

  test('a change of the pipeline cancels what is under way, with one L in events and two in answers', () => {
    const id = world.pipelines.start('shop');
    world.pipelines.define(shop);
    expect(world.execution(id)['status']).toBe('Cancelled');
    expect(world.states('Pipeline').at(-1)).toBe('CANCELED');
  });
});

describe('StopPipelineExecution', () => {
  test('waits for what runs, once; what abandons may follow; then there is nothing to stop', async () => {
    world.pipelines.script('pipeline/shop/Build', 'hang');
    const id = world.pipelines.start('shop');
    world.stop(id, { reason: 'enough' });
    expect(world.execution(id)['status']).toBe('Stopping');
    expect(world.events.at(-1)?.detail).toMatchObject({ state: 'STOPPING', 'stop-execution-comments': 'enough' });
    expect(refusalOf(() => world.stop(id))).toBe('DuplicatedStopRequestException');
    world.stop(id, { abandon: true });
    expect(world.execution(id)['status']).toBe('Stopped');
    expect(world.states('Action').at(-1)).toBe('ABANDONED');
    expect(refusalOf(() => world.stop(id))).toBe('PipelineExecutionNotStoppableException');
  });

  test('what hangs ends after a while, and the execution with it', async () => {
    world.pipelines.script('pipeline/shop/Build', 'hang');
    const id = world.pipelines.start('shop');
    world.stop(id);
    await world.clock.advance(5_000);
    expect(world.execution(id)['status']).toBe('Stopped');
    expect(world.stage('Build')).toMatchObject({ latestExecution: { status: 'Stopped' } });
  });

  test('whoever only stands at a door stops at once', () => {
    world.call('DisableStageTransition', { ...place, stageName: 'Build', transitionType: 'Inbound', reason: 'freeze' });
    const id = world.pipelines.start('shop');
    expect(world.stage('Build')).toMatchObject({
      inboundTransitionState: { enabled: false, disabledReason: 'freeze' },
    });
    world.stop(id);
    expect(world.execution(id)['status']).toBe('Stopped');
    expect(world.stage('Build')).not.toHaveProperty('inboundExecution');
  });
});

describe('PutApprovalResult', () => {
  test('takes the token of an approval that is open, once', async () => {
    world.pipelines.start('shop');
    await world.clock.advance(1_000);
    const given = token();
    answer('Rejected', given);
    expect(world.stage('Prod')).toMatchObject({
      latestExecution: { status: 'Failed' },
      actionStates: [{ latestExecution: { status: 'Failed', summary: 'seen' } }, {}],
    });
    expect(refusalOf(() => answer('Approved', given))).toBe('ApprovalAlreadyCompletedException');
    expect(refusalOf(() => answer('Approved', '00000000-0000-4000-8000-000000000000'))).toBe(
      'InvalidApprovalTokenException',
    );
  });

  test('one that nobody answers fails in the end, and its token is of no use any more', async () => {
    const id = world.pipelines.start('shop');
    await world.clock.advance(1_000);
    const given = token();
    await world.clock.advance(600_000);
    expect(world.execution(id)['status']).toBe('Failed');
    expect(refusalOf(() => answer('Approved', given))).toBe('ApprovalAlreadyCompletedException');
  });
});

describe('conditions', () => {
  test.each([
    ['BEFORE_ENTRY', 'beforeEntryConditionState'],
    ['ON_SUCCESS', 'onSuccessConditionState'],
  ] as const)('%s holds an execution until it is settled or overridden', async (type, member) => {
    world.pipelines.define({ ...shop, stages: [{ ...shop.stages[0], conditions: [type] }] });
    world.pipelines.script(`pipeline/shop/Build:${type}`, 'hang');
    const id = world.pipelines.start('shop');
    await world.clock.advance(60_000);
    expect(world.stage('Build')).toMatchObject({ [member]: { latestExecution: { status: 'InProgress' } } });
    const condition = { ...place, stageName: 'Build', conditionType: type };
    world.call('OverrideStageCondition', { ...condition, pipelineExecutionId: id });
    await world.clock.advance(1_000);
    expect(world.execution(id)['status']).toBe('Succeeded');
    expect(refusalOf(() => world.call('OverrideStageCondition', { ...condition, pipelineExecutionId: id }))).toBe(
      'ConditionNotOverridableException',
    );
  });

  test('one that fails fails the execution', () => {
    world.pipelines.define({ ...shop, stages: [{ ...shop.stages[0], conditions: ['BEFORE_ENTRY'] }] });
    world.pipelines.script('pipeline/shop/Build:BEFORE_ENTRY', 'fail');
    expect(world.execution(world.pipelines.start('shop'))['status']).toBe('Failed');
  });
});

describe('going on, and going back', () => {
  const retry = (pipelineExecutionId: string, stageName = 'Build') =>
    world.call('RetryStageExecution', { ...place, stageName, pipelineExecutionId, retryMode: 'ALL_ACTIONS' });
  const rollback = (targetPipelineExecutionId: string, stageName = 'Build') =>
    world.call('RollbackStage', { ...place, stageName, targetPipelineExecutionId });

  test('a stage is retried only where it failed, by its last execution', async () => {
    world.pipelines.script('pipeline/shop/Build', 'fail');
    const first = world.pipelines.start('shop');
    expect(refusalOf(() => retry(first))).toBe('StageNotRetryableException');
    await world.clock.advance(1_000);
    const second = world.pipelines.start('shop');
    await world.clock.advance(1_000);
    expect(refusalOf(() => retry(first))).toBe('NotLatestPipelineExecutionException');
    expect(refusalOf(() => retry(second, 'Nowhere'))).toBe('StageNotFoundException');
    expect(retry(second)).toEqual({ pipelineExecutionId: second });
  });

  test('a rollback is an execution of its own, of one stage', async () => {
    const good = world.pipelines.start('shop');
    await world.clock.advance(1_000);
    const { pipelineExecutionId } = rollback(good);
    await world.clock.advance(1_000);
    expect(world.execution(String(pipelineExecutionId))).toMatchObject({
      status: 'Succeeded',
      executionType: 'ROLLBACK',
    });
    expect(refusalOf(() => rollback(good, 'Prod'))).toBe('UnableToRollbackStageException');
    expect(refusalOf(() => rollback('00000000-0000-4000-8000-000000000000'))).toBe(
      'PipelineExecutionNotFoundException',
    );
    world.pipelines.define(shop);
    expect(refusalOf(() => rollback(good))).toBe('UnableToRollbackStageException');
  });
});
