import { expect, test } from '@jest/globals';
import { type GenericSettings, type InvestigatorKind, investigatorKinds } from './generic/settings.ts';
import type { History } from './histories/history.ts';
import { runHistory } from './histories/run.ts';
import { wellGoing } from './histories/well-going.ts';
import { genericScenario } from './scenarios/generic.ts';

type Step = Parameters<typeof genericScenario.perform>[1];

/** All that the investigators of one diagnosis get together. */
const longestMs = 5_000;
const waitsMs: Readonly<Record<InvestigatorKind, number>> = {
  finds: 0,
  isSlow: 3_000,
  isLate: longestMs,
  hangs: longestMs,
  throws: 0,
  throwsAtOnce: 0,
  isDenied: 0,
};

/** Two deployments hang until they are cancelled, and nothing else goes wrong. */
function stuck(investigators: readonly InvestigatorKind[]): History<Step, GenericSettings> {
  return wellGoing<Step, GenericSettings>(
    {
      oneAtATime: true,
      identifiedBy: 'id',
      resumes: false,
      lagMs: 0,
      showsEnded: true,
      cutAt: 2,
      listsMiss: false,
      readsById: true,
      tellsTimes: true,
      startStepMs: 1,
      partAfterMs: undefined,
      partHiddenForMs: 0,
      cancelTakesEffectMs: 0,
      cancellationMs: 20_000,
      cancels: 'accepted',
      partsToldBy: 'whole',
      draws: [],
      investigators,
    },
    [
      { afterMs: 0, step: { type: 'start', target: 'alpha', runsMs: undefined, outcome: 'FAILED' } },
      { afterMs: 20_000, step: { type: 'start', target: 'beta', runsMs: undefined, outcome: 'FAILED' } },
    ],
  );
}

async function cancelsWith(...investigators: readonly InvestigatorKind[]) {
  const { acting, world, items } = await runHistory(genericScenario, stuck(investigators));
  return { atMs: acting.map(({ atMs }) => atMs - world.options.startMs), hit: acting.map(({ hit }) => hit), items };
}

test.each(investigatorKinds)(
  'an investigator that %s costs no cancel, and no more than its share of five seconds',
  async (kind) => {
    const [without, withOne] = [await cancelsWith(), await cancelsWith(kind)];
    expect(without.hit.length).toBeGreaterThan(0);
    expect(withOne.hit).toEqual(without.hit);
    expect(withOne.atMs).toEqual(without.atMs.map((atMs) => atMs + waitsMs[kind]));
  },
);

test('all of them together cost five seconds, and what one found is kept', async () => {
  const [without, withAll] = [await cancelsWith(), await cancelsWith(...investigatorKinds)];
  expect(withAll.hit).toEqual(without.hit);
  expect(withAll.atMs).toEqual(without.atMs.map((atMs) => atMs + longestMs));
  const kept = withAll.items.map(({ diagnosis }) => diagnosis?.text);
  expect(kept).toEqual(withAll.hit.map(() => 'what finds found\nwhat isSlow found'));
});
