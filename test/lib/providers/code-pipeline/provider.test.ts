import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Item } from '../../../../src/lib/model/item.ts';
import { reconcile } from '../../../../src/lib/model/reconcile.ts';
import { clientError } from '../stand-in-api.ts';
import { identity, orders, PipelineWorld } from './in-process.ts';

let world: PipelineWorld;
beforeEach(() => {
  world = new PipelineWorld({ actionMs: 1_000 });
  world.service.define(orders);
});

/** The approval in Production is open after two actions. */
const untilApproval = async (): Promise<string> => {
  const id = world.service.start('orders');
  await world.pass(5_000);
  return id;
};

describe('an execution', () => {
  test('is an attempt with its pipeline’s tags as environment and service', async () => {
    world.service.script('pipeline/orders/Staging/Deploy', 'hang');
    const startedAtMs = world.clock.nowMs();
    const id = world.service.start('orders');
    await world.pass(10_000);
    const { facts, details, providerTimeMs } = await world.look();
    expect(facts).toMatchObject({
      provider: 'codePipeline',
      kind: 'pipeline',
      name: 'orders',
      account: identity.accountId,
      region: identity.region,
      environment: 'prod-eu',
      service: 'orders',
      labels: orders.tags,
      status: 'InProgress',
      phase: 'running',
      id,
      startedAtMs,
      endedAtMs: 0,
      // The second action began.
      lastProgressAtMs: startedAtMs + 1_000,
      initiator: 'arn:aws:codepipeline:eu-central-1',
      cause: '',
    });
    expect(providerTimeMs).toBe(startedAtMs + 1_000);
    expect(details.progress).toBe('1 of 3 stages done; Staging/Deploy runs');
    expect(details.links.console).toBe(
      `https://eu-central-1.console.aws.amazon.com/codesuite/codepipeline/pipelines/orders/executions/${id}/timeline?region=eu-central-1`,
    );
  });

  test('that waits for an approval is waiting, and people can answer it', async () => {
    await untilApproval();
    const { facts, details } = await world.look();
    expect([facts.status, facts.phase]).toEqual(['InProgress', 'waiting']);
    expect(details.progress).toBe('2 of 3 stages done; waits for the approval Production/Approve');
    const about = expect.any(String);
    expect(details.actions).toEqual({
      cancel: { available: true },
      continue: { available: true, about },
      turnDown: { available: true, about },
    });
  });

  test('behind a closed transition is waiting, with its reason', async () => {
    const transition = { pipelineName: 'orders', stageName: 'Staging', transitionType: 'Inbound' };
    world.service.call('DisableStageTransition', { ...transition, reason: 'freeze until Monday' });
    await untilApproval();
    const { facts, details } = await world.look();
    expect(facts.phase).toBe('waiting');
    expect(details.progress).toContain('the transition into the stage Staging is closed: freeze until Monday');
    expect(details.actions).toEqual({ cancel: { available: true } });
    world.service.call('EnableStageTransition', transition);
    await world.pass(500);
    expect((await world.look()).facts.phase).toBe('running');
  });

  test.each([
    ['BEFORE_ENTRY', 'entry'],
    ['ON_SUCCESS', 'success'],
  ] as const)('in a %s condition is waiting, and it can be overridden', async (type, words) => {
    const [source, staging, production] = orders.stages;
    world.service.define({ ...orders, stages: [source, { ...staging, conditions: [type] }, production] });
    world.service.script(`pipeline/orders/Staging:${type}`, 'hang');
    await untilApproval();
    const { facts, details, subject } = await world.look();
    expect(facts.phase).toBe('waiting');
    expect(details.progress).toContain(`waits for the ${words} condition of the stage Staging`);
    const { continue: offered, turnDown } = details.actions;
    expect(turnDown).toBeUndefined();
    const about = offered?.available === true ? offered.about : undefined;
    expect(await world.provider.perform('continue', subject, about)).toEqual({ result: 'accepted' });
    await world.pass(500);
    expect((await world.look()).details.progress).not.toContain('condition');
  });

  test('that stands in line is queued, and waits where it has begun', async () => {
    world.service.define({ ...orders, mode: 'QUEUED' });
    world.service.script('pipeline/orders/Source/Checkout', 'hang');
    world.service.start('orders');
    await world.pass(100);
    const second = world.service.start('orders');
    expect((await world.look(second)).facts.phase).toBe('queued');
    world.service.script('pipeline/orders/Source/Checkout', 'succeed');
    world.service.script('pipeline/orders/Staging/Deploy', 'hang');
    await world.pass(5_000);
    const { facts, details } = await world.look(second);
    expect([facts.phase, details.progress]).toEqual(['waiting', '1 of 3 stages done; waits for the stage Staging']);
  });

  test('that a newer one has overtaken has not failed', async () => {
    world.service.script('pipeline/orders/Source/Checkout', 'hang');
    world.service.start('orders');
    await world.pass(100);
    const second = world.service.start('orders');
    await world.pass(100);
    world.service.start('orders');
    const { facts } = await world.look(second);
    expect([facts.status, facts.phase, facts.cause]).toEqual(['Superseded', 'cancelled', 'superseded']);
  });

  test('whose pipeline was changed is cancelled, by nobody of ours', async () => {
    const id = await untilApproval();
    world.service.define(orders);
    const { facts, details } = await world.look(id);
    expect([facts.status, facts.phase, facts.cause]).toEqual(['Cancelled', 'cancelled', 'unknown']);
    expect(details.actions).toEqual({});
  });

  test('that failed says why, and offers to go on', async () => {
    world.service.script('pipeline/orders/Staging/Deploy', 'fail', 'no such image');
    await untilApproval();
    const { facts, details, statusMessage } = await world.look();
    expect([facts.status, facts.phase, facts.cause]).toEqual(['Failed', 'failed', 'unknown']);
    expect(facts.endedAtMs).toBe(facts.startedAtMs + 2_000);
    expect(statusMessage).toBe('Staging/Deploy: JobFailed: no such image');
    // Nothing ever succeeded there.
    expect(details.actions).toEqual({ retry: { available: true } });
  });

  test('is not offered to go on where a newer one has come to its stage', async () => {
    world.service.script('pipeline/orders/Staging/Deploy', 'fail');
    const first = await untilApproval();
    world.service.start('orders');
    await world.pass(1_500);
    expect((await world.look(first)).details.actions).toEqual({});
  });

  test('names the deployment that CodeDeploy makes of it, by its id', async () => {
    world.service.script('pipeline/orders/Production/Release', 'hang');
    await untilApproval();
    const { subject, details } = await world.look();
    const { continue: offered } = details.actions;
    await world.provider.perform('continue', subject, offered?.available === true ? offered.about : undefined);
    const id = 'd-ABCDEF123';
    expect((await world.look()).parts).toEqual([{ reference: { on: 'deploymentId', provider: 'codeDeploy', id }, id }]);
  });

  test('that ended a while ago is not shown, but for the newest', async () => {
    world.service.script('pipeline/orders/Source/Checkout', 'fail');
    const first = world.service.start('orders');
    await world.pass(60_000);
    const second = world.service.start('orders');
    await world.pass(60 * 60_000);
    const { attempts, completeSinceMs } = await world.observe();
    expect(attempts.map(({ subject }) => subject.on === 'deployment' && subject.deployment.id)).toEqual([second]);
    expect(completeSinceMs).toBe(0);
    const { facts } = await world.look(second);
    const byId = await world.provider.observeAttempt({ ...facts, id: first });
    expect(byId?.subject).toMatchObject({ deployment: { id: first, status: 'Failed', phase: 'failed' } });
    expect(byId?.providerTimeMs).toBeUndefined();
  });
});

describe('RESUMED', () => {
  test('is a new ordinal of the same execution, and its age counts from the resumption', async () => {
    world.service.script('pipeline/orders/Staging/Deploy', 'fail');
    const id = await untilApproval();
    const keys: string[] = [];
    let known: readonly Item[] = [];
    const see = async () => {
      const askedAtMs = world.clock.nowMs();
      const state = await world.observe();
      const context = { askedAtMs, answeredAtMs: askedAtMs, cause: 'event' } as const;
      for (const { item, kind } of reconcile({ known, state, context }).changes) {
        if (kind === 'absent') continue;
        known = [
          { ...item, version: item.version + 1 },
          ...known.filter(({ key }) => key.attempt !== item.key.attempt),
        ];
        keys.push(`${kind} ${item.key.attempt.split('#')[1]}`);
      }
    };
    await see();
    await world.pass(3_600_000);
    world.service.script('pipeline/orders/Staging/Deploy', 'hang');
    const resumedAtMs = world.clock.nowMs();
    expect(await world.provider.perform('retry', (await world.look()).subject)).toEqual({ result: 'accepted' });
    await see();
    const { facts } = await world.look();
    expect([facts.id, facts.startedAtMs, facts.phase]).toEqual([id, resumedAtMs, 'running']);
    await world.pass(1_000);
    world.service.script('pipeline/orders/Staging/Deploy', 'fail');
    await see();
    expect(keys).toEqual(['new 001', 'new 002', 'ended 002']);
    expect(known.map(({ subject }) => subject.on === 'deployment' && subject.deployment.startedAtMs)).toEqual([
      resumedAtMs,
      resumedAtMs - 3_600_000 - 5_000,
    ]);
  });
});

describe('acting', () => {
  test('a stop waits for what runs, names its reason within the limit, and says so in the execution', async () => {
    world.service.script('pipeline/orders/Staging/Deploy', 'hang');
    await untilApproval();
    const inputs: object[] = [];
    world.before = (_operation, input) => void inputs.push(input);
    const { subject, facts } = await world.look();
    const reason = `proton-bot, rule cancel-stuck: ${'x'.repeat(300)}`;
    expect(await world.provider.perform('cancel', subject, undefined, reason)).toEqual({ result: 'accepted' });
    expect(inputs.at(-1)).toEqual({
      pipelineName: 'orders',
      pipelineExecutionId: facts.id,
      abandon: false,
      reason: reason.slice(0, 200),
    });
    const stopping = await world.look();
    expect([stopping.facts.phase, stopping.facts.cause, stopping.statusMessage]).toEqual([
      'stopping',
      'asked',
      reason.slice(0, 200),
    ]);
    expect(stopping.details.actions).toEqual({});
    await world.pass(10_000);
    expect((await world.look()).facts).toMatchObject({ status: 'Stopped', phase: 'cancelled' });
  });

  test('a second stop is a conflict, and so is one that comes too late', async () => {
    world.service.script('pipeline/orders/Staging/Deploy', 'hang');
    await untilApproval();
    const { subject } = await world.look();
    await world.provider.perform('cancel', subject);
    const conflict = (error: string) => ({ result: 'refused', conflict: true, error });
    expect(await world.provider.perform('cancel', subject)).toEqual(conflict('DuplicatedStopRequestException'));
    await world.pass(10_000);
    expect(await world.provider.perform('cancel', subject)).toEqual(conflict('PipelineExecutionNotStoppableException'));
  });

  test.each(['SUPERSEDED', 'PARALLEL'] as const)(
    'an approval is answered by its own token, in the mode %s',
    async (mode) => {
      world.service.define({ ...orders, mode });
      const [first, second] = [world.service.start('orders'), mode === 'PARALLEL' ? world.service.start('orders') : ''];
      await world.pass(5_000);
      const { subject, details } = await world.look(first);
      const { turnDown } = details.actions;
      const about = turnDown?.available === true ? turnDown.about : undefined;
      expect(await world.provider.perform('turnDown', subject, about, 'proton-bot: not today')).toEqual({
        result: 'accepted',
      });
      expect(await world.look(first)).toMatchObject({
        facts: { status: 'Failed' },
        statusMessage: 'Production/Approve: ApprovalRejected: proton-bot: not today',
      });
      if (second !== '') expect((await world.look(second)).facts.phase).toBe('waiting');
    },
  );

  test('an approval that somebody else has answered, or that has expired, is a conflict', async () => {
    const id = await untilApproval();
    const { subject, details } = await world.look();
    const about = details.actions.continue?.available === true ? details.actions.continue.about : undefined;
    world.before = (operation) => {
      if (operation !== 'PutApprovalResult') return;
      world.before = () => undefined;
      world.service.call('StopPipelineExecution', { pipelineName: 'orders', pipelineExecutionId: id, abandon: true });
    };
    expect(await world.provider.perform('continue', subject, about)).toEqual({
      result: 'refused',
      conflict: true,
      error: 'InvalidApprovalTokenException',
    });
  });

  test('what the last answer did not show is not sent at all', async () => {
    await untilApproval();
    const { subject } = await world.look();
    const before = world.calls.length;
    for (const [action, about] of [
      ['continue', 'another approval'],
      ['turnDown', undefined],
      ['retry', undefined],
      ['rollback', undefined],
    ] as const) {
      expect(await world.provider.perform(action, subject, about)).toEqual({
        result: 'refused',
        conflict: true,
        error: 'NotShown',
      });
    }
    expect(world.calls.slice(before)).toEqual([]);
  });

  test('a rollback deploys the last execution that succeeded in the stage, as an execution of its own', async () => {
    const good = await untilApproval();
    await world.pass(60_000);
    world.service.script('pipeline/orders/Staging/Deploy', 'fail');
    const bad = world.service.start('orders');
    await world.pass(5_000);
    const { subject, details } = await world.look(bad);
    expect(details.actions).toEqual({ retry: { available: true }, rollback: { available: true } });
    world.service.script('pipeline/orders/Staging/Deploy', 'hang');
    expect(await world.provider.perform('rollback', subject)).toEqual({ result: 'accepted' });
    const executions = JSON.stringify(world.service.call('ListPipelineExecutions', { pipelineName: 'orders' }));
    expect(executions).toContain(`"rollbackMetadata":{"rollbackTargetPipelineExecutionId":"${good}"}`);
    expect((await world.look(bad)).details.actions).toEqual({});
  });

  test('what is off is not offered, and the reason says which switch', async () => {
    world = new PipelineWorld({ actionMs: 1_000 }, { cancel: false, approve: false, redeploy: false });
    world.service.define(orders);
    await untilApproval();
    const { details } = await world.look();
    for (const [action, option] of [
      ['cancel', 'cancel'],
      ['continue', 'approve'],
      ['turnDown', 'approve'],
    ] as const) {
      expect(details.actions[action]).toEqual({
        available: false,
        reason: expect.stringContaining(`"${option}" of codePipeline`),
      });
    }
  });
});

describe('what cannot be asked', () => {
  test('an execution that is listed and then not found is left out: the pipeline and its other executions are there', async () => {
    world.service.define({ ...orders, mode: 'PARALLEL' });
    const first = await untilApproval();
    const second = await untilApproval();
    world.before = (operation, input) => {
      const { pipelineExecutionId }: { pipelineExecutionId?: unknown } = Object(Object(input).filter);
      if (operation === 'ListActionExecutions' && pipelineExecutionId === second)
        throw clientError('PipelineExecutionNotFoundException', 400);
    };
    const state = await world.observe();
    expect(state.attempts.map(({ subject }) => subject.on === 'deployment' && subject.deployment.id)).toEqual([first]);
    // So the other one has not ended by this answer.
    expect([state.gone, state.completeSinceMs]).toEqual([false, undefined]);
  });

  test('a pipeline that is gone is gone', async () => {
    const { facts } = await untilApproval().then(() => world.look());
    world.service.remove('orders');
    expect(await world.observe()).toMatchObject({ attempts: [], gone: true });
    expect(await world.provider.observeAttempt(facts)).toBeUndefined();
  });

  test.each([
    ['AccessDeniedException', 'CodePipelineUnavailable'],
    ['TimeoutError', 'CodePipelineUnavailable'],
    ['ThrottlingException', 'ThrottlingException'],
  ])('%s is no news: %s', async (thrown, told) => {
    await untilApproval();
    world.before = () => {
      throw clientError(thrown, thrown === 'TimeoutError' ? undefined : 400);
    };
    await expect(world.observe()).rejects.toMatchObject({ name: told });
  });

  test('a name without an account is looked up by the pipeline’s own ARN', async () => {
    await untilApproval();
    const [reference] = world.provider.candidates('codepipeline:orders');
    if (reference === undefined) throw new Error('no candidate');
    expect((await world.provider.observe(reference))?.reference.target).toBe(
      'arn:aws:codepipeline:eu-central-1:123456789012:orders',
    );
    expect(await world.provider.observe({ ...reference, name: 'nowhere' })).toBeUndefined();
  });
});

describe('answers of different moments', () => {
  test('an end that is shown is not the end of a run that began after the list was read', async () => {
    world.service.script('pipeline/orders/Staging/Deploy', 'fail');
    const id = await untilApproval();
    const before = await world.look(id);
    await world.pass(60_000);
    world.before = (operation) => {
      if (operation !== 'ListActionExecutions') return;
      world.before = () => undefined;
      world.service.script('pipeline/orders/Staging/Deploy', 'hang');
      const again = {
        pipelineName: 'orders',
        pipelineExecutionId: id,
        stageName: 'Staging',
        retryMode: 'FAILED_ACTIONS',
      };
      world.service.call('RetryStageExecution', again);
    };
    const { facts, providerTimeMs } = await world.look(id);
    expect([facts.status, facts.startedAtMs, providerTimeMs]).toEqual([
      'Failed',
      before.facts.startedAtMs,
      before.providerTimeMs,
    ]);
    expect((await world.look(id)).facts).toMatchObject({ status: 'InProgress', startedAtMs: world.clock.nowMs() });
  });

  // What is being stopped never runs again, so a run that was taken for one that is being stopped would never be cancelled.
  test('an execution that is shown as being stopped is not the run that a retry began after the list was read', async () => {
    const id = world.service.start('orders');
    await world.pass(1_500);
    const startedAtMs = (await world.look(id)).facts.startedAtMs;
    world.service.call('StopPipelineExecution', { pipelineName: 'orders', pipelineExecutionId: id });
    world.before = async (operation) => {
      if (operation !== 'ListActionExecutions') return;
      world.before = () => undefined;
      await world.pass(1_000);
      world.service.script('pipeline/orders/Staging/Deploy', 'hang');
      const place = { pipelineName: 'orders', pipelineExecutionId: id, stageName: 'Staging' };
      world.service.call('RetryStageExecution', { ...place, retryMode: 'ALL_ACTIONS' });
    };
    expect((await world.look(id)).facts).toMatchObject({ status: 'Stopping', startedAtMs });
    expect((await world.look(id)).facts).toMatchObject({ status: 'InProgress', startedAtMs: world.clock.nowMs() });
  });

  test('an execution that ends with its last action, while it is read, is told as ended by the next look', async () => {
    world.service.define({ ...orders, stages: orders.stages.slice(0, 2) });
    const id = world.service.start('orders');
    await world.pass(1_500);
    const known: Item[] = [];
    const lookOnce = async () => {
      const askedAtMs = world.clock.nowMs();
      const state = await world.observe();
      const context = { askedAtMs, answeredAtMs: world.clock.nowMs(), cause: 'event' as const };
      const { changes } = reconcile({ known, state, context });
      known.splice(0, known.length, ...changes.map(({ item }) => ({ ...item, version: 1 })));
      return changes.map(({ kind }) => kind);
    };
    world.before = async (operation) => {
      if (operation === 'ListActionExecutions') await world.pass(500);
    };
    expect(await lookOnce()).toEqual(['new']);
    expect((await world.look(id)).facts.status).toBe('Succeeded');
    expect(await lookOnce()).toEqual(['ended']);
  });

  test('a run that ends in the millisecond in which it began is told as that run when no later one can be meant', async () => {
    world.service.script('pipeline/orders/Staging/Deploy', 'fail');
    const id = await untilApproval();
    const first = await world.look(id);
    await world.pass(60_000);
    const againMs = world.clock.nowMs();
    const place = { pipelineName: 'orders', pipelineExecutionId: id, stageName: 'Staging' };
    world.service.call('RetryStageExecution', { ...place, retryMode: 'FAILED_ACTIONS' });
    world.service.define(orders);
    expect((await world.look(id)).facts).toMatchObject({
      status: 'Cancelled',
      startedAtMs: first.facts.startedAtMs,
    });
    await world.pass(30_001);
    expect((await world.look(id)).facts).toMatchObject({ status: 'Cancelled', startedAtMs: againMs });
  });
});
