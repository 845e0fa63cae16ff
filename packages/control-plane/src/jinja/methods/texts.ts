import { type Callable, type Given, textSubject } from '../callable.ts';
import { OperationError } from '../errors.ts';
import type { Budget } from '../limits.ts';
import { capitalize, joined, linesOf, replace, splitAt, splitAtEnd, splitAtSpace, strip } from '../text-operations.ts';
import { asText, characterLength, itemsOf, Tuple, type Value } from '../values/index.ts';

/** Methods of a text, as Python has them. */
export const textMethods: Readonly<Record<string, Callable>> = {
  upper: plain((text) => text.toUpperCase()),
  lower: plain((text) => text.toLowerCase()),
  capitalize: plain(capitalize),
  title: plain((text) => text.replaceAll(/\p{L}+/gu, capitalize)),
  strip: stripping('both'),
  lstrip: stripping('left'),
  rstrip: stripping('right'),
  split: {
    parameters: ['sep', 'maxsplit'],
    run: (subject, given, { budget }) => {
      const text = textSubject(subject);
      const limit = limitOf(given, 'maxsplit');
      if (given.some('sep') === undefined) return splitAtSpace(text, limit, budget);
      return splitAt(text, given.text('sep'), limit, budget);
    },
  },
  rsplit: {
    parameters: ['sep', 'maxsplit'],
    run: (subject, given, { budget }) => {
      if (given.some('sep') === undefined) throw new OperationError('rsplit: give the separator');
      return splitAtEnd(textSubject(subject), given.text('sep'), limitOf(given, 'maxsplit'), budget);
    },
  },
  partition: {
    parameters: ['sep'],
    required: 1,
    run: (subject, given, { budget }) => {
      const [head = '', ...tail] = splitAt(textSubject(subject), given.text('sep'), 1, budget);
      return new Tuple(tail.length === 0 ? [head, '', ''] : [head, given.text('sep'), tail.join('')]);
    },
  },
  splitlines: plain((text, budget) => {
    const lines = linesOf(text);
    budget.spend(lines.length);
    return lines;
  }),
  replace: {
    parameters: ['old', 'new', 'count'],
    required: 2,
    run: (subject, given, { budget }) =>
      replace(
        textSubject(subject),
        given.text('old'),
        given.text('new'),
        given.value('count') === undefined ? undefined : given.integer('count', -1),
        budget,
      ),
  },
  join: {
    parameters: ['iterable'],
    required: 1,
    run: (subject, given, { budget }) => {
      const parts = itemsOf(given.valueOr('iterable', null), budget).map((item) => textSubject(item, 'every item'));
      return joined(parts, textSubject(subject), budget);
    },
  },
  startswith: affix((text, part) => text.startsWith(part)),
  endswith: affix((text, part) => text.endsWith(part)),
  removeprefix: affix((text, part) => (text.startsWith(part) ? text.slice(part.length) : text)),
  removesuffix: affix((text, part) => (part !== '' && text.endsWith(part) ? text.slice(0, -part.length) : text)),
  find: affix((text, part) => {
    const at = text.indexOf(part);
    return BigInt(at === -1 ? -1 : characterLength(text.slice(0, at)));
  }),
  count: affix((text, part, budget) => {
    if (part === '') return BigInt(characterLength(text) + 1);
    return BigInt(splitAt(text, part, Number.POSITIVE_INFINITY, budget).length - 1);
  }),
  isdigit: plain((text) => /^\d+$/.test(text)),
  islower: plain((text) => text === text.toLowerCase() && text !== text.toUpperCase()),
  isupper: plain((text) => text === text.toUpperCase() && text !== text.toLowerCase()),
};

function plain(change: (text: string, budget: Budget) => Value): Callable {
  return {
    parameters: [],
    run: (subject, _given, { budget }) => {
      const text = textSubject(subject);
      budget.text(text.length);
      return change(text, budget);
    },
  };
}

function affix(change: (text: string, part: string, budget: Budget) => Value): Callable {
  return {
    parameters: ['part'],
    required: 1,
    run: (subject, given, { budget }) => change(textSubject(subject), given.text('part'), budget),
  };
}

function stripping(sides: 'both' | 'left' | 'right'): Callable {
  return {
    parameters: ['chars'],
    run: (subject, given, { budget }) => {
      const text = textSubject(subject);
      budget.text(text.length);
      return strip(text, asText(given.valueOr('chars', null)), sides);
    },
  };
}

function limitOf(given: Given, name: string): number {
  const limit = given.integer(name, -1);
  return limit < 0 ? Number.POSITIVE_INFINITY : limit;
}
