import { readFile, writeFile } from 'node:fs/promises';
import { loadTypeScript } from './load-typescript.mjs';

/** Writes the tables of commands in docs/commands.md; a test says when to: `node scripts/write-command-table.mjs`. */
const { withCommandTables } = await loadTypeScript(new URL('../test/docs/command-table.ts', import.meta.url));
const document = new URL('../docs/commands.md', import.meta.url);
await writeFile(document, withCommandTables(await readFile(document, 'utf8')));
