import { describe, expect, test } from '@jest/globals';
import { CloudFormationUnavailable, IncompleteAnswer } from '../../../../src/lib/providers/cloudformation/answers.ts';
import { clientError, createStage, longMs } from './support.ts';

const nesting = JSON.stringify({
  Resources: { Table: { Type: 'AWS::DynamoDB::Table' }, Network: { Type: 'AWS::CloudFormation::Stack' } },
});

test('a rollback’s COMPLETE is no success', async () => {
  const stage = createStage();
  await stage.create('orders');
  stage.service.script('orders', 'fail');
  const { OperationId } = stage.service.call('UpdateStack', { StackName: 'orders' });
  await stage.clock.advance(12_000);
  const rolling = await stage.read('orders');
  expect(rolling.facts).toMatchObject({
    status: 'ROLLBACK_IN_PROGRESS',
    phase: 'stopping',
    cause: 'unknown',
    id: OperationId,
  });
  expect(rolling.details.hint).toBe('It is being rolled back, which cannot be cancelled');
  await stage.clock.advance(longMs);
  expect((await stage.read('orders')).facts).toMatchObject({ status: 'FAILED', phase: 'failed', id: OperationId });
});

test('a rollback has an entry of its own in LastOperations, before that of the update: it is the same attempt', async () => {
  const stage = createStage();
  await stage.create('orders');
  const id = await stage.hang('orders');
  stage.service.call('CancelUpdateStack', { StackName: 'orders' });
  expect((await stage.read('orders')).facts).toMatchObject({ id, status: 'CANCELLING', cause: 'asked' });
});

test('an entry that does not go with the status is not taken for the attempt: one of the two is older', async () => {
  const stage = createStage();
  await stage.create('orders');
  await stage.hang('orders');
  stage.meddle = (operation, answer) => {
    if (operation !== 'DescribeStacks') return undefined;
    const [stack] = Array.isArray(answer['Stacks']) ? answer['Stacks'] : [];
    const older = { OperationType: 'DELETE_STACK', OperationId: 'older' };
    return { Stacks: [{ ...stack, LastOperations: [older] }] };
  };
  expect((await stage.read('orders')).facts.id).toBe('');
});

test('making a change set is no attempt', async () => {
  const stage = createStage();
  const { OperationId } = stage.service.call('CreateStack', { StackName: 'orders' });
  await stage.clock.advance(longMs);
  stage.service.makeChangeSet('orders');
  expect((await stage.read('orders')).facts).toMatchObject({
    id: OperationId,
    operation: 'create',
    status: 'SUCCEEDED',
  });
  stage.service.makeChangeSet('fresh');
  const [reference] = stage.provider.candidates('fresh');
  expect(reference && (await stage.provider.observe(reference))).toMatchObject({ attempts: [], gone: false });
});

test('an update that has succeeded cleans up: that is no deployment that hangs, and cannot be cancelled', async () => {
  const stage = createStage();
  await stage.create('orders');
  stage.service.call('UpdateStack', { StackName: 'orders' });
  await stage.clock.advance(11_000);
  const { facts, details } = await stage.read('orders');
  expect(facts).toMatchObject({ status: 'CLEANUP_IN_PROGRESS', phase: 'running' });
  expect(details.actions).toEqual({});
  expect(details.hint).toContain('cannot be cancelled');
});

test('a rollback that failed waits for a person, and is listed until one comes; going on with it is an attempt of its own', async () => {
  const stage = createStage();
  await stage.create('orders');
  stage.service.script('orders', 'fail');
  stage.service.script('orders', 'fail', { on: 'rollback' });
  const { OperationId } = stage.service.call('UpdateStack', { StackName: 'orders' });
  await stage.clock.advance(longMs);
  const stuck = await stage.read('orders');
  expect(stuck.facts).toMatchObject({ id: OperationId, status: 'FAILED', phase: 'failed', needsHuman: true });
  expect(stuck.details.hint).toContain('continue the update rollback');
  const found: string[] = [];
  for await (const { references } of stage.provider.discover())
    found.push(...references.map(({ target = '' }) => target));
  expect(found).toEqual([stuck.facts.target]);
  stage.service.script('orders', 'succeed', { on: 'rollback' });
  stage.service.call('ContinueUpdateRollback', { StackName: 'orders' });
  const continued = await stage.read('orders');
  expect(continued.facts).toMatchObject({ status: 'ROLLBACK_IN_PROGRESS', phase: 'stopping' });
  expect(continued.facts.id).not.toBe(OperationId);
  await stage.clock.advance(longMs);
  const first = await stage.provider.observeAttempt(stuck.facts);
  expect(first?.subject).toMatchObject({ deployment: { status: 'FAILED', needsHuman: true } });
});

describe('with rollback off', () => {
  test('a cancel is not said to roll back, and what it leaves needs a person', async () => {
    const stage = createStage();
    await stage.create('orders');
    await stage.hang('orders', { DeploymentConfig: { Mode: 'EXPRESS', DisableRollback: true } });
    const { details, subject } = await stage.read('orders');
    expect(details.hint).toBe('A cancel stops it where it is (express mode, rollback is off)');
    await stage.provider.perform('cancel', subject);
    const { facts, details: after } = await stage.read('orders');
    expect(facts).toMatchObject({ status: 'FAILED', phase: 'failed', needsHuman: true });
    expect(after.hint).toContain('A person must act');
  });

  test('in standard mode, too', async () => {
    const stage = createStage();
    await stage.create('orders');
    await stage.hang('orders', { DisableRollback: true });
    expect((await stage.read('orders')).details.hint).toBe('A cancel stops it where it is (rollback is off)');
  });
});

test('an express deployment that has succeeded may not be ready to serve yet', async () => {
  const stage = createStage();
  await stage.create('orders', { DeploymentConfig: { Mode: 'EXPRESS' } });
  expect((await stage.read('orders')).details.hint).toContain('may not be ready to serve yet');
});

test('a stack that a change set created began when that was executed, not when it was made', async () => {
  const stage = createStage();
  const id = await stage.create('orders');
  const executedAt = new Date(stage.clock.nowMs());
  stage.meddle = (operation, answer) => {
    if (operation !== 'DescribeStacks') return undefined;
    const [stack] = Array.isArray(answer['Stacks']) ? answer['Stacks'] : [];
    return { Stacks: [{ ...stack, LastUpdatedTime: executedAt }] };
  };
  expect((await stage.read(id)).facts.startedAtMs).toBe(executedAt.getTime());
});

describe('nested stacks', () => {
  test('are told and acted on with their root: an event of one leads there', async () => {
    const stage = createStage();
    const rootId = await stage.create('orders', { TemplateBody: nesting });
    stage.service.script('orders-Network', 'hang');
    stage.service.call('UpdateStack', { StackName: 'orders' });
    await stage.clock.advance(longMs);
    const [nested] = stage.service.call('DescribeStacks', { StackName: 'orders-Network' }).Stacks;
    const { facts } = await stage.read(nested?.StackId ?? '');
    expect(facts).toMatchObject({ target: rootId, name: 'orders', status: 'IN_PROGRESS' });
    const before = stage.countOf('DescribeStacks');
    await stage.read(nested?.StackId ?? '');
    // By then it is known whose it is.
    expect(stage.countOf('DescribeStacks') - before).toBe(1);
    const found: string[] = [];
    for await (const { references } of stage.provider.discover())
      found.push(...references.map(({ target = '' }) => target));
    expect(found).toEqual([rootId]);
  });

  test('that move on are progress of their root', async () => {
    const stage = createStage();
    await stage.create('orders', { TemplateBody: nesting });
    stage.service.script('orders-Network', 'slow');
    stage.service.call('UpdateStack', { StackName: 'orders' });
    await stage.clock.advance(245_000);
    // The root says nothing while its nested stack is at work; that one has come to an end of something 5 s ago.
    const { facts } = await stage.read('orders');
    expect(facts.status).toBe('IN_PROGRESS');
    expect(facts.lastProgressAtMs).toBeGreaterThan(facts.startedAtMs + 9_000);
    await stage.clock.advance(6_000);
  });

  test('that hang are none', async () => {
    const stage = createStage();
    await stage.create('orders', { TemplateBody: nesting });
    stage.service.script('orders-Network', 'hang');
    stage.service.call('UpdateStack', { StackName: 'orders' });
    const startedAtMs = stage.clock.nowMs();
    await stage.clock.advance(longMs);
    expect((await stage.read('orders')).facts.lastProgressAtMs).toBe(startedAtMs + 10_000);
  });

  test('that cannot be read count as moving: nobody may take them for stuck', async () => {
    const stage = createStage();
    await stage.create('orders', { TemplateBody: nesting });
    stage.service.script('orders-Network', 'hang');
    stage.service.call('UpdateStack', { StackName: 'orders' });
    await stage.clock.advance(longMs);
    stage.meddle = (operation) => {
      if (operation === 'DescribeStackEvents' && stage.countOf('DescribeStackEvents') > 1) {
        throw clientError('Throttling', 'Rate exceeded', 400);
      }
      return undefined;
    };
    expect((await stage.read('orders')).facts.lastProgressAtMs).toBe(stage.clock.nowMs());
  });
});

describe('left alone', () => {
  test.each(['CDKToolkit', 'proton-bot-prod'])('%s is not followed, whoever names it', async (name) => {
    const stage = createStage();
    const id = await stage.create(name);
    await stage.hang(name);
    for (const named of [name, id]) {
      const [reference] = stage.provider.candidates(named);
      expect(reference && (await stage.provider.observe(reference))).toBeUndefined();
    }
    for await (const { references } of stage.provider.discover()) expect(references).toEqual([]);
  });
});

describe('reads that fail', () => {
  test('events that cannot be read keep nobody from acting; what may be moving is not taken for stuck', async () => {
    const stage = createStage();
    await stage.create('orders');
    await stage.hang('orders');
    await stage.clock.advance(longMs);
    stage.meddle = (operation) => {
      if (operation === 'DescribeStackEvents') throw clientError('AccessDenied', 'no', 403);
      return undefined;
    };
    const { facts, details } = await stage.read('orders');
    expect(facts.lastProgressAtMs).toBe(stage.clock.nowMs());
    expect(details.actions.cancel).toEqual({ available: true });
  });

  test('whether a rollback was asked for is not guessed: without its events the answer is incomplete', async () => {
    const stage = createStage();
    await stage.create('orders');
    await stage.hang('orders');
    stage.service.call('CancelUpdateStack', { StackName: 'orders' });
    stage.meddle = (operation) => {
      if (operation === 'DescribeStackEvents') throw clientError('AccessDenied', 'no', 403);
      return undefined;
    };
    await expect(stage.read('orders')).rejects.toThrow(CloudFormationUnavailable);
  });

  test('nor is it guessed while the list of events is still empty, or ends before the rollback', async () => {
    const stage = createStage();
    await stage.create('orders');
    await stage.hang('orders');
    stage.service.call('CancelUpdateStack', { StackName: 'orders' });
    await stage.clock.advance(longMs);
    for (const shown of [0, 1]) {
      stage.meddle = (operation, answer) => {
        const events: unknown = answer['StackEvents'];
        if (operation !== 'DescribeStackEvents' || !Array.isArray(events)) return undefined;
        return { StackEvents: events.slice(events.length - shown) };
      };
      await expect(stage.read('orders')).rejects.toThrow(IncompleteAnswer);
    }
    stage.meddle = () => undefined;
    expect((await stage.read('orders')).facts.status).toBe('CANCELLED');
  });

  test('a ValidationError is an absence only where it says so', async () => {
    const stage = createStage();
    const id = await stage.create('orders');
    stage.meddle = () => {
      throw clientError('ValidationError', '1 validation error detected: something else', 400);
    };
    await expect(stage.read(id)).rejects.toThrow(CloudFormationUnavailable);
    stage.meddle = () => {
      throw clientError('ValidationError', `Stack with id ${id} does not exist`, 400);
    };
    const [reference] = stage.provider.candidates(id);
    expect(reference && (await stage.provider.observe(reference))).toMatchObject({ gone: true, attempts: [] });
    const [byName] = stage.provider.candidates('orders');
    expect(byName && (await stage.provider.observe(byName))).toBeUndefined();
  });

  test('what was kept from before the status changed says nothing of it', async () => {
    const stage = createStage();
    await stage.create('orders');
    await stage.hang('orders');
    await stage.read('orders');
    stage.service.call('CancelUpdateStack', { StackName: 'orders' });
    expect((await stage.read('orders')).facts.status).toBe('CANCELLING');
  });
});

test('what was kept of an earlier operation that ended alike says nothing of this one', async () => {
  const stage = createStage({ resourceMs: 2_000 });
  await stage.create('orders');
  await stage.hang('orders');
  stage.service.call('CancelUpdateStack', { StackName: 'orders' });
  await stage.clock.advance(longMs);
  expect((await stage.read('orders')).facts.status).toBe('CANCELLED');
  stage.service.script('orders', 'fail');
  const { OperationId } = stage.service.call('UpdateStack', { StackName: 'orders' });
  // Within the time that runs are kept for.
  await stage.clock.advance(15_000);
  expect((await stage.read('orders')).facts).toMatchObject({ id: OperationId, status: 'FAILED', cause: 'unknown' });
  expect(stage.countOf('DescribeStackEvents')).toBe(2);
});

test('a stack whose events of the run are too many counts as moving', async () => {
  const stage = createStage({ pageSize: 1 });
  const Resources = Object.fromEntries(['A', 'B', 'C', 'D'].map((name) => [name, { Type: 'AWS::SQS::Queue' }]));
  await stage.create('orders', { TemplateBody: JSON.stringify({ Resources }) });
  await stage.hang('orders');
  await stage.clock.advance(longMs);
  expect((await stage.read('orders')).facts.lastProgressAtMs).toBe(stage.clock.nowMs());
  expect(stage.countOf('DescribeStackEvents')).toBe(5);
});

test('a stack that a change set creates begins when that is executed, and an import cannot be cancelled and says why', async () => {
  const stage = createStage();
  const changeSet = { StackName: 'fresh', ChangeSetName: 'first' };
  stage.service.call('CreateChangeSet', { ...changeSet, ChangeSetType: 'CREATE' });
  const [reference] = stage.provider.candidates('fresh');
  await stage.clock.advance(60_000);
  expect(reference && (await stage.provider.observe(reference))).toMatchObject({ attempts: [], gone: false });
  stage.service.script('fresh', 'hang');
  const executedAtMs = stage.clock.nowMs();
  stage.service.call('ExecuteChangeSet', changeSet);
  expect((await stage.read('fresh')).facts).toMatchObject({
    status: 'IN_PROGRESS',
    operation: 'create',
    startedAtMs: executedAtMs,
  });

  await stage.create('orders');
  stage.service.script('orders', 'hang');
  const taking = { ...changeSet, StackName: 'orders', ChangeSetType: 'IMPORT' };
  const TemplateBody = JSON.stringify({ Resources: { Table: { Type: 'AWS::DynamoDB::Table' } } });
  stage.service.call('CreateChangeSet', { ...taking, TemplateBody });
  await stage.clock.advance(60_000);
  stage.service.call('ExecuteChangeSet', taking);
  const hanging = await stage.read('orders');
  expect(hanging.facts).toMatchObject({ status: 'IN_PROGRESS', phase: 'running', operation: 'unknown' });
  expect(hanging.facts.id).not.toBe('');
  expect(hanging.details.actions.cancel).toEqual({
    available: false,
    reason: 'CloudFormation cannot cancel an import',
  });
  const pages = [];
  for await (const { references } of stage.provider.discover()) pages.push(...references);
  expect(new Set(pages.map((found) => 'name' in found && found.name))).toEqual(new Set(['fresh', 'orders']));
  stage.service.script('orders', 'fail');
  await stage.clock.advance(longMs);
  const failed = await stage.read('orders');
  expect(failed.facts).toMatchObject({ id: hanging.facts.id, status: 'FAILED', phase: 'failed', needsHuman: false });
  expect(failed.statusMessage).toContain('IMPORT_ROLLBACK_COMPLETE');
});
