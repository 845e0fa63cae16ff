const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** A span of time in its two largest units: `46 min 3 s`, `2 h 5 min`, `3 d 1 h`. If a clock jumped back, it is `0 s`. */
export function briefDuration(durationMs: number): string {
  const ms = Math.max(0, durationMs);
  const whole = (value: number, unitMs: number) => Math.floor(value / unitMs);
  if (ms < minuteMs) return `${whole(ms, secondMs)} s`;
  if (ms < hourMs) return `${whole(ms, minuteMs)} min ${whole(ms % minuteMs, secondMs)} s`;
  if (ms < dayMs) return `${whole(ms, hourMs)} h ${whole(ms % hourMs, minuteMs)} min`;
  return `${whole(ms, dayMs)} d ${whole(ms % dayMs, hourMs)} h`;
}
