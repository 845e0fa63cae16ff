import {
  BatchGetDeploymentTargetsCommand,
  CodeDeployClient,
  type DeploymentTarget,
  GetDeploymentCommand,
  ListDeploymentTargetsCommand,
} from '@aws-sdk/client-codedeploy';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import type { DeploymentFacts } from '../../../../src/lib/model/subject.ts';
import type { Provider } from '../../../../src/lib/ports.ts';
import { createCodeDeployApi } from '../../../../src/lib/providers/code-deploy/api.ts';
import { createCodeDeployProvider } from '../../../../src/lib/providers/code-deploy/index.ts';
import { allOn, DeployWorld, identity, orders, tagKeys } from './in-process.ts';

function investigate(
  provider: Provider,
  facts: DeploymentFacts,
  signal = new AbortController().signal,
): Promise<readonly (readonly string[] | string)[]> {
  const investigators = provider.investigators?.(facts) ?? [];
  return Promise.all(
    investigators.map(async (one) =>
      one.investigate(signal).catch((error: unknown) => String(Reflect.get(Object(error), 'name'))),
    ),
  );
}

describe('a diagnosis of a deployment in the stand-in', () => {
  let world: DeployWorld;
  beforeEach(() => {
    world = new DeployWorld();
  });

  test('that failed has the error and the step', async () => {
    world.service.script('orders/live', 'fail');
    world.start(orders);
    await world.pass(30 * 60_000);
    const { facts } = await world.look(orders);
    expect(facts.phase).toBe('failed');
    world.calls.length = 0;
    const [error, targets] = await investigate(world.provider, facts);
    expect(error?.[0]).toMatch(/^HOOK_EXECUTION_FAILURE: /);
    expect(targets?.[0]).toMatch(/^orders: \w+ failed: UnknownError: /);
    expect(world.calls.toSorted()).toEqual(['BatchGetDeploymentTargets', 'GetDeployment', 'ListDeploymentTargets']);
  });

  test('that hangs has the step that is in progress, and since when', async () => {
    world.service.script('orders/live', 'hang');
    world.start(orders);
    await world.pass(60_000);
    const [error, targets] = await investigate(world.provider, (await world.look(orders)).facts);
    expect(error).toEqual([]);
    expect(targets?.[0]).toMatch(/^orders: \w+ is in progress since 2026-11-21 09:0\d:\d\d UTC$/);
  });
});

describe('a diagnosis by the client', () => {
  const client = new CodeDeployClient({ region: identity.region });
  const mock = mockClient(client);
  const provider = createCodeDeployProvider(createCodeDeployApi({ reading: client, acting: client }), {
    region: identity.region,
    clock: { now: () => 0 },
    wait: async () => undefined,
    tagKeys,
    switches: allOn,
  });
  const world = new DeployWorld();
  let facts: DeploymentFacts;
  beforeEach(async () => {
    mock.reset();
    world.start(orders);
    facts = (await world.look(orders)).facts;
    mock.on(GetDeploymentCommand).resolves({ deploymentInfo: {} });
  });

  function targets(...deploymentTargets: readonly DeploymentTarget[]): void {
    mock.on(ListDeploymentTargetsCommand).resolves({ targetIds: deploymentTargets.map((_, index) => `i-${index}`) });
    mock.on(BatchGetDeploymentTargetsCommand).resolves({ deploymentTargets: [...deploymentTargets] });
  }

  test('has the script that failed on an instance, and the end of its log', async () => {
    const logTail = Array.from({ length: 30 }, (_, index) => `[stderr] line ${index}`).join('\n');
    const diagnostics = {
      errorCode: 'ScriptFailed',
      scriptName: 'scripts/start.sh',
      message: 'exit code 1',
      logTail,
    } as const;
    targets({
      instanceTarget: {
        targetId: 'i-0',
        lifecycleEvents: [
          { lifecycleEventName: 'BeforeInstall', status: 'Succeeded' },
          { lifecycleEventName: 'ApplicationStart', status: 'Failed', diagnostics },
        ],
      },
    });
    const [, found] = await investigate(provider, facts);
    expect(found?.[0]).toBe('i-0: ApplicationStart failed: ScriptFailed: scripts/start.sh: exit code 1');
    expect(found?.slice(1)).toEqual(logTail.split('\n').slice(-20));
  });

  test('asks only for what failed or runs, and for 25 targets at most', async () => {
    targets(...Array.from({ length: 40 }, (): DeploymentTarget => ({})));
    await investigate(provider, facts);
    expect(mock.commandCalls(ListDeploymentTargetsCommand)[0]?.args[0].input).toMatchObject({
      targetFilters: { TargetStatus: ['Failed', 'InProgress'] },
    });
    expect(mock.commandCalls(BatchGetDeploymentTargetsCommand)[0]?.args[0].input.targetIds).toHaveLength(25);
  });

  test('is aborted by the signal', async () => {
    targets();
    const abort = new AbortController();
    await investigate(provider, facts, abort.signal);
    const options = mock.calls().map(({ args }) => args.slice(1));
    expect(options).toEqual([[{ abortSignal: abort.signal }], [{ abortSignal: abort.signal }]]);
  });

  test('one part that is denied leaves the other', async () => {
    targets();
    mock.on(GetDeploymentCommand).resolves({
      deploymentInfo: {
        errorInformation: { code: 'HEALTH_CONSTRAINTS', message: 'too few instances' },
        rollbackInfo: { rollbackMessage: 'no revision to roll back to' },
      },
    });
    mock.on(ListDeploymentTargetsCommand).rejects(Object.assign(new Error(), { name: 'AccessDeniedException' }));
    expect(await investigate(provider, facts)).toEqual([
      ['HEALTH_CONSTRAINTS: too few instances', 'rollback: no revision to roll back to'],
      'CodeDeployUnavailable',
    ]);
  });

  test.each([
    [[null]],
    [['text']],
    [[{ instanceTarget: null }]],
    [[{ ecsTarget: { lifecycleEvents: 'none' } }]],
    ['none'],
  ])('throws only what the bot expects when the answer is %j', async (odd) => {
    mock.on(ListDeploymentTargetsCommand).resolves({ targetIds: ['i-0'] });
    // What a service answers need not have the types of its model.
    mock.on(BatchGetDeploymentTargetsCommand).resolves(JSON.parse(JSON.stringify({ deploymentTargets: odd })));
    const [, found] = await investigate(provider, facts);
    expect(['IncompleteAnswer', '[]']).toContain(typeof found === 'string' ? found : JSON.stringify(found));
  });
});
