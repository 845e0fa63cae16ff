import type { ControlPlaneState } from '@proton-bot/control-plane';
import { plainText, wordsOf } from '../../lib/model/audit-words.ts';
import type { TrailEntry } from '../../lib/model/trail.ts';
import type { Rules } from '../../lib/rules/index.ts';
import { type FaultPlan, noFaults } from '../faults.ts';
import { createProtonWorld, durations, type ProtonWorld, startMs } from '../proton-fixtures.ts';
import { isMutating } from '../proton-in-process.ts';

/** One thing that must be so at the end of a scenario, in words. */
export interface Expectation {
  readonly description: string;
  readonly isTrue: boolean;
}

/** One scenario of the demo: what is played, and what must have come of it. */
export interface Scenario {
  readonly title: string;
  readonly faults?: Partial<FaultPlan>;
  /** Called before each call that the bot makes to the outside. */
  beforeCall?(label: string, world: ProtonWorld): void;
  play(world: ProtonWorld): Promise<void>;
  expectations(world: ProtonWorld): readonly Expectation[];
}

export const minuteMs = 60_000;
/** The deadline of `cancel-stuck-production` in `config/local/demo-rules.yml`. */
export const deadlineMs = 45 * minuteMs;

/** A fresh world for a scenario, with the rules of the demo. */
export function worldFor(scenario: Scenario, rules: Rules, state: ControlPlaneState): ProtonWorld {
  const world: ProtonWorld = createProtonWorld(
    {
      startMs,
      rules,
      faults: { ...noFaults, ...scenario.faults },
      choose: () => 0,
      channelsFor: ({ on }) => [on === 'deployment' ? 'deploys' : 'platform'],
      ...(scenario.beforeCall ? { beforeCall: (label: string) => scenario.beforeCall?.(label, world) } : {}),
    },
    { durations, state },
  );
  return world;
}

/** The calls that tried to change something, in order. */
export function actionsOf(world: ProtonWorld): readonly string[] {
  return world.backEnd.wire
    .filter(isMutating)
    .map(({ operation, error }) => (error ? `${operation}: ${error}` : operation));
}

/** How the actions ended, as the bot recorded it. */
export function outcomesOf(world: ProtonWorld): readonly string[] {
  return published(world).flatMap(({ event }) => (event.what === 'settled' ? [event.outcome] : []));
}

/** How many messages people see, and what the last of them shows. */
export function messagesOf(world: ProtonWorld): { readonly count: number; readonly status: string | undefined } {
  return { count: world.chat.messages.length, status: world.chat.messages.at(-1)?.status };
}

/** What was published, each entry once: after a crash the bus may see an entry again. */
export function published(world: ProtonWorld): readonly TrailEntry[] {
  return [...new Map(world.published.map((entry) => [`${entry.target} ${entry.id}`, entry])).values()];
}

/** A scenario's transcript, line by line. */
export function transcript(world: ProtonWorld): readonly string[] {
  return published(world).map((entry) => {
    const time = new Date(entry.atMs).toISOString().slice(11, 19);
    return `    ${time}  ${entry.name.slice(0, 12).padEnd(12)}  ${plainText(wordsOf(entry.event, entry.actor).sentence)}`;
  });
}
