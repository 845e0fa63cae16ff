import { simulatedAccount } from '../proton-back-end.ts';
import { type ProtonWorld, startUpdate, targetArns } from '../proton-fixtures.ts';
import { actionsOf, deadlineMs, messagesOf, minuteMs, outcomesOf, type Scenario } from './scenario.ts';

const cancelCall = 'CancelServiceInstanceDeployment';
const knownAccount = '111122223333';
const unknownAccount = '999988887777';

function hang(world: ProtonWorld): void {
  world.backEnd.controlPlane.script(targetArns.instance, 'hang');
  startUpdate(world, 'instance');
}

function connect(world: ProtonWorld, accountId: string): void {
  const roleArn = `arn:aws:iam::${accountId}:role/proton`;
  const input = { managementAccountId: simulatedAccount, environmentName: 'shared', roleArn };
  world.backEnd.call('CreateEnvironmentAccountConnection', input, accountId);
}

const onceCancelled = (world: ProtonWorld) => [
  { description: 'exactly one cancel went out, and was accepted', isTrue: actionsOf(world).join() === cancelCall },
  { description: 'one message, and it shows CANCELLED', isTrue: isOneMessage(world, 'CANCELLED') },
];

function isOneMessage(world: ProtonWorld, status: string): boolean {
  const messages = messagesOf(world);
  return messages.count === 1 && messages.status === status;
}

async function stuckUntilAfterTheDeadline(world: ProtonWorld): Promise<void> {
  hang(world);
  await world.pass(deadlineMs + 10 * minuteMs);
}

/** A deployment that creates its target; those cannot be cancelled (assumption A15). */
async function createThatHangs(world: ProtonWorld): Promise<void> {
  world.backEnd.controlPlane.script('environment/prod-us', 'hang');
  world.backEnd.call('CreateEnvironment', {
    name: 'prod-us',
    templateName: 'fargate',
    templateMajorVersion: '1',
    spec: 'proton: EnvironmentSpec\nspec:\n  size: small\n',
    protonServiceRoleArn: `arn:aws:iam::${simulatedAccount}:role/proton`,
  });
  await world.pass(deadlineMs + 10 * minuteMs);
}

/** The first deployment ends and the second begins between the bot's decision and its fence. */
function raceBeforeTheFence(): NonNullable<Scenario['beforeCall']> {
  let readsAfterDeadline = 0;
  return (label, world) => {
    const isPastDeadline = world.clock.now() > world.options.startMs + deadlineMs;
    if (label !== 'Proton GetServiceInstance' || !isPastDeadline) return;
    readsAfterDeadline += 1;
    if (readsAfterDeadline !== 2) return;
    world.backEnd.controlPlane.script(targetArns.instance, 'succeed');
    startUpdate(world, 'instance');
  };
}

/** The whole story, scenario by scenario. */
export const scenarios: readonly Scenario[] = [
  {
    title: 'A production deployment gets stuck, and is cancelled at its deadline of 45 minutes',
    play: stuckUntilAfterTheDeadline,
    expectations: onceCancelled,
  },
  {
    title: 'Its event comes late: nothing is late but the event',
    faults: { unplannedEvents: 'late' },
    play: stuckUntilAfterTheDeadline,
    expectations: onceCancelled,
  },
  {
    title: 'Every event comes twice, at the same moment: still one cancel and one message',
    faults: { unplannedEvents: 'double' },
    play: stuckUntilAfterTheDeadline,
    expectations: onceCancelled,
  },
  {
    title: 'Every event is lost: the sweep finds the deployment, and cancels it',
    faults: { unplannedEvents: 'drop' },
    async play(world) {
      await stuckUntilAfterTheDeadline(world);
      world.endFaults();
      await world.pass(10 * minuteMs);
    },
    expectations: onceCancelled,
  },
  {
    title: 'An account on the list asks to be connected, and is accepted',
    async play(world) {
      connect(world, knownAccount);
      await world.pass(5 * minuteMs);
    },
    expectations: (world) => [
      { description: 'the bot accepted it', isTrue: actionsOf(world).join() === 'AcceptEnvironmentAccountConnection' },
      { description: 'one message, and it shows CONNECTED', isTrue: isOneMessage(world, 'CONNECTED') },
    ],
  },
  {
    title: 'An account that is not on the list asks: people decide',
    async play(world) {
      connect(world, unknownAccount);
      await world.pass(24 * 60 * minuteMs);
    },
    expectations: (world) => [
      { description: 'the bot did nothing, for a whole day', isTrue: actionsOf(world).length === 0 },
      { description: 'one message waits for a decision', isTrue: isOneMessage(world, 'PENDING') },
    ],
  },
  {
    title: 'A deployment that creates its target gets stuck: Proton cannot cancel it, and the message says so',
    play: createThatHangs,
    expectations: (world) => [
      { description: 'the trail records the refusal', isTrue: outcomesOf(world).join() === 'refusedCreate' },
      { description: 'one message, still IN_PROGRESS', isTrue: isOneMessage(world, 'IN_PROGRESS') },
    ],
  },
  {
    title: 'It ends, and the next one begins, between decision and call: the fence leaves the next one alone',
    beforeCall: raceBeforeTheFence(),
    play: stuckUntilAfterTheDeadline,
    expectations: (world) => [
      { description: 'no cancel went out', isTrue: actionsOf(world).length === 0 },
      { description: 'the trail says why: superseded', isTrue: outcomesOf(world).join() === 'superseded' },
      { description: 'the second deployment succeeded', isTrue: messagesOf(world).status === 'SUCCEEDED' },
    ],
  },
  {
    title: 'The function dies between claim and call: when its lease has lapsed, another finishes its work',
    faults: { acting: new Map([[0, 'crashBefore' as const]]) },
    play: stuckUntilAfterTheDeadline,
    expectations: onceCancelled,
  },
];
