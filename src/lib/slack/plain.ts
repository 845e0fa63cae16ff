/**
 * Text from outside without invisible characters that change the visible ones: control characters (except line breaks and tabs),
 * bidirectional overrides and other format characters, and halves of surrogate pairs. The joiner of emoji stays.
 */
export function withoutInvisible(text: string): string {
  return text
    .replaceAll(/\r\n?|[\u2028\u2029\u0085]/gu, '\n')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}]/gu, (character) => ('\n\t\u200d'.includes(character) ? character : ''));
}

/** The same on one line, without white space at either end. */
export function onOneLine(text: string): string {
  return withoutInvisible(text).replaceAll(/\s+/gu, ' ').trim();
}

/**
 * Cuts a text to a number of characters as Slack counts them (UTF-16 units), including the ellipsis; never inside a character.
 */
export function cut(text: string, maximum: number): string {
  if (text.length <= maximum) return text;
  let kept = '';
  for (const character of text) {
    if (kept.length + character.length > maximum - 1) break;
    kept += character;
  }
  return `${kept}…`;
}

const noteCharacters = 40;

/** The note on a text that was cut, here or when the item stored it. */
const note = /\n\((\d+) more characters\)$/u;

/** Cuts a text and says how much of it is missing in total: for texts that people can look up elsewhere. */
export function cutWithCount(text: string, maximum: number): string {
  if (text.length <= maximum) return text;
  const cutBefore = note.exec(text);
  const whole = cutBefore ? text.slice(0, cutBefore.index) : text;
  const kept = cut(whole, maximum - noteCharacters);
  const missing = whole.length - kept.length + 1 + Number(cutBefore?.[1] ?? 0);
  return `${kept}\n(${missing} more characters)`;
}
