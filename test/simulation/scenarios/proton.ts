import fc from 'fast-check';
import type { Item } from '../../../src/lib/model/item.ts';
import {
  cancelPastTheBot,
  createProtonWorld,
  durations,
  type ProtonBackEnd,
  type ProtonWorld,
  simulatedAccount,
  startUpdate,
  type TargetName,
  targetArns,
  typedNames,
} from '../../../src/simulation/index.ts';
import { commonOptions, type Scenario } from '../histories/run.ts';
import { builds, type ChangeStep, change, changeSteps, isChange, momentousChanges } from './builds-and-modes.ts';
import { commonLabels, commonPauses, type RequestDelivery, request, requestDelivery } from './common.ts';
import { preparedState, rulesOfBuilds, trustedAccount, unknownAccount } from './rules.ts';
import {
  holdSteps,
  isSteering,
  momentousSteps,
  replySteps,
  type SteeringStep,
  steer,
  steeringSteps,
} from './steering.ts';

/** What a person, a pipeline or fate does at one moment of a history. */
type Step =
  | { readonly type: 'update'; readonly target: TargetName; readonly outcome: 'succeed' | 'fail' | 'hang' }
  | { readonly type: 'finish'; readonly target: TargetName; readonly outcome: 'succeed' | 'fail' }
  | { readonly type: 'cancelByOther'; readonly target: TargetName }
  | { readonly type: 'connect'; readonly account: string }
  | { readonly type: 'cancelByPerson'; readonly target: TargetName; readonly delivery: RequestDelivery }
  | { readonly type: 'rollBackByPerson'; readonly target: TargetName; readonly delivery: RequestDelivery }
  /** What has just failed is asked about at once, and what fails again, again. */
  | {
      readonly type: 'failAndRollBack';
      readonly target: TargetName;
      readonly rollback: 'succeed' | 'fail' | 'hang';
      readonly delivery: RequestDelivery;
    }
  | { readonly type: 'decideByPerson'; readonly action: 'accept' | 'reject'; readonly delivery: RequestDelivery };

interface Settings {
  /** `false` is how AWS behaves: the expected-deployment header means nothing to it. */
  readonly honoursHeader: boolean;
}

const everything = 'environment=prod*';
const targets = [...Object.values(typedNames), everything];
const targetName = fc.constantFrom<TargetName>('environment', 'instance', 'pipeline', 'component');
const ends = fc.constantFrom('succeed' as const, 'fail' as const);
const delivery = requestDelivery;

const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('update' as const),
      target: targetName,
      outcome: fc.constantFrom('hang' as const, 'succeed' as const, 'fail' as const),
    }),
  },
  fc.record({ type: fc.constant('finish' as const), target: targetName, outcome: ends }),
  fc.record({ type: fc.constant('cancelByOther' as const), target: targetName }),
  fc.record({ type: fc.constant('connect' as const), account: fc.constantFrom(trustedAccount, unknownAccount) }),
);

const personSteps: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ type: fc.constant('cancelByPerson' as const), target: targetName, delivery }),
  fc.record({
    type: fc.constant('decideByPerson' as const),
    action: fc.constantFrom('accept' as const, 'reject' as const),
    delivery,
  }),
);

const failAndRollBack: fc.Arbitrary<Step> = fc.record({
  type: fc.constant('failAndRollBack' as const),
  target: targetName,
  rollback: fc.constantFrom('succeed' as const, 'fail' as const, 'hang' as const),
  delivery,
});

/** Those of one history are about one thing, so that what they do meets. */
const rollbackSteps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: failAndRollBack },
  fc.record({ type: fc.constant('rollBackByPerson' as const), target: targetName, delivery }),
);

const rulesOf = rulesOfBuilds();
const rules = rulesOf(builds[0]);

/** Proton: the project's control plane and the bot's real provider. */
export const protonScenario: Scenario<Step | SteeringStep | ChangeStep, Settings, ProtonBackEnd> = {
  name: 'proton',
  brokenKind: 'component',
  saysNothingOf: [],
  ingredients: {
    steps,
    personSteps: [
      fc.oneof(personSteps, steeringSteps(targets)),
      holdSteps(targets),
      replySteps,
      fc.oneof(changeSteps, replySteps),
      rollbackSteps,
      failAndRollBack,
    ],
    momentousSteps: fc.oneof({ weight: 2, arbitrary: momentousSteps(everything) }, momentousChanges),
    settings: fc.record({ honoursHeader: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, fc.constant(false)) }),
    labels: [
      ...commonLabels,
      'Proton GetEnvironment',
      'Proton GetServiceInstance',
      'Proton GetService',
      'Proton GetComponent',
      'Proton GetDeployment',
      'Proton GetEnvironmentAccountConnection',
      'Proton ListServiceInstances',
      'Proton ListEnvironments',
      'Proton ListComponents',
      'Proton ListDeployments',
      'Proton ListEnvironmentAccountConnections',
      'Proton CancelEnvironmentDeployment',
      'Proton CancelServiceInstanceDeployment',
      'Proton CancelServicePipelineDeployment',
      'Proton CancelComponentDeployment',
      'Proton GetEnvironmentTemplateVersion',
      'Proton GetServiceTemplateVersion',
      'Proton UpdateEnvironment',
      'Proton UpdateServiceInstance',
      'Proton UpdateServicePipeline',
      'Proton UpdateComponent',
      'Proton AcceptEnvironmentAccountConnection',
      'Proton RejectEnvironmentAccountConnection',
    ],
    momentousLabels: [
      'Proton GetEnvironment',
      'Proton CancelEnvironmentDeployment',
      'Proton UpdateEnvironment',
      'EventBridge PutEvents',
    ],
    outageLabels: [
      'Proton GetEnvironment',
      'Proton CancelEnvironmentDeployment',
      'DynamoDB GetItem',
      'DynamoDB PutItem',
    ],
    pauses: commonPauses,
    delaysMs: fc.constantFrom(1_000, 12_000, 29_000),
    maximumSteps: 6,
  },
  createWorld: async (options, { honoursHeader }) =>
    createProtonWorld(
      { ...commonOptions, rules, rulesOf, ...options },
      { durations, state: await preparedState(), honourExpectedDeployment: honoursHeader, redeploy: true },
    ),
  perform,
  problemsAtEnd: (world, items) => problemsAtEnd(world, items),
  hasOneAtATime: () => true,
  callsNameAttempts: ({ honoursHeader }) => honoursHeader,
  itemOf: (items, { id }) =>
    items.find(
      ({ subject }) =>
        subject.on === 'deployment' && subject.deployment.id === id && subject.deployment.operation !== 'delete',
    ),
};

function perform(world: ProtonWorld, step: Step | SteeringStep | ChangeStep): void {
  const { backEnd } = world;
  if (isSteering(step)) return steer(world, step);
  if (isChange(step)) return change(world, step);
  switch (step.type) {
    case 'update':
      backEnd.controlPlane.script(targetArns[step.target], step.outcome);
      return startUpdate(world, step.target);
    case 'finish':
      return backEnd.controlPlane.script(targetArns[step.target], step.outcome);
    case 'cancelByOther':
      return cancelPastTheBot(world, step.target);
    case 'connect':
      backEnd.call(
        'CreateEnvironmentAccountConnection',
        {
          managementAccountId: simulatedAccount,
          environmentName: `environment-${world.uuid().slice(-4)}`,
          roleArn: `arn:aws:iam::${step.account}:role/proton`,
          clientToken: world.uuid(),
        },
        step.account,
      );
      return;
    case 'cancelByPerson':
      request(world, { type: 'command', command: { name: 'cancel', target: typedNames[step.target] } }, step.delivery);
      return;
    case 'rollBackByPerson':
      return rollBack(world, step);
    case 'failAndRollBack': {
      backEnd.controlPlane.script(targetArns[step.target], 'fail');
      startUpdate(world, step.target);
      const askedAtMs = world.clock.now() + durations.deploymentMs + 500;
      world.clock.schedule(askedAtMs, () => {
        backEnd.controlPlane.script(targetArns[step.target], step.rollback);
        rollBack(world, step);
      });
      return;
    }
    case 'decideByPerson': {
      const id = pendingConnections(backEnd)[0];
      if (id) request(world, { type: 'command', command: { name: step.action, id } }, step.delivery);
    }
  }
}

function rollBack(
  world: ProtonWorld,
  { target, delivery: how }: { readonly target: TargetName; readonly delivery: RequestDelivery },
): void {
  request(world, { type: 'command', command: { name: 'rollback', target: typedNames[target] } }, how);
}

/** Specs are read for a rollback, and must be nowhere but in its call. */
function problemsAtEnd({ chat, table }: ProtonWorld, items: readonly Item[]): readonly string[] {
  const trails = [...table.targets].flatMap((target) => table.recordsOf(target));
  const kept = JSON.stringify([items, trails, chat.answers, chat.announced]);
  return /EnvironmentSpec|ServiceSpec|AWS::SNS/.test(kept) ? ['a spec was kept, or told'] : [];
}

/** Ids of the connections that are still undecided. */
function pendingConnections(backEnd: ProtonBackEnd): readonly string[] {
  const input = { requestedBy: 'MANAGEMENT_ACCOUNT', statuses: ['PENDING'] };
  const { environmentAccountConnections } = backEnd.call('ListEnvironmentAccountConnections', input);
  const connections = Array.isArray(environmentAccountConnections) ? environmentAccountConnections : [];
  return connections.map((connection: { id: string }) => connection.id);
}
