import { cpus, totalmem } from 'node:os';
import { isMet, type Measured } from './figure.ts';

/** On what the figures were measured; nothing that names the machine or its owner. */
export function surroundings(now: Date): Readonly<Record<string, string | number>> {
  const processors = cpus();
  return {
    date: now.toISOString().slice(0, 'yyyy-mm-dd'.length),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    processor: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
  };
}

const headings = ['figure', 'goal', 'measured', '', 'how'] as const;

function rowsOf(figures: readonly Measured[]): readonly (readonly string[])[] {
  return figures.map((figure) => [
    figure.title,
    goalOf(figure),
    amount(figure.value, figure.unit),
    goalOf(figure) === '' ? '' : isMet(figure) ? 'met' : 'MISSED',
    figure.detail,
  ]);
}

function goalOf({ atMost, atLeast, unit }: Measured): string {
  if (atMost !== undefined) return `≤ ${amount(atMost, unit)}`;
  return atLeast === undefined ? '' : `≥ ${amount(atLeast, unit)}`;
}

/** 599546 bytes → `599,546 B`; 0.1234 as a ratio → `0.12`. */
export function amount(value: number, unit: Measured['unit']): string {
  const rounded = (digits: number) =>
    value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  switch (unit) {
    case 'bytes':
      return `${rounded(0)} B`;
    case 'ratio':
      return rounded(2);
    case 'µs':
      return `${rounded(1)} µs`;
    case 'ms':
    case 'MB':
    case 'calls':
    case 'events/s':
    case 'requests/s':
      return `${rounded(0)} ${unit}`;
  }
}

/** A table for the terminal. */
export function textTable(figures: readonly Measured[]): string {
  const rows = [headings, ...rowsOf(figures)];
  const widths = headings.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** The same for `docs/benchmarks.md`. */
export function markdownTable(figures: readonly Measured[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rows = rowsOf(figures).map((row) => line(row.map((cell) => cell.replaceAll('|', '\\|'))));
  return [line(headings), `|${'---|'.repeat(headings.length)}`, ...rows].join('\n');
}
