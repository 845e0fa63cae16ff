import { describe, expect, test } from '@jest/globals';
import type { Observation } from '../../../src/lib/model/observation.ts';
import type { SubjectReference } from '../../../src/lib/model/reference.ts';
import { ProviderNotEnabled } from '../../../src/lib/ports.ts';
import { instanceArn, startMs } from '../model/subjects.ts';
import { minuteMs, referenceOf, rulesFrom } from './harness.ts';
import { pipelineArn, type Story, story } from './story-world.ts';

const onlyParts = rulesFrom(`
  - name: cancel-stuck-parts
    on: deployment
    match: { name: orders/api }
    when: deployment.status == "IN_PROGRESS" && now - deployment.startedAt > duration("45m")
    do: [{ cancel: { reason: it hangs } }]
    mode: enforce
`);

const because = 'its stack drives it: cancel the update of the stack';

/** Changes what the provider says of a target's attempts. */
function says(world: Story, target: string, change: (one: Observation) => Partial<Observation>): void {
  const { observe } = world.provider;
  world.provider.observe = async (reference) => {
    const state = await observe(reference);
    if (state?.reference.target !== target) return state;
    return { ...state, attempts: state.attempts.map((one) => ({ ...one, ...change(one) })) };
  };
}

/** The part says what drives it, and cannot be cancelled itself; a rule asks for it at the part only. */
function driven(whole: SubjectReference = referenceOf(pipelineArn)): Story {
  const world = story();
  world.rules = onlyParts;
  says(world, instanceArn, ({ details }) => ({
    whole,
    details: { ...details, actions: { cancel: { available: false, reason: because } } },
  }));
  return world;
}

describe('a part that says itself what drives it', () => {
  test('is linked to what is in progress there, and cancelled there', async () => {
    const world = driven();
    await world.observeWhole();
    await world.observePart();
    expect((await world.part()).partOf).toEqual((await world.newest()).key);
    expect((await world.newest()).parts).toEqual([{ id: 'd1', key: (await world.part()).key }]);
    world.pastDeadline();
    await world.observePart();
    expect(world.called()).toEqual(['p1']);
    expect(await world.outcomes(pipelineArn)).toEqual(['accepted']);
    expect(await world.outcomes(instanceArn)).toEqual([]);
    // One message for both.
    await world.tell();
    const message = await world.message('C-DEPLOYS', pipelineArn);
    expect(message?.members.map(({ key }) => key.target)).toEqual([pipelineArn, instanceArn]);
  });

  test('of which nobody knows what drives it, it is told once that it cannot be cancelled', async () => {
    const world = driven();
    world.truth.delete(pipelineArn);
    world.pastDeadline();
    await world.observePart();
    await world.observePart();
    expect(world.performed).toEqual([]);
    expect(await world.told(instanceArn)).toEqual(['impossible']);
  });

  test('whose driver is of a back end that is not switched on: the same', async () => {
    const elsewhere = { on: 'deployment', provider: 'elsewhere', kind: 'stack', name: 'shop' } as const;
    const world = driven(elsewhere);
    const { observe } = world.provider;
    world.provider.observe = async (reference) => {
      if (reference.provider === 'elsewhere') throw new ProviderNotEnabled('elsewhere');
      return observe(reference);
    };
    world.pastDeadline();
    await world.observePart();
    expect(world.performed).toEqual([]);
    expect(await world.told(instanceArn)).toEqual(['impossible']);
  });

  test('whose driver cannot be cancelled: told with the reason of that', async () => {
    const world = driven();
    says(world, pipelineArn, ({ details }) => ({
      details: { ...details, actions: { cancel: { available: false, reason: 'a stack that is created is not' } } },
    }));
    await world.observeWhole();
    await world.observePart();
    world.pastDeadline();
    await world.observePart();
    await world.observePart();
    expect(world.performed).toEqual([]);
    expect(await world.told(instanceArn)).toEqual(['impossible']);
    const [claim] = Object.values((await world.part()).claims);
    expect(claim?.error).toBe('it is part of orders/pipeline: a stack that is created is not');
  });

  test('what began long after it does not drive it', async () => {
    const world = driven();
    world.wholeDeploys({ startedAtMs: startMs + 10 * 60_000 });
    await world.observeWhole();
    await world.observePart();
    expect((await world.part()).partOf).toBeUndefined();
  });

  test('a crash between the two writes: the next look links it', async () => {
    const world = driven();
    await world.observeWhole();
    const { put } = world.store;
    world.store = {
      ...world.store,
      put: async (item) => {
        if (item.key.target === instanceArn && item.partOf !== undefined) throw new Error('the function died');
        return put(item);
      },
    };
    await expect(world.observePart()).rejects.toThrow('the function died');
    world.store = { ...world.store, put };
    await world.observePart();
    expect((await world.part()).partOf).toBeDefined();
    expect((await world.newest()).parts).toHaveLength(1);
  });

  test('a person is told what to cancel instead', async () => {
    const world = driven();
    await world.observeWhole();
    await world.request({ type: 'command', command: { name: 'cancel', target: 'orders/api' } });
    expect(world.answers).toMatchObject([{ kind: 'impossible', because }]);
  });
});

/** The part says what drives it, and could be cancelled itself, as a service of ECS that belongs to a stack. */
function drivenAndStoppable(): Story {
  const world = story();
  world.rules = onlyParts;
  says(world, instanceArn, () => ({ whole: referenceOf(pipelineArn) }));
  return world;
}

describe('a part that says what drives it, and could be cancelled itself', () => {
  test('is cancelled at what drives it, and not by itself', async () => {
    const world = drivenAndStoppable();
    await world.observeWhole();
    await world.observePart();
    world.pastDeadline();
    await world.observePart();
    expect(world.called()).toEqual(['p1']);
  });

  test('also where nobody knew what drives it: the truth is read before anything is claimed', async () => {
    const world = drivenAndStoppable();
    world.pastDeadline();
    await world.observePart();
    expect(world.stored(pipelineArn)).toHaveLength(1);
    expect((await world.part()).isDriven).toBe(true);
    expect(world.called()).toEqual(['p1']);
    expect(await world.outcomes(instanceArn)).toEqual([]);
  });

  test('is cancelled by itself where nothing in progress there drives it, once an answer is certainly newer than it', async () => {
    const world = drivenAndStoppable();
    world.truth.delete(pipelineArn);
    world.pastDeadline();
    await world.observePart();
    expect(world.called()).toEqual([]);
    world.nowMs += minuteMs;
    await world.observePart();
    expect(world.called()).toEqual(['d1']);
  });

  test('waits while what drives it cannot be read', async () => {
    const world = drivenAndStoppable();
    world.truth.delete(pipelineArn);
    const { observe } = world.provider;
    let isDown = true;
    world.provider.observe = async (reference) => {
      if (isDown && reference.target === pipelineArn) throw new Error('no answer');
      return observe(reference);
    };
    world.pastDeadline();
    await world.observePart();
    world.nowMs += minuteMs;
    await world.observePart();
    expect(world.called()).toEqual([]);
    isDown = false;
    await world.observePart();
    expect(world.called()).toEqual(['d1']);
  });

  test('what is open on it when it is linked is finished there', async () => {
    const world = drivenAndStoppable();
    world.truth.delete(pipelineArn);
    await world.observePart();
    world.pastDeadline();
    world.performances.push({ result: 'unknown', error: 'TimeoutError' });
    await world.observePart();
    expect(world.called()).toEqual(['d1']);
    world.wholeDeploys();
    await world.observeWhole();
    world.nowMs += world.leaseMs;
    await world.observePart();
    expect((await world.part()).partOf).toBeDefined();
    expect(world.called()).toEqual(['d1', 'd1']);
    expect(await world.outcomes(instanceArn)).toEqual(['accepted']);
  });
});
