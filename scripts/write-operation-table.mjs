import { readFile, writeFile } from 'node:fs/promises';
import { loadTypeScript } from './load-typescript.mjs';

/** Writes the table of operations in docs/control-plane.md; a test says when to: `node scripts/write-operation-table.mjs`. */
const { withOperationTable } = await loadTypeScript(new URL('../test/docs/operation-table.ts', import.meta.url));
const document = new URL('../docs/control-plane.md', import.meta.url);
const text = await readFile(document, 'utf8');
await writeFile(document, withOperationTable(text, new URL('../', import.meta.url)));
