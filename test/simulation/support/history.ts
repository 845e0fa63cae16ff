import fc from 'fast-check';
import {
  allDeliveries,
  allFaults,
  allFirings,
  type Delivery,
  type Fault,
  type FaultPlan,
  type Firing,
  type TargetName,
} from '../../../src/simulation/index.ts';
import { trustedAccount, unknownAccount } from './rules.ts';

/** What a person, a pipeline or fate does at one moment of a history. */
export type Step =
  | { readonly type: 'update'; readonly target: TargetName; readonly outcome: 'succeed' | 'fail' | 'hang' }
  | { readonly type: 'finish'; readonly target: TargetName; readonly outcome: 'succeed' | 'fail' }
  | { readonly type: 'cancelByOther'; readonly target: TargetName }
  | { readonly type: 'connect'; readonly account: string }
  | { readonly type: 'cancelByPerson'; readonly target: TargetName }
  | { readonly type: 'decideByPerson'; readonly action: 'accept' | 'reject' };

export interface TimedStep {
  readonly afterMs: number;
  readonly step: Step;
}

/** A whole history, in a form that `fast-check` can shrink and print. */
export interface History {
  readonly steps: readonly TimedStep[];
  readonly calls: readonly (readonly [number, Fault])[];
  readonly acting: readonly (readonly [number, Fault])[];
  readonly events: readonly (readonly [number, Delivery])[];
  readonly timers: readonly (readonly [number, Firing])[];
  readonly unplannedEvents: Delivery;
  /** Which of several waiting calls goes next, again and again: the interleaving. */
  readonly choices: readonly number[];
}

const targetName = fc.constantFrom<TargetName>('environment', 'instance', 'pipeline', 'component');

const update = fc.record({
  type: fc.constant('update' as const),
  target: targetName,
  outcome: fc.constantFrom('hang' as const, 'succeed' as const, 'fail' as const),
});

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: update },
  fc.record({
    type: fc.constant('finish' as const),
    target: targetName,
    outcome: fc.constantFrom('succeed' as const, 'fail' as const),
  }),
  fc.record({ type: fc.constant('cancelByOther' as const), target: targetName }),
  fc.record({ type: fc.constant('connect' as const), account: fc.constantFrom(trustedAccount, unknownAccount) }),
);

const personStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ type: fc.constant('cancelByPerson' as const), target: targetName }),
  fc.record({
    type: fc.constant('decideByPerson' as const),
    action: fc.constantFrom('accept' as const, 'reject' as const),
  }),
);

/** Moments that matter: at once, while something runs, and around the deadline of ten minutes. */
const pause = fc.oneof(fc.constantFrom(0, 1_000, 600_000, 601_000), fc.nat(420_000));

/**
 * Histories of up to six steps in which anything may go wrong.
 *
 * @param withPeople - whether people press buttons, too
 * @param withCallFaults - whether calls fail and functions die; events and timers go wrong in any case
 */
export function histories(withPeople = true, withCallFaults = true): fc.Arbitrary<History> {
  const steps = withPeople ? fc.oneof({ weight: 3, arbitrary: step }, personStep) : step;
  return fc.record({
    steps: fc.array(fc.record({ afterMs: pause, step: steps }), { minLength: 1, maxLength: 6 }),
    calls: fc.array(fc.tuple(fc.nat(180), fc.constantFrom(...allFaults)), { maxLength: withCallFaults ? 6 : 0 }),
    acting: fc.array(fc.tuple(fc.nat(3), fc.constantFrom(...allFaults)), { maxLength: withCallFaults ? 2 : 0 }),
    events: fc.array(fc.tuple(fc.nat(60), fc.constantFrom(...allDeliveries)), { maxLength: 6 }),
    timers: fc.array(fc.tuple(fc.nat(5), fc.constantFrom(...allFirings)), { maxLength: 3 }),
    unplannedEvents: fc.oneof(
      { weight: 3, arbitrary: fc.constant<Delivery>('deliver') },
      fc.constantFrom<Delivery>('drop', 'double'),
    ),
    choices: fc.array(fc.nat(7), { maxLength: 60 }),
  });
}

export function planOf(history: History): FaultPlan {
  return {
    calls: new Map(history.calls),
    acting: new Map(history.acting),
    events: new Map(history.events),
    timers: new Map(history.timers),
    unplannedEvents: history.unplannedEvents,
  };
}

/** The interleaving of a history: its choices, over and over; with none, the first that came goes first. */
export function choiceOf({ choices }: History): (waiting: number) => number {
  let next = 0;
  return (waiting) => {
    const choice = choices.length === 0 ? 0 : (choices[next % choices.length] ?? 0);
    next += 1;
    return choice % waiting;
  };
}
