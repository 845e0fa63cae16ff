import { type Callable, textSubject } from '../callable.ts';
import { OperationError } from '../errors.ts';
import { capitalize, indent, joined, replace, strip, truncate } from '../text-operations.ts';
import { asText, attributeOf, itemsOf, SafeText, textOfValue, type Value } from '../values/index.ts';
import { jsonText } from './json.ts';

const DEFAULT_TRUNCATED = 255;
/** `truncate.leeway` of the policies of Jinja. */
const DEFAULT_LEEWAY = 5;
const MAXIMUM_INDENTATION = 200;

/** Filters of texts; what is no text is taken for what `str()` gives of it, where Jinja does so. */
export const textFilters: Readonly<Record<string, Callable>> = {
  upper: ofText((text) => text.toUpperCase()),
  lower: ofText((text) => text.toLowerCase()),
  capitalize: ofText(capitalize),
  title: ofText((text) =>
    text
      .split(/([-\s({[<]+)/u)
      .map((part) => capitalize(part))
      .join(''),
  ),
  string: {
    parameters: [],
    run: (subject, _given, { budget }) => (subject instanceof SafeText ? subject : textOfValue(subject, budget)),
  },
  safe: { parameters: [], run: (subject, _given, { budget }) => new SafeText(textOfValue(subject, budget)) },
  trim: {
    parameters: ['chars'],
    run: (subject, given, { budget }) => strip(textOfValue(subject, budget), asText(given.valueOr('chars', null))),
  },
  replace: {
    parameters: ['old', 'new', 'count'],
    required: 2,
    run: (subject, given, { budget }) => {
      const count = given.some('count') === undefined ? undefined : given.integer('count', 0);
      return replace(textOfValue(subject, budget), given.text('old'), given.text('new'), count, budget);
    },
  },
  join: {
    parameters: ['d', 'attribute'],
    run: (subject, given, { budget }) => {
      const attribute = given.some('attribute');
      const texts = itemsOf(subject, budget).map((item) =>
        textOfValue(attribute === undefined ? item : attributeOf(item, attribute), budget),
      );
      return joined(texts, given.text('d'), budget);
    },
  },
  truncate: {
    parameters: ['length', 'killwords', 'end', 'leeway'],
    run: (subject, given) =>
      truncate(textSubject(subject), {
        length: given.integer('length', DEFAULT_TRUNCATED),
        killsWords: given.flag('killwords'),
        end: given.text('end', '...'),
        leeway: given.some('leeway') === undefined ? DEFAULT_LEEWAY : given.integer('leeway', 0),
      }),
  },
  indent: {
    parameters: ['width', 'first', 'blank'],
    run: (subject, given, { budget }) =>
      indent(
        textSubject(subject),
        {
          indentation: indentationOf(given.valueOr('width', 4n)),
          first: given.flag('first'),
          blank: given.flag('blank'),
        },
        budget,
      ),
  },
  tojson: {
    parameters: ['indent'],
    run: (subject, given, { budget }) => {
      const width = given.some('indent');
      return new SafeText(jsonText(subject, width === undefined ? undefined : indentationOf(width), budget));
    },
  },
};

function ofText(change: (text: string) => string): Callable {
  return {
    parameters: [],
    run: (subject, _given, { budget }) => {
      const text = textOfValue(subject, budget);
      budget.text(text.length);
      return change(text);
    },
  };
}

function indentationOf(width: Value): string {
  const text = asText(width);
  if (text !== undefined) return text;
  if (typeof width !== 'bigint' || width > MAXIMUM_INDENTATION) {
    throw new OperationError(`the width must be an integer up to ${MAXIMUM_INDENTATION}`);
  }
  return ' '.repeat(Math.max(0, Number(width)));
}
