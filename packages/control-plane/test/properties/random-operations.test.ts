import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { INPUTS } from '../../src/model/inputs/index.ts';
import { runs } from '../support/properties.ts';
import { anyStart, anyStep, restart, type Step } from './steps/index.ts';
import { createWalk, type Tally, type Walk } from './walk.ts';

const walks = fc.tuple(anyStart, fc.array(anyStep, { minLength: 20, maxLength: 60, size: 'max' }));

function run([start, steps]: readonly [readonly Step[], readonly Step[]], tally: Tally = new Map()): Walk {
  const walk = createWalk(tally);
  for (const step of [...start, ...steps]) step.take(walk);
  return walk;
}

describe('whatever is called, in whatever order', () => {
  test('answers, events and everything visible are what a small model of the state expects', () => {
    const tally: Tally = new Map();
    fc.assert(
      fc.property(walks, (steps) => void run(steps, tally)),
      runs(50),
    );
    if (process.env['PROPERTY_TALLY'] !== undefined) console.table(Object.fromEntries(tally));
    const mutations = Object.keys(INPUTS).filter((operation) => !/^(?:Get|List)/.test(operation));
    expect([...tally.keys()].sort()).toEqual(mutations.sort());
    const never = [...tally].filter(([, { accepted }]) => accepted === 0);
    expect(never).toEqual([]);
  });

  test('a restart between any two steps makes no difference', () => {
    fc.assert(
      fc.property(walks, ([start, steps]) => {
        const plain = run([start, steps]);
        const restarted = run([start, steps.flatMap((step) => [step, restart])]);
        expect(restarted.story).toEqual(plain.story);
        expect(stateOf(restarted)).toEqual(stateOf(plain));
      }),
      runs(15),
    );
  });

  test('it comes to rest: once nothing hangs, nothing is in progress', () => {
    fc.assert(
      fc.property(walks, (steps) => {
        const walk = run(steps);
        walk.rest();
        const busy = [...walk.statuses()].filter(([, status]) => /IN_PROGRESS|CANCELLING/.test(status));
        expect(busy).toEqual([]);
        expect(walk.world.clock.pending).toBe(0);
      }),
      runs(15),
    );
  });
});

/** Sequence numbers of planned ends count on; only their order matters, which the events show. */
function stateOf({ world }: Walk): unknown {
  const text = JSON.stringify(world.plane.snapshot(), (name, value: unknown) =>
    name === 'sequence' ? undefined : value,
  );
  return JSON.parse(text);
}
