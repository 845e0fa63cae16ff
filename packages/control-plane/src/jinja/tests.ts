import { type Callable, textSubject } from './callable.ts';
import { OperationError } from './errors.ts';
import {
  areEqual,
  asNumber,
  asText,
  calculate,
  contains,
  defined,
  isList,
  isMappingValue,
  kindOf,
  Missing,
  order,
  Series,
  Tuple,
  type Value,
} from './values/index.ts';

const equal = compared((difference) => difference === 'equal');
const unequal = compared((difference) => difference !== 'equal');

/** The tests that stand behind `is`. */
export const TESTS: ReadonlyMap<string, Callable> = new Map(
  Object.entries({
    defined: { parameters: [], takesMissing: true, run: (subject: Value) => !(subject instanceof Missing) },
    undefined: { parameters: [], takesMissing: true, run: (subject: Value) => subject instanceof Missing },
    none: kind((value) => value === null),
    boolean: kind((value) => typeof value === 'boolean'),
    true: kind((value) => value === true),
    false: kind((value) => value === false),
    integer: kind((value) => typeof value === 'bigint'),
    float: kind((value) => typeof value === 'number'),
    number: kind((value) => asNumber(value) !== undefined),
    string: kind((value) => asText(value) !== undefined),
    mapping: kind(isMappingValue),
    sequence: kind((value) => isSized(value)),
    iterable: { parameters: [], run: (subject) => isSized(subject) || subject instanceof Series },
    odd: { parameters: [], run: (subject, _given, { budget }) => isRest(subject, 2n, 1n, budget) },
    even: { parameters: [], run: (subject, _given, { budget }) => isRest(subject, 2n, 0n, budget) },
    divisibleby: {
      parameters: ['num'],
      required: 1,
      run: (subject, given, { budget }) => isRest(subject, given.valueOr('num', null), 0n, budget),
    },
    lower: { parameters: [], run: (subject) => isLower(textSubject(subject)) },
    upper: { parameters: [], run: (subject) => isUpper(textSubject(subject)) },
    in: {
      parameters: ['seq'],
      required: 1,
      run: (subject, given, { budget }) => contains(given.valueOr('seq', null), subject, budget),
    },
    eq: equal,
    equalto: equal,
    '==': equal,
    ne: unequal,
    '!=': unequal,
    ...ordered(['lt', 'lessthan', '<'], (difference) => difference < 0),
    ...ordered(['le', '<='], (difference) => difference <= 0),
    ...ordered(['gt', 'greaterthan', '>'], (difference) => difference > 0),
    ...ordered(['ge', '>='], (difference) => difference >= 0),
  } satisfies Record<string, Callable>),
);

/** A test of what a value is; what there is not is none of them. */
function kind(is: (value: Value) => boolean): Callable {
  return { parameters: [], takesMissing: true, run: (subject) => !(subject instanceof Missing) && is(subject) };
}

function isSized(value: Value): boolean {
  if (isList(value) || isMappingValue(value) || value instanceof Tuple || asText(value) !== undefined) return true;
  if (value instanceof Series && !value.isOnce) {
    throw new OperationError(`whether ${kindOf(value)} is one is not supported; make it a list`);
  }
  return false;
}

function compared(fits: (result: 'equal' | 'unequal') => boolean): Callable {
  return {
    parameters: ['other'],
    required: 1,
    run: (subject, given, { budget }) =>
      fits(areEqual(subject, given.valueOr('other', null), budget) ? 'equal' : 'unequal'),
  };
}

function ordered(names: readonly string[], fits: (difference: number) => boolean): Record<string, Callable> {
  const test: Callable = {
    parameters: ['other'],
    required: 1,
    run: (subject, given, { budget }) => fits(order(subject, given.valueOr('other', null), budget)),
  };
  return Object.fromEntries(names.map((name) => [name, test]));
}

function isRest(subject: Value, divisor: Value, rest: bigint, budget: Parameters<typeof calculate>[3]): boolean {
  if (asText(defined(subject)) !== undefined) throw new OperationError('a text cannot be divided');
  return areEqual(calculate('%', subject, divisor, budget), rest, budget);
}

function isLower(text: string): boolean {
  return text === text.toLowerCase() && text !== text.toUpperCase();
}

function isUpper(text: string): boolean {
  return text === text.toUpperCase() && text !== text.toLowerCase();
}
