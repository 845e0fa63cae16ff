import fc from 'fast-check';
import type { Item } from '../../../src/lib/model/item.ts';
import { deletedStatus, endedUnseenStatus, isFinal, statusOf } from '../../../src/lib/model/statuses.ts';
import { World } from '../../../src/simulation/index.ts';
import { CloudFormationBackEnd, type StackName, stackNames } from '../cloudformation/back-end.ts';
import { type StackSettings, stackSettings } from '../cloudformation/settings.ts';
import { commonOptions, type Scenario } from '../histories/run.ts';
import { commonLabels, commonPauses, type RequestDelivery, request, requestDelivery } from './common.ts';
import { simulatedRules, usualMatches } from './rules.ts';
import { holdSteps, isSteering, momentousSteps, type SteeringStep, steer, steeringSteps } from './steering.ts';

type Step =
  | {
      readonly type: 'update';
      readonly name: StackName;
      readonly outcome: 'succeed' | 'fail' | 'hang' | 'slow';
      readonly rollback: 'succeed' | 'fail';
    }
  | {
      readonly type: 'takeOver';
      readonly name: StackName;
      readonly outcome: 'succeed' | 'fail' | 'hang';
      readonly rollback: 'succeed' | 'fail';
    }
  | { readonly type: 'finish'; readonly name: StackName; readonly outcome: 'succeed' | 'fail' }
  | { readonly type: 'remove'; readonly name: StackName; readonly outcome: 'succeed' | 'fail' }
  | { readonly type: 'cancelByOther' | 'changeSet' | 'continueRollback'; readonly name: StackName }
  | { readonly type: 'cancelByPerson'; readonly name: StackName; readonly delivery: RequestDelivery };

const name = fc.oneof({ weight: 2, arbitrary: fc.constant(stackNames[0]) }, fc.constantFrom(...stackNames));
const wellOrNot = fc.constantFrom('succeed' as const, 'fail' as const);

const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant('update' as const),
      name,
      outcome: fc.constantFrom('hang' as const, 'hang' as const, 'succeed' as const, 'fail' as const, 'slow' as const),
      rollback: fc.constantFrom('succeed' as const, 'succeed' as const, 'fail' as const),
    }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('finish' as const), name, outcome: wellOrNot }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('takeOver' as const),
      name,
      outcome: fc.constantFrom('hang' as const, 'succeed' as const, 'fail' as const),
      rollback: wellOrNot,
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('remove' as const), name, outcome: wellOrNot }) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constantFrom('cancelByOther' as const, 'changeSet' as const, 'continueRollback' as const),
      name,
    }),
  },
);

const everything = 'environment=prod*';
const rules = simulatedRules({ ...usualMatches, brokenKind: 'stack' });

/** CloudFormation: the project's own stacks, whose answers lag each by itself, and the bot's real provider. */
export const cloudFormationScenario: Scenario<Step | SteeringStep, StackSettings, CloudFormationBackEnd> = {
  name: 'cloudFormation',
  brokenKind: 'stack',
  saysNothingOf: ['I4', 'I11'],
  ingredients: {
    steps,
    personSteps: [
      fc.oneof(fc.record({ type: fc.constant('cancelByPerson' as const), name, delivery: requestDelivery }), {
        weight: 2,
        arbitrary: steeringSteps([...stackNames, everything]),
      }),
      holdSteps([...stackNames, everything]),
    ],
    momentousSteps: momentousSteps(everything),
    settings: stackSettings,
    labels: [
      ...commonLabels,
      'CloudFormation CancelUpdateStack',
      'CloudFormation DescribeStackEvents',
      'CloudFormation DescribeStacks',
      'CloudFormation ListStacks',
    ],
    momentousLabels: [
      'CloudFormation CancelUpdateStack',
      'CloudFormation DescribeStacks',
      'DynamoDB BatchWriteItem',
      'EventBridge PutEvents',
    ],
    outageLabels: [
      'CloudFormation CancelUpdateStack',
      'CloudFormation DescribeStackEvents',
      'CloudFormation DescribeStacks',
      'CloudFormation ListStacks',
      'DynamoDB GetItem',
    ],
    pauses: fc.oneof(fc.constantFrom(0, 1, 15_000, 30_000, 45_000, 90_000), commonPauses),
    delaysMs: fc.constantFrom(500, 2_000, 12_000, 28_000),
    maximumSteps: 7,
    clocks: fc.constantFrom('right' as const, 'apart' as const),
  },
  createWorld: (options, settings) =>
    new World({ ...commonOptions, rules, ...options }, (context) => new CloudFormationBackEnd(context, settings)),
  perform(world, step) {
    const { backEnd } = world;
    if (isSteering(step)) return steer(world, step);
    switch (step.type) {
      case 'update':
        return backEnd.update(step.name, step.outcome, step.rollback);
      case 'takeOver':
        return backEnd.takeOver(step.name, step.outcome, step.rollback);
      case 'finish':
        return backEnd.script(step.name, step.outcome);
      case 'remove':
        return backEnd.remove(step.name, step.outcome);
      case 'cancelByOther':
        return backEnd.cancelByOther(step.name);
      case 'changeSet':
        return backEnd.makeChangeSet(step.name);
      case 'continueRollback':
        return backEnd.continueRollback(step.name);
      case 'cancelByPerson':
        request(world, { type: 'command', command: { name: 'cancel', target: step.name } }, step.delivery);
        return;
    }
  },
  problemOfWrite: ({ backEnd }, item, before) => problemOfWrite(backEnd, item, before),
  problemsAtEnd: ({ backEnd }, items) => problemsAtEnd(backEnd, items),
  hasOneAtATime: () => true,
  // CancelUpdateStack names a stack: whatever updates it by then is hit.
  callsNameAttempts: () => false,
  lagMs: ({ lagMs }) => lagMs,
  lateByMs: ({ lagMs }) => 3 * lagMs,
  itemOf: (items, { id }) => items.findLast((item) => idOf(item) === id),
};

function idOf({ subject }: Item): string {
  return subject.on === 'deployment' ? subject.deployment.id : '';
}

function attemptOf(backEnd: CloudFormationBackEnd, item: Item) {
  return backEnd.attempts().find(({ id }) => id === idOf(item));
}

/** What an end is called by the bot: of a rollback, whether somebody asked for it. */
function endOf({ status, isAsked }: { readonly status: string; readonly isAsked: boolean }): string {
  if (status.startsWith('DELETE_')) return status;
  if (status === 'UPDATE_ROLLBACK_COMPLETE') return isAsked ? 'CANCELLED' : 'FAILED';
  return ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'IMPORT_COMPLETE'].includes(status) ? 'SUCCEEDED' : 'FAILED';
}

/** Where nobody read how it ended. */
const unseen: ReadonlySet<string> = new Set([endedUnseenStatus, deletedStatus]);

/** The truth is known here, and the bot does not know it. */
function problemOfWrite(backEnd: CloudFormationBackEnd, item: Item, before: Item | undefined): string | undefined {
  const attempt = attemptOf(backEnd, item);
  if (attempt === undefined || !isFinal(item.subject) || (before && isFinal(before.subject))) return undefined;
  const status = statusOf(item.subject);
  if (attempt.endedAtMs === undefined) return `marked as ${status}, and ${attempt.id} is ${attempt.status}`;
  const end = endOf(attempt);
  return unseen.has(status) || status === end ? undefined : `marked as ${status}, and ${attempt.id} ended ${end}`;
}

/** When everything has been quiet for long enough, what is known is what is so. */
function problemsAtEnd(backEnd: CloudFormationBackEnd, items: readonly Item[]): readonly string[] {
  const attempts = backEnd.attempts();
  return attempts.flatMap((attempt) => {
    const own = items.filter((item) => idOf(item) === attempt.id);
    const open = own.filter(({ subject }) => !isFinal(subject));
    if (attempt.endedAtMs !== undefined && open.length > 0) return [`${attempt.id} has ended, and is open for the bot`];
    if (attempt.endedAtMs === undefined && open.length !== 1)
      return [`${attempt.id} is under way, and has ${open.length} open items`];
    return [];
  });
}
