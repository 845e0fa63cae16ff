/** What a terminal obeys, or does not show: controls, formats such as bidirectional overrides, separators of lines, half characters. */
const hidden = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
const hiddenInLine = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
const short: Readonly<Record<string, string>> = { '\n': String.raw`\n`, '\r': String.raw`\r`, '\t': String.raw`\t` };

/**
 * Text from outside as one line for a terminal or a log: an escape sequence does nothing, a line break begins no line of its own, and
 * text is not shown in another order than it has. What would do so is written as in JSON: `\n`, `\u001b`, `\u202e`.
 */
export function visibleText(text: string): string {
  return text.replaceAll(hidden, escape);
}

/** The same for text whose lines are meant as lines: line breaks and tabs stay. JSON means the same as before. */
export function visibleLines(text: string): string {
  return text.replaceAll(hiddenInLine, escape);
}

/** The same, with every further line indented, so that none looks like a line of the program's own. */
export function visibleDetails(text: string): string {
  return visibleLines(text).replaceAll('\n', '\n  ');
}

function escape(character: string): string {
  return short[character] ?? unitsOf(character).join('');
}

/** In UTF-16 units, as JSON escapes them. */
function unitsOf(character: string): readonly string[] {
  return Array.from(
    { length: character.length },
    (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
  );
}
