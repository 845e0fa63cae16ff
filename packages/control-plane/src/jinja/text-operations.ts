import { OperationError } from './errors.ts';
import type { Budget } from './limits.ts';
import { characterLength, charactersOf, sliceCharacters } from './values/index.ts';

const LINE_END = new RegExp(String.raw`\r\n|[\n\r\v\f\u001c-\u001e\u0085\u2028\u2029]`);

/** What filters and methods do with texts, as Python does it. */

export function capitalize(text: string): string {
  const [first = ''] = text;
  return first.toUpperCase() + text.slice(first.length).toLowerCase();
}

/** Without these characters at its ends, or without white space. */
export function strip(text: string, characters: string | undefined, sides: 'both' | 'left' | 'right' = 'both'): string {
  if (characters === undefined) {
    if (sides === 'left') return text.trimStart();
    return sides === 'right' ? text.trimEnd() : text.trim();
  }
  const isStripped = (character: string | undefined): boolean =>
    character !== undefined && characters.includes(character);
  const all = charactersOf(text);
  let start = 0;
  let end = all.length;
  if (sides !== 'right') while (start < end && isStripped(all[start])) start += 1;
  if (sides !== 'left') while (end > start && isStripped(all[end - 1])) end -= 1;
  return all.slice(start, end).join('');
}

/** @param count how often at most; without it everywhere */
export function replace(text: string, from: string, to: string, count: number | undefined, budget: Budget): string {
  const limit = count === undefined || count < 0 ? Number.POSITIVE_INFINITY : count;
  if (from === '') throw new OperationError('the text to be replaced is empty');
  const parts = splitAt(text, from, limit, budget);
  return joined(parts, to, budget);
}

export function joined(parts: readonly string[], separator: string, budget: Budget): string {
  budget.text(parts.reduce((length, part) => length + part.length + separator.length, 0));
  return parts.join(separator);
}

/** Parts of a text, at most so many separators being seen. */
export function splitAt(text: string, separator: string, limit: number, budget: Budget): string[] {
  if (separator === '') throw new OperationError('the separator is empty');
  budget.text(text.length);
  const parts: string[] = [];
  let from = 0;
  while (parts.length < limit) {
    const at = text.indexOf(separator, from);
    if (at === -1) break;
    budget.spend(1);
    parts.push(text.slice(from, at));
    from = at + separator.length;
  }
  parts.push(text.slice(from));
  return parts;
}

/** The same, seen from the end. */
export function splitAtEnd(text: string, separator: string, limit: number, budget: Budget): string[] {
  if (separator === '') throw new OperationError('the separator is empty');
  budget.text(text.length);
  const parts: string[] = [];
  let to = text.length;
  while (parts.length < limit) {
    const at = to < separator.length ? -1 : text.lastIndexOf(separator, to - separator.length);
    if (at === -1) break;
    budget.spend(1);
    parts.unshift(text.slice(at + separator.length, to));
    to = at;
  }
  parts.unshift(text.slice(0, to));
  return parts;
}

/** Words, at most so many of them being split off. */
export function splitAtSpace(text: string, limit: number, budget: Budget): string[] {
  budget.text(text.length);
  const words: string[] = [];
  let rest = text.trimStart();
  while (rest !== '' && words.length < limit) {
    budget.spend(1);
    const at = rest.search(/\s/);
    words.push(at === -1 ? rest : rest.slice(0, at));
    rest = at === -1 ? '' : rest.slice(at).trimStart();
  }
  if (rest !== '') words.push(rest);
  return words;
}

/** Lines without their ends; an end at the end of the text begins no line. */
export function linesOf(text: string): string[] {
  if (text === '') return [];
  const lines = text.split(LINE_END);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** As `do_truncate` of Jinja has it. */
export function truncate(
  text: string,
  options: { readonly length: number; readonly killsWords: boolean; readonly end: string; readonly leeway: number },
): string {
  const { length, killsWords, end, leeway } = options;
  const kept = length - characterLength(end);
  if (kept < 0) throw new OperationError('truncate: the length must be at least that of the end');
  if (leeway < 0) throw new OperationError('truncate: the leeway must not be negative');
  if (characterLength(text) <= length + leeway) return text;
  const start = sliceCharacters(text, 0, kept);
  if (killsWords) return start + end;
  const space = start.lastIndexOf(' ');
  return (space === -1 ? start : start.slice(0, space)) + end;
}

/** As `do_indent` of Jinja has it. */
export function indent(
  text: string,
  options: { readonly indentation: string; readonly first: boolean; readonly blank: boolean },
  budget: Budget,
): string {
  const { indentation, first, blank } = options;
  const lines = linesOf(`${text}\n`);
  budget.text(text.length + (lines.length + 1) * indentation.length);
  const indented = lines.map((line, index) => {
    const isIndented = index === 0 ? first : blank || line !== '';
    return isIndented ? indentation + line : line;
  });
  return indented.join('\n');
}
