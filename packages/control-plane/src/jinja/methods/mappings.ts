import type { Callable } from '../callable.ts';
import { OperationError } from '../errors.ts';
import { isMappingValue, keyOf, type Mapping, Series, Tuple, type Value, valueOr } from '../values/index.ts';

/** Methods of a mapping that change nothing. */
export const mappingMethods: Readonly<Record<string, Callable>> = {
  get: {
    parameters: ['key', 'default'],
    required: 1,
    run: (subject, given) =>
      valueOr(mappingOf(subject).get(keyOf(given.valueOr('key', null))), given.valueOr('default', null)),
  },
  items: {
    parameters: [],
    run: (subject) => new Series([...mappingOf(subject)].map((entry) => new Tuple(entry))),
  },
  keys: { parameters: [], run: (subject) => new Series([...mappingOf(subject).keys()]) },
  values: { parameters: [], run: (subject) => new Series([...mappingOf(subject).values()]) },
};

function mappingOf(value: Value): Mapping {
  if (isMappingValue(value)) return value;
  throw new OperationError('only a mapping has that');
}
