import { readdirSync, readFileSync } from 'node:fs';
import { OPERATION_CATALOGUE } from '../../src/control-plane/catalogue/index.ts';

/** Where tests of single operations are; suites that go over all operations alike say nothing about one of them. */
const testFolders = ['test/control-plane/operations/', 'test/control-plane/engine/', 'test/control-plane/sync/'];
/** A test that calls an operation once on the way to something else is not about it: those that call it most are shown. */
const mostTests = 2;
const [begin, end] = ['<!-- operations: begin -->', '<!-- operations: end -->'];

/** The table of all operations: what is modelled, what it rests on, which tests are about it. */
function operationTable(root: URL): string {
  const tests = readTests(root);
  const rows = Object.entries(OPERATION_CATALOGUE).flatMap(([family, operations]) => [
    `| **${family}** | | | |`,
    ...Object.entries(operations).map(([operation, { modelled, assumptions }]) => {
      const proof = tests
        .map(({ text, link }) => ({ link, mentions: text.split(`${operation}'`).length - 1 }))
        .filter(({ mentions }) => mentions > 0)
        .sort((left, right) => right.mentions - left.mentions)
        .slice(0, mostTests)
        .map(({ link }) => link);
      return `| \`${operation}\` | ${modelled} | ${assumptions.join(' ')} | ${proof.join(' ')} |`;
    }),
  ]);
  return ['| operation | modelled | rests on | tests |', '|---|---|---|---|', ...rows].join('\n');
}

function readTests(root: URL): { readonly text: string; readonly link: string }[] {
  return testFolders.flatMap((folder) =>
    readdirSync(new URL(folder, root))
      .filter((name) => name.endsWith('.test.ts'))
      .sort()
      .map((name) => ({
        text: spelledOut(readFileSync(new URL(folder + name, root), 'utf8')),
        link: `[${name.replace('.test.ts', '')}](../${folder}${name})`,
      })),
  );
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
