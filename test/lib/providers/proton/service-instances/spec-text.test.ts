import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { parseDocument, stringify } from 'yaml';
import { readSpecText, type SpecNode } from '../../../../../src/lib/providers/proton/service-instances/spec-text.ts';

/** Stands for what the reader does not follow. */
const anything = Symbol('anything');

function plain(node: SpecNode): unknown {
  switch (node.kind) {
    case 'mapping':
      return Object.fromEntries([...node.members].map(([name, member]) => [name, plain(member)]));
    case 'list':
      return node.items.map(plain);
    case 'scalar':
      return node.value;
    case 'unknown':
      return anything;
  }
}

function read(text: string): unknown {
  const result = readSpecText(text);
  return 'problem' in result ? result.problem : plain(result.root);
}

/** Whether what was read is what is there, as far as it was read. */
function isSame(found: unknown, real: unknown): boolean {
  if (found === anything) return true;
  if (Array.isArray(found)) {
    return Array.isArray(real) && found.length === real.length && found.every((item, at) => isSame(item, real[at]));
  }
  if (typeof found === 'object' && found !== null) {
    if (typeof real !== 'object' || real === null || Array.isArray(real)) return false;
    const [left, right] = [new Map(Object.entries(found)), new Map(Object.entries(real))];
    return left.size === right.size && [...left].every(([name, member]) => isSame(member, right.get(name)));
  }
  return Object.is(found, real);
}

const spec = `# The service
proton: ServiceSpec

pipeline:
  size: 'small'   # for now
instances:
- name: "api"
  environment: prod-eu
  spec:
    image: orders:1.0
    port: 8080
    debug: false
    hosts: 
      - a.example.com
      - b.example.com
    nothing:
  - name: odd
`;

describe('a spec', () => {
  test('is read as YAML reads it', () => {
    const text = spec.replace('  - name: odd\n', '- name: api-2\n  environment: dev\n');
    expect(read(text)).toEqual(parseDocument(text).toJS());
  });

  test('knows the line of everything', () => {
    const result = readSpecText('proton: ServiceSpec\n\ninstances:\n  - name: api\n    spec:\n      size: 3\n');
    const lines: unknown[] = [];
    const visit = (node: SpecNode): void => {
      lines.push([node.kind, node.line]);
      if (node.kind === 'mapping') for (const member of node.members.values()) visit(member);
      if (node.kind === 'list') node.items.forEach(visit);
    };
    if ('root' in result) visit(result.root);
    expect(lines).toEqual([
      ['mapping', 1],
      ['scalar', 1],
      ['list', 4],
      ['mapping', 4],
      ['scalar', 4],
      ['mapping', 6],
      ['scalar', 6],
    ]);
  });

  test.each([
    ['', 'is empty'],
    ['# nothing\n', 'is empty'],
    ['a:\n\tb: 2\n', 'has a tab at the beginning of line 2: indent with spaces'],
    ['a: 1\nb: 2\na: 3\n', 'has "a" twice, the second time in line 3'],
  ])('%j %s', (text, problem) => {
    expect(read(text)).toBe(problem);
  });

  test.each([
    'a: |\n  \tb: 1',
    'a: one\n \ttwo',
    'a: &x 1',
    'a: |\n  text',
    'a: one\n  two',
    '%YAML 1.2\n---\na: 1',
    'a: 1\n---\nb: 2',
    '? a\n: 1',
    spec,
  ])('written in a way that is not followed is not judged: %j', (text) => {
    const result = readSpecText(text);
    expect(isSame('root' in result ? plain(result.root) : 'refused', parseDocument(text).toJS())).toBe(true);
  });

  test('whatever YAML writes is read as what it is, or not judged', () => {
    const value = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        fc.string(),
        fc.constantFrom(
          'yes',
          '012',
          '1_000',
          '2020-01-01',
          '0x1f',
          '.inf',
          'a: b',
          'a #b',
          '- a',
          '#',
          "it's",
          '"',
          '~',
        ),
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('node'), { maxLength: 3 }),
        fc.dictionary(fc.oneof(fc.stringMatching(/^[a-z_][\w-]{0,8}$/), fc.string()), tie('node'), { maxKeys: 3 }),
      ),
    })).node;
    const style = fc.record({
      indent: fc.integer({ min: 2, max: 4 }),
      indentSeq: fc.boolean(),
      singleQuote: fc.boolean(),
    });
    fc.assert(
      fc.property(value, style, (given, options) => {
        const text = stringify(given, options);
        const result = readSpecText(text);
        if ('root' in result)
          expect([text, isSame(plain(result.root), parseDocument(text).toJS())]).toEqual([text, true]);
      }),
      { numRuns: 1000 },
    );
  });

  test('whatever is typed is never read as something else than YAML reads, and never refused where YAML takes it', () => {
    const piece = fc.constantFrom(
      'a',
      'b: ',
      'c:',
      '\n',
      '\n  ',
      '\n    ',
      '- ',
      "'",
      '"',
      '#',
      ' ',
      '{',
      '[',
      '|',
      '1',
      ':',
      '-',
      '\t',
      '~',
      '\n\t',
      'b: 1',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const text = pieces.join('');
        const document = parseDocument(text, { logLevel: 'silent' });
        const result = readSpecText(text);
        if (document.errors.length > 0) return;
        if ('problem' in result) expect([text, result.problem]).toEqual([text, 'is empty']);
        else expect([text, isSame(plain(result.root), document.toJS())]).toEqual([text, true]);
      }),
      { numRuns: 5000 },
    );
  });
});
