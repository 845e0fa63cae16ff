import { startOf } from '../../../src/lib/model/identity.ts';
import type { Item, ItemKey } from '../../../src/lib/model/item.ts';
import { endedUnseenStatus, isFinal, statusOf } from '../../../src/lib/model/statuses.ts';
import type { StoryMessage } from '../../../src/lib/model/story-message.ts';
import { fromRecord, fromStoryRecord } from '../../../src/lib/store/index.ts';
import {
  type BackEnd,
  type Fault,
  startMs,
  type TrueAttempt,
  type World,
  type WorldOptions,
} from '../../../src/simulation/index.ts';
import {
  choiceOf,
  deadlineAfterMs,
  greatestSkewMs,
  type History,
  type Ingredients,
  jumpMs,
  type Meanwhile,
  type People,
  planOf,
  skewOf,
} from './history.ts';
import type { Outcome } from './outcome.ts';

/** One way in which the bot's world can be: a back end, the rules that watch it, and what can happen there. */
export interface Scenario<Step, Settings, Some extends BackEnd> {
  readonly name: string;
  /** Invariants of which its histories say nothing: what they are about is not there. */
  readonly saysNothingOf: readonly string[];
  readonly ingredients: Ingredients<Step, Settings>;
  createWorld(
    options: Omit<WorldOptions, 'rules' | 'startMs' | 'channelsFor'>,
    settings: Settings,
  ): Promise<World<Some>> | World<Some>;
  /** @throws whatever the back end refuses it with; a history goes on regardless */
  perform(world: World<Some>, step: Step): void;
  /** What is wrong with a write, as far as the back end knows; called when it has just been made. */
  problemOfWrite?(world: World<Some>, item: Item, before: Item | undefined): string | undefined;
  /** Called when faults are over: what else was not as it should be is over, too. */
  calm?(world: World<Some>): void;
  /** What is not as the back end knows it, after everything has been quiet for long enough. */
  problemsAtEnd?(world: World<Some>, items: readonly Item[]): readonly string[];
  /** What is wrong with what came of people's operations; where there are none, nothing is said. */
  problemsOfOperations?(
    world: World<Some>,
    people: People,
  ): { readonly problems: readonly string[]; readonly exercised: number };
  /** The kind of target whose rule cannot be evaluated. */
  readonly brokenKind: string;
  /** How much later than elsewhere something may be done, as the back end's answers and calls may be late, and were. */
  lateByMs?(settings: Settings, backEnd: Some): number;
  /** Whether a target has one attempt at a time: then what is older than what is known comes from the past. */
  hasOneAtATime(settings: Settings): boolean;
  callsNameAttempts(settings: Settings): boolean;
  /** How long after its beginning an attempt is to be acted on; where nothing is said, as long as everywhere. */
  deadlineOf?(attempt: TrueAttempt): number;
  /** Whether the lists of a history missed what they had to show so often that a part may be taken for over. */
  partsMayBeMissed?(backEnd: Some): boolean;
  /** How old an answer may be. */
  lagMs?(settings: Settings): number;
  itemOf(items: readonly Item[], attempt: TrueAttempt): Item | undefined;
}

/** After the last step, faults may strike for this long … */
const faultyTailMs = 8 * 60_000;
/** … and after that everything works: for a few sweeps, and until nothing is open, or the slowest retry is over. */
const minuteMs = 60_000;
/** What has changed at the back end is found by a sweep, and told after that. */
const quietTailMs = 2 * minuteMs;
const calmTailMs = 3 * 60_000;
/** What waited for something that was out is delivered again within its visibility timeout, and found by a sweep. */
const afterOutageMs = 4 * 60_000;
const longestCalmTailMs = 20 * 60_000;

export const channel = 'deploys';

/** What the bot's own part of a world is, whatever the back end. */
export const commonOptions = { startMs, channelsFor: () => [channel] };

/** Runs one history to its end. */
export async function runHistory<Step, Settings, Some extends BackEnd>(
  scenario: Scenario<Step, Settings, Some>,
  history: History<Step, Settings>,
  options: Pick<WorldOptions, 'leavesOutQuietSweeps'> = {},
): Promise<Outcome> {
  const items = new Map<string, Item>();
  const stories = new Map<string, StoryMessage>();
  const wrongWrites: string[] = [];
  /** By target: how many attempts were created, and how often its version was raised for one, and what was known then. */
  const created = new Map<string, number>();
  const raised = new Map<string, { readonly version: number; readonly newestStartMs: number }>();
  const world: World<Some> = await scenario.createWorld(
    {
      ...options,
      ...(history.meanwhile ? meanwhileOf(history.meanwhile, () => world, scenario) : {}),
      faults: planOf(history),
      choose: choiceOf(history),
      skewMs: skewOf(history),
      onWrite: (record) => {
        if (record['attempt']?.S === '~target') {
          const target = record['target']?.S ?? '';
          const starts = [...items.values()].filter(({ key }) => key.target === target).map((item) => startOf(item));
          raised.set(target, { version: Number(record['version']?.N), newestStartMs: Math.max(0, ...starts) });
        }
        if (record['story'] !== undefined) {
          const story = fromStoryRecord(record);
          if (story.key.channel === channel) stories.set(keyText(story.key.root), story);
        }
        // The controls have a body too, and are no item.
        if (record['body'] === undefined || record['target']?.S === 'controls') return;
        const item = fromRecord(record);
        const key = keyText(item.key);
        const before = items.get(key);
        items.set(key, item);
        if (before === undefined && item.subject.on === 'deployment') {
          const { target } = item.key;
          const count = (created.get(target) ?? 0) + 1;
          created.set(target, count);
          // Two looks that know the same must not both create: the slower one would make an attempt of what is over.
          const { version = 0, newestStartMs = 0 } = raised.get(target) ?? {};
          const isOld = startOf(item) < newestStartMs && scenario.hasOneAtATime(history.settings);
          if (isOld) wrongWrites.push(`${key}: created, though a newer one was known`);
          if (count > version) wrongWrites.push(`${key}: created without the target's version`);
        }
        for (const problem of [turnedBack(item, before), scenario.problemOfWrite?.(world, item, before)]) {
          if (problem !== undefined) wrongWrites.push(`${key}: ${problem}`);
        }
      },
      ...(history.people === 'nobodyPermitted'
        ? { authorize: async () => ({ allowed: false, reason: nobodyMay }) as const }
        : {}),
    },
    history.settings,
  );
  for (const { afterMs, step } of history.steps) {
    await world.pass(afterMs);
    try {
      scenario.perform(world, step);
    } catch {
      // What cannot be done now is refused; a history goes on regardless.
    }
  }
  const { fromMs, forMs } = history.outage ?? { fromMs: 0, forMs: 0 };
  await world.pass(Math.max(faultyTailMs, startMs + fromMs + forMs - world.clock.now()));
  world.endFaults();
  scenario.calm?.(world);
  const isOpen = () => world.isBusy || [...items.values()].some((item) => isUnfinished(item));
  let { changes } = world.backEnd;
  let quietMs = 0;
  // A lease that was taken by a clock that is ahead lapses by so much later.
  const longestMs = longestCalmTailMs + (history.clocks === 'jumping' ? jumpMs : 0);
  for (let waitedMs = 0; waitedMs < longestMs; waitedMs += minuteMs) {
    if (waitedMs >= calmTailMs && quietMs >= quietTailMs && !isOpen()) break;
    await world.pass(minuteMs);
    quietMs = changes === world.backEnd.changes ? quietMs + minuteMs : 0;
    ({ changes } = world.backEnd);
  }
  const all = [...items.values()];
  wrongWrites.push(...(scenario.problemsAtEnd?.(world, all) ?? []));
  return {
    world,
    people: history.people,
    clocks: history.clocks,
    items: all,
    messageOf: ({ key }) => stories.get(keyText(key)),
    wrongWrites,
    operations: scenario.problemsOfOperations?.(world, history.people) ?? { problems: [], exercised: 0 },
    brokenKind: scenario.brokenKind,
    outageMs: forMs === 0 ? 0 : forMs + afterOutageMs,
    lateByMs: scenario.lateByMs?.(history.settings, world.backEnd) ?? 0,
    attempts: world.backEnd.attempts(),
    partsMayBeMissed: scenario.partsMayBeMissed?.(world.backEnd) ?? false,
    acting: world.backEnd.acting,
    callsNameAttempts: scenario.callsNameAttempts(history.settings),
    deadlineOf: (attempt) => scenario.deadlineOf?.(attempt) ?? deadlineAfterMs,
    readLagMs: (scenario.lagMs?.(history.settings) ?? 0) + greatestSkewMs,
    itemOf: (attempt) => scenario.itemOf(all, attempt),
  };
}

/** Lets somebody do something just before some calls of a label. */
function meanwhileOf<Step, Settings, Some extends BackEnd>(
  { label, pastMs, nth, times, every, step, fault }: Meanwhile<Step>,
  worldOf: () => World<Some>,
  { perform }: Scenario<Step, Settings, Some>,
): Pick<WorldOptions, 'beforeCall' | 'strikes' | 'sparesSweeps'> {
  let left = nth;
  let timesLeft = times;
  let struck: Fault | undefined;
  return {
    sparesSweeps: true,
    beforeCall(called, moment) {
      struck = undefined;
      if ((called !== label && moment !== label) || timesLeft === 0) return;
      const world = worldOf();
      const isPast = ({ endedAtMs, startedAtMs }: TrueAttempt) =>
        endedAtMs === undefined && world.clock.now() - startedAtMs > pastMs;
      if (pastMs > 0 && !world.backEnd.attempts().some(isPast)) return;
      left -= 1;
      if (left !== -1) return;
      left = every - 1;
      timesLeft -= 1;
      struck = fault;
      try {
        perform(world, step);
      } catch {
        // What cannot be done now is refused.
      }
    },
    strikes: () => struck,
  };
}

function keyText({ target, attempt }: ItemKey): string {
  return `${target} ${attempt}`;
}

/** Why everybody is refused where nobody is permitted. */
export const nobodyMay = 'nobody may';

function turnedBack(item: Item, before: Item | undefined): string | undefined {
  if (before === undefined || !isFinal(before.subject)) return undefined;
  const [was, is] = [statusOf(before.subject), statusOf(item.subject)];
  // What ended unseen may become the true end.
  if (was === is || (was === endedUnseenStatus && isFinal(item.subject))) return undefined;
  return `turned back from ${was} to ${is}`;
}

/** Whether the bot itself still owes something: an entry unsent, a claim unsettled, a message behind. */
function isUnfinished(item: Item): boolean {
  const isBehind = item.posted?.stateVersion !== item.stateVersion;
  const isClaimed = Object.values(item.claims).some(({ state }) => state === 'leased' || state === 'waiting');
  return isBehind || item.outbox.length > 0 || isClaimed;
}
