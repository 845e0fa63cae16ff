import fc from 'fast-check';
import type { Item } from '../../../src/lib/model/item.ts';
import { isFinal, statusOf } from '../../../src/lib/model/statuses.ts';
import { providerRegistry } from '../../../src/lib/providers/registry.ts';
import { checkRules } from '../../../src/lib/rules/check/index.ts';
import { compileRules } from '../../../src/lib/rules/compile/index.ts';
import { World } from '../../../src/simulation/index.ts';
import {
  CodePipelineBackEnd,
  type PipelineName,
  type PipelineSettings,
  pipelineNames,
} from '../code-pipeline/back-end.ts';
import { commonOptions, type Scenario } from '../histories/run.ts';
import { commonLabels, commonPauses, type RequestDelivery, request, requestDelivery } from './common.ts';
import { isSteering, replySteps, type SteeringStep, steer, steeringSteps } from './steering.ts';

type Step =
  | { readonly type: 'start'; readonly name: PipelineName; readonly outcome: 'succeed' | 'fail' | 'hang' }
  | { readonly type: 'script'; readonly name: PipelineName; readonly outcome: 'succeed' | 'fail' | 'hang' }
  | { readonly type: 'retryByOther' | 'change'; readonly name: PipelineName }
  | { readonly type: 'stopByOther'; readonly name: PipelineName; readonly abandon: boolean }
  | { readonly type: 'answerByOther'; readonly status: 'Approved' | 'Rejected' }
  | { readonly type: 'condition'; readonly outcome: 'succeed' | 'fail' | 'hang' }
  | { readonly type: 'overrideByOther' }
  /** What has just failed, or begun to wait, is asked about at once. */
  | {
      readonly type: 'startAndAsk';
      readonly name: PipelineName;
      readonly outcome: 'succeed' | 'fail';
      readonly command: 'retry' | 'rollback' | 'continue' | 'turn-down';
      readonly delivery: RequestDelivery;
    }
  | { readonly type: 'startAndOverride'; readonly delivery: RequestDelivery }
  | {
      readonly type: 'ask';
      readonly command: 'cancel' | 'retry' | 'rollback' | 'continue' | 'turn-down';
      readonly name: PipelineName;
      readonly delivery: RequestDelivery;
    };

const name = fc.oneof({ weight: 2, arbitrary: fc.constant(pipelineNames[0]) }, fc.constantFrom(...pipelineNames));
const outcome = fc.constantFrom('hang' as const, 'hang' as const, 'succeed' as const, 'fail' as const);

const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ type: fc.constant('start' as const), name, outcome }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('script' as const), name, outcome }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('retryByOther' as const), name }) },
  fc.record({ type: fc.constant('change' as const), name }),
  fc.record({ type: fc.constant('stopByOther' as const), name, abandon: fc.boolean() }),
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('answerByOther' as const),
      status: fc.constantFrom('Approved' as const, 'Rejected' as const),
    }),
  },
  fc.record({
    type: fc.constant('condition' as const),
    outcome: fc.constantFrom('hang' as const, 'hang' as const, 'succeed' as const, 'fail' as const),
  }),
  fc.record({ type: fc.constant('overrideByOther' as const) }),
);

const askedFor = (
  commands: readonly Extract<Step, { type: 'ask' }>['command'][],
  named: fc.Arbitrary<PipelineName>,
): fc.Arbitrary<Step> =>
  fc.record({
    type: fc.constant('ask' as const),
    command: fc.constantFrom(...commands),
    name: named,
    delivery: requestDelivery,
  });

const asked: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: askedFor(['cancel'], name) },
  { weight: 3, arbitrary: askedFor(['retry', 'retry', 'rollback'], name) },
  // One of them has an approval, the other one a condition.
  { weight: 3, arbitrary: askedFor(['continue', 'continue', 'turn-down'], fc.constant('shop')) },
  askedFor(['continue'], fc.constant('orders')),
);

const startAndAsk: fc.Arbitrary<Step> = fc
  .record({
    type: fc.constant('startAndAsk' as const),
    command: fc.constantFrom(
      'retry' as const,
      'retry' as const,
      'rollback' as const,
      'continue' as const,
      'turn-down' as const,
    ),
    outcome: fc.constantFrom('fail' as const, 'fail' as const, 'succeed' as const),
    delivery: requestDelivery,
  })
  .map((step) => ({ ...step, name: step.command === 'retry' || step.command === 'rollback' ? 'orders' : 'shop' }));

/** Whoever comes to the condition waits there, and somebody asks to override it. */
const startAndOverride: fc.Arbitrary<Step> = fc.record({
  type: fc.constant('startAndOverride' as const),
  delivery: requestDelivery,
});

/** By then the first action has ended. */
const afterFirstActionMs = 20_500;
/** By then all have. */
const wholePipelineMs = 41_000;

const rulesText = `
version: 1
rules:
  - name: cancel-stuck
    on: deployment
    when: deployment.status == "InProgress" && now - deployment.startedAt > duration("5m")
    do: [{ cancel: { reason: stuck for more than five minutes } }]
    mode: enforce
  - name: cancel-early-on-paper
    on: deployment
    match: { environment: "prod*" }
    when: deployment.status == "InProgress" && now - deployment.startedAt > duration("150s")
    do: [{ cancel: { reason: only on paper } }]
    mode: shadow
  - name: cancel-when-approved
    on: deployment
    match: { name: orders }
    when: deployment.status == "InProgress" && now - deployment.startedAt > duration("90s")
    do: [{ cancel: { reason: somebody thinks that it hangs } }]
    mode: approve
    approval: { people: 2, within: 3m }
  - name: cannot-be-evaluated
    on: deployment
    match: { kind: pipeline }
    when: int(deployment.name) > 1
    do: [{ cancel: { reason: never } }]
    mode: enforce
`;

function rulesOf() {
  const checked = checkRules(rulesText, 'simulated-rules.yml', { providers: providerRegistry });
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems, undefined, 2));
  return compileRules(checked.document);
}

const rules = rulesOf();

const reading = [
  'GetPipelineExecution',
  'GetPipelineState',
  'ListActionExecutions',
  'ListPipelineExecutions',
  'ListTagsForResource',
];
const acting = [
  'StopPipelineExecution',
  'RetryStageExecution',
  'RollbackStage',
  'PutApprovalResult',
  'OverrideStageCondition',
];

/**
 * AWS CodePipeline: the project's own, and the bot's real provider. Its own faults: a stop that comes too late or twice, an approval
 * or a condition that somebody else answered, executions that go on under their id or are superseded, a sweep that is turned away.
 */
export const codePipelineScenario: Scenario<Step | SteeringStep, PipelineSettings, CodePipelineBackEnd> = {
  name: 'codePipeline',
  brokenKind: 'pipeline',
  saysNothingOf: ['I4'],
  ingredients: {
    steps,
    // Those of one history do one kind of thing, so that what they do meets.
    personSteps: [
      fc.oneof(asked, startAndAsk, startAndOverride),
      startAndAsk,
      startAndOverride,
      steeringSteps([...pipelineNames, 'environment=prod*']),
      replySteps,
    ],
    settings: fc.record({
      lagMs: fc.constantFrom(0, 2_000, 10_000, 28_000),
      mode: fc.constantFrom('SUPERSEDED' as const, 'QUEUED' as const, 'PARALLEL' as const),
      retries: fc.constantFrom(true, true, true, false),
      stopTakesMs: fc.constantFrom(0, 5_000, 60_000),
      condition: fc.constantFrom(undefined, 'BEFORE_ENTRY' as const, 'ON_SUCCESS' as const),
    }),
    labels: [
      ...commonLabels,
      ...[...reading, ...acting, 'ListPipelines', 'GetPipeline'].map((operation) => `CodePipeline ${operation}`),
    ],
    outageLabels: ['CodePipeline ListPipelineExecutions', 'CodePipeline StopPipelineExecution', 'DynamoDB PutItem'],
    momentousLabels: [
      'CodePipeline ListActionExecutions',
      'CodePipeline StopPipelineExecution',
      'EventBridge PutEvents',
    ],
    pauses: fc.oneof({ weight: 3, arbitrary: fc.constantFrom(0, 1, 500, 5_000, 20_000, 20_001, 40_000) }, commonPauses),
    delaysMs: fc.constantFrom(1_000, 12_000, 29_000),
    maximumSteps: 6,
    clocks: fc.constantFrom('right' as const, 'apart' as const),
  },
  createWorld: (options, settings) =>
    new World({ ...commonOptions, rules, ...options }, (context) => new CodePipelineBackEnd(context, settings)),
  perform(world, step) {
    const { backEnd } = world;
    if (isSteering(step)) return steer(world, step);
    switch (step.type) {
      case 'start':
        return backEnd.start(step.name, step.outcome);
      case 'script':
        return backEnd.script(step.name, step.outcome);
      case 'retryByOther':
        return backEnd.retry(step.name);
      case 'change':
        return backEnd.change(step.name);
      case 'stopByOther':
        return backEnd.stop(step.name, step.abandon);
      case 'answerByOther':
        return backEnd.answer(step.status);
      case 'condition':
        return backEnd.scriptCondition(step.outcome);
      case 'overrideByOther':
        return backEnd.override();
      case 'startAndOverride': {
        backEnd.scriptCondition('hang');
        backEnd.start('orders', 'succeed');
        const command = { name: 'continue', target: 'orders' };
        const afterMs = backEnd.settings.condition === 'ON_SUCCESS' ? wholePipelineMs : afterFirstActionMs;
        world.clock.schedule(world.clock.now() + afterMs, () =>
          request(world, { type: 'command', command }, step.delivery),
        );
        return;
      }
      case 'startAndAsk': {
        if (step.command === 'retry' && !backEnd.settings.retries) return;
        // There is something to go back to.
        const delayMs = step.command === 'rollback' ? wholePipelineMs : 0;
        if (delayMs > 0) backEnd.start(step.name, 'succeed');
        const beginsAtMs = world.clock.now() + delayMs;
        const command = { name: step.command, target: step.name };
        world.clock.schedule(beginsAtMs, () => backEnd.start(step.name, step.outcome));
        world.clock.schedule(beginsAtMs + afterFirstActionMs, () =>
          request(world, { type: 'command', command }, step.delivery),
        );
        return;
      }
      case 'ask':
        // Where nothing is retried, the bot does not do it either.
        if (step.command === 'retry' && !backEnd.settings.retries) return;
        return request(world, { type: 'command', command: { name: step.command, target: step.name } }, step.delivery);
    }
  },
  problemOfWrite: ({ backEnd }, item, before) => problemOfWrite(backEnd, item, before),
  calm: ({ backEnd }) => {
    backEnd.states.isTroubled = false;
  },
  problemsAtEnd: ({ backEnd }, items) => problemsAtEnd(backEnd, items),
  lagMs: ({ lagMs }) => lagMs,
  lateByMs: ({ lagMs }) => 3 * lagMs,
  hasOneAtATime: () => false,
  callsNameAttempts: ({ retries }) => !retries,
  // What was stopped between two actions and goes on shows its first start again (docs/back-ends.md): the first item is the run's.
  itemOf: (items, { attemptId, startedAtMs }) =>
    items.find((item) => startOf(item) === startedAtMs && idOf(item) === attemptId) ??
    items.findLast((item) => idOf(item) === attemptId),
};

function idOf({ subject }: Item): string {
  return subject.on === 'deployment' ? subject.deployment.id : '';
}

function startOf({ subject }: Item): number {
  return subject.on === 'deployment' ? subject.deployment.startedAtMs : 0;
}

function runIn({ runs }: CodePipelineBackEnd, item: Item) {
  return runs.find((run) => run.executionId === idOf(item) && run.startedAtMs === startOf(item));
}

/** What must never be written, whatever was answered: the truth is known here, and the bot does not know it. */
function problemOfWrite(backEnd: CodePipelineBackEnd, item: Item, before: Item | undefined): string | undefined {
  const run = runIn(backEnd, item);
  if (run === undefined) return `a ghost: no run of ${idOf(item)} began at ${startOf(item)}`;
  const was = before && runIn(backEnd, before);
  if (was !== undefined && was.number > run.number) return `shows ${run.tag} after ${was.tag}`;
  const isNowEnded = isFinal(item.subject) && !(before && isFinal(before.subject));
  if (isNowEnded && run.endedAtMs === undefined) return `marked as ${statusOf(item.subject)}, and ${run.tag} goes on`;
  return undefined;
}

/** When everything has been quiet for long enough, what is known is what is so; and no action that ran was left alone. */
function problemsAtEnd(backEnd: CodePipelineBackEnd, items: readonly Item[]): readonly string[] {
  const newest = new Map(backEnd.runs.map((run) => [run.executionId, run]));
  const abandoned = backEnd.abandoned.map((id) => `the running actions of ${id} were abandoned`);
  const unknown = [...newest.values()].flatMap((run) => {
    const known = items.filter((item) => idOf(item) === run.executionId);
    const open = known.filter(({ subject }) => !isFinal(subject));
    if (run.endedAtMs !== undefined && open.length > 0) return [`${run.tag} has ended, and is open for the bot`];
    if (run.endedAtMs === undefined && open.length !== 1)
      return [`${run.tag} goes on, and has ${open.length} open items`];
    return [];
  });
  return [...abandoned, ...unknown];
}
