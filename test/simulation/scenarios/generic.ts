import fc from 'fast-check';
import { longestInvestigationMs } from '../../../src/lib/flow/diagnose.ts';
import type { Claim } from '../../../src/lib/model/claim.ts';
import { claimLeaseMs } from '../../../src/lib/model/claims.ts';
import type { Item } from '../../../src/lib/model/item.ts';
import { isFinal, statusOf } from '../../../src/lib/model/statuses.ts';
import { World } from '../../../src/simulation/index.ts';
import { arnOf, GenericBackEnd, type GenericTarget, partName, targetNames } from '../generic/back-end.ts';
import { type GenericKind, type GenericSettings, genericSettings } from '../generic/settings.ts';
import { isEnded, type Run, stateOf } from '../generic/timeline.ts';
import { deadlineAfterMs } from '../histories/history.ts';
import { commonOptions, type Scenario } from '../histories/run.ts';
import { builds, type ChangeStep, change, changeSteps, isChange, momentousChanges } from './builds-and-modes.ts';
import { commonLabels, commonPauses, type RequestDelivery, request, requestDelivery } from './common.ts';
import { rulesOfBuilds, usualMatches } from './rules.ts';
import {
  holdSteps,
  isSteering,
  momentousSteps,
  replySteps,
  type SteeringStep,
  steer,
  steeringSteps,
} from './steering.ts';

type Step =
  | {
      readonly type: 'start';
      readonly target: GenericTarget;
      readonly runsMs: number | undefined;
      readonly outcome: 'SUCCEEDED' | 'FAILED';
    }
  | { readonly type: 'finish'; readonly target: GenericTarget; readonly outcome: 'SUCCEEDED' | 'FAILED' }
  | { readonly type: 'resume'; readonly target: GenericTarget }
  /**
   * Ends, and goes on so soon that an answer may be older than both; one that has just begun where that is asked for. It may be
   * told once more, when the answers are as old as its end.
   */
  | {
      readonly type: 'again';
      readonly target: GenericTarget;
      readonly begunBeforeMs: number | undefined;
      readonly afterMs: number;
      readonly toldAgainAfterMs: number | undefined;
    }
  | { readonly type: 'remove'; readonly target: GenericTarget; readonly outcome: 'succeed' | 'fail' }
  | { readonly type: 'cancelByPerson'; readonly target: GenericTarget; readonly delivery: RequestDelivery };

const target = fc.oneof({ weight: 3, arbitrary: fc.constant(targetNames[0]) }, fc.constantFrom(...targetNames));
const outcome = fc.constantFrom('SUCCEEDED' as const, 'FAILED' as const);

const again: fc.Arbitrary<Step> = fc.record({
  type: fc.constant('again' as const),
  target,
  begunBeforeMs: fc.constantFrom(undefined, undefined, 9_000),
  afterMs: fc.constantFrom(0, 1, 500, 2_000, 4_000, 8_000),
  toldAgainAfterMs: fc.constantFrom(undefined, 0, 500, 2_000, 7_000),
});

const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('start' as const),
      target,
      runsMs: fc.constantFrom(undefined, undefined, undefined, 1_000, 8_000, 90_000),
      outcome,
    }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('finish' as const), target, outcome }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('resume' as const), target }) },
  { weight: 2, arbitrary: again },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('remove' as const),
      target,
      outcome: fc.constantFrom('succeed' as const, 'fail' as const),
    }),
  },
);

const everything = 'environment=prod*';

/** What a cut list hides is seen by the next sweep. */
const cutCostsMs = 60_000;
/** What a look at its whole has made known just before the listing is looked at itself by the next sweep. */
const linkedCostsMs = 60_000;
/** What only its whole shows is known by the next look at that, and looked at itself after another. */
const hiddenCostsMs = 2 * 60_000;
/** What a fence does not see is left to its lease. */
const missCostsMs = claimLeaseMs + 60_000;

/** A part of something is cancelled as soon as it is seen; whether by itself or with the whole is for the bot to settle. */
const aboutParts = `
  - name: cancel-part
    on: deployment
    match: { name: gamma }
    when: deployment.status == "IN_PROGRESS"
    do: [{ cancel: { reason: no part may begin } }]
    mode: enforce
`;

const rulesOf = rulesOfBuilds({ ...usualMatches, others: aboutParts });
const rules = rulesOf(builds[0]);

/** A back end of no name, with everything that makes it hard to know what is under way. */
export const genericScenario: Scenario<Step | SteeringStep | ChangeStep, GenericSettings, GenericBackEnd> = {
  name: 'generic',
  brokenKind: 'component',
  saysNothingOf: ['I4'],
  ingredients: {
    steps,
    personSteps: [
      fc.oneof(fc.record({ type: fc.constant('cancelByPerson' as const), target, delivery: requestDelivery }), {
        weight: 2,
        arbitrary: steeringSteps([...targetNames, partName, everything]),
      }),
      holdSteps([...targetNames, partName, everything]),
      replySteps,
      fc.oneof(changeSteps, replySteps),
    ],
    momentousSteps: fc.oneof({ weight: 2, arbitrary: momentousSteps(everything) }, momentousChanges, again),
    settings: genericSettings(),
    labels: [
      ...commonLabels,
      'Generic Describe',
      'Generic DescribeAttempt',
      'Generic List',
      'Generic Cancel',
      'Generic Investigate',
    ],
    momentousLabels: ['Generic Describe', 'Generic Cancel', 'DynamoDB BatchWriteItem', 'EventBridge PutEvents'],
    outageLabels: ['Generic Describe', 'Generic Cancel', 'Generic Cancel', 'DynamoDB GetItem', 'DynamoDB PutItem'],
    pauses: fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(0, 1, 500, 2_000, 4_000, 8_000, 9_000, 20_000) },
      commonPauses,
    ),
    // Up to three times the greatest lag.
    delaysMs: fc.constantFrom(500, 2_000, 8_000, 12_000, 24_000),
    maximumSteps: 6,
    clocks: fc.constantFrom('right' as const, 'apart' as const),
  },
  createWorld: (options, settings) =>
    new World({ ...commonOptions, rules, rulesOf, ...options }, (context) => new GenericBackEnd(context, settings)),
  perform(world, step) {
    const { backEnd } = world;
    if (isSteering(step)) return steer(world, step);
    if (isChange(step)) return change(world, step);
    switch (step.type) {
      case 'start':
        return backEnd.start(step.target, step.runsMs, step.outcome);
      case 'finish':
        return backEnd.finish(step.target, step.outcome);
      case 'resume':
        return backEnd.resume(step.target);
      case 'again':
        return goOn(world, step);
      case 'remove':
        return backEnd.remove(step.target, step.outcome);
      case 'cancelByPerson':
        request(world, { type: 'command', command: { name: 'cancel', target: step.target } }, step.delivery);
        return;
    }
  },
  problemOfWrite: ({ backEnd }, item, before) => problemOfWrite(backEnd, item, before),
  calm: ({ backEnd }) => {
    backEnd.isTroubled = false;
  },
  problemsAtEnd: ({ backEnd }, items) => problemsAtEnd(backEnd, items),
  hasOneAtATime: ({ oneAtATime }) => oneAtATime,
  callsNameAttempts: ({ identifiedBy, resumes }) => identifiedBy === 'id' && !resumes,
  partsMayBeMissed: ({ misses }) => misses > 1,
  lagMs: ({ lagMs }) => lagMs,
  lateByMs: ({ lagMs, cancelTakesEffectMs, partAfterMs, partHiddenForMs }, { cuts, misses }) =>
    3 * lagMs +
    // Some of its investigators are slow, or hang.
    longestInvestigationMs +
    cancelTakesEffectMs +
    cuts * cutCostsMs +
    misses * missCostsMs +
    // What is claimed as soon as it is seen may not be seen by its fence yet: then its lease has to lapse.
    (partAfterMs !== undefined && lagMs > 0 ? missCostsMs : 0) +
    (partAfterMs === undefined ? 0 : partHiddenForMs > 0 ? hiddenCostsMs : linkedCostsMs),
  deadlineOf: ({ target: arn }) => (arn === arnOf(partName) ? 0 : deadlineAfterMs),
  // The end of a run may pass unseen before the next one under its id: then one item stands for both.
  itemOf: (items, { id, attemptId }) =>
    items.findLast((item) => tagOf(item) === id) ??
    items.findLast(({ subject }) => subject.on === 'deployment' && subject.deployment.id === attemptId),
};

/** Histories of one kind only, for what is rare in all of them: `generic:parts`. */
export function genericScenarioOf(kind: GenericKind): typeof genericScenario {
  const { name, ingredients } = genericScenario;
  return {
    ...genericScenario,
    name: `${name}:${kind}`,
    ingredients: { ...ingredients, settings: genericSettings([kind]) },
  };
}

function goOn(
  { backEnd, clock }: World<GenericBackEnd>,
  { target: name, begunBeforeMs, afterMs, toldAgainAfterMs }: Extract<Step, { type: 'again' }>,
): void {
  const startMs = clock.now();
  const endMs = startMs + (begunBeforeMs ?? 0);
  if (begunBeforeMs !== undefined) backEnd.start(name, undefined, 'FAILED');
  clock.schedule(endMs, () => backEnd.finish(name, 'FAILED'));
  clock.schedule(endMs + afterMs, () => resumeIfPossible(backEnd, name));
  if (toldAgainAfterMs !== undefined) {
    clock.schedule(endMs + afterMs + toldAgainAfterMs, () => backEnd.tellAgain(name));
  }
}

/** Others may have been faster. */
function resumeIfPossible(backEnd: GenericBackEnd, name: GenericTarget): void {
  try {
    backEnd.resume(name);
  } catch {
    // A history goes on regardless.
  }
}

function startIn(subject: Item['subject']): number {
  return subject.on === 'deployment' ? subject.deployment.startedAtMs : 0;
}

function tagOf({ subject }: Item): string {
  return subject.on === 'deployment' ? subject.deployment.template : '';
}

/** What must never be written, whatever was answered: the truth is known here, and the bot does not know it. */
function problemOfWrite(
  { timeline, settings }: GenericBackEnd,
  item: Item,
  before: Item | undefined,
): string | undefined {
  const run = timeline.find(tagOf(item));
  if (run === undefined) return 'a ghost: there was never such a run';
  // A limit that is written down: deletions of one start, without ids, cannot be told from each other.
  if (run.isDeletion && settings.identifiedBy === 'start') return undefined;
  const was = before && timeline.find(tagOf(before));
  if (was && was.attemptId !== run.attemptId) return `is about ${run.tag} now, and was about ${was.tag}`;
  const isNowEnded = isFinal(item.subject) && !(before && isFinal(before.subject));
  // Two runs under one id may look the same while both are under way; an end, or a start, of the older one must not be taken over.
  const isOlder = was !== undefined && was.number > run.number;
  if (isOlder && (isNowEnded || run.startedAtMs < was.startedAtMs)) return `shows ${run.tag} after ${was.tag}`;
  const untrue = Object.entries(item.claims).find(
    ([key, claim]) => isSaidToBeOver(claim) && before?.claims[key]?.state !== 'settled',
  );
  if (untrue && stateOf(run).status === 'IN_PROGRESS')
    return `${untrue[0]} is ${untrue[1].outcome}, and ${run.tag} is under way`;
  if (isNowEnded && !isEnded(run))
    return `marked as ${statusOf(item.subject)}, and ${run.tag} is ${stateOf(run).status}`;
  return undefined;
}

/** Nothing was done because it has ended, or because another has taken its place. */
function isSaidToBeOver({ outcome }: Claim): boolean {
  return outcome === 'superseded' || outcome === 'tooLate';
}

/** When everything has been quiet for long enough, what is known is what is so. */
function problemsAtEnd(backEnd: GenericBackEnd, items: readonly Item[]): readonly string[] {
  const problems: string[] = [];
  const { timeline, settings } = backEnd;
  const itemsOf = (run: Run) => items.filter((item) => timeline.find(tagOf(item))?.attemptId === run.attemptId);
  for (const target of new Set(timeline.runs.map((run) => run.target))) {
    const runs = timeline.of(target, () => Infinity);
    for (const run of runs) {
      const known = itemsOf(run);
      const earlier = known.find(({ subject }) => !isFinal(subject) && startIn(subject) < run.startedAtMs);
      if (earlier && !isEnded(run)) problems.push(`${run.tag} is under way, and is taken for ${tagOf(earlier)}`);
      const open = known.filter(({ subject }) => !isFinal(subject));
      if (isEnded(run) && open.length > 0) problems.push(`${run.tag} has ended, and is open for the bot`);
      if (!isEnded(run) && open.length !== 1)
        problems.push(`${run.tag} is under way, and has ${open.length} open items`);
    }
    const newest = runs.at(-1);
    const isShown = settings.showsEnded && timeline.isThere(target, Infinity);
    if (newest && isShown && itemsOf(newest).length === 0)
      problems.push(`${newest.tag} is the newest, and is not known`);
  }
  return problems;
}
