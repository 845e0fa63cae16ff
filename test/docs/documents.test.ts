import { readdir, readFile, stat } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { PROTON_OPERATION_NAMES } from '@proton-bot/control-plane';
import { OPERATION_CATALOGUE } from '../../packages/control-plane/test/catalogue/index.ts';
import { providerRegistry } from '../../src/lib/providers/registry.ts';
import { MEMBERS } from '../../src/lib/rules/compile/index.ts';
import { withCommandTables } from './command-table.ts';
import { withFactTables } from './fact-tables.ts';
import { withOperationTable } from './operation-table.ts';

const read = (name: string) => readFile(new URL(`../../${name}`, import.meta.url), 'utf8');

describe('the documents say what the code says', () => {
  test('docs/control-plane.md has the table of operations; if not: node scripts/write-operation-table.mjs', async () => {
    const text = await read('docs/control-plane.md');
    expect(text).toBe(withOperationTable(text, new URL('../../', import.meta.url)));
  });

  test('the catalogue of operations has every one that is served, and assumptions that are written down', async () => {
    const entries = Object.values(OPERATION_CATALOGUE).flatMap(({ operations }) => Object.entries(operations));
    expect(entries.map(([operation]) => operation).sort()).toEqual([...PROTON_OPERATION_NAMES].sort());
    const text = await read('docs/control-plane.md');
    for (const assumption of entries.flatMap(([, { assumptions }]) => assumptions)) {
      expect(text).toContain(`| ${assumption} |`);
    }
  });

  test('every operation has a test of its own', async () => {
    const rows = (await read('docs/control-plane.md')).match(/^\| `\w+` .*$/gm) ?? [];
    expect(rows).toHaveLength(87);
    expect(rows.filter((row) => row.endsWith('|  |'))).toEqual([]);
  });

  test('docs/rules.md has the tables of variables; if not: node scripts/write-fact-tables.mjs', async () => {
    const text = await read('docs/rules.md');
    expect(text).toBe(withFactTables(text));
    for (const [subject, members] of Object.entries(MEMBERS)) {
      for (const member of Object.keys(members)) expect(text).toContain(`| \`${subject}.${member}\` | `);
    }
  });

  test('docs/commands.md has the tables of commands; if not: node scripts/write-command-table.mjs', async () => {
    const text = await read('docs/commands.md');
    expect(text).toBe(withCommandTables(text));
    expect(text).toContain('| `/proton cancel <target>` |');
  });

  test('every hop of the data flow in docs/architecture.md is a function of the file that it names', async () => {
    const text = await read('docs/architecture.md');
    const flows = text.slice(text.indexOf('## How data flows'), text.indexOf('## What is guaranteed'));
    // `folder/file.ts` `name`, `name`
    const hops = [...flows.matchAll(/`([\w/-]+\.ts)`((?:,? `\w+`)*)/g)];
    const functions = hops.flatMap(([, file = '', names = '']) =>
      [...names.matchAll(/\w+/g)].map(([name]) => ({ file, name })),
    );
    expect(functions.length).toBeGreaterThan(20);
    for (const { file, name } of functions) {
      const source = await read(file.startsWith('handlers/') ? `src/${file}` : `src/lib/${file}`);
      const declared = new RegExp(`^\\s*(?:export )?(?:async )?(?:(?:function|const) )?${name}\\b[^;]*?[({=]`, 'm');
      expect([file, name, declared.test(source)]).toEqual([file, name, true]);
    }
  });

  test('docs/deploying.md says which events another account must send, by the manifests', async () => {
    const rows = (await read('docs/deploying.md')).split('\n').filter((line) => line.trim().startsWith('|'));
    const events = providerRegistry.flatMap(({ features }) => features.flatMap(({ events: sent = [] }) => sent));
    expect(events.length).toBeGreaterThan(4);
    for (const { source, detailTypes = ['all'] } of events) {
      const row = rows.find((line) => line.includes(`\`${source}\``)) ?? '';
      expect([source, detailTypes.filter((type) => !row.includes(type))]).toEqual([source, []]);
    }
  });

  test('every path and name in CONTRIBUTING.md is there', async () => {
    const text = await read('CONTRIBUTING.md');
    const quoted = [...text.matchAll(/`([^`\n]+)`/g)].map(([, inner = '']) => inner);
    const paths = quoted.filter((inner) =>
      /^(?:src|test|packages|scripts|config|docs|infrastructure)\/[\w./-]+$/.test(inner),
    );
    expect(paths.length).toBeGreaterThan(20);
    // A path that is named after "of `packages/…`" or "there" is below that folder: such a one is found by its end.
    const folders = ['src', 'packages', 'test', 'scripts', 'config', 'docs', 'infrastructure'];
    const below = async (folder: string) =>
      (await readdir(new URL(`../../${folder}`, import.meta.url), { recursive: true })).map(
        (path) => `${folder}/${path}`,
      );
    const files = ['serverless.yml', ...(await Promise.all(folders.map(below))).flat()];
    const isThere = (path: string) => files.some((file) => `/${file}`.endsWith(`/${path.replace(/\/$/, '')}`));
    const fileNames = quoted.filter((inner) => /^[\w-]+\.(?:ts|yml|mjs)$/.test(inner));
    expect([...paths, ...fileNames].filter((path) => !isThere(path))).toEqual([]);

    const names = quoted.filter((inner) => /^[a-z]+(?:[A-Z][a-z]*)+$|^(?:[A-Z][a-z]+){2,}$/.test(inner));
    expect(names.length).toBeGreaterThan(10);
    const sources = await Promise.all(
      files
        .filter((path) => /^(?:src|packages|test)\/.*\.ts$/.test(path) && !path.includes('docs/documents'))
        .map(read),
    );
    const all = sources.join('\n');
    expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(all))).toEqual([]);
  });

  test('every file that a document links to is there', async () => {
    const names = [
      'README.md',
      'CONTRIBUTING.md',
      'docs/architecture.md',
      'docs/rules.md',
      'docs/back-ends.md',
      'docs/commands.md',
      'docs/deploying.md',
      'docs/from-proton.md',
      'docs/operating.md',
      'examples/events/README.md',
      'docs/control-plane.md',
    ];
    for (const name of names) {
      const text = await read(name);
      for (const [, link = ''] of text.matchAll(/\]\(([^)#:]+)\)/g)) {
        const base = new URL(`../../${name}`, import.meta.url);
        const target = new URL(link, base);
        const stats = await stat(target).catch(() => undefined);
        expect([name, link, stats !== undefined]).toEqual([name, link, true]);
      }
    }
  });
});
