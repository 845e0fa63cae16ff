import type { Fact } from './variables.ts';

/** Traces are stored with the item and shown in chat. A longer text is cut, and says so. */
const LIMITS = { characters: 200, listEntries: 10 } as const;

const MS_PER_UNIT = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
] as const;

/** Writes a time span for people: `46m 3s`. It is exact to the millisecond, because one millisecond can decide. */
export function describeDuration(durationMs: number): string {
  let restMs = Math.abs(durationMs);
  const parts: string[] = [];
  for (const [unit, sizeMs] of MS_PER_UNIT) {
    const count = Math.floor(restMs / sizeMs);
    restMs -= count * sizeMs;
    if (count > 0) parts.push(`${count}${unit}`);
  }
  if (parts.length === 0) return '0s';
  return `${durationMs < 0 ? '-' : ''}${parts.join(' ')}`;
}

/** Writes a moment in UTC; if it is not a time, the text says so. */
export function describeMoment(moment: Date): string {
  return Number.isNaN(moment.getTime()) ? 'not a time' : moment.toISOString();
}

/** Writes a value as the trace shows it: text in quotes, times in UTC, long lists cut. */
export function describeValue(value: Fact | readonly string[]): string {
  if (typeof value === 'string') return describeText(value);
  if (typeof value === 'boolean') return String(value);
  if (value instanceof Date) return describeMoment(value);
  if (!isList(value)) return describeLabels(value);
  const shown = value.slice(0, LIMITS.listEntries).map(describeText).join(', ');
  return value.length > LIMITS.listEntries ? `[${shown}, … ${value.length} in all]` : `[${shown}]`;
}

/** `Array.isArray` does not narrow a readonly list. */
function isList(value: object): value is readonly string[] {
  return Array.isArray(value);
}

function describeLabels(labels: object): string {
  const entries = Object.entries(labels);
  const shown = entries
    .slice(0, LIMITS.listEntries)
    .map(([name, text]) => `${describeText(name)}: ${describeText(String(text))}`);
  return entries.length > LIMITS.listEntries
    ? `{${shown.join(', ')}, … ${entries.length} in all}`
    : `{${shown.join(', ')}}`;
}

function describeText(text: string): string {
  return text.length > LIMITS.characters
    ? `${JSON.stringify(text.slice(0, LIMITS.characters))}… (${text.length} characters)`
    : JSON.stringify(text);
}
