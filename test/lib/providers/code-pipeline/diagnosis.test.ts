import { beforeEach, describe, expect, test } from '@jest/globals';
import type { DeploymentFacts } from '../../../../src/lib/model/subject.ts';
import { clientError } from '../stand-in-api.ts';
import { orders, PipelineWorld } from './in-process.ts';

let world: PipelineWorld;
beforeEach(() => {
  world = new PipelineWorld({ actionMs: 1_000 });
  world.service.define(orders);
});

function investigate(facts: DeploymentFacts): Promise<readonly string[]> {
  const [investigator] = world.provider.investigators?.(facts) ?? [];
  if (investigator === undefined) throw new Error('nobody knows anything');
  world.calls.length = 0;
  return investigator.investigate(new AbortController().signal);
}

describe('a diagnosis of an execution', () => {
  test('says why an action failed, by one call', async () => {
    world.service.script('pipeline/orders/Staging/Deploy', 'fail', 'no such cluster: staging');
    world.service.start('orders');
    await world.pass(10_000);
    const { facts } = await world.look();
    expect(facts.phase).toBe('failed');
    const lines = await investigate(facts);
    expect(lines[0]).toMatch(
      /^Staging\/Deploy failed at 2026-11-21 09:00:0\d UTC: JobFailed: no such cluster: staging$/,
    );
    expect(world.calls).toEqual(['ListActionExecutions']);
  });

  test('says what runs, and since when', async () => {
    world.service.script('pipeline/orders/Staging/Deploy', 'hang');
    world.service.start('orders');
    await world.pass(60_000);
    const lines = await investigate((await world.look()).facts);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^Staging\/Deploy has been in progress since 2026-11-21 09:00:01 UTC/);
  });

  test('of an execution without a usable id is none', async () => {
    world.service.start('orders');
    const { facts } = await world.look();
    expect(await investigate({ ...facts, id: '' })).toEqual([]);
    expect(world.calls).toEqual([]);
  });

  test('that is denied is an error, which the bot leaves out', async () => {
    world.service.start('orders');
    const { facts } = await world.look();
    world.before = () => {
      throw clientError('AccessDeniedException', 400);
    };
    await expect(investigate(facts)).rejects.toMatchObject({ name: 'CodePipelineUnavailable' });
  });
});
