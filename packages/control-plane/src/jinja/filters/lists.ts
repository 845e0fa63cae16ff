import type { Callable, Context, Given } from '../callable.ts';
import { OperationError } from '../errors.ts';
import {
  areEqual,
  asText,
  attributeOf,
  calculate,
  defined,
  isList,
  isMappingValue,
  isTrue,
  itemsOf,
  kindOf,
  lengthOf,
  Missing,
  order,
  Series,
  Tuple,
  type Value,
  valueOr,
} from '../values/index.ts';

const length: Callable = { parameters: [], run: (subject) => lengthOf(subject) };
const fallback: Callable = {
  parameters: ['default_value', 'boolean'],
  takesMissing: true,
  run: (subject, given) => {
    const otherwise = given.valueOr('default_value', '');
    if (subject instanceof Missing) return otherwise;
    return given.flag('boolean') && !isTrue(subject) ? otherwise : subject;
  },
};

/** Filters of lists, mappings and everything that can be gone through. */
export const listFilters: Readonly<Record<string, Callable>> = {
  default: fallback,
  d: fallback,
  length,
  count: length,
  list: { parameters: [], run: (subject, _given, { budget }) => itemsOf(subject, budget) },
  first: {
    parameters: [],
    run: (subject, _given, { budget }) => valueOr(itemsOf(subject, budget)[0], new Missing('the first of nothing', -1)),
  },
  last: {
    parameters: [],
    run: (subject, _given, { budget }) => {
      if (subject instanceof Series && subject.isOnce) throw new OperationError(`${kindOf(subject)} has no last item`);
      return valueOr(itemsOf(subject, budget).at(-1), new Missing('the last of nothing', -1));
    },
  },
  reverse: {
    parameters: [],
    run: (subject, _given, { budget }) => {
      const text = asText(subject);
      const reversed = [...itemsOf(subject, budget)].reverse();
      return text === undefined ? new Series(reversed, { isOnce: true }) : reversed.map(asText).join('');
    },
  },
  sum: {
    parameters: ['attribute', 'start'],
    run: (subject, given, { budget }) => {
      const items = itemsOf(subject, budget).map((item) => pick(item, given));
      return items.reduce(
        (sum, item) => {
          if (asText(item) !== undefined) throw new OperationError('texts have no sum; use join');
          return calculate('+', sum, item, budget);
        },
        given.valueOr('start', 0n),
      );
    },
  },
  min: {
    parameters: ['case_sensitive', 'attribute'],
    run: (subject, given, context) => extreme(subject, given, context, 1),
  },
  max: {
    parameters: ['case_sensitive', 'attribute'],
    run: (subject, given, context) => extreme(subject, given, context, -1),
  },
  sort: {
    parameters: ['reverse', 'case_sensitive', 'attribute'],
    run: (subject, given, context) => {
      if (asText(given.some('attribute') ?? null)?.includes(',') === true) {
        throw new OperationError('sort: one attribute only is supported');
      }
      const items = itemsOf(subject, context.budget);
      return sorted(items, (item) => comparable(pick(item, given), given), given.flag('reverse'), context);
    },
  },
  unique: {
    parameters: ['case_sensitive', 'attribute'],
    run: (subject, given, { budget }) => {
      const seen: Value[] = [];
      const items = itemsOf(subject, budget).filter((item) => {
        const value = hashable(comparable(pick(item, given), given));
        if (seen.some((other) => areEqual(other, value, budget))) return false;
        seen.push(value);
        return true;
      });
      return new Series(items, { isOnce: true });
    },
  },
  items: {
    parameters: [],
    takesMissing: true,
    run: (subject) => {
      if (subject instanceof Missing) return new Series([], { isOnce: true });
      if (!isMappingValue(subject)) throw new OperationError(`${kindOf(subject)} has no items`);
      return new Series(
        [...subject].map((entry) => new Tuple(entry)),
        { isOnce: true },
      );
    },
  },
  dictsort: {
    parameters: ['case_sensitive', 'by', 'reverse'],
    run: (subject, given, context) => {
      const by = given.text('by', 'key');
      if (by !== 'key' && by !== 'value') throw new OperationError('dictsort: "by" must be key or value');
      if (!isMappingValue(defined(subject))) throw new OperationError(`${kindOf(subject)} is no mapping`);
      const entries = isMappingValue(subject) ? [...subject].map((entry) => new Tuple(entry)) : [];
      const keyOf = ({ items: [key = null, value = null] }: Tuple): Value =>
        comparable(by === 'key' ? key : value, given);
      return sorted(entries, keyOf, given.flag('reverse'), context);
    },
  },
};

/** @throws OperationError when Python cannot tell whether it has seen it before */
function hashable(value: Value): Value {
  if (isList(value) || isMappingValue(value)) throw new OperationError(`${kindOf(value)} cannot be compared for that`);
  if (value instanceof Tuple) value.items.forEach(hashable);
  return value;
}

function pick(item: Value, given: Given): Value {
  const attribute = given.some('attribute');
  return attribute === undefined ? item : attributeOf(item, attribute);
}

/** Upper and lower case are the same, unless said otherwise. */
function comparable(value: Value, given: Given): Value {
  const text = given.flag('case_sensitive') ? undefined : asText(defined(value));
  return text === undefined ? value : text.toLowerCase();
}

function extreme(subject: Value, given: Given, { budget }: Context, sign: 1 | -1): Value {
  const [first, ...others] = itemsOf(subject, budget);
  if (first === undefined) return new Missing('the first of nothing', -1);
  const key = (item: Value): Value => comparable(pick(item, given), given);
  return others.reduce((best, item) => (sign * order(key(item), key(best), budget) < 0 ? item : best), first);
}

function sorted<Item extends Value>(
  items: readonly Item[],
  keyOf: (item: Item) => Value,
  isReversed: boolean,
  { budget }: Context,
): Item[] {
  const sign = isReversed ? -1 : 1;
  const keyed = items.map((item) => ({ item, key: keyOf(item) }));
  return keyed.sort((a, b) => sign * order(a.key, b.key, budget)).map(({ item }) => item);
}
