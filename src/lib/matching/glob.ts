/**
 * Whether a text matches a pattern. `*` matches any characters (also none, also `/`), `?` exactly one. Every other character
 * matches itself; upper and lower case differ.
 *
 * It uses two cursors and one point to return to, no regular expression. So the time is at most pattern × text for any pattern,
 * and a rules file cannot make the bot hang.
 */
export function matchesGlob(pattern: string, text: string): boolean {
  let patternIndex = 0;
  let textIndex = 0;
  let starIndex = -1;
  let textIndexAtStar = 0;
  while (textIndex < text.length) {
    const symbol = pattern[patternIndex];
    if (symbol === '*') {
      starIndex = patternIndex;
      textIndexAtStar = textIndex;
      patternIndex += 1;
    } else if (symbol !== undefined && (symbol === '?' || symbol === text[textIndex])) {
      patternIndex += 1;
      textIndex += 1;
    } else if (starIndex >= 0) {
      // Let the last star take one more character and try again from there.
      patternIndex = starIndex + 1;
      textIndexAtStar += 1;
      textIndex = textIndexAtStar;
    } else {
      return false;
    }
  }
  while (pattern[patternIndex] === '*') patternIndex += 1;
  return patternIndex === pattern.length;
}

/** True if at least one of the patterns matches the text; see {@link matchesGlob}. */
export function matchesAnyGlob(patterns: readonly string[], text: string): boolean {
  return patterns.some((pattern) => matchesGlob(pattern, text));
}
