import { isOn } from '../matching/index.ts';
import { type Controls, type Hold, maximumHolds, stands, withHold, withoutHold } from '../model/controls.ts';
import type { Item, ItemKey } from '../model/item.ts';
import { nameOf } from '../model/statuses.ts';
import { rootOf } from '../model/story.ts';
import { isSameKey } from '../model/story-message.ts';
import type { Store } from '../ports.ts';
import { type ControlsPorts, changeControls, type Steerer } from './change-controls.ts';

/** What is put on hold, and for how long. */
export interface HoldRequest {
  readonly match: Hold['match'];
  readonly target?: string;
  readonly name: string;
  readonly untilMs?: number;
  /** When the person asked. A hold that is delivered late has the same end. */
  readonly askedAtMs: number;
}

/** The answer to the author of a hold. */
export type HoldAnswer =
  /** From now on nothing is sent to the target. */
  | { readonly kind: 'held'; readonly hold: Hold }
  /** An earlier claim may be making its call now: an action may be on its way. */
  | { readonly kind: 'mayBeOnItsWay'; readonly hold: Hold; readonly names: readonly string[] }
  /** It was released, or ended, before this delivery. */
  | { readonly kind: 'over'; readonly hold: Hold }
  | { readonly kind: 'tooManyHolds'; readonly maximum: number };

/**
 * Puts something on hold. The hold is written first, then the claims are read. A later claim finds the hold in its fence, and an
 * earlier claim is found here.
 */
export async function setHold(ports: ControlsPorts, interaction: HoldRequest, steerer: Steerer): Promise<HoldAnswer> {
  const { match, target, name, untilMs, askedAtMs } = interaction;
  const hold: Hold = {
    id: steerer.requestId,
    match,
    ...(target === undefined ? {} : { target }),
    name,
    byUserId: steerer.userId,
    reason: steerer.reason,
    sinceMs: askedAtMs,
    ...(untilMs === undefined ? {} : { untilMs }),
  };
  const isFull = ({ holds }: Controls) => standing(holds, ports.clock.now()).length >= maximumHolds;
  const { controls } = await changeControls(
    ports,
    (before) => (isFull(before) ? before : withHold(before, hold, ports.clock.now())),
    steerer,
    `put ${name} on hold`,
  );
  const isThere = controls.holds.some(({ id }) => id === hold.id);
  if (!isThere) return isFull(controls) ? { kind: 'tooManyHolds', maximum: maximumHolds } : { kind: 'over', hold };
  const claimed = await claimedUnder(ports.store, hold);
  const names = [...new Set(claimed.map(({ subject }) => nameOf(subject)))];
  return names.length === 0 ? { kind: 'held', hold } : { kind: 'mayBeOnItsWay', hold, names };
}

/** Items under the hold for which a call may be in progress. Each is read by its key, consistently. */
async function claimedUnder(store: Store, hold: Hold): Promise<readonly Item[]> {
  // All open attempts: a target may have several, such as a pipeline with parallel executions.
  const items = hold.target === undefined ? await openItems(store) : (await store.attempts(hold.target)).items;
  const claimed: Item[] = [];
  for (const item of items) {
    if (isOn(hold, item.subject) && (isAnyLeased(item) || (await isCalledByWhole(store, item)))) claimed.push(item);
  }
  return claimed;
}

function isAnyLeased({ claims }: Item): boolean {
  return Object.values(claims).some(({ state }) => state === 'leased');
}

/** Whether what it is a part of has a claim whose call names it. One that names no part yet finds the hold in its fence. */
async function isCalledByWhole(store: Store, item: Item): Promise<boolean> {
  if (item.partOf === undefined) return false;
  const { claims } = await rootOf(item, (key) => store.get(key));
  return Object.values(claims).some(
    ({ state, part }) => state === 'leased' && part !== undefined && isSameKey(part, item.key),
  );
}

/** A hold on a pattern names no keys, so the index must list the open items. */
async function openItems(store: Store): Promise<readonly Item[]> {
  const keys: ItemKey[] = [];
  for await (const page of store.open()) keys.push(...page);
  const items: Item[] = [];
  for (const key of keys) {
    const item = await store.get(key);
    if (item) items.push(item);
  }
  return items;
}

/** Releases the hold with this id, and no other. */
export async function releaseHold(
  ports: ControlsPorts,
  holdId: string,
  steerer: Steerer,
): Promise<{ readonly released: Hold | undefined }> {
  let released: Hold | undefined;
  await changeControls(
    ports,
    (controls) => {
      released = controls.holds.find(({ id }) => id === holdId);
      return withoutHold(controls, holdId, ports.clock.now());
    },
    steerer,
    `released the hold ${holdId}`,
  );
  return { released };
}

/** The current holds, oldest first. */
export async function listHolds(ports: Pick<ControlsPorts, 'controls' | 'clock'>): Promise<readonly Hold[]> {
  const { holds } = await ports.controls.get();
  return standing(holds, ports.clock.now());
}

function standing(holds: readonly Hold[], nowMs: number): readonly Hold[] {
  return holds.filter((hold) => stands(hold, nowMs));
}
