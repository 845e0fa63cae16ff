import { isJsonObject, type JsonObject } from '../../json.ts';
import { compileMatcher, InvalidEventPatternError, type LeafValue, type Matcher } from './matchers.ts';

/** The longest pattern EventBridge takes. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const LONGEST_PATTERN = 2048;
/** `$or` multiplies: the combinations of all `$or` of one pattern are limited. */
const MOST_OR_COMBINATIONS = 1000;

/** A compiled event pattern: says whether an event matches. */
export type EventPattern = (event: unknown) => boolean;

type Node = (value: unknown, event: unknown) => boolean;

interface Compiled {
  readonly node: Node;
  readonly combinations: number;
}

/**
 * Compiles an event pattern (already parsed from JSON) to a test.
 *
 * Fields of one object must all match, elements of an array are alternatives, and a field of the event that holds an
 * array matches when any of its elements does.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 *
 * @throws InvalidEventPatternError for every pattern that EventBridge refuses, naming the field
 */
export function compileEventPattern(pattern: unknown): EventPattern {
  if (!isJsonObject(pattern)) throw new InvalidEventPatternError('', 'Filter is not an object');
  if (JSON.stringify(pattern).length > LONGEST_PATTERN) {
    throw new InvalidEventPatternError('', `Event pattern is longer than ${String(LONGEST_PATTERN)} characters`);
  }
  const { node, combinations } = compileObject(pattern, []);
  if (combinations > MOST_OR_COMBINATIONS) {
    throw new InvalidEventPatternError('', `$or makes more than ${String(MOST_OR_COMBINATIONS)} combinations`);
  }
  return (event) => node(event, event);
}

function compileObject(pattern: JsonObject, path: readonly string[]): Compiled {
  const fields = Object.entries(pattern);
  if (fields.length === 0) throw new InvalidEventPatternError(path.join('.'), 'Empty objects are not allowed');
  const compiled = fields.map(([name, expected]) =>
    name === '$or' ? compileOr(expected, path) : compileField(name, expected, path),
  );
  return {
    node: (value, event) => compiled.every(({ node }) => node(value, event)),
    combinations: compiled.reduce((product, { combinations }) => product * combinations, 1),
  };
}

function compileOr(expected: unknown, path: readonly string[]): Compiled {
  const place = [...path, '$or'].join('.');
  if (!Array.isArray(expected)) throw new InvalidEventPatternError(place, 'It must be an Array followed with $or.');
  const branches: readonly unknown[] = expected;
  if (branches.length < 2) {
    throw new InvalidEventPatternError(place, 'There must have at least 2 Objects in $or relationship.');
  }
  const compiled = branches.map((branch) => {
    if (!isJsonObject(branch))
      throw new InvalidEventPatternError(place, 'Only JSON object is allowed in array of $or relationship.');
    return compileObject(branch, path);
  });
  return {
    node: (value, event) => compiled.some(({ node }) => node(value, event)),
    combinations: compiled.reduce((sum, { combinations }) => sum + combinations, 0),
  };
}

function compileField(name: string, expected: unknown, parentPath: readonly string[]): Compiled {
  const path = [...parentPath, name];
  const place = path.join('.');
  if (Array.isArray(expected)) {
    const elements: readonly unknown[] = expected;
    if (elements.length === 0) throw new InvalidEventPatternError(place, 'Empty arrays are not allowed');
    const leaf = leafNode(
      elements.map((element) => compileMatcher(element, place)),
      path,
    );
    return { node: (value, event) => leaf(fieldOf(value, name), event), combinations: 1 };
  }
  if (!isJsonObject(expected)) throw new InvalidEventPatternError(place, `"${name}" must be an object or an array`);
  const inner = compileObject(expected, path);
  return {
    // One element of an array of objects must satisfy the whole of the inner pattern: fields are not mixed.
    node: (value, event) => objectsOf(fieldOf(value, name)).some((element) => inner.node(element, event)),
    combinations: inner.combinations,
  };
}

function leafNode(matchers: readonly Matcher[], path: readonly string[]): Node {
  return (value, event) =>
    matchers.some((matcher) =>
      matcher.kind === 'absent'
        ? leavesAt(event, path).length === 0
        : elementsOf(value).some((element) => isLeaf(element) && matcher.matches(element)),
    );
}

/** Every leaf at a path, through arrays on the way. */
function leavesAt(value: unknown, [name, ...rest]: readonly string[]): unknown[] {
  const elements = elementsOf(value);
  if (name === undefined) return elements.filter(isLeaf);
  return elements.flatMap((element) => leavesAt(fieldOf(element, name), rest));
}

/** What an inner pattern is held against: where nothing is, `exists: false` can still match. */
function objectsOf(value: unknown): unknown[] {
  const elements = elementsOf(value);
  return elements.length === 0 ? [undefined] : elements;
}

/** The elements of an array, nested arrays flattened; any other value is its own only element. */
function elementsOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flat(Number.POSITIVE_INFINITY) as unknown[];
  return [value];
}

function fieldOf(value: unknown, name: string): unknown {
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function isLeaf(value: unknown): value is LeafValue {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}
