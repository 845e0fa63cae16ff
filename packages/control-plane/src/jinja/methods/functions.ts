import type { Callable } from '../callable.ts';
import { OperationError } from '../errors.ts';
import { Namespace, Series, type Value } from '../values/index.ts';

/** What can be called by its name alone. */
export const functions: Readonly<Record<string, Callable>> = {
  range: {
    parameters: ['start', 'stop', 'step'],
    required: 1,
    run: (_subject, given, { budget }) => {
      const first = given.integer('start', 0);
      const [start, stop] = given.value('stop') === undefined ? [0, first] : [first, given.integer('stop', 0)];
      const step = given.integer('step', 1);
      if (step === 0) throw new OperationError('range: the step cannot be 0');
      const length = Math.max(0, Math.ceil((stop - start) / step));
      budget.spend(length);
      return new Series(Array.from({ length }, (_, index): Value => BigInt(start + index * step)));
    },
  },
  dict: {
    parameters: [],
    takesMore: 'named',
    run: (_subject, { named }) => new Map(named),
  },
  namespace: {
    parameters: [],
    takesMore: 'named',
    run: (_subject, { named }) => new Namespace(new Map(named)),
  },
};
