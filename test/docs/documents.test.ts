import { readFile, stat } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { INPUTS } from '../../src/control-plane/model/inputs/index.ts';
import { MEMBERS } from '../../src/lib/rules/compile/index.ts';
import { commandTable, slashCommand, usageOf } from '../../src/lib/slack/commands/index.ts';

const read = (name: string) => readFile(new URL(`../../${name}`, import.meta.url), 'utf8');

describe('the documents say what the code says', () => {
  test('docs/control-plane.md lists exactly the operations that are served', async () => {
    const text = await read('docs/control-plane.md');
    const table = text.slice(text.indexOf('## What is served'), text.indexOf('## What it rests on'));
    const listed = new Set([...table.matchAll(/`([A-Z]\w+)`/g)].map(([, name]) => name));
    listed.delete('UnknownOperationException');
    expect(listed).toEqual(new Set(Object.keys(INPUTS)));
    expect(text).toContain(`${Object.keys(INPUTS).length} of the 87 operations`);
  });

  test('docs/rules.md lists every variable with its type', async () => {
    const text = await read('docs/rules.md');
    for (const [subject, members] of Object.entries(MEMBERS)) {
      for (const [member, type] of Object.entries(members)) {
        const word = type.endsWith('Timestamp') ? 'timestamp' : type;
        expect(text).toContain(`| \`${subject}.${member}\` | ${word} |`);
      }
    }
  });

  test('docs/commands.md lists every command with its summary', async () => {
    const text = await read('docs/commands.md');
    for (const command of commandTable) {
      expect(text).toContain(`| \`${slashCommand} ${usageOf(command)}\` | ${command.summary} |`);
    }
  });

  test('every file that a document links to is there', async () => {
    const names = [
      'README.md',
      'CONTRIBUTING.md',
      'docs/architecture.md',
      'docs/rules.md',
      'docs/commands.md',
      'docs/deploying.md',
      'docs/operating.md',
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
