import { describe, expect, test } from '@jest/globals';
import { observe } from '../../../../src/lib/flow/index.ts';
import type { DiscoveredPage } from '../../../../src/lib/model/discovery.ts';
import { cloudFormationEvents } from '../../../../src/lib/providers/cloudformation/index.ts';
import { noStopForStackSets } from '../../../../src/lib/providers/cloudformation/stack-sets.ts';
import { Harness, rulesFrom } from '../../flow/harness.ts';
import { clientError, createStage, longMs } from './support.ts';

const resourceMs = 10_000;

/** A StackSet with three instances, each in an account of its own. */
function createSets(options: { readonly isManaged?: boolean } = {}) {
  const stage = createStage({ watchesStackSets: true, resourceMs });
  const { isManaged = true } = options;
  stage.service.call('CreateStackSet', {
    StackSetName: 'baseline',
    ManagedExecution: { Active: isManaged },
    Tags: [{ Key: 'environment', Value: 'prod' }],
  });
  const Accounts = ['111111111111', '222222222222', '333333333333'];
  const begin = () =>
    stage.service.call('CreateStackInstances', { StackSetName: 'baseline', Accounts, Regions: ['eu-west-1'] })
      .OperationId;
  const { StackSet } = stage.service.call('DescribeStackSet', { StackSetName: 'baseline' });
  const reference = {
    on: 'deployment',
    provider: 'cloudFormation',
    kind: 'stackSet',
    name: 'stackset:baseline',
    target: StackSet.StackSetARN,
  } as const;
  const shown = async () => {
    const state = await stage.provider.observe(reference);
    return (state?.attempts ?? []).map((attempt) => {
      if (attempt.subject.on !== 'deployment') throw new Error('it is no deployment');
      return { ...attempt, facts: attempt.subject.deployment };
    });
  };
  return { ...stage, stage, begin, reference, shown };
}

describe('an operation on a StackSet', () => {
  test('is an attempt by its id, with its tags, and moves on with each stack that ends', async () => {
    const { begin, shown, clock, reference } = createSets();
    const startedAtMs = clock.nowMs();
    const id = begin();
    const [first] = await shown();
    expect(first?.facts).toMatchObject({
      provider: 'cloudFormation',
      kind: 'stackSet',
      target: reference.target,
      name: 'stackset:baseline',
      account: '123456789012',
      region: 'eu-central-1',
      environment: 'prod',
      status: 'RUNNING',
      phase: 'running',
      operation: 'create',
      id,
      startedAtMs,
      endedAtMs: 0,
    });
    expect([first?.details.progress, first?.progress]).toEqual(['0 of 3 stacks done', 1]);
    expect(first?.details.links.console).toContain('#/stacksets/baseline%3A');
    await clock.advance(2 * resourceMs);
    const [later] = await shown();
    expect([later?.details.progress, later?.progress]).toEqual(['2 of 3 stacks done', 3]);
    await clock.advance(longMs);
    const [ended] = await shown();
    expect(ended?.facts).toMatchObject({ status: 'SUCCEEDED', phase: 'succeeded', id });
    expect(ended?.facts.endedAtMs).toBe(startedAtMs + 3 * resourceMs);
    expect(ended?.details.actions).toEqual({});
  });

  test('that hangs or fails says where', async () => {
    const { begin, shown, clock, service, stage } = createSets();
    service.script('stackset/baseline', 'hang');
    begin();
    await clock.advance(24 * 60 * 60_000);
    const [hanging] = await shown();
    expect(hanging?.facts.phase).toBe('running');
    const linesOf = async () => {
      const [one] = await shown();
      const [investigator] = (one && stage.provider.investigators?.(one.facts)) ?? [];
      return investigator?.investigate(new AbortController().signal);
    };
    expect(await linesOf()).toEqual(['333333333333 in eu-west-1 RUNNING']);
    service.script('stackset/baseline', 'fail', { reason: 'no such role' });
    await clock.advance(longMs);
    const [failed] = await shown();
    expect(failed?.facts).toMatchObject({ status: 'FAILED', phase: 'failed', cause: 'unknown' });
    expect(failed?.details.progress).toBe('1 failed');
    expect(await linesOf()).toEqual(['333333333333 in eu-west-1 FAILED: no such role']);
  });

  test('is only watched, and says why; what somebody else stops was cancelled', async () => {
    const { begin, shown, clock, service, stage } = createSets();
    service.script('stackset/baseline', 'hang');
    const OperationId = begin();
    const [running] = await shown();
    if (running === undefined) throw new Error('nothing is shown');
    expect(running.details.actions).toEqual({ cancel: { available: false, reason: noStopForStackSets } });
    expect(await stage.provider.perform('cancel', running.subject)).toMatchObject({
      result: 'refused',
      conflict: false,
    });
    service.call('StopStackSetOperation', { StackSetName: 'baseline', OperationId });
    expect((await shown())[0]?.facts).toMatchObject({ status: 'STOPPING', phase: 'stopping', cause: 'asked' });
    service.script('stackset/baseline', 'succeed');
    await clock.advance(longMs);
    expect((await shown())[0]?.facts).toMatchObject({ status: 'STOPPED', phase: 'cancelled', cause: 'asked' });
    expect(await stage.provider.observeAttempt(running.facts)).toMatchObject({
      subject: { deployment: { status: 'STOPPED', id: OperationId } },
    });
    expect(await stage.provider.observeAttempt({ ...running.facts, id: 'unknown' })).toBeUndefined();
  });

  test('drift detection is none, and what was deleted is gone', async () => {
    const { shown, stage, reference } = createSets();
    expect(await shown()).toEqual([]);
    stage.meddle = (operation) =>
      operation === 'ListStackSetOperations'
        ? {
            Summaries: [
              { OperationId: 'd', Action: 'DETECT_DRIFT', Status: 'RUNNING', CreationTimestamp: new Date(1) },
            ],
          }
        : undefined;
    expect(await shown()).toEqual([]);
    stage.meddle = () => {
      throw clientError('StackSetNotFoundException', 'no', 404);
    };
    expect(await stage.provider.observe({ ...reference })).toMatchObject({ gone: true, attempts: [] });
    const other = createStage({ watchesStackSets: true });
    expect(await other.provider.observe({ ...reference })).toMatchObject({ gone: true, attempts: [] });
    expect(await createStage().provider.observe({ ...reference })).toBeUndefined();
  });
});

describe('queued StackSet operations', () => {
  test('are not stuck: they wait for the one before, and rules about what runs leave them alone', async () => {
    const { begin, shown, clock, service, stage, reference } = createSets();
    service.script('stackset/baseline', 'hang');
    const [first, second, third] = [begin(), begin(), begin()];
    await clock.advance(24 * 60 * 60_000);
    const attempts = await shown();
    expect(attempts.map(({ facts }) => [facts.id, facts.status, facts.phase])).toEqual([
      [third, 'QUEUED', 'queued'],
      [second, 'QUEUED', 'queued'],
      [first, 'RUNNING', 'running'],
    ]);
    expect(attempts[0]?.details.hint).toContain('StackSets begins it by itself');
    expect(attempts[0]?.progress).toBeUndefined();
    const harness = new Harness();
    harness.provider = stage.provider;
    harness.rules = rulesFrom(`
  - name: tell-what-hangs
    on: deployment
    when: deployment.phase == "running" && now - deployment.lastProgressAt > duration("1h")
    do: [{ notify: { channel: "#oncall" } }]
    mode: enforce
`);
    harness.nowMs = clock.nowMs();
    await observe(harness.ports, { cause: 'event', reference });
    harness.nowMs += 2 * 60 * 60_000;
    const { decisions } = await observe(harness.ports, { cause: 'sweep', reference });
    expect(decisions).not.toEqual([]);
    const asked = harness.stored(reference.target).filter((item) => JSON.stringify(item).includes('tell-what-hangs'));
    expect(asked.map(({ subject }) => subject.on === 'deployment' && subject.deployment.id)).toEqual([first]);
  });

  test('begin by themselves when it is their turn', async () => {
    const { begin, shown, clock } = createSets();
    begin();
    const second = begin();
    await clock.advance(4 * resourceMs);
    expect((await shown()).map(({ facts }) => [facts.id, facts.status])).toEqual([[second, 'RUNNING']]);
  });
});

describe('the listing', () => {
  const listed = async (stage: ReturnType<typeof createStage>, token?: string) => {
    const pages: DiscoveredPage[] = [];
    for await (const page of stage.provider.discover(token === undefined ? {} : { token })) pages.push(page);
    return pages;
  };
  const namesOn = (pages: readonly DiscoveredPage[]) =>
    pages.flatMap(({ references }) => references.flatMap((found) => ('name' in found ? found.name : [])));

  test('finds stacks and StackSets with something under way, and goes on where any page says', async () => {
    const { begin, stage, service } = createSets();
    for (let index = 0; index < 5; index += 1) service.call('CreateStackSet', { StackSetName: `other-${index}` });
    service.script('stackset/baseline', 'hang');
    begin();
    await stage.create('orders');
    await stage.hang('orders');
    const pages = await listed(stage);
    expect(namesOn(pages)).toEqual(['orders', 'stackset:baseline']);
    expect(stage.countOf('ListStackSetOperations')).toBe(6);
    expect(stage.waited.every((waited) => waited >= 0)).toBe(true);
    for (const [index, { nextToken }] of pages.entries()) {
      expect(nextToken === undefined).toBe(index === pages.length - 1);
      if (nextToken !== undefined)
        expect(namesOn(await listed(stage, nextToken))).toEqual(namesOn(pages.slice(index + 1)));
    }
  });

  test('where they are not watched, none is asked about', async () => {
    const stage = createStage();
    stage.service.call('CreateStackSet', { StackSetName: 'baseline' });
    await listed(stage);
    expect(stage.calls.map(({ operation }) => operation)).toEqual(['ListStacks']);
  });

  test.each([
    ['ListStackSets', 'AccessDenied', false],
    ['ListStackSetOperations', 'AccessDenied', false],
    ['ListStackSetOperations', 'Throttling', true],
  ])('%s that fails with %s is told, and keeps the stacks', async (operation, error, isThrottle) => {
    const { begin, stage } = createSets();
    begin();
    await stage.create('orders');
    await stage.hang('orders');
    stage.meddle = (called) => {
      if (called === operation) throw clientError(error, 'no', 400);
      return undefined;
    };
    const pages = await listed(stage);
    expect(namesOn(pages)).toEqual(['orders']);
    expect(pages.flatMap(({ failure }) => failure ?? [])).toMatchObject([{ operation, error, isThrottle }]);
  });
});

describe('names and events', () => {
  const arn = 'arn:aws:cloudformation:eu-west-1:111122223333:stackset/baseline:1a2b';

  test.each(['stackset:baseline', 'arn:aws:cloudformation:eu-west-1:111122223333:stackset/baseline:1a2b'])(
    '%s is a StackSet',
    (typed) => {
      expect(createStage().provider.candidates(typed)).toMatchObject([{ kind: 'stackSet', name: 'stackset:baseline' }]);
    },
  );

  test.each([
    'stackset:',
    'stackset:1 b',
    `stackset:${'a'.repeat(129)}`,
    'arn:aws:cloudformation:eu-west-1:111122223333:stackset/baseline',
  ])('%s is none', (typed) => {
    expect(createStage().provider.candidates(typed)).toEqual([]);
  });

  const event = (detail: unknown, resources: unknown = []) =>
    cloudFormationEvents.parseEvent({
      source: 'aws.cloudformation',
      'detail-type': 'CloudFormation StackSet Operation Status Change',
      detail,
      resources,
    });

  test('an event is a hint at its StackSet, or refused', () => {
    const hint = { kind: 'hint', reference: { kind: 'stackSet', target: arn } };
    expect(event({ 'stack-set-arn': arn, action: 'UPDATE' })).toMatchObject(hint);
    expect(event({}, [arn])).toMatchObject(hint);
    for (const bad of [undefined, null, 7, { 'stack-set-arn': 'arn:aws:ecs:x' }]) {
      expect(() => event(bad)).toThrow('name a StackSet');
    }
  });
});
