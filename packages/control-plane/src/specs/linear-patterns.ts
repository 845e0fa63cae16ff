import { RE2JS } from 're2js';

/** Longer than any pattern for a name, an address or an ARN. */
const MAXIMUM_PATTERN_CHARACTERS = 1000;
/** Steps of all patterns of a schema together: `[a-z]{1,255}` has 513. */
const MAXIMUM_STEPS = 10_000;

/** A schema has a pattern that is not tried here. The message is the reason. */
export class UnusablePatternError extends Error {
  override readonly name = 'UnusablePatternError';
}

export interface LinearPattern {
  /** How long its program is: with the length of a text it bounds the time that trying it takes. */
  readonly steps: number;
  /** Whether it matches any part of the text. */
  test(text: string): boolean;
}

/** The patterns of one schema. */
export interface LinearPatterns {
  /** @throws UnusablePatternError */
  compile(source: string): LinearPattern;
}

/**
 * Compiles patterns with RE2 (https://github.com/google/re2/wiki/Syntax), which tries them in time proportional to the text.
 * JavaScript's own engine can try `^(a+)+$` for years. Backreferences and look-around, which RE2 has not, are refused.
 */
export function createLinearPatterns(): LinearPatterns {
  const compiled = new Map<string, LinearPattern>();
  let steps = 0;
  return {
    compile(source) {
      const known = compiled.get(source);
      if (known !== undefined) return known;
      if (source.length > MAXIMUM_PATTERN_CHARACTERS) {
        throw new UnusablePatternError(`is longer than ${MAXIMUM_PATTERN_CHARACTERS} characters`);
      }
      const expression = read(source);
      steps += expression.programSize();
      if (steps > MAXIMUM_STEPS) {
        throw new UnusablePatternError(
          `is one too many: with it, the patterns of the schema have more than ${MAXIMUM_STEPS} steps`,
        );
      }
      const pattern: LinearPattern = { steps: expression.programSize(), test: (text) => expression.test(text) };
      compiled.set(source, pattern);
      return pattern;
    },
  };
}

/** What JavaScript does not take is not taken here either: a schema has to mean the same wherever it is read. */
function read(source: string): RE2JS {
  try {
    return RE2JS.compile(RE2JS.translateRegExp(new RegExp(source)));
  } catch {
    throw new UnusablePatternError('must be a regular expression, without look-around and backreferences');
  }
}
