import type { ActionType, Claim } from './claim.ts';
import type { Item, ItemKey, Part } from './item.ts';
import type { PartReference } from './observation.ts';
import { canBeStopped } from './statuses.ts';

/** No provider makes a longer chain of parts. A longer one is a circle. */
const longestChain = 10;

/**
 * The root of the story of an item; the item itself if it is part of none. If a parent is not known (yet), the last known one.
 *
 * @param find - reads an item, consistently
 */
export async function rootOf(item: Item, find: (key: ItemKey) => Promise<Item | undefined>): Promise<Item> {
  let current = item;
  for (let step = 0; current.partOf !== undefined && step < longestChain; step += 1) {
    const parent = await find(current.partOf);
    if (parent === undefined) return current;
    current = parent;
  }
  return current;
}

/** Where a new claim is written. */
export type ClaimPlace =
  | { readonly kind: 'item'; readonly item: Item }
  /** Its parent item is not known: nothing is claimed until a look has found it. */
  | { readonly kind: 'unknown'; readonly key: ItemKey };

/**
 * The item on which a new claim about `item` is written: itself, or the root of its story. So the bot acts once on a pipeline and
 * the deployment that it makes. An open claim is finished in the item where it is.
 *
 * @param find - reads an item, consistently
 */
export async function claimPlaceOf(item: Item, find: (key: ItemKey) => Promise<Item | undefined>): Promise<ClaimPlace> {
  let current = item;
  for (let step = 0; current.partOf !== undefined; step += 1) {
    const key = current.partOf;
    const parent = step < longestChain ? await find(key) : undefined;
    if (parent === undefined) return { kind: 'unknown', key };
    current = parent;
  }
  return { kind: 'item', item: current };
}

/**
 * The child as part of its parent; the same object if it already is. It is written on condition of the child's version. If a
 * claim was taken meanwhile, the write fails, and the claim is seen when the child is read again.
 */
export function withPartOf(child: Item, parent: ItemKey): Item {
  return isPartOf(child, parent) ? child : { ...child, partOf: parent };
}

export function isPartOf({ partOf }: Item, parent: ItemKey): boolean {
  return partOf?.target === parent.target && partOf.attempt === parent.attempt;
}

/** What the claims of its children mean for a parent that wants to act. */
export type ChildrenCheck =
  | { readonly kind: 'free' }
  /** A child's claim is open: wait until it is settled. */
  | { readonly kind: 'wait'; readonly child: Item }
  /** A child was acted on, which settles the parent's own claim. */
  | { readonly kind: 'done'; readonly child: Item; readonly claim: Claim };

/**
 * Whether a parent may claim an action, as far as its children are concerned.
 *
 * @param children - as read after each of them was linked
 */
export function checkChildren(children: readonly Item[], action: ActionType): ChildrenCheck {
  const claims = children.flatMap((child) =>
    Object.values(child.claims)
      .filter((claim) => claim.action === action)
      .map((claim) => ({ child, claim })),
  );
  const done = claims.find(({ claim }) => claim.outcome === 'accepted' || claim.outcome === 'observed');
  if (done !== undefined) return { kind: 'done', ...done };
  const open = claims.find(({ claim }) => claim.state === 'leased' || claim.state === 'waiting');
  return open === undefined ? { kind: 'free' } : { kind: 'wait', child: open.child };
}

/**
 * The part at which an attempt is cancelled: the deepest that is under way and can be cancelled, and of several the one that has
 * not moved for longest. What is cancelled there ends what waits for it. If it has none, the attempt itself is cancelled: a
 * pipeline that is stopped waits for the actions that still run. A part that another attempt drives is cancelled there.
 *
 * @param members - the parts of the attempt, and theirs: each after what it is part of
 */
export function partToCancel(members: readonly Item[]): Item | undefined {
  const depths = new Map<string, number>();
  const keyText = ({ target, attempt }: ItemKey) => `${target} ${attempt}`;
  let best: { readonly item: Item; readonly depth: number } | undefined;
  for (const item of members) {
    const depth = item.partOf === undefined ? 0 : (depths.get(keyText(item.partOf)) ?? 0) + 1;
    depths.set(keyText(item.key), depth);
    if (!canBeCancelledUnasked(item)) continue;
    const isBetter = best === undefined || depth > best.depth || (depth === best.depth && isStiller(item, best.item));
    if (isBetter) best = { item, depth };
  }
  return best?.item;
}

/**
 * Whether the part at which an attempt would be cancelled is on hold, as the part's last look has recorded it. Until that is over,
 * nothing new is claimed: each claim would only be withdrawn by its fence.
 *
 * @param members - as for {@link partToCancel}
 */
export function isPartToCancelHeld(members: readonly Item[], nowMs: number): boolean {
  const { holds = [] } = partToCancel(members) ?? {};
  return holds.some(({ untilMs = Number.POSITIVE_INFINITY }) => nowMs < untilMs);
}

function canBeCancelledUnasked({ subject, details, isDriven }: Item): boolean {
  const { cancel } = details.actions;
  return isDriven === undefined && canBeStopped(subject) && cancel?.available === true && cancel.askFirst === undefined;
}

function isStiller(one: Item, other: Item): boolean {
  return lastProgressOf(one) < lastProgressOf(other);
}

function lastProgressOf({ subject }: Item): number {
  return subject.on === 'deployment' ? subject.deployment.lastProgressAtMs : 0;
}

/** How old an answer may be where its provider has not said so yet. */
const usualReadLagMs = 30_000;

/**
 * Whether a part was looked for in vain, and so lately that the answers about it may still come to show it. Until then its whole must
 * not act: somebody may act on the part separately.
 *
 * @param askedAtMs - when the answer was asked for by which the whole is to act
 */
function maySoonBeShown(
  { key, notShownSinceMs }: Part,
  { readLagMs = usualReadLagMs }: Pick<Item, 'readLagMs'>,
  askedAtMs: number,
): boolean {
  return key === undefined && notShownSinceMs !== undefined && askedAtMs - readLagMs <= notShownSinceMs;
}

/** Whether any part that is known was looked for in vain only just now. */
export function isAnyPartExpected(parent: Item, askedAtMs: number): boolean {
  return (parent.parts ?? []).some((part) => maySoonBeShown(part, parent, askedAtMs));
}

/**
 * Ids of parts that an answer shows and that the parent has not looked for: they are new since the decision. If there is one, the
 * parent must not act.
 *
 * @param askedAtMs - when the answer was asked for
 */
export function unlinkedParts(
  parent: Pick<Item, 'parts' | 'readLagMs'>,
  shown: readonly PartReference[] | undefined,
  askedAtMs: number,
): readonly string[] {
  const linked = (parent.parts ?? []).filter((part) => !maySoonBeShown(part, parent, askedAtMs));
  const known = new Set(linked.map(({ id }) => id));
  return (shown ?? []).filter(({ id }) => !known.has(id)).map(({ id }) => id);
}

/** The parts after a look for them; the same object if nothing is new. A part that was found stays found. */
export function withParts(parent: Item, found: readonly Part[]): Item {
  const known = parent.parts ?? [];
  const next = found.filter((part) => {
    const before = known.find(({ id }) => id === part.id);
    return before === undefined || (before.key === undefined && part.key !== undefined);
  });
  if (next.length === 0) return parent;
  return { ...parent, parts: [...known.filter(({ id }) => !next.some((part) => part.id === id)), ...next] };
}
