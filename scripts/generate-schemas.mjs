import { writeFile } from 'node:fs/promises';
import { loadTypeScript } from './load-typescript.mjs';

/** Writes the JSON Schemas of the configuration files: `node scripts/generate-schemas.mjs`. A test says when to. */
const { jsonSchemas } = await loadTypeScript(new URL('../src/lib/configuration/json-schemas.ts', import.meta.url));
for (const [fileName, text] of Object.entries(jsonSchemas())) {
  await writeFile(new URL(`../config/${fileName}`, import.meta.url), text);
}
