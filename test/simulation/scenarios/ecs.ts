import type { EcsOutcome } from '@proton-bot/local-aws';
import fc from 'fast-check';
import type { Item } from '../../../src/lib/model/item.ts';
import { isFinal, statusOf } from '../../../src/lib/model/statuses.ts';
import { World } from '../../../src/simulation/index.ts';
import { EcsBackEnd, type EcsSettingsOfHistory, type ServiceName, serviceNames } from '../ecs/back-end.ts';
import { commonOptions, type Scenario } from '../histories/run.ts';
import { problemsOfRollbacks } from '../rollbacks.ts';
import { commonLabels, commonPauses, type RequestDelivery, request, requestDelivery } from './common.ts';
import { simulatedRules } from './rules.ts';
import { isSteering, type SteeringStep, steer, steeringSteps } from './steering.ts';

type Step =
  | {
      readonly type: 'deploy';
      readonly name: ServiceName;
      readonly outcome: EcsOutcome;
      readonly configuration: object;
    }
  | { readonly type: 'script'; readonly name: ServiceName; readonly outcome: EcsOutcome }
  | { readonly type: 'create' | 'remove' | 'stopByOther'; readonly name: ServiceName }
  | {
      readonly type: 'ask';
      readonly command: 'cancel' | 'continue' | 'rollback';
      readonly name: ServiceName;
      readonly delivery: RequestDelivery;
    }
  /** What has just failed is asked about at once, and how the rollback goes is decided. */
  | {
      readonly type: 'failAndRollBack';
      readonly name: ServiceName;
      readonly outcome: EcsOutcome;
      readonly delivery: RequestDelivery;
    };

const name = fc.oneof({ weight: 3, arbitrary: fc.constant(serviceNames[0]) }, fc.constantFrom(...serviceNames));
const outcome = fc.constantFrom<EcsOutcome>('hang', 'hang', 'succeed', 'fail', 'slow', 'flap');

/** Nothing waits on purpose for longer than the deadline: what waits is not stuck, and no rule acts on it. */
const pause = (action: 'CONTINUE' | 'ROLLBACK') => ({
  targetType: 'PAUSE',
  lifecycleStages: ['POST_TEST_TRAFFIC_SHIFT'],
  timeoutConfiguration: { timeoutInMinutes: 2, action },
});
const configuration = fc.constantFrom<object>(
  {},
  { deploymentCircuitBreaker: { enable: true, rollback: true } },
  { deploymentCircuitBreaker: { enable: true, rollback: false } },
  { strategy: 'ROLLING', bakeTimeInMinutes: 1 },
  { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 0, lifecycleHooks: [pause('CONTINUE')] },
  { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 0, lifecycleHooks: [pause('ROLLBACK')] },
);

const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ type: fc.constant('deploy' as const), name, outcome, configuration }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('script' as const), name, outcome }) },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constantFrom('create' as const, 'remove' as const, 'stopByOther' as const), name }),
  },
);

const failAndRollBack: fc.Arbitrary<Step> = fc.record({
  type: fc.constant('failAndRollBack' as const),
  name: fc.constant<ServiceName>('orders'),
  outcome: fc.constantFrom<EcsOutcome>('succeed', 'fail', 'hang'),
  delivery: requestDelivery,
});

/** Those of one history are about one thing, so that what they do meets. */
const rollbackSteps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: failAndRollBack },
  fc.record({
    type: fc.constant('ask' as const),
    command: fc.constant('rollback' as const),
    name: fc.constant<ServiceName>('orders'),
    delivery: requestDelivery,
  }),
  fc.record({
    type: fc.constant('deploy' as const),
    name: fc.constant<ServiceName>('orders'),
    outcome: fc.constantFrom<EcsOutcome>('succeed', 'fail'),
    configuration: fc.constant({ deploymentCircuitBreaker: { enable: true, rollback: false } }),
  }),
);

/** By then enough tasks have failed for the circuit breaker, and ECS lists for certain what succeeded before. */
const untilFailedMs = 31_000;

const names = serviceNames.map((service) => `shop/${service}`);
const rules = simulatedRules({
  brokenKind: 'service',
  brokenAction: 'cancel: { reason: never }',
  shadowMatch: 'environment: "prod*"',
});

/** Amazon ECS: the project's own, and the bot's real provider; old and new deployments side by side, and answers that lag. */
export const ecsScenario: Scenario<Step | SteeringStep, EcsSettingsOfHistory, EcsBackEnd> = {
  name: 'ecs',
  brokenKind: 'service',
  saysNothingOf: ['I4'],
  ingredients: {
    steps,
    personSteps: [
      fc.oneof(
        {
          weight: 3,
          arbitrary: fc.record({
            type: fc.constant('ask' as const),
            command: fc.constantFrom('cancel' as const, 'continue' as const, 'continue' as const),
            name,
            delivery: requestDelivery,
          }),
        },
        steeringSteps([...names, 'environment=prod*']),
      ),
      rollbackSteps,
      failAndRollBack,
    ],
    settings: fc.record({ lagMs: fc.constantFrom(0, 2_000, 10_000, 28_000) }),
    labels: [
      ...commonLabels,
      'ECS ListClusters',
      'ECS ListServices',
      'ECS DescribeServices',
      'ECS ListServiceDeployments',
      'ECS DescribeServiceDeployments',
      'ECS ListTagsForResource',
      'ECS ListDaemons',
      'ECS StopServiceDeployment',
      'ECS ContinueServiceDeployment',
      'ECS DescribeServiceRevisions',
      'ECS DescribeTaskDefinition',
      'ECS UpdateService',
    ],
    momentousLabels: [
      'ECS DescribeServiceDeployments',
      'ECS StopServiceDeployment',
      'ECS UpdateService',
      'EventBridge PutEvents',
    ],
    outageLabels: ['ECS ListServiceDeployments', 'ECS StopServiceDeployment', 'DynamoDB GetItem', 'DynamoDB PutItem'],
    pauses: fc.oneof(fc.constantFrom(0, 1_000, 20_000, 30_000, 65_000), commonPauses),
    delaysMs: fc.constantFrom(1_000, 12_000, 29_000),
    maximumSteps: 7,
    clocks: fc.constantFrom('right' as const, 'apart' as const),
  },
  createWorld: (options, settings) =>
    new World({ ...commonOptions, rules, ...options }, (context) => new EcsBackEnd(context, settings)),
  perform(world, step) {
    const { backEnd } = world;
    if (isSteering(step)) return steer(world, step);
    switch (step.type) {
      case 'deploy':
        return backEnd.deploy(step.name, step.outcome, step.configuration);
      case 'script':
        return backEnd.script(step.name, step.outcome);
      case 'create':
        return backEnd.create(step.name);
      case 'remove':
        return backEnd.remove(step.name);
      case 'stopByOther':
        return backEnd.stop(step.name);
      case 'failAndRollBack': {
        backEnd.deploy(step.name, 'fail', { deploymentCircuitBreaker: { enable: true, rollback: false } });
        const command = { name: 'rollback', target: `shop/${step.name}` };
        world.clock.schedule(world.clock.now() + untilFailedMs, () => {
          backEnd.script(step.name, step.outcome);
          request(world, { type: 'command', command }, step.delivery);
        });
        return;
      }
      case 'ask': {
        const command = { name: step.command, target: `shop/${step.name}` };
        request(world, { type: 'command', command }, step.delivery);
        return;
      }
    }
  },
  problemOfWrite: ({ backEnd }, item, before) => problemOfWrite(backEnd, item, before),
  calm: ({ backEnd }) => {
    backEnd.states.isTroubled = false;
  },
  problemsAtEnd: (world, items) => {
    const { rollbacks, lagMs } = world.backEnd;
    const badly = ['STOPPED', 'ROLLBACK_FAILED'];
    return [...problemsAtEnd(world.backEnd, items), ...problemsOfRollbacks(world, rollbacks, { items, badly, lagMs })];
  },
  hasOneAtATime: () => false,
  callsNameAttempts: () => true,
  lateByMs: ({ lagMs }) => 3 * lagMs,
  itemOf: (items, { id }) => items.find((item) => idOf(item) === id),
};

function idOf({ subject }: Item): string {
  return subject.on === 'deployment' ? subject.deployment.id : '';
}

/** What must never be written, whatever was answered. */
function problemOfWrite(backEnd: EcsBackEnd, item: Item, before: Item | undefined): string | undefined {
  const run = backEnd.attempts().find(({ id }) => id === idOf(item));
  if (run === undefined) return 'a ghost: there was never such a deployment';
  const isNowEnded = isFinal(item.subject) && !(before && isFinal(before.subject));
  return isNowEnded && run.endedAtMs === undefined
    ? `marked as ${statusOf(item.subject)}, and it is ${run.status}`
    : undefined;
}

/** When everything has been quiet for long enough, what is known is what is so; and no first deployment was cancelled unasked. */
function problemsAtEnd(backEnd: EcsBackEnd, items: readonly Item[]): readonly string[] {
  const problems: string[] = [];
  for (const { id, endedAtMs, isFirst } of backEnd.attempts()) {
    const known = items.filter((item) => idOf(item) === id);
    const open = known.filter(({ subject }) => !isFinal(subject)).length;
    if (endedAtMs !== undefined && open > 0) problems.push(`${id} has ended, and is open for the bot`);
    if (endedAtMs === undefined && open !== 1) problems.push(`${id} is under way, and has ${open} open items`);
    const isCancelled = backEnd.acting.some(({ operation, hit }) => operation === 'CancelDeployment' && hit === id);
    if (!isFirst || !isCancelled) continue;
    const claims = known.flatMap((item) => Object.values(item.claims)).filter(({ action }) => action === 'cancel');
    const isWanted = claims.some(
      ({ actor, question }) => actor.type === 'person' || (question?.approvedBy.length ?? 0) > 0,
    );
    if (!isWanted) problems.push(`${id} is the first of its service, and was cancelled without a person's word`);
  }
  return problems;
}
