import { describe, expect, test } from '@jest/globals';
import { releaseHold, setHold } from '../../../src/lib/flow/holds.ts';
import { maximumAttempts } from '../../../src/lib/model/claims.ts';
import { instanceArn } from '../model/subjects.ts';
import { minuteMs, referenceOf } from './harness.ts';
import { pipelineArn, Story, story } from './story-world.ts';

/** Linked, and both past their deadline. */
async function linked(): Promise<Story> {
  const world = story();
  world.link();
  await world.observeWhole();
  world.pastDeadline();
  return world;
}

function holdPart(world: Story) {
  const hold = { match: {}, target: instanceArn, name: 'orders/api', askedAtMs: world.nowMs };
  return setHold(world.ports, hold, { requestId: 'h1', userId: 'U0PERSON', reason: 'look at it first' });
}

const lost = { result: 'unknown', error: 'TimeoutError' } as const;

describe('an attempt with parts is cancelled where it hangs', () => {
  test('and diagnosed there; the whole keeps what was found, with the name of the part', async () => {
    const world = await linked();
    const investigated: string[] = [];
    const { provider } = world;
    world.provider = {
      ...provider,
      investigators: ({ id }) => [
        {
          name: 'any',
          investigate: async () => {
            investigated.push(id);
            return ['it hangs'];
          },
        },
      ],
    };
    await world.observeWhole();
    expect([world.called(), investigated]).toEqual([['d1'], ['d1']]);
    const item = await world.newest(pipelineArn);
    expect(item.diagnosis).toEqual({ atMs: world.nowMs, part: 'orders/api', text: 'it hangs' });
  });

  test('whoever takes the claim up again calls for the same part, and never for the whole as well', async () => {
    const world = await linked();
    world.performances.push(lost, lost);
    await world.observeWhole();
    const claims = Object.values((await world.newest()).claims);
    expect(claims).toMatchObject([{ state: 'leased', part: { target: instanceArn } }]);
    world.nowMs += world.leaseMs;
    await world.observeWhole();
    expect(world.called()).toEqual(['d1', 'd1']);
    world.nowMs += world.leaseMs;
    await world.observeWhole();
    expect(world.called()).toEqual(['d1', 'd1', 'd1']);
    expect(await world.outcomes(pipelineArn)).toEqual(['accepted']);
  });

  test('a call whose answer was lost, and that worked, shows at the part', async () => {
    const world = await linked();
    world.performances.push(() => {
      world.partDeploys({ status: 'CANCELLING' });
      return lost;
    });
    await world.observeWhole();
    world.nowMs += world.leaseMs;
    await world.observeWhole();
    expect(world.called()).toEqual(['d1']);
    expect(await world.outcomes(pipelineArn)).toEqual(['observed']);
  });

  test('also where the whole has ended by it before anybody looked', async () => {
    const world = await linked();
    world.performances.push(() => {
      world.partDeploys({ status: 'CANCELLED' });
      world.wholeDeploys({ status: 'FAILED' });
      return lost;
    });
    await world.observeWhole();
    world.nowMs += world.leaseMs;
    await world.observePart();
    await world.observeWhole();
    expect(await world.outcomes(pipelineArn)).toEqual(['observed']);
  });

  test('of three calls none of which did anything, it is told that the bot gives up, and no fourth is made', async () => {
    const world = await linked();
    for (let attempt = 0; attempt < maximumAttempts + 2; attempt += 1) {
      world.performances.push(lost);
      await world.observeWhole();
      world.nowMs += world.leaseMs;
    }
    expect(world.called()).toEqual(['d1', 'd1', 'd1']);
    expect(await world.outcomes(pipelineArn)).toEqual(['gaveUp']);
  });

  test('the third of which worked, it is told that it is done', async () => {
    const world = await linked();
    world.performances.push(lost, lost, () => {
      world.partDeploys({ status: 'CANCELLING' });
      return lost;
    });
    for (let attempt = 0; attempt < maximumAttempts + 1; attempt += 1) {
      await world.observeWhole();
      world.nowMs += world.leaseMs;
    }
    expect(await world.outcomes(pipelineArn)).toEqual(['observed']);
  });

  test('a part that ends between the decision and the fence is not called, nor told as a cancel; then the whole is', async () => {
    const world = await linked();
    world.beforeRead = (count) => {
      if (count === world.reads && world.performed.length === 0) world.partDeploys({ status: 'SUCCEEDED' });
    };
    await world.observeWhole();
    expect(world.performed).toEqual([]);
    expect(await world.outcomes(pipelineArn)).toEqual(['withdrawn']);
    await world.observePart();
    world.nowMs += minuteMs;
    await world.observeWhole();
    expect(world.called()).toEqual(['p1']);
  });

  test('a hold on the part alone keeps the call back', async () => {
    const world = await linked();
    expect(await holdPart(world)).toMatchObject({ kind: 'held' });
    await world.observeWhole();
    expect(world.performed).toEqual([]);
    expect((await world.newest()).history.map(({ event }) => event)).toContainEqual(
      expect.objectContaining({ what: 'withdrawn', reason: expect.stringContaining('on hold') }),
    );
  });

  test('and after that, nothing more is claimed until the hold is released', async () => {
    const world = await linked();
    const held = await holdPart(world);
    await world.observeWhole();
    await world.observePart();
    const claims = async () => (await world.newest()).history.filter(({ event }) => event.what === 'withdrawn').length;
    for (let minute = 0; minute < 3; minute += 1) {
      world.nowMs += minuteMs;
      await world.observeWhole();
    }
    expect(await claims()).toBe(1);
    if (held.kind !== 'held') throw new Error('it is not held');
    await releaseHold(world.ports, held.hold.id, { requestId: 'r1', userId: 'U0PERSON', reason: 'it is over' });
    await world.observePart();
    await world.observeWhole();
    expect(world.called()).toEqual(['d1']);
  });

  test('whoever holds the part while a call for it is on its way is told so', async () => {
    const world = await linked();
    let told: unknown;
    const { perform } = world.provider;
    world.provider.perform = async (...call) => {
      told = await holdPart(world);
      return perform(...call);
    };
    await world.observeWhole();
    expect(world.called()).toEqual(['d1']);
    expect(told).toMatchObject({ kind: 'mayBeOnItsWay', names: ['orders/api'] });
  });

  test('a part that is being stopped already is waited for', async () => {
    const world = await linked();
    world.partDeploys({ status: 'CANCELLING' });
    await world.observePart();
    await world.observeWhole();
    expect(world.performed).toEqual([]);
    world.partDeploys({ status: 'CANCELLED' });
    await world.observePart();
    world.nowMs += minuteMs;
    await world.observeWhole();
    // It has ended, and the whole hangs all the same.
    expect(world.called()).toEqual(['p1']);
  });

  test('a person who cancels the whole cancels it there, too', async () => {
    const world = story();
    world.link();
    await world.observeWhole();
    await world.request({ type: 'command', command: { name: 'cancel', target: pipelineArn } });
    expect(world.called()).toEqual(['d1']);
    expect(world.answers).toMatchObject([{ kind: 'settled', outcome: 'accepted', name: 'orders/pipeline' }]);
  });

  test('a part that people must be asked about is not cancelled unasked', async () => {
    const world = await linked();
    const { observe } = world.provider;
    world.provider.observe = async (reference) => {
      const state = await observe(reference);
      if (state?.reference.target !== instanceArn) return state;
      const cancel = { available: true, askFirst: 'nothing was deployed before it' } as const;
      const attempts = state.attempts.map((one) => ({ ...one, details: { ...one.details, actions: { cancel } } }));
      return { ...state, attempts };
    };
    await world.observePart();
    await world.observeWhole();
    expect(world.called()).toEqual(['p1']);
  });
});

test('a part that another worker links while the whole is diagnosed keeps the call back: nobody has checked its claims for this call', async () => {
  const world = story();
  world.pastDeadline();
  const { provider } = world;
  let isFirst = true;
  world.provider = {
    ...provider,
    investigators: () => [
      {
        name: 'any',
        investigate: async () => {
          if (!isFirst) return [];
          isFirst = false;
          world.link();
          await world.observeWhole();
          return ['it hangs'];
        },
      },
    ],
  };
  await world.observeWhole();
  expect((await world.part()).partOf).toBeDefined();
  expect(world.called()).toEqual([]);
  world.nowMs += minuteMs;
  await world.observeWhole();
  await world.observeWhole();
  expect(world.called()).toEqual(['d1']);
});

test('a part that was looked for in vain just now keeps the whole from acting, also when the next answer leaves it out', async () => {
  const world = new Story();
  world.traits = { ...world.traits, readLagMs: 2_000 };
  world.wholeDeploys();
  await world.observeWhole();
  world.link();
  world.pastDeadline();
  await world.observeWhole();
  expect((await world.newest()).parts).toMatchObject([{ id: 'd1', notShownSinceMs: world.nowMs }]);
  world.parts.clear();
  world.nowMs += 1_000;
  await world.observeWhole();
  expect(world.performed).toEqual([]);
  world.nowMs += 1_001;
  await world.observeWhole();
  expect(world.called()).toEqual(['p1']);
});

test('the end of an earlier run under the same id is not taken for that of the run that is to be cancelled', async () => {
  const world = new Story();
  world.traits = { ...world.traits, idsBeginAgain: true, readLagMs: 2_000 };
  world.wholeDeploys();
  await world.observeWhole();
  world.pastDeadline();
  // The fence is answered by what was so before this run began.
  world.beforeRead = (count) => {
    if (count === world.reads && world.reads === 3) world.wholeDeploys({ status: 'FAILED' });
  };
  await world.observeWhole();
  expect(world.performed).toEqual([]);
  expect(await world.outcomes(pipelineArn)).toEqual(['leased']);
  expect((await world.newest()).subject).toMatchObject({ deployment: { status: 'IN_PROGRESS' } });
});

test('a reference to the part is what its own truth is read by', async () => {
  const world = await linked();
  const asked: unknown[] = [];
  const { observe } = world.provider;
  world.provider.observe = async (reference) => {
    asked.push(reference.target);
    return observe(reference);
  };
  await world.observe({ reference: referenceOf(pipelineArn) });
  // The look, the part that is linked already is not read, and the fence reads both.
  expect(asked).toEqual([pipelineArn, pipelineArn, instanceArn]);
});
