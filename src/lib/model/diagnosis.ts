import { withoutSecrets } from './redact.ts';

/**
 * What was found about why an attempt fails or hangs. Sensitive: for the people of the routed channels, and for those who may
 * ask; never for a log or the bus.
 */
export interface Diagnosis {
  readonly atMs: number;
  /** The name of the part of the attempt that it is about; absent if it is about the attempt itself. */
  readonly part?: string;
  /** Lines, most important first; without secrets, and no more than {@link maximumDiagnosisBytes}. */
  readonly text: string;
}

/** The most that an item keeps of it, in bytes of UTF-8. */
export const maximumDiagnosisBytes = 4096;

/** A single reason may be ten thousand characters long. The others must fit beside it. */
const maximumLineCharacters = 1000;

const encoder = new TextEncoder();

/**
 * Makes a diagnosis of what investigators found.
 *
 * @param findings - the lines of each investigator, most important first
 * @returns `undefined` if they found nothing
 */
export function diagnosisOf(
  findings: readonly (readonly string[])[],
  atMs: number,
  part?: string,
): Diagnosis | undefined {
  const lines = findings.flat().map(lineOf).filter(Boolean);
  if (lines.length === 0) return undefined;
  return { atMs, ...(part === undefined ? {} : { part }), text: fitting([...new Set(lines)]) };
}

/** Secrets go before anything is cut: half a secret has no form by which it is known. */
function lineOf(line: string): string {
  const clean = withoutSecrets(line).trimEnd();
  const missing = clean.length - maximumLineCharacters;
  return missing <= 0 ? clean : `${wholeCharacters(clean, maximumLineCharacters)}… (${missing} more characters)`;
}

/** As many whole lines as fit, and how many do not. */
function fitting(lines: readonly string[]): string {
  const text = lines.join('\n');
  if (bytesOf(text) <= maximumDiagnosisBytes) return text;
  const kept: string[] = [];
  for (const line of lines) {
    const rest = lines.length - kept.length - 1;
    const more = rest === 0 ? [] : [moreLines(rest)];
    if (bytesOf([...kept, line, ...more].join('\n')) > maximumDiagnosisBytes) break;
    kept.push(line);
  }
  return [...kept, moreLines(lines.length - kept.length)].join('\n');
}

function moreLines(count: number): string {
  return `(${count} more ${count === 1 ? 'line' : 'lines'})`;
}

function bytesOf(text: string): number {
  return encoder.encode(text).length;
}

/** Does not cut a pair of surrogates. */
function wholeCharacters(text: string, length: number): string {
  const end = /[\uD800-\uDBFF]/.test(text.charAt(length - 1)) ? length - 1 : length;
  return text.slice(0, end);
}
