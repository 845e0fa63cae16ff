import { argumentProblem, type Callable, type Context, Given } from '../callable.ts';
import { OperationError } from '../errors.ts';
import { TESTS } from '../tests.ts';
import { asText, attributeOf, isTrue, itemsOf, Missing, Series, type Value } from '../values/index.ts';

/** Filters that apply other filters, or tests, to every item. */
export function selectionFilters(
  filterNamed: (name: string) => Callable | undefined,
): Readonly<Record<string, Callable>> {
  return {
    map: {
      parameters: [],
      takesMore: 'all',
      run: (subject, given, context) => {
        const items = itemsOf(subject, context.budget);
        return new Series(items.map(mapping(given, context, filterNamed)), { isOnce: true });
      },
    },
    select: selecting(true, false),
    reject: selecting(false, false),
    selectattr: selecting(true, true),
    rejectattr: selecting(false, true),
  };
}

function mapping(
  { more, named }: Given,
  context: Context,
  filterNamed: (name: string) => Callable | undefined,
): (item: Value) => Value {
  const [name, ...rest] = more;
  if (name === undefined) {
    const attribute = named.get('attribute');
    const otherwise = named.get('default');
    if (attribute === undefined) throw new OperationError('map: say which filter, or which attribute');
    return (item) => {
      const value = attributeOf(item, attribute);
      return value instanceof Missing && otherwise !== undefined ? otherwise : value;
    };
  }
  const filter = callableOf(name, filterNamed, 'filter');
  const given = givenTo(filter, rest, named);
  return (item) => filter.run(item, given, context);
}

function selecting(keeps: boolean, hasAttribute: boolean): Callable {
  return {
    parameters: [],
    takesMore: 'positional',
    run: (subject, { more }, context) => {
      const [attribute, ...afterAttribute] = more;
      if (hasAttribute && attribute === undefined) throw new OperationError('say which attribute');
      const [name, ...rest] = hasAttribute ? afterAttribute : more;
      const test = name === undefined ? undefined : callableOf(name, (testName) => TESTS.get(testName), 'test');
      const given = test === undefined ? undefined : givenTo(test, rest, new Map());
      const items = itemsOf(subject, context.budget).filter((item) => {
        const value = hasAttribute && attribute !== undefined ? attributeOf(item, attribute) : item;
        const result = test === undefined || given === undefined ? value : test.run(value, given, context);
        return isTrue(result) === keeps;
      });
      return new Series(items, { isOnce: true });
    },
  };
}

function callableOf(name: Value, named: (name: string) => Callable | undefined, kind: string): Callable {
  const found = named(asText(name) ?? '');
  if (found === undefined) throw new OperationError(`there is no such ${kind}`);
  return found;
}

function givenTo(callable: Callable, positional: readonly Value[], named: ReadonlyMap<string, Value>): Given {
  const problem = argumentProblem(callable, positional.length, [...named.keys()]);
  if (problem !== undefined) throw new OperationError(problem);
  return new Given(callable, positional, named);
}
