const shortestMs = 15_000;
const longestMs = 10 * 60_000;
const shareOfTheTimeUnderWay = 4;

/**
 * How long to wait before the next look at an instance that is being created or deleted. No event tells of it, so it is asked
 * for: often while it is young, ever more seldom the longer it takes. A quarter of the time it has taken so far, between 15
 * seconds and 10 minutes: an end is never seen later than by a quarter of the time it took, and nine hours cost some 70 looks.
 *
 * @param underWayForMs - since it began; what is negative (a clock behind the service's) counts as just begun
 */
export function recheckIntervalMs(underWayForMs: number): number {
  const share = Math.round(underWayForMs / shareOfTheTimeUnderWay);
  return Number.isNaN(share) ? shortestMs : Math.min(longestMs, Math.max(shortestMs, share));
}
