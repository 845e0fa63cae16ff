import * as fc from 'fast-check';

const atom = fc.constantFrom(
  'b',
  'f',
  'n',
  'i',
  'j',
  'x',
  's',
  'q',
  'u',
  'e',
  'l',
  'nums',
  'm',
  'env',
  'objs',
  'm.nested.k',
  'm.z',
  'env.A',
  'missing',
  'w',
  'o',
  'cap',
  'm.missing',
  '0',
  '1',
  '-2',
  '2.5',
  '1e-7',
  "'a-b c'",
  "'12'",
  "''",
  'true',
  'none',
  '[]',
  '{}',
  "['x', 1, none]",
  "{'k': 'v', 'a': [1]}",
  '(1, 2)',
  'range(3)',
);
const filter = fc.constantFrom(
  'upper',
  'title',
  'capitalize',
  'length',
  'first',
  'last',
  'list',
  'sort',
  'reverse',
  'reverse|list',
  'join("-")',
  'tojson',
  'tojson(2)',
  'trim',
  'int',
  'float',
  'string',
  'abs',
  'round',
  'round(1)',
  'sum',
  'max',
  'min',
  'unique|list',
  'default("d")',
  'default("d", true)',
  'replace("a", "bb")',
  'truncate(3)',
  'truncate(4, true, "z", 0)',
  'indent(2)',
  'dictsort',
  'items|list',
  'map("string")|list',
  'map("upper")|list',
  'select("string")|list',
  'select|list',
  'map(attribute="name")|list',
);
const test = fc.constantFrom(
  'defined',
  'none',
  'string',
  'number',
  'mapping',
  'sequence',
  'iterable',
  'odd',
  'true',
  'boolean',
  'in l',
  'eq 1',
  'lower',
  'divisibleby 3',
);
const operator = fc.constantFrom(
  '+',
  '-',
  '*',
  '/',
  '//',
  '%',
  '**',
  '~',
  '==',
  '!=',
  '<',
  '>=',
  'in',
  'not in',
  'and',
  'or',
);
const suffix = fc.constantFrom('[0]', '[-1]', '[1:]', '[::-1]', '["a"]', '.a', '.split("-")', '.upper()', '.get("k")');

const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    { weight: 3, arbitrary: atom },
    { weight: 3, arbitrary: fc.tuple(tie('expression'), filter).map(([of, name]) => `${of}|${name}`) },
    {
      weight: 2,
      arbitrary: fc.tuple(tie('expression'), operator, tie('expression')).map(([a, sign, b]) => `${a} ${sign} ${b}`),
    },
    { weight: 2, arbitrary: tie('expression').map((inside) => `(${inside})`) },
    { weight: 1, arbitrary: fc.tuple(tie('expression'), test).map(([of, name]) => `(${of} is ${name})`) },
    { weight: 1, arbitrary: fc.tuple(atom, suffix).map(([of, end]) => `${of}${end}`) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(tie('expression'), tie('expression'), tie('expression'))
        .map(([a, c, b]) => `(${a} if ${c} else ${b})`),
    },
    { weight: 1, arbitrary: tie('expression').map((inside) => `not ${inside}`) },
    { weight: 1, arbitrary: tie('expression').map((inside) => `[${inside}, 1]`) },
  ),
}));

const begin = fc.constantFrom('{%', '{%-', '{%+');
const end = fc.constantFrom('%}', '-%}', '+%}');
const text = fc.constantFrom('', ' ', '\n', ' a\n  ', 'b ', '\n\n');
const tag = (inside: fc.Arbitrary<string>) => fc.tuple(begin, inside, end).map(([a, b, c]) => `${a} ${b} ${c}`);
const fixed = (inside: string) => tag(fc.constant(inside));

/** Templates that are parsed, most of them, and rendered, many of them. */
export const randomTemplates: fc.Arbitrary<string> = fc.letrec<{ template: string; statement: string }>((tie) => ({
  template: fc.array(tie('statement'), { maxLength: 4 }).map((parts) => parts.join('')),
  statement: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 4, arbitrary: expression.map((inside) => `{{ ${inside} }}`) },
    { weight: 2, arbitrary: text },
    {
      weight: 1,
      arbitrary: fc
        .tuple(
          tag(expression.map((inside) => `if ${inside}`)),
          tie('template'),
          fixed('else'),
          tie('template'),
          fixed('endif'),
        )
        .map((parts) => parts.join('')),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(
          tag(expression.map((inside) => `for v in (${inside})`)),
          fc.constant('{{ loop.index }}{{ v|default("-")|string }}'),
          tie('template'),
          fixed('endfor'),
        )
        .map((parts) => parts.join('')),
    },
    { weight: 1, arbitrary: tag(expression.map((inside) => `set w = ${inside}`)) },
    { weight: 1, arbitrary: tag(fc.constant('set w, o = "1=2".split("=")')) },
    {
      weight: 1,
      arbitrary: fc.tuple(fixed('set cap'), tie('template'), fixed('endset')).map((parts) => parts.join('')),
    },
  ),
})).template;
