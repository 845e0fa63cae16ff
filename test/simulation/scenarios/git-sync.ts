import fc from 'fast-check';
import type { Item } from '../../../src/lib/model/item.ts';
import { isFinal, statusOf } from '../../../src/lib/model/statuses.ts';
import { providerRegistry } from '../../../src/lib/providers/registry.ts';
import { checkRules } from '../../../src/lib/rules/check/index.ts';
import { compileRules } from '../../../src/lib/rules/compile/index.ts';
import { type TrueAttempt, World } from '../../../src/simulation/index.ts';
import { GitSyncBackEnd, type StackName, type SyncSettings, stackNames } from '../git-sync/back-end.ts';
import { commonOptions, type Scenario } from '../histories/run.ts';
import { commonLabels, commonPauses, type RequestDelivery, request, requestDelivery } from './common.ts';
import { isSteering, replySteps, type SteeringStep, steer, steeringSteps } from './steering.ts';

type Outcome = 'succeed' | 'fail' | 'hang' | 'block' | 'refuseRetry';

type Step =
  | { readonly type: 'push' | 'script'; readonly stack: StackName; readonly outcome: Outcome }
  | { readonly type: 'resolveByOther' | 'unfollow'; readonly stack: StackName }
  /** What begins to block a stack is asked about at once. */
  | { readonly type: 'blockAndAsk'; readonly stack: StackName; readonly delivery: RequestDelivery }
  | {
      readonly type: 'ask';
      readonly command: 'cancel' | 'continue';
      readonly stack: StackName;
      readonly delivery: RequestDelivery;
    };

const stack = fc.constantFrom(...stackNames);
const outcome = fc.constantFrom<Outcome>('hang', 'block', 'block', 'succeed', 'fail', 'refuseRetry');

const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ type: fc.constant('push' as const), stack, outcome }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('script' as const), stack, outcome }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('resolveByOther' as const), stack }) },
  fc.record({ type: fc.constant('unfollow' as const), stack }),
);

const asked: fc.Arbitrary<Step> = fc.record({
  type: fc.constant('ask' as const),
  command: fc.constantFrom('continue' as const, 'continue' as const, 'cancel' as const),
  stack,
  delivery: requestDelivery,
});
const blockAndAsk: fc.Arbitrary<Step> = fc.record({
  type: fc.constant('blockAndAsk' as const),
  stack,
  delivery: requestDelivery,
});

/** By then a sync that was pushed has ended. */
const wholeSyncMs = 21_500;

const rulesText = `
version: 1
rules:
  - name: cancel-stuck
    on: deployment
    when: deployment.status in ["INITIATED", "IN_PROGRESS"] && now - deployment.startedAt > duration("5m")
    do: [{ cancel: { reason: stuck for more than five minutes } }]
    mode: enforce
  - name: cancel-early-on-paper
    on: deployment
    match: { name: "sync:orders" }
    when: deployment.status == "IN_PROGRESS" && now - deployment.startedAt > duration("150s")
    do: [{ cancel: { reason: only on paper } }]
    mode: shadow
  - name: cancel-when-approved
    on: deployment
    match: { name: "sync:shop" }
    when: deployment.status == "IN_PROGRESS" && now - deployment.startedAt > duration("90s")
    do: [{ cancel: { reason: somebody thinks that it hangs } }]
    mode: approve
    approval: { people: 2, within: 3m }
  - name: cannot-be-evaluated
    on: deployment
    match: { kind: gitSync }
    when: int(deployment.name) > 1
    do: [{ notify: { channel: platform } }]
    mode: enforce
`;

function rulesOf() {
  const checked = checkRules(rulesText, 'simulated-rules.yml', { providers: providerRegistry });
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems, undefined, 2));
  return compileRules(checked.document);
}

const operations = [
  'GetResourceSyncStatus',
  'GetSyncBlockerSummary',
  'GetSyncConfiguration',
  'ListRepositoryLinks',
  'ListSyncConfigurations',
  'UpdateSyncBlocker',
];

/**
 * Git sync of stacks: the project's own, and the bot's real provider. Its own faults: a blocker that somebody else has resolved, or that
 * cannot be resolved; a sync that nobody can stop; a stack that follows its repository no more; reads that lag.
 */
export const gitSyncScenario: Scenario<Step | SteeringStep, SyncSettings, GitSyncBackEnd> = {
  name: 'gitSync',
  brokenKind: 'gitSync',
  saysNothingOf: ['I4', 'I11'],
  ingredients: {
    steps,
    // Those of one history do one kind of thing, so that what they do meets.
    personSteps: [
      asked,
      fc.oneof(asked, blockAndAsk),
      blockAndAsk,
      steeringSteps(['sync:orders', 'sync:shop']),
      replySteps,
    ],
    settings: fc.record({ lagMs: fc.constantFrom(0, 2_000, 10_000, 28_000) }),
    labels: [...commonLabels, ...operations.map((operation) => `GitSync ${operation}`)],
    outageLabels: [
      'GitSync GetResourceSyncStatus',
      'GitSync UpdateSyncBlocker',
      'DynamoDB GetItem',
      'DynamoDB PutItem',
    ],
    momentousLabels: ['GitSync GetSyncBlockerSummary', 'GitSync UpdateSyncBlocker', 'EventBridge PutEvents'],
    pauses: fc.oneof(fc.constantFrom(1, 1_000, 20_000, wholeSyncMs), commonPauses),
    delaysMs: fc.constantFrom(1_000, 12_000, 29_000),
    maximumSteps: 7,
    clocks: fc.constantFrom('right' as const, 'apart' as const),
  },
  createWorld: (options, settings) =>
    new World({ ...commonOptions, rules: rulesOf(), ...options }, (context) => new GitSyncBackEnd(context, settings)),
  perform(world, step) {
    const { backEnd } = world;
    if (isSteering(step)) return steer(world, step);
    switch (step.type) {
      case 'push':
        return backEnd.push(step.stack, step.outcome);
      case 'script':
        return backEnd.script(step.stack, step.outcome);
      case 'resolveByOther':
        return backEnd.resolve(step.stack);
      case 'unfollow':
        return backEnd.unfollow(step.stack);
      case 'blockAndAsk': {
        backEnd.push(step.stack, 'block');
        const command = { name: 'continue', target: `sync:${step.stack}` };
        world.clock.schedule(world.clock.now() + wholeSyncMs, () =>
          request(world, { type: 'command', command }, step.delivery),
        );
        return;
      }
      case 'ask': {
        const command = { name: step.command, target: `sync:${step.stack}` };
        return request(world, { type: 'command', command }, step.delivery);
      }
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
  callsNameAttempts: () => true,
  itemOf,
};

function itemOf(items: readonly Item[], { target, attemptId = '', startedAtMs }: TrueAttempt): Item | undefined {
  return items.find(
    ({ key, subject }) =>
      key.target === target &&
      subject.on === 'deployment' &&
      subject.deployment.startedAtMs === startedAtMs &&
      subject.deployment.id === attemptId,
  );
}

/** What must never be written, whatever was answered: the truth is known here, and the bot does not know it. */
function problemOfWrite(backEnd: GitSyncBackEnd, item: Item, before: Item | undefined): string | undefined {
  const run = backEnd.attempts().find((attempt) => itemOf([item], attempt) !== undefined);
  if (run === undefined) return 'a ghost: there was never such a sync, nor such a blocker';
  const isNowEnded = isFinal(item.subject) && !(before && isFinal(before.subject));
  return isNowEnded && run.endedAtMs === undefined
    ? `marked as ${statusOf(item.subject)}, and it is ${run.status}`
    : undefined;
}

/** When everything has been quiet for long enough, what is known is what is so. */
function problemsAtEnd(backEnd: GitSyncBackEnd, items: readonly Item[]): readonly string[] {
  return backEnd.attempts().flatMap((attempt) => {
    const { id, endedAtMs } = attempt;
    const known = itemOf(items, attempt);
    const isOpen = known !== undefined && !isFinal(known.subject);
    if (endedAtMs !== undefined && isOpen) return [`${id} has ended, and is open for the bot`];
    if (endedAtMs === undefined && !isOpen) return [`${id} is under way, and is not open for the bot`];
    return [];
  });
}
