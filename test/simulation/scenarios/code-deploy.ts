import type { CodeDeployOutcome } from '@proton-bot/local-aws';
import fc from 'fast-check';
import type { Item } from '../../../src/lib/model/item.ts';
import { isFinal, statusOf } from '../../../src/lib/model/statuses.ts';
import { providerRegistry } from '../../../src/lib/providers/registry.ts';
import { checkRules } from '../../../src/lib/rules/check/index.ts';
import { compileRules } from '../../../src/lib/rules/compile/index.ts';
import { World } from '../../../src/simulation/index.ts';
import {
  CodeDeployBackEnd,
  type DeploySettings,
  type GroupName,
  groupNames,
  type Origin,
} from '../code-deploy/back-end.ts';
import { commonOptions, type Scenario } from '../histories/run.ts';
import { problemsOfRollbacks } from '../rollbacks.ts';
import { commonLabels, commonPauses, type RequestDelivery, request, requestDelivery } from './common.ts';
import { isSteering, replySteps, type SteeringStep, steer, steeringSteps } from './steering.ts';

type Step =
  | { readonly type: 'start'; readonly name: GroupName; readonly outcome: CodeDeployOutcome; readonly origin: Origin }
  | { readonly type: 'script'; readonly target: string; readonly outcome: CodeDeployOutcome }
  | { readonly type: 'stopByOther'; readonly name: GroupName; readonly rollsBack: boolean }
  | { readonly type: 'goOnByOther' }
  /** What has just become ready is asked about at once. */
  | { readonly type: 'startAndContinue'; readonly delivery: RequestDelivery }
  | {
      readonly type: 'ask';
      readonly command: 'cancel' | 'continue' | 'rollback';
      readonly name: GroupName;
      readonly delivery: RequestDelivery;
    }
  /** What has just failed is asked about at once, and how the rollback goes is decided. */
  | {
      readonly type: 'failAndRollBack';
      readonly name: GroupName;
      readonly outcome: CodeDeployOutcome;
      readonly delivery: RequestDelivery;
    };

const name = fc.oneof({ weight: 2, arbitrary: fc.constant(groupNames[0]) }, fc.constantFrom(...groupNames));
const outcome = fc.constantFrom<CodeDeployOutcome>('hang', 'hang', 'hang', 'succeed', 'fail', 'slow', 'alarm');
const origin = fc.constantFrom<Origin>('user', 'user', 'user', 'stack', 'autoscaling');

const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ type: fc.constant('start' as const), name, outcome, origin }) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('script' as const),
      target: fc.oneof(
        name,
        name.map((group) => `${group}:rollback`),
      ),
      outcome,
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('stopByOther' as const), name, rollsBack: fc.boolean() }) },
  fc.record({ type: fc.constant('goOnByOther' as const) }),
);

const asked: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    type: fc.constant('ask' as const),
    command: fc.constant('cancel' as const),
    name,
    delivery: requestDelivery,
  }),
  // Only one of them waits for a person.
  fc.record({
    type: fc.constant('ask' as const),
    command: fc.constant('continue' as const),
    name: fc.constant<GroupName>('web/live'),
    delivery: requestDelivery,
  }),
);

/** CodeDeploy itself does not roll this group back, but where somebody stops with a rollback. */
const goesBack: GroupName = 'shop/fresh';

const failAndRollBack: fc.Arbitrary<Step> = fc.record({
  type: fc.constant('failAndRollBack' as const),
  name: fc.constant(goesBack),
  outcome: fc.constantFrom<CodeDeployOutcome>('succeed', 'fail', 'hang'),
  delivery: requestDelivery,
});

/** Those of one history are about one thing, so that what they do meets. */
const rollbackSteps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: failAndRollBack },
  fc.record({
    type: fc.constant('ask' as const),
    command: fc.constant('rollback' as const),
    name,
    delivery: requestDelivery,
  }),
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('start' as const),
      name: fc.constant(goesBack),
      outcome: fc.constantFrom<CodeDeployOutcome>('succeed', 'fail'),
      origin,
    }),
  },
);

/** By then it has succeeded or failed. */
const untilEndedMs = 62_000;

const startAndContinue: fc.Arbitrary<Step> = fc.record({
  type: fc.constant('startAndContinue' as const),
  delivery: requestDelivery,
});
/** By then its tasks are there, and it waits. */
const untilReadyMs = 62_000;

/** What waits on purpose is stuck here, too, when it is as old: so each is to be acted on, or told. */
const rulesText = `
version: 1
rules:
  - name: cancel-stuck
    on: deployment
    when: deployment.status in ["InProgress", "Ready"] && now - deployment.startedAt > duration("5m")
    do: [{ cancel: { reason: stuck for more than five minutes } }]
    mode: enforce
  - name: cancel-early-on-paper
    on: deployment
    match: { environment: "prod*" }
    when: deployment.status in ["InProgress", "Ready"] && now - deployment.startedAt > duration("150s")
    do: [{ cancel: { reason: only on paper } }]
    mode: shadow
  - name: cancel-when-approved
    on: deployment
    match: { name: "shop/orders" }
    when: deployment.status == "InProgress" && now - deployment.startedAt > duration("90s")
    do: [{ cancel: { reason: somebody thinks that it hangs } }]
    mode: approve
    approval: { people: 2, within: 3m }
  - name: cannot-be-evaluated
    on: deployment
    match: { kind: deploymentGroup }
    when: int(deployment.name) > 1
    do: [{ cancel: { reason: never } }]
    mode: enforce
`;

function rulesOf() {
  const checked = checkRules(rulesText, 'simulated-rules.yml', { providers: providerRegistry });
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems, undefined, 2));
  return compileRules(checked.document);
}

const operations = [
  'ListDeployments',
  'BatchGetDeployments',
  'GetDeployment',
  'GetDeploymentConfig',
  'GetDeploymentGroup',
  'ListDeploymentTargets',
  'BatchGetDeploymentTargets',
  'ListTagsForResource',
  'StopDeployment',
  'ContinueDeployment',
  'CreateDeployment',
];

/**
 * AWS CodeDeploy: the project's own, and the bot's real provider. Its own faults: a stop that comes too late, that nobody can see, or
 * whose rollback hangs; deployments that a stack drives; lists that do not take every status; a clock that is ahead; reads that lag.
 */
export const codeDeployScenario: Scenario<Step | SteeringStep, DeploySettings, CodeDeployBackEnd> = {
  name: 'codeDeploy',
  brokenKind: 'deploymentGroup',
  saysNothingOf: ['I4'],
  ingredients: {
    steps,
    // Those of one history do one kind of thing, so that what they do meets.
    personSteps: [
      asked,
      fc.oneof(asked, startAndContinue),
      startAndContinue,
      steeringSteps([...groupNames, 'environment=prod*']),
      replySteps,
      rollbackSteps,
      failAndRollBack,
    ],
    settings: fc.record({
      lagMs: fc.constantFrom(0, 2_000, 10_000, 28_000),
      stopTakesMs: fc.constantFrom(0, 1_000, 30_000, 150_000),
      showsStops: fc.boolean(),
      takesAllStatuses: fc.constantFrom(true, true, false),
      startClockAheadMs: fc.constantFrom(0, 0, 40_000),
    }),
    labels: [...commonLabels, ...operations.map((operation) => `CodeDeploy ${operation}`)],
    outageLabels: ['CodeDeploy ListDeployments', 'CodeDeploy StopDeployment', 'DynamoDB GetItem', 'DynamoDB PutItem'],
    momentousLabels: [
      'CodeDeploy BatchGetDeployments',
      'CodeDeploy StopDeployment',
      'CodeDeploy CreateDeployment',
      'EventBridge PutEvents',
    ],
    pauses: fc.oneof(fc.constantFrom(0, 1_000, 20_000, 41_000, 65_000), commonPauses),
    delaysMs: fc.constantFrom(1_000, 12_000, 29_000),
    maximumSteps: 7,
    clocks: fc.constantFrom('right' as const, 'apart' as const),
  },
  createWorld: (options, settings) =>
    new World(
      { ...commonOptions, rules: rulesOf(), ...options },
      (context) => new CodeDeployBackEnd(context, settings),
    ),
  perform(world, step) {
    const { backEnd } = world;
    if (isSteering(step)) return steer(world, step);
    switch (step.type) {
      case 'start':
        return backEnd.start(step.name, step.outcome, step.origin);
      case 'script':
        return backEnd.script(step.target, step.outcome);
      case 'stopByOther':
        return backEnd.stop(step.name, step.rollsBack);
      case 'goOnByOther':
        return backEnd.goOn();
      case 'failAndRollBack': {
        // There is something to go back to.
        const delayMs = backEnd.hasSucceeded(step.name) ? 0 : untilEndedMs;
        backEnd.start(step.name, delayMs === 0 ? 'fail' : 'succeed', 'user');
        if (delayMs > 0) world.clock.schedule(world.clock.now() + delayMs, () => backEnd.failNext(step.name));
        world.clock.schedule(world.clock.now() + delayMs + untilEndedMs, () => {
          backEnd.script(step.name, step.outcome);
          request(world, { type: 'command', command: { name: 'rollback', target: step.name } }, step.delivery);
        });
        return;
      }
      case 'startAndContinue':
        world.clock.schedule(world.clock.now() + untilReadyMs, () =>
          request(world, { type: 'command', command: { name: 'continue', target: 'web/live' } }, step.delivery),
        );
        return backEnd.start('web/live', 'succeed', 'user');
      case 'ask':
        request(world, { type: 'command', command: { name: step.command, target: step.name } }, step.delivery);
        return;
    }
  },
  problemOfWrite: ({ backEnd }, item, before) => problemOfWrite(backEnd, item, before),
  calm: ({ backEnd }) => {
    backEnd.states.isTroubled = false;
  },
  problemsAtEnd: (world, items) => {
    const { rollbacks, settings } = world.backEnd;
    return [
      ...problemsAtEnd(world.backEnd, items),
      ...problemsOfRollbacks(world, rollbacks, { items, badly: ['Failed', 'Stopped'], lagMs: settings.lagMs }),
    ];
  },
  hasOneAtATime: () => false,
  callsNameAttempts: () => true,
  lateByMs: ({ lagMs }) => 3 * lagMs,
  itemOf: (items, { id }) => items.find((item) => idOf(item) === id),
};

function idOf({ subject }: Item): string {
  return subject.on === 'deployment' ? subject.deployment.id : '';
}

/** What must never be written, whatever was answered: the truth is known here, and the bot does not know it. */
function problemOfWrite(backEnd: CodeDeployBackEnd, item: Item, before: Item | undefined): string | undefined {
  const run = backEnd.attempts().find(({ id }) => id === idOf(item));
  if (run === undefined) return 'a ghost: there was never such a deployment';
  const isNowEnded = isFinal(item.subject) && !(before && isFinal(before.subject));
  return isNowEnded && run.endedAtMs === undefined
    ? `marked as ${statusOf(item.subject)}, and it is ${run.status}`
    : undefined;
}

/**
 * When everything has been quiet for long enough, what is known is what is so; nobody has touched what others drive; and what has
 * nothing to go back to was stopped with a person's word only.
 */
function problemsAtEnd(backEnd: CodeDeployBackEnd, items: readonly Item[]): readonly string[] {
  const problems: string[] = [];
  for (const { id, endedAtMs, untouchable, isFirst } of backEnd.attempts()) {
    const known = items.filter((item) => idOf(item) === id);
    const open = known.filter(({ subject }) => !isFinal(subject)).length;
    if (endedAtMs !== undefined && open > 0) problems.push(`${id} has ended, and is open for the bot`);
    if (endedAtMs === undefined && open !== 1) problems.push(`${id} is under way, and has ${open} open items`);
    const calls = backEnd.acting.filter(({ operation, aimed }) => operation === 'CancelDeployment' && aimed === id);
    if (untouchable !== undefined && calls.length > 0) problems.push(`${id} is of a ${untouchable}, and was stopped`);
    if (!isFirst || !calls.some(({ hit }) => hit === id)) continue;
    const claims = known.flatMap((item) => Object.values(item.claims)).filter(({ action }) => action === 'cancel');
    const isWanted = claims.some(
      ({ actor, question }) => actor.type === 'person' || (question?.approvedBy.length ?? 0) > 0,
    );
    if (!isWanted) problems.push(`${id} has nothing to go back to, and was stopped without a person's word`);
  }
  return problems;
}
