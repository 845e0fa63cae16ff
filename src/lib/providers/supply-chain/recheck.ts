const shortestMs = 15_000;
const longestMs = 10 * 60_000;
const shareOfTheTimeUnderWay = 4;

/**
 * How long to wait before the next look at an instance that is being created or deleted. There is no event for it, so the bot
 * polls: often at first, and less often the longer it takes. The pause is a quarter of the time that it has taken so far, between
 * 15 seconds and 10 minutes. So an end is seen late by at most a quarter of the time that it took, and nine hours cost about 70
 * looks.
 *
 * @param underWayForMs - time since it began; a negative one (a clock behind the service's) counts as just begun
 */
export function recheckIntervalMs(underWayForMs: number): number {
  const share = Math.round(underWayForMs / shareOfTheTimeUnderWay);
  return Number.isNaN(share) ? shortestMs : Math.min(longestMs, Math.max(shortestMs, share));
}
