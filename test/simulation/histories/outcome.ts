import type { Claim } from '../../../src/lib/model/claim.ts';
import type { Item } from '../../../src/lib/model/item.ts';
import { isSameKey, type StoryMessage } from '../../../src/lib/model/story-message.ts';
import type { TrailEntry } from '../../../src/lib/model/trail.ts';
import { fromTrailRecord } from '../../../src/lib/store/index.ts';
import type { ActingCall, TrueAttempt, World } from '../../../src/simulation/index.ts';
import type { Clocks, People } from './history.ts';

/** What a history left behind. */
export interface Outcome {
  readonly world: World;
  readonly people: People;
  readonly clocks: Clocks;
  /** Every item as last written. */
  readonly items: readonly Item[];
  /** The message that the channel of the histories has of an item that is part of nothing. */
  messageOf(item: Item): StoryMessage | undefined;
  /** For how long something was out, and how long what waited for it may then take. */
  readonly outageMs: number;
  /** How much later than elsewhere something may be done here. */
  readonly lateByMs: number;
  /** What writes did that must never be, and what is not known in the end that must be (invariant I9). */
  readonly wrongWrites: readonly string[];
  /** What is wrong with operations that people asked for, and how many of them there were. */
  readonly operations: { readonly problems: readonly string[]; readonly exercised: number };
  /** The kind of target whose rule cannot be evaluated. */
  readonly brokenKind: string;
  /** Whether lists missed what they had to show so often that a part may be taken for over: a limit that is written down. */
  readonly partsMayBeMissed: boolean;
  /** What the back end itself knows. */
  readonly attempts: readonly TrueAttempt[];
  readonly acting: readonly ActingCall[];
  /** Whether the provider's calls name an attempt, so that a call never hits another. */
  readonly callsNameAttempts: boolean;
  /** How long after its beginning an attempt is to be acted on. */
  deadlineOf(attempt: TrueAttempt): number;
  /** How old an answer may be, with the skew between hosts. */
  readonly readLagMs: number;
  /** The item that stands for an attempt; of a deletion, that of the deletion. */
  itemOf(attempt: TrueAttempt): Item | undefined;
}

/** The acting calls that the back end took. */
export function acceptedCalls({ acting }: Pick<Outcome, 'acting'>): readonly ActingCall[] {
  return acting.filter(({ error }) => error === undefined);
}

/** Claims under which an attempt may be acted on: those of its item, and those of what it is a part of whose call names it. */
export function claimsFor(
  { items, itemOf }: Pick<Outcome, 'items' | 'itemOf'>,
  attempt: TrueAttempt,
): readonly { readonly claim: Claim; readonly item: Item }[] {
  const own = itemOf(attempt);
  if (own === undefined) return [];
  return items.flatMap((item) =>
    Object.values(item.claims)
      .filter(({ part }) => (part === undefined ? item === own : isSameKey(part, own.key)))
      .map((claim) => ({ claim, item })),
  );
}

const trails = new WeakMap<object, Map<string, readonly TrailEntry[]>>();

/** A target's trail as the table has it, once a history is over. */
export function trailOf({ table }: Pick<World, 'table'>, target: string): readonly TrailEntry[] {
  const known = trails.get(table) ?? new Map<string, readonly TrailEntry[]>();
  trails.set(table, known);
  const trail =
    known.get(target) ?? table.recordsOf(`trail#${target}`).flatMap((record) => fromTrailRecord(record) ?? []);
  known.set(target, trail);
  return trail;
}
