import { describe, expect, test } from '@jest/globals';
import { createWorld, longMs, template } from './support/world.ts';

const changeSet = { StackName: 'orders', ChangeSetName: 'release-1' };

describe('a change set', () => {
  test('creates a stack when it is executed, and not before', async () => {
    const { call, clock, get, statuses } = createWorld();
    const { Id, StackId } = call('CreateChangeSet', { ...changeSet, ChangeSetType: 'CREATE', TemplateBody: template });
    expect(get('orders')).toMatchObject({ StackId, StackStatus: 'REVIEW_IN_PROGRESS' });
    expect(call('DescribeChangeSet', changeSet)).toMatchObject({
      ChangeSetId: Id,
      StackId,
      Status: 'CREATE_IN_PROGRESS',
      ExecutionStatus: 'UNAVAILABLE',
    });
    expect(() => call('ExecuteChangeSet', changeSet)).toThrow(
      expect.objectContaining({ code: 'InvalidChangeSetStatus' }),
    );
    await clock.advance(1_000);
    expect(call('ListChangeSets', { StackName: 'orders' }).Summaries).toMatchObject([
      { ChangeSetName: 'release-1', Status: 'CREATE_COMPLETE', ExecutionStatus: 'AVAILABLE' },
    ]);
    const executedAt = new Date(clock.nowMs());
    call('ExecuteChangeSet', { ChangeSetName: Id });
    await clock.advance(longMs);
    expect(statuses('orders')).toEqual(['CREATE_IN_PROGRESS', 'CREATE_COMPLETE']);
    // Its creation time is that of the change set.
    expect(get('orders')).toMatchObject({ ChangeSetId: Id, LastUpdatedTime: executedAt });
    expect(get('orders').LastOperations.map(({ OperationType }) => OperationType)).toEqual([
      'CREATE_STACK',
      'CREATE_CHANGESET',
    ]);
    // Executed once, it is gone.
    expect(() => call('ExecuteChangeSet', changeSet)).toThrow(expect.objectContaining({ code: 'ChangeSetNotFound' }));
  });

  test('updates a stack, which goes on under the token of the execution', async () => {
    const { create, call, clock, statuses, get } = createWorld();
    await create('orders');
    call('CreateChangeSet', { ...changeSet, Tags: [{ Key: 'environment', Value: 'prod' }] });
    call('CreateChangeSet', { ...changeSet, ChangeSetName: 'release-2' });
    await clock.advance(1_000);
    call('ExecuteChangeSet', { ...changeSet, ClientRequestToken: 'mine' });
    // The same call with the same token is answered as the first.
    expect(call('ExecuteChangeSet', { ...changeSet, ClientRequestToken: 'mine' })).toEqual({});
    await clock.advance(longMs);
    expect(statuses('orders').slice(2)).toEqual([
      'UPDATE_IN_PROGRESS',
      'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
      'UPDATE_COMPLETE',
    ]);
    expect(get('orders').LastOperations[0]?.OperationType).toBe('UPDATE_STACK');
    expect(get('orders').Tags).toEqual([{ Key: 'environment', Value: 'prod' }]);
    // What was made for the state before is of no use any more.
    expect(call('ListChangeSets', { StackName: 'orders' }).Summaries).toEqual([]);
  });

  test('can be deleted, and its mistakes have the errors of the API', async () => {
    const { create, call, cloudFormation } = createWorld();
    expect(() => call('CreateChangeSet', changeSet)).toThrow('Stack [orders] does not exist');
    await create('orders');
    call('CreateChangeSet', changeSet);
    expect(() => call('CreateChangeSet', changeSet)).toThrow(
      expect.objectContaining({ code: 'AlreadyExistsException' }),
    );
    expect(() => call('CreateChangeSet', { ...changeSet, ChangeSetName: 'other', ChangeSetType: 'CREATE' })).toThrow(
      'already exists and cannot be created again',
    );
    expect(() => call('CreateChangeSet', { ...changeSet, ChangeSetType: 'REFACTOR' })).toThrow('enum value set');
    expect(() => call('CreateChangeSet', { ...changeSet, ChangeSetName: '1 b' })).toThrow('regular expression');
    call('DeleteChangeSet', changeSet);
    expect(call('DeleteChangeSet', changeSet)).toEqual({});
    expect(() => call('DescribeChangeSet', changeSet)).toThrow(
      expect.objectContaining({ code: 'ChangeSetNotFound', statusCode: 404 }),
    );
    cloudFormation.script('orders', 'hang');
    call('UpdateStack', { StackName: 'orders' });
    expect(() => call('CreateChangeSet', changeSet)).toThrow('can not be updated');
  });
});

describe('an import', () => {
  const taking = { ...changeSet, ChangeSetType: 'IMPORT', TemplateBody: template };

  test('takes resources over, into a stack that is there or into a new one', async () => {
    const { create, call, clock, statuses, get } = createWorld();
    await create('orders');
    for (const StackName of ['orders', 'fresh']) {
      call('CreateChangeSet', { ...taking, StackName });
      await clock.advance(1_000);
      const startedAt = new Date(clock.nowMs());
      call('ExecuteChangeSet', { ...changeSet, StackName });
      await clock.advance(longMs);
      expect(statuses(StackName).slice(-2)).toEqual(['IMPORT_IN_PROGRESS', 'IMPORT_COMPLETE']);
      expect(get(StackName)).toMatchObject({ LastUpdatedTime: startedAt });
      expect(get(StackName).LastOperations[0]?.OperationType).toBe('UPDATE_STACK');
    }
    // An update may follow, and a deletion.
    call('UpdateStack', { StackName: 'fresh' });
    await clock.advance(longMs);
    call('DeleteStack', { StackName: 'fresh' });
  });

  test('that fails gives back what it has taken, well or badly; while it hangs, nobody can cancel it', async () => {
    const { create, call, clock, statuses, cloudFormation } = createWorld();
    await create('orders');
    cloudFormation.script('orders', 'hang');
    call('CreateChangeSet', taking);
    await clock.advance(1_000);
    call('ExecuteChangeSet', changeSet);
    await clock.advance(longMs);
    expect(() => call('CancelUpdateStack', { StackName: 'orders' })).toThrow('current stack status');
    expect(() => call('DeleteStack', { StackName: 'orders' })).toThrow('IMPORT_IN_PROGRESS');
    cloudFormation.script('orders', 'fail');
    await clock.advance(longMs);
    expect(statuses('orders').slice(-3)).toEqual([
      'IMPORT_IN_PROGRESS',
      'IMPORT_ROLLBACK_IN_PROGRESS',
      'IMPORT_ROLLBACK_COMPLETE',
    ]);
    cloudFormation.script('orders', 'fail', { on: 'rollback' });
    call('CreateChangeSet', taking);
    await clock.advance(1_000);
    call('ExecuteChangeSet', changeSet);
    await clock.advance(longMs);
    expect(statuses('orders').at(-1)).toBe('IMPORT_ROLLBACK_FAILED');
  });
});
