const MS_PER_UNIT: Readonly<Record<string, number>> = {
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
  us: 1e-3,
  µs: 1e-3,
  ns: 1e-6,
};

/**
 * The length of a duration literal (`45m`, `1h30m`, `-1.5s`) in milliseconds; undefined if it is none.
 * The grammar is Go's, which CEL takes over (https://pkg.go.dev/time#ParseDuration): there is no day.
 */
export function durationMs(text: string): number | undefined {
  if (!/^[-+]?(?:(?:\d{1,9}(?:\.\d{0,9})?|\.\d{1,9})(?:ns|us|µs|ms|s|m|h))+$/.test(text)) return undefined;
  let totalMs = 0;
  for (const [, count, unit] of text.matchAll(/([\d.]+)(ns|us|µs|ms|s|m|h)/g)) {
    totalMs += Number(count) * (MS_PER_UNIT[unit ?? ''] ?? Number.NaN);
  }
  return text.startsWith('-') ? -totalMs : totalMs;
}
