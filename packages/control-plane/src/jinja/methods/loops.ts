import type { Callable } from '../callable.ts';
import { OperationError } from '../errors.ts';
import { areEqual, Loop, type Value } from '../values/index.ts';

/** Methods of `loop`. */
export const loopMethods: Readonly<Record<string, Callable>> = {
  cycle: {
    parameters: [],
    takesMore: 'positional',
    run: (subject, { more }) => {
      if (more.length === 0) throw new OperationError('cycle: say between what');
      return more[loopOf(subject).index0 % more.length] ?? null;
    },
  },
  changed: {
    parameters: [],
    takesMore: 'positional',
    run: (subject, { more }, { budget }) => {
      const loop = loopOf(subject);
      const before = loop.changedFrom;
      const isSame =
        before !== undefined &&
        before.length === more.length &&
        more.every((value, index) => areEqual(value, before[index] ?? null, budget));
      loop.changedFrom = more;
      return !isSame;
    },
  },
};

function loopOf(value: Value): Loop {
  if (value instanceof Loop) return value;
  throw new OperationError('only a loop can do that');
}
