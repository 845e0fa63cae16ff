import { describe, expect, test } from '@jest/globals';
import { observe } from '../../../../src/lib/flow/index.ts';
import { commitUrl } from '../../../../src/lib/providers/git-sync/observations.ts';
import { Harness, rulesFrom } from '../../flow/harness.ts';
import { clientError } from '../stand-in-api.ts';
import { arnOf, commit, SyncWorld } from './in-process.ts';

const minuteMs = 60_000;

describe('a sync', () => {
  test('goes from its initiation to its end, with the commit, its branch and its repository', async () => {
    const world = new SyncWorld();
    const startedAtMs = world.clock.nowMs();
    world.service.push('orders', commit);
    const { facts, details } = await world.last();
    expect(facts).toMatchObject({
      provider: 'gitSync',
      kind: 'gitSync',
      target: arnOf('orders'),
      name: 'sync:orders',
      account: '123456789012',
      region: 'eu-central-1',
      environment: '',
      status: 'INITIATED',
      phase: 'queued',
      id: '',
      startedAtMs,
      endedAtMs: 0,
    });
    expect(details.progress).toBe('commit 4c1f0a6 of main in acme/shop');
    expect(details.links.commit).toBe(`https://github.com/acme/shop/commit/${commit}`);
    expect(details.links.console).toContain('cloudformation/home?region=eu-central-1#/stacks?filteringText=orders');
    expect(details.actions).toEqual({
      cancel: { available: false, reason: expect.stringContaining('no operation that stops a sync') },
    });
    await world.clock.advance(2_000);
    expect((await world.last()).facts).toMatchObject({ status: 'IN_PROGRESS', phase: 'running' });
    await world.clock.advance(minuteMs);
    const ended = await world.last();
    expect(ended.facts).toMatchObject({ status: 'SUCCEEDED', phase: 'succeeded', startedAtMs });
    expect(ended.facts.endedAtMs).toBe(ended.facts.lastProgressAtMs);
    expect(ended.statusMessage).toBe('The stack is as the commit says');
    expect(ended.details.actions).toEqual({});
    expect(world.calls.slice(0, 2)).toEqual(['GetResourceSyncStatus', 'GetSyncBlockerSummary']);
  });

  test('that fails says so, and blocks nothing by itself', async () => {
    const world = new SyncWorld();
    world.service.script('orders', 'fail');
    world.service.push('orders', commit);
    await world.clock.advance(minuteMs);
    expect((await world.shown()).map(({ facts }) => [facts.status, facts.cause, facts.needsHuman])).toEqual([
      ['FAILED', 'unknown', false],
    ]);
  });

  test('that hangs is found by the listing alone', async () => {
    const world = new SyncWorld();
    world.service.script('orders', 'hang');
    world.service.push('orders', commit);
    await world.clock.advance(24 * 60 * minuteMs);
    const found = [];
    for await (const page of world.provider.discover()) found.push(...page.references);
    expect(found).toMatchObject([{ name: 'sync:orders', target: arnOf('orders') }]);
    expect((await world.last()).facts).toMatchObject({ status: 'IN_PROGRESS', phase: 'running' });
  });
});

describe('a blocker', () => {
  test('is an attempt of its own, which waits for a person', async () => {
    const world = new SyncWorld();
    await world.block();
    const [failed, blocked, ...more] = await world.shown();
    expect(more).toEqual([]);
    expect(failed?.facts.status).toBe('FAILED');
    expect(blocked?.facts).toMatchObject({ status: 'BLOCKED', phase: 'waiting', needsHuman: true, endedAtMs: 0 });
    expect(blocked?.facts.id).toMatch(/^[0-9a-f-]{36}$/);
    expect(blocked?.statusMessage).toBe('The stack could not be updated to the latest commit\nStackName: orders');
    expect(blocked?.details).toMatchObject({
      hint: expect.stringContaining('No commit is synced until'),
      links: { commit: expect.stringContaining(commit) },
      actions: { continue: { available: true, about: blocked?.facts.id } },
    });
  });

  test('stays while commits are pushed, which nobody would know without it', async () => {
    const world = new SyncWorld();
    await world.block();
    const before = await world.last();
    world.service.push('orders', 'abcdef0');
    await world.clock.advance(24 * 60 * minuteMs);
    expect((await world.last()).facts).toEqual(before.facts);
    expect((await world.last()).details.progress).toBe('commit abcdef0 of main in acme/shop');
  });

  test('is resolved by its id, with the reason, and the newest commit is synced', async () => {
    const world = new SyncWorld();
    await world.block();
    const { subject, facts } = await world.last();
    world.service.script('orders', 'succeed');
    const reason = `proton-bot: ${'x'.repeat(400)}`;
    expect(await world.provider.perform('continue', subject, facts.id, reason)).toEqual({ result: 'accepted' });
    const shown = await world.shown();
    expect(shown.map((one) => [one.facts.status, one.facts.phase])).toEqual([
      ['RESOLVED', 'succeeded'],
      ['INITIATED', 'queued'],
    ]);
    expect(shown[0]?.facts.endedAtMs).toBe(world.clock.nowMs());
    expect(shown[0]?.statusMessage).toContain(reason.slice(0, 250));
    expect(shown[0]?.statusMessage).not.toContain(reason.slice(0, 251));
    // A second answer comes too late, and is a conflict.
    expect(await world.provider.perform('continue', subject, facts.id, 'again')).toEqual({
      result: 'refused',
      conflict: true,
      error: 'SyncBlockerDoesNotExistException',
    });
  });

  test('whose commit cannot be tried again stays: a plain no', async () => {
    const world = new SyncWorld();
    await world.block();
    world.service.script('orders', 'refuseRetry');
    const { subject, facts } = await world.last();
    expect(await world.provider.perform('continue', subject, facts.id, 'because')).toEqual({
      result: 'refused',
      conflict: false,
      error: 'RetryLatestCommitFailedException',
    });
    expect((await world.last()).facts.status).toBe('BLOCKED');
  });

  test('what bot.yml does not allow is offered with the reason; nothing else can be done', async () => {
    const world = new SyncWorld({ canResolve: false });
    await world.block();
    const { subject, facts, details } = await world.last();
    expect(details.actions.continue).toEqual({
      available: false,
      reason: '"resolve" of gitSync is off in bot.yml, so the bot has no right to it',
    });
    for (const action of ['cancel', 'retry', 'rollback', 'turnDown'] as const) {
      expect(await world.provider.perform(action, subject, facts.id)).toMatchObject({ result: 'refused' });
    }
    expect(await world.provider.perform('continue', subject)).toMatchObject({ error: 'NothingToResolve' });
    expect(world.calls).not.toContain('UpdateSyncBlocker');
  });

  test('that somebody else has resolved is found by its id', async () => {
    const world = new SyncWorld();
    await world.block();
    const { facts } = await world.last();
    world.service.script('orders', 'hang');
    world.service.call('UpdateSyncBlocker', {
      SyncType: 'CFN_STACK_SYNC',
      ResourceName: 'orders',
      Id: facts.id,
      ResolvedReason: 'by hand',
    });
    const read = await world.provider.observeAttempt(facts);
    expect(read?.subject).toMatchObject({ deployment: { id: facts.id, status: 'RESOLVED' } });
    expect(read?.statusMessage).toContain('by hand');
    const unknown = { ...facts, id: 'other' };
    expect(await world.provider.observeAttempt(unknown)).toBeUndefined();
    expect(await world.provider.observeAttempt({ ...facts, target: 'arn:aws:ecs:x' })).toBeUndefined();
  });

  test('through the bot: the message has a button, a person presses it, and it is resolved once', async () => {
    const world = new SyncWorld();
    await world.block();
    const harness = new Harness();
    harness.rules = rulesFrom('');
    harness.provider = world.provider;
    harness.nowMs = world.clock.nowMs();
    const reference = { on: 'deployment', provider: 'gitSync', kind: 'gitSync', name: 'sync:orders' } as const;
    await observe(harness.ports, { cause: 'event', reference: { ...reference, target: arnOf('orders') } });
    const blocked = harness.stored(arnOf('orders')).find(({ subject }) => {
      return subject.on === 'deployment' && subject.deployment.status === 'BLOCKED';
    });
    expect(blocked?.details.actions.continue).toMatchObject({ available: true });
    world.service.script('orders', 'hang');
    const command = { name: 'continue', target: 'sync:orders' } as const;
    const answers = [
      await harness.request({ type: 'command', command }, 'click-1'),
      await harness.request({ type: 'command', command }, 'click-1'),
      await harness.request({ type: 'command', command }, 'click-2'),
    ];
    expect(answers[0]).toMatchObject({ kind: 'settled', outcome: 'accepted' });
    expect(answers[1]).toEqual(answers[0]);
    expect(world.calls.filter((operation) => operation === 'UpdateSyncBlocker')).toHaveLength(1);
    await observe(harness.ports, { cause: 'sweep', reference: { ...reference, target: arnOf('orders') } });
    const after = harness.stored(arnOf('orders')).find(({ key }) => key.attempt === blocked?.key.attempt);
    expect(after?.subject).toMatchObject({ deployment: { status: 'RESOLVED', phase: 'succeeded' } });
  });
});

describe('what cannot be asked', () => {
  test('a stack without a sync is gone by its ARN, and nothing by its name', async () => {
    const world = new SyncWorld({ stacks: [] });
    expect(await world.observe('orders')).toMatchObject({ gone: true, attempts: [] });
    const [reference] = world.provider.candidates('sync:orders');
    expect(reference && (await world.provider.observe(reference))).toBeUndefined();
  });

  test('a name alone is looked up by the role of its sync', async () => {
    const world = new SyncWorld();
    const [reference] = world.provider.candidates(' sync: orders ');
    expect(reference && (await world.provider.observe(reference))).toMatchObject({
      reference: { target: arnOf('orders') },
      gone: false,
      attempts: [],
    });
  });

  test.each(['orders', 'stack:orders', 'sync:', 'sync:a b', `sync:${'a'.repeat(101)}`, 'arn:aws:ecs:x', ''])(
    '"%s" is no sync',
    (typed) => {
      expect(new SyncWorld().provider.candidates(typed)).toEqual([]);
    },
  );

  test.each([
    [{ LatestSync: { Status: 'FAILED' } }, 'StartedAt'],
    [{ LatestSync: { StartedAt: new Date(1) } }, 'Status'],
    [{}, 'LatestSync'],
    [{ LatestSync: null }, 'Status'],
  ])('an answer without what counts decides nothing: %j', async (answer, _member) => {
    const world = new SyncWorld();
    world.instead = (operation) => (operation === 'GetResourceSyncStatus' ? answer : undefined);
    await expect(world.observe()).rejects.toThrow();
  });

  test('a blocker without its id or its time decides nothing; what is no blocker is left out', async () => {
    const world = new SyncWorld();
    world.service.push('orders', commit);
    for (const blocker of [
      { Id: 'x', Status: 'ACTIVE' },
      { CreatedAt: new Date(1), Status: 'ACTIVE' },
    ]) {
      world.instead = (operation) =>
        operation === 'GetSyncBlockerSummary' ? { SyncBlockerSummary: { LatestBlockers: [blocker] } } : undefined;
      await expect(world.observe()).rejects.toThrow('comes without');
    }
    world.instead = (operation) =>
      operation === 'GetSyncBlockerSummary' ? { SyncBlockerSummary: { LatestBlockers: [null, 7] } } : undefined;
    expect(await world.shown()).toHaveLength(1);
    world.instead = (operation) => (operation === 'GetSyncBlockerSummary' ? {} : undefined);
    await expect(world.observe()).rejects.toThrow('SyncBlockerSummary');
  });

  test('a throttle is passed on; any other failure says which right may be missing', async () => {
    const world = new SyncWorld();
    const fail = (name: string) => () => {
      throw clientError(name, 400);
    };
    world.instead = fail('ThrottlingException');
    await expect(world.observe()).rejects.toMatchObject({ name: 'ThrottlingException' });
    world.instead = fail('AccessDeniedException');
    await expect(world.observe()).rejects.toMatchObject({ name: 'GitSyncUnavailable', retryable: true });
  });
});

describe('the diagnosis', () => {
  test('is what happened in the newest sync, newest first', async () => {
    const world = new SyncWorld();
    await world.block();
    const { facts } = await world.last();
    const [investigator] = world.provider.investigators?.(facts) ?? [];
    expect(await investigator?.investigate(new AbortController().signal)).toEqual([
      expect.stringMatching(/^2026-11-30 09:00:0\d UTC: FAILED: The change set could not be executed$/),
      expect.stringContaining('IN_PROGRESS: A change set is created and executed'),
      expect.stringContaining('INITIATED: The sync of 4c1f0a6'),
    ]);
  });
});

test.each([
  ['GitHub', `https://github.com/acme/shop/commit/${commit}`],
  ['GitLab', `https://gitlab.com/acme/shop/-/commit/${commit}`],
  ['Bitbucket', `https://bitbucket.org/acme/shop/commits/${commit}`],
  ['GitHubEnterpriseServer', undefined],
  ['GitLabSelfManaged', undefined],
  ['AzureDevOps', undefined],
  ['toString', undefined],
])('a commit on %s has the page %s', (type, url) => {
  const revision = { OwnerId: 'acme', RepositoryName: 'shop', Sha: commit, Branch: 'main', Directory: '/' };
  expect(commitUrl({ ...revision, ProviderType: type })).toBe(url);
  expect(commitUrl({ ...revision, ProviderType: 'GitHub', OwnerId: 'a b<c>' })).toBeUndefined();
  expect(commitUrl({ ...revision, ProviderType: 'GitHub', Sha: 'not hex' })).toBeUndefined();
});
