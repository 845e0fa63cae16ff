/** A moment in a diagnosis: `2026-11-30 12:00:05 UTC`; empty if it is not known. Whoever reads it may be in any time zone. */
export function utc(atMs: number): string {
  return atMs > 0 ? `${new Date(atMs).toISOString().slice(0, 19).replace('T', ' ')} UTC` : '';
}

/** The parts of a line that there are: `Deploy failed: JobFailed: no such bucket`. */
export function lineOf(...parts: readonly string[]): string {
  return parts.filter((part) => part.trim() !== '').join(': ');
}
