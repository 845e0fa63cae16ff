import { describe, expect, test } from '@jest/globals';
import { createWorld, longMs, nestingTemplate, template } from './support/world.ts';

describe('a creation', () => {
  test('goes through its resources, one after the other, to its end', async () => {
    const { call, clock, get, statuses } = createWorld();
    const { StackId, OperationId } = call('CreateStack', { StackName: 'orders', TemplateBody: template });
    expect(get('orders')).toMatchObject({
      StackId,
      StackStatus: 'CREATE_IN_PROGRESS',
      LastOperations: [{ OperationType: 'CREATE_STACK', OperationId }],
    });
    await clock.advance(10_000);
    expect(get('orders').StackStatus).toBe('CREATE_IN_PROGRESS');
    await clock.advance(10_000);
    expect(get('orders').StackStatus).toBe('CREATE_COMPLETE');
    expect(statuses('orders')).toEqual(['CREATE_IN_PROGRESS', 'CREATE_COMPLETE']);
    const { StackEvents } = call('DescribeStackEvents', { StackName: 'orders' });
    expect(StackEvents.map((event) => `${event.LogicalResourceId} ${event.ResourceStatus}`).reverse()).toEqual([
      'orders CREATE_IN_PROGRESS',
      'Table CREATE_IN_PROGRESS',
      'Table CREATE_COMPLETE',
      'Queue CREATE_IN_PROGRESS',
      'Queue CREATE_COMPLETE',
      'orders CREATE_COMPLETE',
    ]);
    expect(new Set(StackEvents.map((event) => event.OperationId))).toEqual(new Set([OperationId]));
  });

  test('that fails is rolled back, by an operation of its own; with rollback off it stays where it is', async () => {
    const { create, cloudFormation, get, statuses, call, clock } = createWorld();
    cloudFormation.script('orders', 'fail', { reason: 'no such key' });
    await create('orders');
    expect(statuses('orders')).toEqual(['CREATE_IN_PROGRESS', 'ROLLBACK_IN_PROGRESS', 'ROLLBACK_COMPLETE']);
    expect(get('orders').LastOperations.map(({ OperationType }) => OperationType)).toEqual([
      'ROLLBACK',
      'CREATE_STACK',
    ]);
    cloudFormation.script('kept', 'fail');
    await create('kept', { OnFailure: 'DO_NOTHING' });
    expect(statuses('kept')).toEqual(['CREATE_IN_PROGRESS', 'CREATE_FAILED']);
    call('RollbackStack', { StackName: 'kept' });
    await clock.advance(longMs);
    expect(statuses('kept').slice(-2)).toEqual(['ROLLBACK_IN_PROGRESS', 'ROLLBACK_COMPLETE']);
  });
});

describe('an update', () => {
  test('cleans up before it is complete', async () => {
    const { create, call, clock, statuses, get } = createWorld();
    await create('orders');
    const { OperationId } = call('UpdateStack', { StackName: 'orders', UsePreviousTemplate: 'true' });
    const startedAt = new Date(clock.nowMs());
    await clock.advance(longMs);
    expect(statuses('orders').slice(2)).toEqual([
      'UPDATE_IN_PROGRESS',
      'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
      'UPDATE_COMPLETE',
    ]);
    expect(get('orders')).toMatchObject({ LastUpdatedTime: startedAt });
    expect(get('orders').LastOperations[0]).toEqual({ OperationType: 'UPDATE_STACK', OperationId });
  });

  test('that hangs does so until it is cancelled; the rollback has an operation of its own and ends as COMPLETE', async () => {
    const { create, call, clock, statuses, get, cloudFormation } = createWorld();
    await create('orders');
    cloudFormation.script('orders', 'hang');
    call('UpdateStack', { StackName: 'orders' });
    await clock.advance(longMs * 10);
    expect(get('orders').StackStatus).toBe('UPDATE_IN_PROGRESS');
    call('CancelUpdateStack', { StackName: 'orders', ClientRequestToken: 'mine' });
    expect(get('orders')).toMatchObject({
      StackStatus: 'UPDATE_ROLLBACK_IN_PROGRESS',
      StackStatusReason: 'User Initiated',
    });
    expect(get('orders').LastOperations.map(({ OperationType }) => OperationType)).toEqual([
      'ROLLBACK',
      'UPDATE_STACK',
      'CREATE_STACK',
    ]);
    await clock.advance(longMs);
    expect(statuses('orders').slice(3)).toEqual([
      'UPDATE_ROLLBACK_IN_PROGRESS',
      'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
      'UPDATE_ROLLBACK_COMPLETE',
    ]);
  });

  test('with rollback off stops where it is, whether it fails or is cancelled', async () => {
    const { create, call, clock, get, cloudFormation } = createWorld();
    await create('orders');
    cloudFormation.script('orders', 'hang');
    call('UpdateStack', { StackName: 'orders', DeploymentConfig: { Mode: 'EXPRESS', DisableRollback: 'true' } });
    expect(get('orders').DeploymentConfig).toEqual({ Mode: 'EXPRESS', DisableRollback: true });
    call('CancelUpdateStack', { StackName: 'orders' });
    expect(get('orders').StackStatus).toBe('UPDATE_FAILED');
    call('RollbackStack', { StackName: 'orders' });
    await clock.advance(longMs);
    expect(get('orders').StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
  });

  test('whose rollback fails waits for a person, who continues it', async () => {
    const { create, call, clock, get, cloudFormation } = createWorld();
    await create('orders');
    cloudFormation.script('orders', 'fail', { reason: 'x'.repeat(10_000) });
    cloudFormation.script('orders', 'fail', { on: 'rollback' });
    call('UpdateStack', { StackName: 'orders' });
    await clock.advance(longMs);
    expect(get('orders').StackStatus).toBe('UPDATE_ROLLBACK_FAILED');
    cloudFormation.script('orders', 'succeed', { on: 'rollback' });
    call('ContinueUpdateRollback', { StackName: 'orders' });
    expect(get('orders').LastOperations[0]?.OperationType).toBe('CONTINUE_ROLLBACK');
    await clock.advance(longMs);
    expect(get('orders').StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
  });

  test('that is slow moves on all the time, and ends well', async () => {
    const { create, call, clock, get, cloudFormation } = createWorld();
    await create('orders');
    cloudFormation.script('orders', 'slow');
    call('UpdateStack', { StackName: 'orders' });
    await clock.advance(119_000);
    expect(get('orders').StackStatus).toBe('UPDATE_IN_PROGRESS');
    const newest = call('DescribeStackEvents', { StackName: 'orders' }).StackEvents[0];
    expect(clock.nowMs() - (newest?.Timestamp.getTime() ?? 0)).toBe(59_000);
    await clock.advance(10_000);
    expect(get('orders').StackStatus).toBe('UPDATE_COMPLETE');
  });

  test('that hung goes on as soon as it is let', async () => {
    const { create, call, clock, get, cloudFormation } = createWorld();
    await create('orders');
    cloudFormation.script('orders', 'hang');
    call('UpdateStack', { StackName: 'orders' });
    await clock.advance(longMs);
    cloudFormation.script('orders', 'succeed');
    await clock.advance(5_000);
    expect(get('orders').StackStatus).toBe('UPDATE_COMPLETE');
  });
});

test('a deletion ends with a stack that only its id finds; one that fails can be tried again', async () => {
  const { create, call, clock, get, cloudFormation, statuses } = createWorld();
  const id = await create('orders');
  cloudFormation.script('orders', 'fail', { on: 'deletion' });
  call('DeleteStack', { StackName: 'orders' });
  await clock.advance(longMs);
  expect(get('orders').StackStatus).toBe('DELETE_FAILED');
  cloudFormation.script('orders', 'succeed', { on: 'deletion' });
  call('DeleteStack', { StackName: 'orders' });
  await clock.advance(longMs);
  expect(get(id)).toMatchObject({ StackStatus: 'DELETE_COMPLETE', DeletionTime: expect.any(Date) });
  expect(statuses(id).slice(-2)).toEqual(['DELETE_IN_PROGRESS', 'DELETE_COMPLETE']);
  expect(call('DescribeStacks', {}).Stacks).toEqual([]);
  const again = await create('orders');
  expect(again).not.toBe(id);
});

describe('a nested stack', () => {
  test('is made, updated and deleted with its parent, and says whose it is', async () => {
    const { create, call, clock, get, statuses } = createWorld();
    const id = await create('orders', { TemplateBody: nestingTemplate });
    const nested = get('orders-Network');
    expect(nested).toMatchObject({ ParentId: id, RootId: id, StackStatus: 'CREATE_COMPLETE' });
    call('UpdateStack', { StackName: 'orders' });
    await clock.advance(longMs);
    expect(statuses('orders-Network').slice(2)).toEqual([
      'UPDATE_IN_PROGRESS',
      'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
      'UPDATE_COMPLETE',
    ]);
    expect(get('orders').StackStatus).toBe('UPDATE_COMPLETE');
    call('DeleteStack', { StackName: 'orders' });
    await clock.advance(longMs);
    expect([get(id).StackStatus, get(nested.StackId).StackStatus]).toEqual(['DELETE_COMPLETE', 'DELETE_COMPLETE']);
  });

  test('that hangs keeps its parent, and is rolled back with it', async () => {
    const { create, call, clock, get, cloudFormation } = createWorld();
    await create('orders', { TemplateBody: nestingTemplate });
    cloudFormation.script('orders-Network', 'hang');
    call('UpdateStack', { StackName: 'orders' });
    await clock.advance(longMs);
    expect([get('orders').StackStatus, get('orders-Network').StackStatus]).toEqual([
      'UPDATE_IN_PROGRESS',
      'UPDATE_IN_PROGRESS',
    ]);
    call('CancelUpdateStack', { StackName: 'orders' });
    await clock.advance(longMs);
    expect([get('orders').StackStatus, get('orders-Network').StackStatus]).toEqual([
      'UPDATE_ROLLBACK_COMPLETE',
      'UPDATE_ROLLBACK_COMPLETE',
    ]);
  });
});

test('every change of a status is an event, in the form that AWS documents', async () => {
  const { create, events, call } = createWorld();
  const id = await create('orders');
  expect(events.map(({ detail }) => detail['status-details'])).toEqual([
    { status: 'CREATE_IN_PROGRESS', 'status-reason': 'User Initiated' },
    { status: 'CREATE_COMPLETE', 'status-reason': '' },
  ]);
  call('UpdateStack', { StackName: 'orders', ClientRequestToken: 'mine' });
  expect(events.at(-1)).toEqual({
    source: 'aws.cloudformation',
    'detail-type': 'CloudFormation Stack Status Change',
    account: '123456789012',
    region: 'eu-central-1',
    resources: [id],
    detail: {
      'stack-id': id,
      'status-details': { status: 'UPDATE_IN_PROGRESS', 'status-reason': 'User Initiated' },
      'client-request-token': 'mine',
    },
  });
});

test('a change set is an operation, and no deployment', async () => {
  const { create, call, get, cloudFormation } = createWorld();
  cloudFormation.makeChangeSet('fresh');
  expect(get('fresh')).toMatchObject({
    StackStatus: 'REVIEW_IN_PROGRESS',
    LastOperations: [{ OperationType: 'CREATE_CHANGESET' }],
  });
  await create('orders');
  cloudFormation.makeChangeSet('orders');
  expect(get('orders')).toMatchObject({ StackStatus: 'CREATE_COMPLETE' });
  expect(get('orders').LastOperations.map(({ OperationType }) => OperationType)).toEqual([
    'CREATE_CHANGESET',
    'CREATE_STACK',
  ]);
  expect(call('CreateStack', { StackName: 'fresh', TemplateBody: template }).StackId).toBe(get('fresh').StackId);
});

test('nothing is left to happen after it was stopped', async () => {
  const { create, call, clock, cloudFormation } = createWorld();
  await create('orders');
  call('UpdateStack', { StackName: 'orders' });
  cloudFormation.stop();
  expect(clock.pendingTimers).toBe(0);
});
