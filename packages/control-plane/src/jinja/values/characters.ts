/** Python counts characters, JavaScript units of UTF-16. Most texts have no character that takes two. */
const TWO_UNITS = /[\ud800-\udbff][\udc00-\udfff]/;

/** The characters of a text, each of them one of Python. */
export function charactersOf(text: string): string[] {
  return Array.from(text);
}

export function hasWideCharacters(text: string): boolean {
  return TWO_UNITS.test(text);
}

export function characterLength(text: string): number {
  return TWO_UNITS.test(text) ? charactersOf(text).length : text.length;
}

/** The characters from `start` to before `end`, which count from 0 and are not negative. */
export function sliceCharacters(text: string, start: number, end: number): string {
  return TWO_UNITS.test(text) ? charactersOf(text).slice(start, end).join('') : text.slice(start, end);
}

export function compareTexts(left: string, right: string): number {
  if (left === right) return 0;
  if (!TWO_UNITS.test(left) && !TWO_UNITS.test(right)) return left < right ? -1 : 1;
  const [a, b] = [charactersOf(left), charactersOf(right)];
  for (const [at, character] of a.entries()) {
    const difference = (character.codePointAt(0) ?? 0) - (b[at]?.codePointAt(0) ?? -1);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
