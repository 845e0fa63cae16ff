import type { Item } from '../../src/lib/model/item.ts';
import type { World } from '../../src/simulation/index.ts';

/** A rollback that a back end has carried out, with what was so at that moment. */
export interface TakenRollback {
  readonly atMs: number;
  /** The attempt that the bot meant, by its id; when it began, and how it had ended. */
  readonly aimed: string;
  readonly startedAtMs: number;
  readonly endedAs: string;
  /** The newest attempt of the target. */
  readonly newest: { readonly id: string; readonly startedAtMs: number };
  /** What was deployed, and since when what the last good one may be: newest last. */
  readonly deployed: string;
  readonly good: readonly { readonly what: string; readonly sinceMs: number }[];
}

/**
 * What must never come of a rollback where its call names only the target: whatever has begun meanwhile is replaced only where no answer
 * had to show it when the fence asked; what is deployed is what was good then; and a person has asked for it.
 *
 * @param lagMs - how old the state may be that an answer shows
 */
export function problemsOfRollbacks(
  { performed }: World,
  rollbacks: readonly TakenRollback[],
  {
    items,
    badly,
    lagMs,
  }: { readonly items: readonly Item[]; readonly badly: readonly string[]; readonly lagMs: number },
): readonly string[] {
  return rollbacks.flatMap(({ atMs, aimed, startedAtMs, endedAs, newest, deployed, good }) => {
    const problems: string[] = [];
    const fence = performed.findLast(
      (one) =>
        one.action === 'rollback' &&
        one.atMs <= atMs &&
        one.subject.on === 'deployment' &&
        one.subject.deployment.id === aimed,
    );
    if (fence === undefined) return [`${aimed} was rolled back, and nobody performed that`];
    const shownFromMs = fence.truthAskedAtMs - lagMs;
    if (!badly.includes(endedAs)) problems.push(`${aimed} was rolled back, and it was ${endedAs}`);
    // Of those that begin in the same millisecond, either may be shown as the newest.
    if (newest.startedAtMs > startedAtMs && newest.startedAtMs < shownFromMs) {
      problems.push(`${aimed} was rolled back, and ${newest.id} had begun, which the fence saw`);
    }
    const mayBeGood = good.filter((_, index) => (good[index + 1]?.sinceMs ?? Infinity) >= shownFromMs);
    if (!mayBeGood.some(({ what }) => what === deployed)) {
      problems.push(`${deployed} was deployed, and good was ${mayBeGood.map(({ what }) => what).join(' or ')}`);
    }
    const claims = items
      .filter(({ subject }) => subject.on === 'deployment' && subject.deployment.id === aimed)
      .flatMap((item) => Object.values(item.claims));
    const isAsked = claims.some(({ action, actor }) => action === 'rollback' && actor.type === 'person');
    if (!isAsked) problems.push(`${aimed} was rolled back, and no person asked for that`);
    return problems;
  });
}
