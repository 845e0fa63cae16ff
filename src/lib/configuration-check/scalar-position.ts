import type { Scalar } from 'yaml';

const WHITESPACE = /\s/;
/** Two-letter escapes are the rest: https://yaml.org/spec/1.2.2/#57-escaped-characters */
const ESCAPE_LENGTHS: Readonly<Record<string, number>> = { x: 4, u: 6, U: 10 };

/**
 * Finds the position in the file of a character of a scalar's value, so that an error inside an expression is shown at its place.
 * It reads value and text in parallel, through quotes, escapes, folded lines and indentation. It is exact for every visible
 * character; white space may be wrong by its own length. `yaml` knows where a scalar begins and ends, but not where a character
 * of its value comes from, so this is own code.
 *
 * @param valueOffset offset in the scalar's value; from its last visible character on, the place just behind that
 * @returns offset in the file
 */
export function offsetInFile(text: string, scalar: Scalar, valueOffset: number): number {
  const [start, end] = scalar.range ?? [0, 0];
  const value = String(scalar.value).trimEnd();
  const style = text[start] === '"' || text[start] === "'" ? text[start] : '';
  let place = contentStart(text, scalar, start);
  let behindLast = place;
  for (let index = 0; index < value.length; index += 1) {
    const visible = !WHITESPACE.test(value[index] ?? '');
    place = skipLayout(text, place, end, visible, style);
    const fold = visible ? undefined : foldAt(text.slice(place, end), scalar);
    if (index === valueOffset || (fold && valueOffset < index + fold.inValue && valueOffset > index)) {
      return Math.min(place, end);
    }
    if (fold) {
      place += fold.inText;
      index += fold.inValue - 1;
      behindLast = place;
      continue;
    }
    const codePoint = value.codePointAt(index) ?? 0;
    const length = writtenLength(text, place, style, codePoint);
    // A fold is written as a line break and indentation, of which a single space remains.
    if (visible || length > 1 || WHITESPACE.test(text[place] ?? '')) place += length;
    // Both halves of a character outside the basic plane come from the same escape.
    if (length > 2 && codePoint > 0xffff) index += 1;
    behindLast = place;
  }
  return Math.min(behindLast, end);
}

function contentStart(text: string, scalar: Scalar, start: number): number {
  if (scalar.type === 'QUOTE_DOUBLE' || scalar.type === 'QUOTE_SINGLE') return start + 1;
  if (scalar.type !== 'BLOCK_FOLDED' && scalar.type !== 'BLOCK_LITERAL') return start;
  // The header of a block (`|-  # a comment`) does not belong to its content.
  const lineBreak = text.indexOf('\n', start);
  return lineBreak < 0 ? start : lineBreak + 1;
}

/**
 * A fold in a plain or quoted scalar: line breaks with the blanks around them. One break is read as a space, more are read as
 * one line break less (https://yaml.org/spec/1.2.2/#65-line-folding).
 */
function foldAt(text: string, { type }: Scalar): { readonly inText: number; readonly inValue: number } | undefined {
  if (type === 'BLOCK_FOLDED' || type === 'BLOCK_LITERAL') return undefined;
  const [fold] = /^[ \t]*(?:\r?\n[ \t]*)+/.exec(text) ?? [];
  if (fold === undefined) return undefined;
  const breaks = fold.split('\n').length - 1;
  return { inText: fold.length, inValue: Math.max(1, breaks - 1) };
}

/** Steps over what is only layout: escaped line breaks, and white space before a visible character. */
function skipLayout(text: string, from: number, end: number, visible: boolean, style: string): number {
  let place = from;
  while (place < end) {
    if (style === '"' && /^\\\r?\n/.test(text.slice(place, place + 3))) {
      place += 2;
      while (place < end && WHITESPACE.test(text[place] ?? '')) place += 1;
    } else if (visible && WHITESPACE.test(text[place] ?? '')) place += 1;
    else break;
  }
  return place;
}

/** How many characters of the file stand for one of the value. */
function writtenLength(text: string, place: number, style: string, codePoint: number): number {
  if (style === '"' && text[place] === '\\') return ESCAPE_LENGTHS[text[place + 1] ?? ''] ?? 2;
  if (style === "'" && codePoint === 0x27) return 2;
  return 1;
}
