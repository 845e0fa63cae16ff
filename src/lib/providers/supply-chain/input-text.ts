/** A character, for the service, is a Unicode code point: an emoji is one, though JavaScript counts two. */
export function lengthProblem(
  text: string,
  { minimum = 0, maximum }: { readonly minimum?: number; readonly maximum: number },
): string | undefined {
  // It reads no more of the text than the maximum length.
  if (text.length > 2 * maximum) return `is about ${text.length} characters long; ${limits(minimum, maximum)}`;
  const length = Array.from(text).length;
  if (length < minimum || length > maximum) return `is ${characters(length)} long; ${limits(minimum, maximum)}`;
  return /\p{Surrogate}/u.test(text) ? 'contains half a character: type it again' : undefined;
}

function limits(minimum: number, maximum: number): string {
  return minimum <= 1 ? `at most ${maximum} are allowed` : `${minimum} to ${maximum} are allowed`;
}

function characters(count: number): string {
  return count === 1 ? '1 character' : `${count} characters`;
}

const longestQuote = 40;

/** A text from outside, prepared for use inside a sentence: short, and with visible escapes for invisible characters. */
export function quoted(text: string): string {
  const shown = text.length > longestQuote ? `${text.slice(0, longestQuote)}…` : text;
  const visible = shown.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) => `U+${hexOf(character)}`);
  return `"${visible}"`;
}

function hexOf(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
}
