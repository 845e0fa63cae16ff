import { describe, expect, test } from '@jest/globals';
import { createStage, longMs } from './support.ts';

describe('what is read of a stack', () => {
  test('is all that rules can know, with the tags as labels, environment and service', async () => {
    const stage = createStage();
    const proton = 'arn:aws:proton:eu-central-1:123456789012';
    const tags = { 'proton:environment': `${proton}:environment/prod-eu`, service: 'orders', team: 'shop' };
    const id = await stage.create('orders', { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) });
    const startedAtMs = stage.clock.nowMs();
    const operationId = await stage.hang('orders');
    await stage.clock.advance(60_000);
    const { facts, details, statusMessage } = await stage.read('orders');
    expect(facts).toEqual({
      provider: 'cloudFormation',
      kind: 'stack',
      target: id,
      name: 'orders',
      account: '123456789012',
      region: 'eu-central-1',
      environment: 'prod-eu',
      service: 'orders',
      status: 'IN_PROGRESS',
      phase: 'running',
      operation: 'update',
      id: operationId,
      startedAtMs,
      endedAtMs: 0,
      lastProgressAtMs: startedAtMs,
      expectedByMs: 0,
      initiator: '',
      cause: '',
      needsHuman: false,
      labels: tags,
      template: '',
      templateVersion: '',
    });
    expect(details).toEqual({
      actions: { cancel: { available: true } },
      links: {
        console: `https://eu-central-1.console.aws.amazon.com/cloudformation/home?region=eu-central-1#/stacks/stackinfo?stackId=${encodeURIComponent(id)}`,
      },
      hint: 'A cancel rolls it back',
      operations: [],
    });
    expect(statusMessage).toBe('UPDATE_IN_PROGRESS: User Initiated');
  });

  test('without any of the tags it is in no environment', async () => {
    const stage = createStage();
    await stage.create('orders');
    expect((await stage.read('orders')).facts).toMatchObject({ environment: '', service: '', labels: {} });
  });

  test('a creation may be given a time: then it is expected to have ended by it', async () => {
    const stage = createStage();
    stage.service.script('orders', 'hang');
    stage.service.call('CreateStack', { StackName: 'orders', TimeoutInMinutes: 30 });
    const { facts } = await stage.read('orders');
    expect(facts.expectedByMs).toBe(facts.startedAtMs + 30 * 60_000);
    stage.service.script('orders', 'succeed');
    await stage.clock.advance(longMs);
    await stage.hang('orders');
    expect((await stage.read('orders')).facts.expectedByMs).toBe(0);
  });

  test('what a failed update failed for comes with its end, and when that was', async () => {
    const stage = createStage();
    await stage.create('orders');
    stage.service.script('orders', 'fail', { reason: `no such key ${'x'.repeat(10_000)}` });
    stage.service.call('UpdateStack', { StackName: 'orders' });
    await stage.clock.advance(longMs);
    const { facts, statusMessage = '' } = await stage.read('orders');
    expect(facts).toMatchObject({ status: 'FAILED', phase: 'failed', cause: 'unknown', needsHuman: false });
    expect(facts.endedAtMs).toBe(stage.clock.nowMs() - longMs + 25_000);
    expect(statusMessage).toMatch(/^UPDATE_ROLLBACK_COMPLETE: Resource \(.*\): no such key x/);
  });

  test('in another Region than is asked, its absence would say nothing', async () => {
    const stage = createStage();
    const target = 'arn:aws:cloudformation:us-east-1:123456789012:stack/orders/1dac3cd0-4a54-4f44-a3ae-fcf0a5454fa9';
    await expect(stage.read(target)).rejects.toThrow('add its account and Region to "scopes" in bot.yml');
    expect(stage.calls).toEqual([]);
  });
});

describe('cancelling', () => {
  test('names the stack by its whole id, with a token that is the operation’s own', async () => {
    const stage = createStage();
    const id = await stage.create('orders');
    const operationId = await stage.hang('orders');
    const { subject } = await stage.read('orders');
    expect(await stage.provider.perform('cancel', subject)).toEqual({ result: 'accepted' });
    expect(stage.calls.at(-1)).toEqual({
      operation: 'CancelUpdateStack',
      input: { StackName: id, ClientRequestToken: `proton-bot-${operationId}` },
    });
    expect(await stage.provider.perform('cancel', subject)).toEqual({
      result: 'refused',
      conflict: true,
      error: 'ValidationError',
    });
    const { facts } = await stage.read('orders');
    expect(facts).toMatchObject({ id: operationId, status: 'CANCELLING', phase: 'stopping', cause: 'asked' });
    await stage.clock.advance(longMs);
    const after = await stage.read('orders');
    expect(after.facts).toMatchObject({ id: operationId, status: 'CANCELLED', phase: 'cancelled', cause: 'asked' });
  });

  test('costs two calls more than Proton’s: a look, another one just before the call, and the call', async () => {
    const stage = createStage();
    await stage.create('orders');
    await stage.hang('orders');
    const { subject, facts } = await stage.read('orders');
    await stage.read(facts.target);
    await stage.provider.perform('cancel', subject);
    expect(stage.calls.map(({ operation }) => operation)).toEqual([
      'DescribeStacks',
      'DescribeStackEvents',
      'DescribeStacks',
      'CancelUpdateStack',
    ]);
  });

  test('is not done where the bot may only watch, and says what to set', async () => {
    const stage = createStage({ canCancel: false });
    await stage.create('orders');
    await stage.hang('orders');
    const { subject, details } = await stage.read('orders');
    expect(details.actions.cancel).toMatchObject({
      available: false,
      reason: expect.stringContaining('providers.cloudFormation.cancelUpdates'),
    });
    expect(await stage.provider.perform('cancel', subject)).toMatchObject({ result: 'refused', conflict: false });
    expect(stage.countOf('CancelUpdateStack')).toBe(0);
  });

  test('of a creation or a deletion is not done, and the reason is known before', async () => {
    const stage = createStage();
    stage.service.script('orders', 'hang');
    stage.service.call('CreateStack', { StackName: 'orders' });
    const creation = await stage.read('orders');
    expect(creation.details.actions.cancel).toEqual({
      available: false,
      reason: expect.stringContaining('cannot cancel a creation'),
    });
    expect(await stage.provider.perform('cancel', creation.subject)).toMatchObject({
      result: 'refused',
      conflict: false,
    });
    stage.service.script('orders', 'succeed');
    await stage.clock.advance(longMs);
    stage.service.script('orders', 'hang', { on: 'deletion' });
    stage.service.call('DeleteStack', { StackName: 'orders' });
    const deletion = await stage.read('orders');
    expect(deletion.facts).toMatchObject({ operation: 'delete', status: 'DELETE_IN_PROGRESS' });
    expect(deletion.details.actions.cancel).toMatchObject({ available: false });
    expect(await stage.provider.perform('cancel', deletion.subject)).toMatchObject({ result: 'refused' });
    expect(stage.countOf('CancelUpdateStack')).toBe(0);
  });
});

describe('how an operation ended that is not the last one any more', () => {
  test('is told by the stack’s events, of each run by the id of its operation', async () => {
    const stage = createStage({ pageSize: 7 });
    await stage.create('orders');
    stage.service.script('orders', 'fail');
    stage.service.call('UpdateStack', { StackName: 'orders' });
    const failed = await stage.read('orders');
    await stage.clock.advance(longMs);
    stage.service.script('orders', 'succeed');
    stage.service.call('UpdateStack', { StackName: 'orders' });
    const good = await stage.read('orders');
    await stage.clock.advance(longMs);
    await stage.hang('orders');
    const cancelled = await stage.read('orders');
    await stage.provider.perform('cancel', cancelled.subject);
    await stage.clock.advance(longMs);
    await stage.hang('orders');
    const current = await stage.read('orders');
    const endOf = async ({ facts }: typeof failed) => (await stage.provider.observeAttempt(facts))?.subject;
    expect(await endOf(failed)).toMatchObject({
      deployment: { status: 'FAILED', phase: 'failed', id: failed.facts.id },
    });
    expect(await endOf(good)).toMatchObject({ deployment: { status: 'SUCCEEDED', id: good.facts.id } });
    expect(await endOf(cancelled)).toMatchObject({ deployment: { status: 'CANCELLED', cause: 'asked' } });
    expect(await endOf(current)).toBeUndefined();
    expect(await stage.provider.observeAttempt({ ...good.facts, id: 'unknown' })).toBeUndefined();
  });
});
