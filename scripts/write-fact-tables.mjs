import { readFile, writeFile } from 'node:fs/promises';
import { loadTypeScript } from './load-typescript.mjs';

/** Writes the tables of variables in docs/rules.md; a test says when to: `node scripts/write-fact-tables.mjs`. */
const { withFactTables } = await loadTypeScript(new URL('../test/docs/fact-tables.ts', import.meta.url));
const document = new URL('../docs/rules.md', import.meta.url);
await writeFile(document, withFactTables(await readFile(document, 'utf8')));
