import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import type { Item } from '../../../src/lib/model/item.ts';
import { isFinal, statusOf } from '../../../src/lib/model/statuses.ts';
import type { StoryMessage } from '../../../src/lib/model/story-message.ts';
import { fromRecord, fromStoryRecord } from '../../../src/lib/store/index.ts';
import {
  cancelPastTheBot,
  durations,
  simulatedAccount,
  startMs,
  startUpdate,
  targetArns,
  typedNames,
  World,
  type WorldOptions,
} from '../../../src/simulation/index.ts';
import { choiceOf, type History, histories, planOf, type Step, type TimedStep } from './history.ts';
import { preparedState, simulatedRules } from './rules.ts';

/** What a history left behind. */
export interface Outcome {
  readonly world: World;
  /** Every item as last written. */
  readonly items: readonly Item[];
  /** The message that {@link channel} has of an item that is part of nothing. */
  readonly messageOf: (item: Item) => StoryMessage | undefined;
  /** Moves of an item out of a final status: there must be none. */
  readonly turnedBack: readonly string[];
}

/** After the last step, faults may strike for this long … */
const faultyTailMs = 15 * 60_000;
/** … and after that everything works: for as long as a recheck takes, and until nothing is open, or the slowest retry is over. */
const calmTailMs = 7 * 60_000;
const longestCalmTailMs = 20 * 60_000;

const rules = simulatedRules();
export const channel = 'deploys';

/** Runs one history to its end. */
export async function run(
  history: History,
  options: Partial<Pick<WorldOptions, 'honourExpectedDeployment' | 'skewMs' | 'authorize'>> = {},
): Promise<Outcome> {
  const items = new Map<string, Item>();
  const stories = new Map<string, StoryMessage>();
  const turnedBack: string[] = [];
  const world = new World({
    startMs,
    rules,
    faults: planOf(history),
    choose: choiceOf(history),
    channelsFor: () => [channel],
    durations,
    state: await preparedState(),
    onWrite: (record) => {
      const story = storyOf(record);
      if (story?.key.channel === channel) stories.set(`${story.key.root.target} ${story.key.root.attempt}`, story);
      const item = itemOf(record);
      if (item === undefined) return;
      const key = `${item.key.target} ${item.key.attempt}`;
      const before = items.get(key);
      if (before && isFinal(before.subject) && statusOf(before.subject) !== statusOf(item.subject)) {
        turnedBack.push(`${key}: ${statusOf(before.subject)} to ${statusOf(item.subject)}`);
      }
      items.set(key, item);
    },
    ...options,
  });
  for (const timed of history.steps) await take(world, timed);
  await world.pass(faultyTailMs);
  world.endFaults();
  await world.pass(calmTailMs);
  const isOpen = () => world.isBusy || [...items.values()].some((item) => isUnfinished(item));
  for (let waitedMs = calmTailMs; waitedMs < longestCalmTailMs && isOpen(); waitedMs += 60_000)
    await world.pass(60_000);
  const messageOf = ({ key }: Item) => stories.get(`${key.target} ${key.attempt}`);
  return { world, items: [...items.values()], messageOf, turnedBack };
}

/** Whether the bot itself still owes something: an entry unsent, a claim unsettled, a message behind. */
function isUnfinished(item: Item): boolean {
  const isBehind = item.posted?.stateVersion !== item.stateVersion;
  return isBehind || item.outbox.length > 0 || Object.values(item.claims).some((claim) => claim.state !== 'settled');
}

function itemOf(record: Record<string, AttributeValue>): Item | undefined {
  return record['body'] === undefined ? undefined : fromRecord(record);
}

function storyOf(record: Record<string, AttributeValue>): StoryMessage | undefined {
  return record['story'] === undefined ? undefined : fromStoryRecord(record);
}

async function take(world: World, { afterMs, step }: TimedStep): Promise<void> {
  await world.pass(afterMs);
  try {
    perform(world, step);
  } catch {
    // The control plane refuses what cannot be done now; a history goes on regardless.
  }
}

function perform(world: World, step: Step): void {
  switch (step.type) {
    case 'update':
      world.controlPlane.script(targetArns[step.target], step.outcome);
      return startUpdate(world, step.target);
    case 'finish':
      return world.controlPlane.script(targetArns[step.target], step.outcome);
    case 'cancelByOther':
      return cancelPastTheBot(world, step.target);
    case 'connect':
      world.proton(
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
      return request(world, { type: 'command', command: { name: 'cancel', target: typedNames[step.target] } });
    case 'decideByPerson': {
      const id = connectionIds(world)[0];
      if (id) request(world, { type: 'command', command: { name: step.action, id } });
    }
  }
}

type Wish = Parameters<World['commandQueue']['send']>[0]['wish'];

function request(world: World, wish: Wish): void {
  const id = world.uuid();
  const person = {
    userId: 'U0PERSON',
    teamId: 'T0SIMULATED',
    channelId: channel,
    receivedAtMs: world.clock.now(),
    responseUrl: 'https://hooks.slack.com/',
  };
  world.commandQueue.send({ id, wish, ...person });
}

/** Ids of the connections that are still undecided. */
function connectionIds(world: World): readonly string[] {
  const input = { requestedBy: 'MANAGEMENT_ACCOUNT', statuses: ['PENDING'] };
  const { environmentAccountConnections } = world.proton('ListEnvironmentAccountConnections', input);
  const connections = Array.isArray(environmentAccountConnections) ? environmentAccountConnections : [];
  return connections.map((connection: { id: string }) => connection.id);
}

/** How many histories one invariant is tried with; `SIMULATION_RUNS=20000 npm test` tries more. */
const numRuns = Number(process.env['SIMULATION_RUNS'] ?? 300);

/** A failure prints its seed and path; `SIMULATION_SEED=… SIMULATION_PATH=… npm test -- simulation` replays it alone. */
export function parameters(): { numRuns: number; seed?: number; path?: string; interruptAfterTimeLimit?: number } {
  const { SIMULATION_SEED: seed, SIMULATION_PATH: path } = process.env;
  return { numRuns, ...(seed ? { seed: Number(seed) } : {}), ...(path ? { path } : {}) };
}

/** Tries an invariant with random histories, every interleaving of which `fast-check` decides. */
export async function holds(
  check: (outcome: Outcome, history: History) => void | Promise<void>,
  options: { readonly withPeople?: boolean; readonly calls?: boolean } & Parameters<typeof run>[1] = {},
): Promise<void> {
  const { withPeople = true, calls = true, ...worldOptions } = options;
  await fc.assert(
    fc.asyncProperty(histories(withPeople, calls), async (history) => {
      await check(await run(history, worldOptions), history);
    }),
    parameters(),
  );
}
