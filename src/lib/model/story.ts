import type { ActionType, Claim } from './claim.ts';
import type { Item, ItemKey } from './item.ts';

/** A chain of parts longer than this is none that a provider makes: it goes round in a circle. */
const longestChain = 10;

/** Where a new claim is written. */
export type ClaimPlace =
  | { readonly kind: 'item'; readonly item: Item }
  /** The item that it is part of is not known: nothing is claimed until somebody has seen it. */
  | { readonly kind: 'unknown'; readonly key: ItemKey };

/**
 * The item on which a new claim about `item` is written: itself, or the root of the story that it is part of. So of a pipeline
 * and the deployment that it makes, one is acted on, and once. A claim that is open is finished where it lies.
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
 * The child as part of its parent; the same object where it is already. Written on condition of the child's version: a claim
 * that was taken meanwhile makes the write fail, and is seen when the child is read again.
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
  /** A child's claim is open: wait until it has come to its end. */
  | { readonly kind: 'wait'; readonly child: Item }
  /** A child was acted on: the parent's own claim is settled by that. */
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
 * Children that the parent's fence sees and that are not linked to it: seen for the first time since the decision. Where there
 * is one, the parent's claim is withdrawn.
 */
export function unlinkedChildren(
  parent: ItemKey,
  shown: readonly ItemKey[],
  known: readonly Item[],
): readonly ItemKey[] {
  return shown.filter(
    (key) =>
      !known.some(
        (item) => item.key.target === key.target && item.key.attempt === key.attempt && isPartOf(item, parent),
      ),
  );
}
