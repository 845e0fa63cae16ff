import type { Callable } from '../callable.ts';
import { OperationError } from '../errors.ts';
import { areEqual, itemsOf, type Value } from '../values/index.ts';

/** Methods of a list or a tuple that change nothing. */
export const sequenceMethods: Readonly<Record<string, Callable>> = {
  count: {
    parameters: ['value'],
    required: 1,
    run: (subject, given, { budget }) => {
      const wanted: Value = given.valueOr('value', null);
      return BigInt(itemsOf(subject, budget).filter((item) => areEqual(item, wanted, budget)).length);
    },
  },
  index: {
    parameters: ['value'],
    required: 1,
    run: (subject, given, { budget }) => {
      const wanted: Value = given.valueOr('value', null);
      const at = itemsOf(subject, budget).findIndex((item) => areEqual(item, wanted, budget));
      if (at === -1) throw new OperationError('it is not in the list');
      return BigInt(at);
    },
  },
};
