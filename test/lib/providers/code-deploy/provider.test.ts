import { beforeEach, describe, expect, test } from '@jest/globals';
import type { ActionType } from '../../../../src/lib/model/claim.ts';
import type { Observation } from '../../../../src/lib/model/observation.ts';
import { observationOf } from '../../../../src/lib/providers/code-deploy/observations.ts';
import { waitOf } from '../../../../src/lib/providers/code-deploy/waits.ts';
import { clientError } from '../stand-in-api.ts';
import { arnOf, DeployWorld, fleet, orders, web } from './in-process.ts';

let world: DeployWorld;
beforeEach(() => {
  world = new DeployWorld();
});

const minuteMs = 60_000;
const reasonOf = ({ details }: Pick<Observation, 'details'>, action: ActionType = 'cancel') => {
  const availability = details.actions[action];
  return availability?.available === false ? availability.reason : undefined;
};
const stackArn = 'arn:aws:cloudformation:eu-central-1:123456789012:stack/checkout/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0';

describe('a deployment to instances', () => {
  test('is told by its own words, with what tags of the group and its application say', async () => {
    const id = world.start(fleet);
    expect((await world.look(fleet)).facts).toMatchObject({ status: 'Created', phase: 'queued', id });
    await world.pass(4_000);
    const { facts, details } = await world.look(fleet);
    expect(facts).toMatchObject({
      provider: 'codeDeploy',
      kind: 'deploymentGroup',
      target: arnOf('shop/fleet'),
      name: 'shop/fleet',
      account: '123456789012',
      region: 'eu-central-1',
      environment: 'prod-eu',
      service: 'shop',
      labels: { team: 'shop', environment: 'prod-eu', service: 'shop' },
      status: 'InProgress',
      phase: 'running',
      initiator: 'user',
      expectedByMs: 0,
    });
    expect(details.progress).toBe('1 of 3 instances done');
    expect(details.links.console).toBe(
      `https://eu-central-1.console.aws.amazon.com/codesuite/codedeploy/deployments/${id}?region=eu-central-1`,
    );
  });

  test('moves on with each instance that is done, and with nothing else', async () => {
    world.service.script('shop/fleet', 'slow');
    world.start(fleet);
    const seen: number[] = [];
    for (let minutes = 0; minutes < 3; minutes += 1) {
      await world.pass(minuteMs);
      seen.push((await world.look(fleet)).progress ?? 0);
    }
    expect(seen).toEqual(seen.toSorted((one, other) => one - other));
    expect(new Set(seen).size).toBe(3);
    world.service.script('shop/fleet', 'hang');
    const before = (await world.look(fleet)).progress;
    await world.pass(60 * minuteMs);
    expect((await world.look(fleet)).progress).toBe(before);
  });

  test('a look is two calls, once the tags are known; one that acts is three more', async () => {
    world.start(fleet);
    await world.pass(2_000);
    await world.look(fleet);
    world.calls.length = 0;
    const { subject } = await world.look(fleet);
    expect(world.calls).toEqual(['ListDeployments', 'BatchGetDeployments']);
    await world.look(fleet);
    await world.provider.perform('cancel', subject);
    expect(world.calls).toHaveLength(5);
  });
});

describe('a stop', () => {
  test('rolls back; the rollback is a deployment of its own, is linked, and is never touched', async () => {
    world.service.script('shop/fleet', 'hang');
    const id = world.start(fleet);
    await world.pass(4_000);
    const { subject } = await world.look(fleet);
    expect(await world.provider.perform('cancel', subject)).toEqual({ result: 'accepted' });
    expect(world.inputs.at(-1)).toEqual({ deploymentId: id, autoRollbackEnabled: true });
    expect((await world.look(fleet)).facts).toMatchObject({ status: 'InProgress', phase: 'stopping', cause: 'asked' });
    await world.pass(2_000);
    const stopped = await world.look(fleet, id);
    expect(stopped.facts).toMatchObject({ status: 'Stopped', phase: 'cancelled', cause: 'asked' });
    expect(stopped.details.actions).toEqual({});
    const rollback = (await world.observe('shop/fleet')).attempts[1];
    if (rollback?.subject.on !== 'deployment') throw new Error('the rollback is not shown');
    const { id: rollbackId, initiator } = rollback.subject.deployment;
    expect(initiator).toBe('codeDeployRollback');
    expect(stopped.details.hint).toBe(`${rollbackId} rolls it back`);
    expect(rollback.details.hint).toBe(`It rolls back ${id}`);
    expect(reasonOf(rollback)).toContain(`CodeDeploy's own rollback of ${id}`);
  });

  test('that comes too late changes nothing, and the truth tells how it ended', async () => {
    world.start(fleet);
    await world.pass(4_000);
    const { subject } = await world.look(fleet);
    await world.pass(minuteMs);
    expect(await world.provider.perform('cancel', subject)).toEqual({
      result: 'refused',
      conflict: true,
      error: 'DeploymentAlreadyCompletedException',
    });
    expect((await world.look(fleet)).facts).toMatchObject({ status: 'Succeeded', phase: 'succeeded', cause: '' });
  });

  test('an alarm’s stop says Stopped, too: it has failed, and nobody asked for it', async () => {
    world.service.script('shop/fleet', 'alarm');
    world.start(fleet);
    await world.pass(10_000);
    const { facts, statusMessage } = await world.look(fleet);
    expect(facts).toMatchObject({ status: 'Stopped', phase: 'failed', cause: 'alarm' });
    expect(statusMessage).toContain('ALARM_ACTIVE');
  });

  test('is asked about first where there is nothing to roll back to', async () => {
    world.service.define({ ...fleet, hasRevision: false });
    world.service.script('shop/fleet', 'hang');
    world.start(fleet);
    await world.pass(4_000);
    expect((await world.look(fleet)).details.actions.cancel).toMatchObject({
      available: true,
      askFirst: expect.stringContaining('nothing to roll back to'),
    });
  });

  test('one that CodeDeploy itself has begun is asked about first, too', async () => {
    world.start(fleet, { creator: 'CodeDeployAutoUpdate' });
    expect((await world.look(fleet)).details.actions.cancel).toMatchObject({
      askFirst: expect.stringContaining('CodeDeploy itself began it'),
    });
  });
});

describe('what others drive is left alone, and says why', () => {
  test('a deployment of a stack is cancelled at the stack', async () => {
    world.start(web, { creator: 'CloudFormation', externalId: stackArn });
    const look = await world.look(web);
    expect(reasonOf(look)).toBe(
      'CloudFormation drives it: cancel the update of the stack checkout, which rolls it back',
    );
    expect(look.whole).toEqual({
      on: 'deployment',
      provider: 'cloudFormation',
      kind: 'stack',
      name: 'checkout',
      target: stackArn,
    });
  });

  test.each([
    ['CloudFormation', undefined],
    ['CloudFormationRollback', stackArn],
    ['user', undefined],
  ] as const)(
    'by %s, with the external id %s: nothing is named that could be cancelled instead',
    async (creator, externalId) => {
      world.start(fleet, { creator, ...(externalId === undefined ? {} : { externalId }) });
      expect((await world.look(fleet)).whole).toBeUndefined();
    },
  );

  test.each([
    ['CloudFormation', undefined, 'cancel the update of its stack'],
    ['user', stackArn, 'cancel the update of the stack checkout'],
    ['CloudFormationRollback', stackArn, 'rolls the stack checkout back with it'],
    ['autoscaling', undefined, 'Auto Scaling began it'],
    ['autoscalingTermination', undefined, 'Auto Scaling began it'],
    ['codeDeployRollback', undefined, "CodeDeploy's own rollback"],
  ] as const)('by %s, with the external id %s', async (creator, externalId, expected) => {
    world.start(fleet, { creator, ...(externalId === undefined ? {} : { externalId }) });
    expect(reasonOf(await world.look(fleet))).toContain(expected);
  });

  test('a rollback that did not succeed needs a person', async () => {
    world.service.define({ ...fleet, rollsBack: true });
    world.service.script('shop/fleet', 'fail');
    world.service.script('shop/fleet:rollback', 'fail');
    const id = world.start(fleet);
    await world.pass(minuteMs);
    const { facts, details } = await world.look(fleet);
    expect(facts.id).not.toBe(id);
    expect(facts).toMatchObject({ status: 'Failed', phase: 'failed', needsHuman: true });
    expect(details.hint).toContain('deploy a revision that works');
  });
});

describe('a healthy slow deployment waits', () => {
  test('while traffic shifts to a function, until five minutes are over', async () => {
    const id = world.start(orders);
    await world.pass(5_000);
    const { facts, details } = await world.look(orders);
    expect(facts).toMatchObject({ id, status: 'InProgress', phase: 'waiting' });
    expect(facts.expectedByMs).toBe(facts.startedAtMs + 500 + 5 * minuteMs);
    expect(details.progress).toBe('AllowTraffic runs; 10 % of the traffic; traffic shifts step by step');
    await world.pass(10 * minuteMs);
    expect((await world.look(orders)).facts.status).toBe('Succeeded');
  });

  test('one whose traffic is still at its shift long after that hangs', () => {
    const shift = { readyMs: 0, shiftMs: 5 * minuteMs, terminationMs: 0 };
    const event = { name: 'AllowTraffic', status: 'InProgress', startedAtMs: 1_000, endedAtMs: 0 };
    const traffic = { events: [event], percent: 10 };
    const at = (nowMs: number) => waitOf({ status: 'InProgress' }, shift, traffic, nowMs)?.for;
    expect([at(2_000), at(14 * minuteMs), at(16 * minuteMs + 1_001)]).toEqual(['traffic', 'traffic', undefined]);
  });

  test('one whose configuration is gone waits as long as its traffic shifts: nobody can say how long that takes', async () => {
    world.service.define({ ...orders, configuration: 'CodeDeployDefault.LambdaCanary10Percent5Minutes' });
    world.before = (operation) => {
      if (operation === 'GetDeploymentConfig') throw clientError('DeploymentConfigDoesNotExistException', 400);
    };
    world.start(orders);
    await world.pass(5_000);
    const { facts } = await world.look(orders);
    expect(facts).toMatchObject({ phase: 'waiting', expectedByMs: 0 });
  });

  test('for a person who says that traffic may be shifted; then step by step; then before the old tasks are terminated', async () => {
    const id = world.start(web);
    await world.pass(20_000);
    const ready = await world.look(web);
    expect(ready.facts).toMatchObject({ id, status: 'Ready', phase: 'waiting' });
    expect(ready.facts.expectedByMs).toBe(ready.facts.startedAtMs + 500 + (30 + 9 + 60) * minuteMs);
    expect(ready.details).toMatchObject({
      actions: { continue: { available: true, about: 'READY_WAIT' }, cancel: { available: true } },
      hint: expect.stringContaining('CodeDeploy stops it'),
    });
    const result = await world.provider.perform('continue', ready.subject, 'READY_WAIT');
    expect(result).toEqual({ result: 'accepted' });
    expect(world.inputs.at(-1)).toEqual({ deploymentId: id, deploymentWaitType: 'READY_WAIT' });
    await world.pass(5 * minuteMs);
    const shifting = await world.look(web);
    expect(shifting.facts).toMatchObject({ status: 'InProgress', phase: 'waiting' });
    expect(shifting.details.actions).not.toHaveProperty('continue');
    await world.pass(10 * minuteMs);
    const terminating = await world.look(web);
    expect(terminating.facts).toMatchObject({ status: 'InProgress', phase: 'waiting' });
    expect(terminating.details.progress).toContain('waits before what was replaced is terminated');
    await world.pass(60 * minuteMs);
    expect((await world.look(web)).facts.status).toBe('Succeeded');
  });

  test('a pause is continued once: the second answer is a certain no', async () => {
    world.start(web);
    await world.pass(20_000);
    const { subject } = await world.look(web);
    await world.provider.perform('continue', subject, 'READY_WAIT');
    expect(await world.provider.perform('continue', subject, 'READY_WAIT')).toEqual({
      result: 'refused',
      conflict: true,
      error: 'DeploymentIsNotInReadyStateException',
    });
    expect(await world.provider.perform('continue', subject)).toMatchObject({ result: 'refused' });
    expect(await world.provider.perform('retry', subject)).toMatchObject({ result: 'refused' });
  });

  test('one whose tasks do not come up does not wait: it runs, and nothing moves', async () => {
    world.service.script('web/blue-green', 'hang');
    world.start(web);
    await world.pass(10_000);
    const before = await world.look(web);
    await world.pass(60 * minuteMs);
    const after = await world.look(web);
    expect(after.facts).toMatchObject({ phase: 'running', lastProgressAtMs: before.facts.lastProgressAtMs });
    expect(after.progress).toBe(before.progress);
  });

  test('a look at one is three calls, once its configuration and its target are known', async () => {
    world.start(orders);
    await world.pass(5_000);
    await world.look(orders);
    world.calls.length = 0;
    await world.look(orders);
    expect(world.calls).toEqual(['ListDeployments', 'BatchGetDeployments', 'BatchGetDeploymentTargets']);
  });
});

describe('clock skew in CodeDeploy’s times', () => {
  test('a start that is later than the end makes nothing end before it began, and no progress later than the end', async () => {
    world = new DeployWorld({ startClockAheadMs: 10 * minuteMs });
    world.start(fleet);
    await world.pass(2_000);
    const open = await world.look(fleet);
    expect(open.facts.startedAtMs).toBe(world.clock.nowMs() - 2_000);
    await world.pass(minuteMs);
    const { facts } = await world.look(fleet);
    expect(facts.status).toBe('Succeeded');
    expect(facts.startedAtMs).toBe(open.facts.startedAtMs);
    expect(facts.endedAtMs).toBeGreaterThanOrEqual(facts.startedAtMs);
    expect(facts.lastProgressAtMs).toBe(facts.endedAtMs);
  });

  test('an end that is told as before the creation is told as no earlier', () => {
    const createTime = new Date('2026-11-21T09:00:00Z');
    const completeTime = new Date('2026-11-21T08:59:58Z');
    const { subject } = observationOf(
      {
        deploymentId: 'd-ABCDEF123',
        applicationName: 'shop',
        deploymentGroupName: 'fleet',
        status: 'Failed',
        createTime,
        completeTime,
      },
      {
        target: arnOf('shop/fleet'),
        account: '123456789012',
        region: 'eu-central-1',
        labels: { environment: '', service: '', labels: {} },
        switches: { cancel: true, approve: true, redeploy: true },
        plan: { readyMs: 0, shiftMs: 0, terminationMs: 0 },
        traffic: undefined,
        nowMs: createTime.getTime(),
      },
    );
    expect(subject).toMatchObject({
      deployment: { startedAtMs: createTime.getTime(), endedAtMs: createTime.getTime(), phase: 'failed' },
    });
  });
});

describe('what is asked', () => {
  test('a deployment by its id leads to its group, also when it has ended', async () => {
    const id = world.start(fleet);
    const reference = { on: 'deploymentId', provider: 'codeDeploy', id } as const;
    const running = await world.provider.observe(reference);
    expect(running?.reference).toMatchObject({ on: 'deployment', name: 'shop/fleet', target: arnOf('shop/fleet') });
    await world.pass(minuteMs);
    const other = world.start(fleet);
    const both = await world.provider.observe({ ...reference, target: arnOf('shop/fleet') });
    const ids = both?.attempts.map(({ subject }) => subject.on === 'deployment' && subject.deployment.id);
    expect(ids).toEqual([id, other]);
  });

  test('a group that is gone is gone; a name that is none is nothing', async () => {
    world.service.remove('shop', 'fleet');
    expect(await world.observe('shop/fleet')).toMatchObject({ gone: true, attempts: [] });
    const [typed] = world.provider.candidates('shop/fleet');
    expect(typed && (await world.provider.observe(typed))).toBeUndefined();
  });

  test('of a name that was asked for, the last deployment is shown, however old it is', async () => {
    world.start(fleet);
    await world.pass(30 * 24 * 60 * minuteMs);
    const [typed] = world.provider.candidates('shop/fleet');
    const state = typed && (await world.provider.observe(typed));
    expect(state?.attempts).toHaveLength(1);
    expect((await world.observe('shop/fleet')).attempts).toHaveLength(0);
  });

  test('should the filter not take every status, all that began lately is looked through', async () => {
    world.start(fleet);
    await world.pass(4_000);
    const refuseNewWords = (operation: string, input: object) => {
      if (operation === 'ListDeployments' && JSON.stringify(input).includes('Baking'))
        throw clientError('InvalidDeploymentStatusException', 400);
    };
    const wholeList = await world.observe('shop/fleet');
    expect(wholeList).toMatchObject({ completeSinceMs: 0 });
    world.before = refuseNewWords;
    const { attempts, completeSinceMs } = await world.observe('shop/fleet');
    expect(attempts).toEqual(wholeList.attempts);
    // It has looked back so far, and concludes nothing of what is older.
    expect(completeSinceMs).toBe(world.clock.nowMs() - 3 * 24 * 60 * minuteMs);
    await world.pass(minuteMs);
    const other = world.start(fleet);
    const shown = (await world.observe('shop/fleet')).attempts;
    expect(shown.map(({ subject }) => subject.on === 'deployment' && subject.deployment.status)).toEqual([
      'Succeeded',
      'Created',
    ]);
    await world.pass(30 * minuteMs);
    expect((await world.look(fleet)).facts.id).toBe(other);
  });

  test('what bot.yml does not allow is offered with the reason, not tried', async () => {
    world = new DeployWorld({}, { cancel: false, approve: false, redeploy: false });
    world.start(web);
    await world.pass(20_000);
    const shown = await world.look(web);
    expect(reasonOf(shown)).toBe('"cancel" of codeDeploy is off in bot.yml, so the bot has no right to it');
    expect(reasonOf(shown, 'continue')).toContain('"approve" of codeDeploy is off');
  });
});
