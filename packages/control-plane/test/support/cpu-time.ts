/**
 * Milliseconds of the processor that something takes: the least of several runs, as the first ones are compiled on the way.
 * Other processes do not count, however busy the machine is.
 * @param run is told its number, so that nothing need be remembered from one run to the next
 */
export function cpuTimeMs(run: (attempt: number) => unknown, attempts = 5): number {
  const times = Array.from({ length: attempts }, (_none, attempt) => {
    const before = process.threadCpuUsage();
    run(attempt);
    const { user, system } = process.threadCpuUsage(before);
    return (user + system) / 1000;
  });
  return Math.min(...times);
}
