import fc from 'fast-check';
import {
  type AimedFault,
  allDeliveries,
  allFaults,
  allTimerOutcomes,
  type Delivery,
  type Fault,
  type FaultPlan,
  type Moment,
  type Outage,
  type TimerOutcome,
} from '../../../src/simulation/index.ts';

/** Something that happens, and how long after what happened before. */
export interface TimedStep<Step> {
  readonly afterMs: number;
  readonly step: Step;
}

/** Whether people take part: not at all, or with permission for everything, or for nothing. */
export type People = 'absent' | 'permitted' | 'nobodyPermitted';

/** How the hosts' clocks go: right, a second apart, or half an hour ahead every now and then. */
export type Clocks = 'right' | 'apart' | 'jumping';

/** What a person does at the very moment of a call of the bot: the worst one, perhaps. */
export interface Meanwhile<Step> {
  readonly label: string;
  /** Only calls are counted that are made while an attempt has been under way for longer than this. */
  readonly pastMs: number;
  readonly nth: number;
  /** How often it happens, at every so manieth call. */
  readonly times: number;
  readonly every: number;
  readonly step: Step;
  /** What strikes that call: where it takes long, all of what the person does falls between the calls before and after it. */
  readonly fault: Fault | undefined;
}

/** A whole history, in a form that `fast-check` can shrink and print. */
export interface History<Step, Settings> {
  readonly steps: readonly TimedStep<Step>[];
  readonly people: People;
  /** What somebody does just before a call; mostly nothing. */
  readonly meanwhile: Meanwhile<Step> | undefined;
  readonly clocks: Clocks;
  readonly calls: readonly (readonly [number, Fault])[];
  readonly acting: readonly (readonly [number, Fault])[];
  readonly aimed: readonly AimedFault[];
  readonly outage: Outage | undefined;
  readonly delaysMs: readonly number[];
  readonly events: readonly (readonly [number, Delivery])[];
  readonly timers: readonly (readonly [number, TimerOutcome])[];
  readonly unplannedEvents: Delivery;
  /** Which of several waiting calls goes next, again and again: the interleaving. */
  readonly choices: readonly number[];
  /** How the back end is, where there are several ways. */
  readonly settings: Settings;
}

/** What histories of one scenario are made of. */
export interface Ingredients<Step, Settings> {
  /** What others do, and fate. */
  readonly steps: fc.Arbitrary<Step>;
  /** What people do: those of one history do one kind of thing, so that what they do meets. */
  readonly personSteps: readonly fc.Arbitrary<Step>[];
  readonly settings: fc.Arbitrary<Settings>;
  /** Labels of the calls that aimed faults may strike. */
  readonly labels: readonly string[];
  /** Labels of the calls at which people may do something: those between a decision and its call, and none that a sweep makes. */
  readonly momentousLabels: readonly string[];
  /** What they may do there, beside everything else: what is done quickly, and changes what may be done. */
  readonly momentousSteps?: fc.Arbitrary<Step>;
  /** Labels of the calls that may all fail for a while. */
  readonly outageLabels: readonly string[];
  /** Moments that matter, in milliseconds after what happened before. */
  readonly pauses: fc.Arbitrary<number>;
  readonly delaysMs: fc.Arbitrary<number>;
  readonly maximumSteps: number;
  /** How hosts' clocks may be, where they may not be in every way. */
  readonly clocks?: fc.Arbitrary<Clocks>;
}

const people = fc.oneof(
  { weight: 2, arbitrary: fc.constant<People>('permitted') },
  fc.constantFrom<People>('absent', 'nobodyPermitted'),
);
const clocks = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Clocks>('right') },
  fc.constantFrom<Clocks>('apart', 'jumping'),
);

/** A request that fails as long as this has had its last delivery; and long enough for every attempt at a call to be lost. */
const outagesMs = [4 * 60_000, 10 * 60_000, 15 * 60_000] as const;

/** An attempt that is older than this is asked about, or is stuck (`scenarios/rules.ts`). */
const decisiveAgesMs = [90_000, 5 * 60_000] as const;

/** Between a decision and its fence: the write that takes a claim, or takes it again. */
const claim = 'claim' satisfies Moment;

/** Histories in which anything may go wrong; in some, nothing but events and timers. */
export function histories<Step, Settings>(
  ingredients: Ingredients<Step, Settings>,
): fc.Arbitrary<History<Step, Settings>> {
  const { pauses, labels, maximumSteps } = ingredients;
  const personSteps = fc.oneof(...ingredients.personSteps);
  const fault = fc.constantFrom(...allFaults);
  const faultOfClaim: fc.Arbitrary<AimedFault> = fc.record({
    label: fc.constant(claim),
    nth: fc.constantFrom(0, 0, 1, 2),
    fault: fc.oneof(fault, fc.constant<Fault>('loseAnswer')),
    fromMs: fc.constant(0),
  });
  const aimedFault = fc.record({
    label: fc.oneof(fc.constantFrom(...labels), fc.constant('DynamoDB PutItem')),
    nth: fc.nat(6),
    fault,
    fromMs: fc.constantFrom(0, ...decisiveAgesMs),
  });
  const momentousStep = fc.oneof(personSteps, ingredients.momentousSteps ?? personSteps);
  const faultMeanwhile = fc.constantFrom<Fault | undefined>(undefined, 'delay', 'delayAnswer');
  const meanwhileAtCalls: fc.Arbitrary<Meanwhile<Step>> = fc.record({
    // The first is the read of the truth: it decides, and then it fences.
    label: fc.oneof(
      { weight: 2, arbitrary: fc.constantFrom(...ingredients.momentousLabels.slice(0, 1)) },
      fc.constantFrom(...ingredients.momentousLabels),
    ),
    pastMs: fc.constantFrom(0, ...decisiveAgesMs, ...decisiveAgesMs),
    nth: fc.oneof({ weight: 3, arbitrary: fc.nat(2) }, fc.nat(20)),
    times: fc.constantFrom(1, 1, 1, 4),
    every: fc.integer({ min: 1, max: 3 }),
    step: momentousStep,
    fault: faultMeanwhile,
  });
  const step = fc.record({ afterMs: pauses, step: ingredients.steps });
  return fc
    .record({
      people,
      clocks: ingredients.clocks ?? clocks,
      steps: fc.oneof(
        { weight: 2, arbitrary: fc.array(step, { minLength: 1, maxLength: Math.ceil(maximumSteps / 2) }) },
        fc.array(step, { minLength: 1, maxLength: maximumSteps }),
      ),
      meanwhile: fc.option(
        fc.oneof(
          { weight: 2, arbitrary: meanwhileAtCalls },
          fc.record({
            label: fc.constant(claim),
            pastMs: fc.constant(0),
            nth: fc.constantFrom(0, 0, 1, 2),
            times: fc.constantFrom(1, 4),
            every: fc.constant(1),
            step: momentousStep,
            fault: faultMeanwhile,
          }),
        ),
        { freq: 6, nil: undefined },
      ),
      personSteps: fc.oneof(
        ...ingredients.personSteps.map((step) =>
          fc.array(fc.tuple(fc.nat(maximumSteps), fc.record({ afterMs: pauses, step })), { maxLength: 2 }),
        ),
      ),
      callFaults: fc.constantFrom<'any' | 'none' | 'atClaims'>('any', 'any', 'any', 'any', 'none', 'atClaims'),
      atClaims: fc.array(faultOfClaim, { minLength: 1, maxLength: 2 }),
      calls: fc.array(fc.tuple(fc.nat(180), fault), { maxLength: 6 }),
      acting: fc.array(fc.tuple(fc.nat(3), fault), { maxLength: 2 }),
      aimed: fc.array(aimedFault, { maxLength: 3 }),
      outage: fc.oneof(
        { weight: 7, arbitrary: fc.constant(undefined) },
        fc.record({
          label: fc.constantFrom(...ingredients.outageLabels),
          fromMs: fc.oneof(fc.constant(0), fc.nat(6 * 60_000)),
          forMs: fc.constantFrom(...outagesMs),
        }),
      ),
      delaysMs: fc.array(ingredients.delaysMs, { maxLength: 4 }),
      events: fc.array(fc.tuple(fc.nat(60), fc.constantFrom(...allDeliveries)), { maxLength: 6 }),
      timers: fc.array(fc.tuple(fc.nat(5), fc.constantFrom(...allTimerOutcomes)), { maxLength: 3 }),
      unplannedEvents: fc.oneof(
        { weight: 3, arbitrary: fc.constant<Delivery>('deliver') },
        fc.constantFrom<Delivery>('drop', 'double'),
      ),
      choices: fc.array(fc.nat(7), { maxLength: 60 }),
      settings: ingredients.settings,
    })
    .map(({ callFaults, atClaims, steps, personSteps: byPeople, ...rest }) => ({
      ...rest,
      steps: merged(steps, rest.people === 'absent' ? [] : byPeople),
      meanwhile: rest.people === 'absent' ? undefined : rest.meanwhile,
      ...(callFaults === 'any' ? {} : { calls: [], acting: [], aimed: callFaults === 'none' ? [] : atClaims }),
    }));
}

/** Puts what people do between what others do: each at its place, those of one place in their order. */
function merged<Step>(
  steps: readonly TimedStep<Step>[],
  byPeople: readonly (readonly [number, TimedStep<Step>])[],
): readonly TimedStep<Step>[] {
  const at = (place: number) => byPeople.filter(([index]) => Math.min(index, steps.length) === place);
  const places = Array.from({ length: steps.length + 1 }, (_, place) => place);
  return places.flatMap((place) => [
    ...at(place).map(([, timed]) => timed),
    ...(steps[place] === undefined ? [] : [steps[place]]),
  ]);
}

export function planOf(history: History<unknown, unknown>): FaultPlan {
  return {
    calls: new Map(history.calls),
    acting: new Map(history.acting),
    aimed: history.aimed,
    outage: history.outage,
    delaysMs: history.delaysMs,
    events: new Map(history.events),
    timers: new Map(history.timers),
    unplannedEvents: history.unplannedEvents,
  };
}

/** The interleaving of a history: its choices, over and over; with none, the first that came goes first. */
export function choiceOf({ choices }: History<unknown, unknown>): (waiting: number) => number {
  let next = 0;
  return (waiting) => {
    const choice = choices.length === 0 ? 0 : (choices[next % choices.length] ?? 0);
    next += 1;
    return choice % waiting;
  };
}

/** By how much a clock that jumps is ahead. */
export const jumpMs = 30 * 60_000;
const jumpEveryMs = 11 * 60_000;

/** A deployment is stuck after this long, by the rules of every history. */
export const deadlineAfterMs = 5 * 60_000;

/** By how much the clocks of hosts that are apart differ at most. */
export const greatestSkewMs = 1_000;

/** A typed command, or an operation, that reaches the bot later than this comes to nothing (design: what is typed names no attempt). */
export const longestTypedAgeMs = 15 * 60_000;

/** What a host's clock shows beside the true time. A clock that jumps is right in the end. */
export function skewOf({ clocks: kind }: History<unknown, unknown>): (nowMs: number, invocation: number) => number {
  switch (kind) {
    case 'right':
      return () => 0;
    case 'apart':
      return (_nowMs, invocation) => ((invocation * 7) % 3) * (greatestSkewMs / 2);
    case 'jumping':
      return (nowMs) => (Math.floor(nowMs / jumpEveryMs) % 2 === 0 ? 0 : jumpMs);
  }
}
