const MAXIMUM_ATTEMPTS = 20;

/**
 * Milliseconds of the processor that something takes: the least of several runs, as the first ones are compiled on the way, and
 * whoever shares a core slows it down.
 * @param run is told its number, so that nothing need be remembered from one run to the next
 * @param enoughMs no further run is needed after one that took less
 */
export function cpuTimeMs(run: (attempt: number) => unknown, enoughMs: number): number {
  let leastMs = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < MAXIMUM_ATTEMPTS && leastMs >= enoughMs; attempt += 1) {
    const before = process.threadCpuUsage();
    run(attempt);
    const { user, system } = process.threadCpuUsage(before);
    leastMs = Math.min(leastMs, (user + system) / 1000);
  }
  return leastMs;
}
