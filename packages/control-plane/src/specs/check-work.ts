import type { JsonSchema } from './open-api.ts';
import { isMapping } from './yaml-text.ts';

/**
 * How much work the check of one set of inputs may be. A unit is a schema that a value is held against, or a name, a value
 * or a pair of items that is compared for it; a large spec of a large schema has some ten thousand.
 */
const MAXIMUM_UNITS = 300_000;
/** One step of a pattern for one character costs so much less than a unit. */
const MATCH_STEPS_PER_UNIT = 50;

/** To check these inputs against this schema would take too long. */
export class TooMuchWorkError extends Error {
  override readonly name = 'TooMuchWorkError';
  constructor() {
    super('its patterns, alternatives, or defaults within defaults make the check too long; simplify the schema');
  }
}

/** Bounds checks whose length nobody can tell from the sizes of schema and inputs, such as of alternatives in alternatives. */
export interface WorkMeter {
  /** What counts each time that a value is held against this schema. */
  countingOf(schema: JsonSchema): (value: unknown) => boolean;
  /** Counts that a pattern is tried. @throws TooMuchWorkError */
  addMatch(steps: number, characters: number): void;
  /** Counts anew. @throws TooMuchWorkError when the work is more than it may be */
  bound<Result>(work: () => Result): Result;
}

export function createWorkMeter(maximumUnits = MAXIMUM_UNITS): WorkMeter {
  let units = 0;
  const add = (more: number): void => {
    units += more;
    if (units > maximumUnits) throw new TooMuchWorkError();
  };
  return {
    countingOf(schema) {
      const fixed = 1 + lengthOf(schema['properties']) + lengthOf(schema['required']) + lengthOf(schema['enum']);
      const hasUniqueItems = schema['uniqueItems'] === true;
      return (value) => {
        add(fixed + (hasUniqueItems && Array.isArray(value) ? value.length ** 2 : 0));
        return true;
      };
    },
    addMatch: (steps, characters) => add((steps * characters) / MATCH_STEPS_PER_UNIT),
    bound(work) {
      units = 0;
      try {
        return work();
      } catch (error) {
        // A default that contains itself is filled in until there is no stack left.
        throw error instanceof RangeError ? new TooMuchWorkError() : error;
      }
    },
  };
}

function lengthOf(value: unknown): number {
  if (Array.isArray(value)) return value.length;
  return isMapping(value) ? Object.keys(value).length : 0;
}
