import { readFileSync } from 'node:fs';
import { OPERATION_CATALOGUE } from '../../packages/control-plane/test/catalogue/index.ts';

const [begin, end] = ['<!-- operations: begin -->', '<!-- operations: end -->'];

/** The table of all operations: what is modelled, what it rests on, and which tests of its family call it. */
function operationTable(root: URL): string {
  const rows = Object.entries(OPERATION_CATALOGUE).flatMap(([family, { operations, tests }]) => {
    const files = tests.map((name) => testFile(root, name));
    return [
      `| **${family}** | | | |`,
      ...Object.entries(operations).map(([operation, { modelled, assumptions }]) => {
        const proof = files.filter(({ text }) => text.includes(`${operation}'`)).map(({ link }) => link);
        return `| \`${operation}\` | ${modelled} | ${assumptions.join(' ')} | ${proof.join(' ')} |`;
      }),
    ];
  });
  return ['| operation | modelled | rests on | tests |', '|---|---|---|---|', ...rows].join('\n');
}

function testFile(root: URL, name: string): { readonly text: string; readonly link: string } {
  const path = `packages/control-plane/test/${name}.test.ts`;
  return {
    text: spelledOut(readFileSync(new URL(path, root), 'utf8')),
    link: `[${name.slice(name.indexOf('/') + 1)}](../${path})`,
  };
}

/** Tests of both kinds of template write the operation as a template string of the kind. */
function spelledOut(text: string): string {
  const both = [...text.matchAll(/`([A-Z][a-z]+)\$\{kind\}(Template\w*)`/g)].flatMap(([, verb, noun]) =>
    ['Environment', 'Service'].map((kind) => `'${verb}${kind}${noun}'`),
  );
  return [text, ...both].join('\n');
}

/**
 * The document with the table as the code and the tests have it now.
 * @param root the project's folder, where the tests are
 */
export function withOperationTable(document: string, root: URL): string {
  const [before, rest = ''] = document.split(begin);
  const [, after = ''] = rest.split(end);
  return `${before}${begin}\n${operationTable(root)}\n${end}${after}`;
}
