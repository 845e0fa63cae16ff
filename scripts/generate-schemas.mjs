import { writeFile } from 'node:fs/promises';
import { loadTypeScript } from './load-typescript.mjs';

/** Writes the JSON Schemas of the configuration files; a test says when to: `node scripts/generate-schemas.mjs && npm run format`. */
const { jsonSchemas } = await loadTypeScript(new URL('../src/lib/configuration/json-schemas.ts', import.meta.url));
for (const [fileName, text] of Object.entries(jsonSchemas())) {
  await writeFile(new URL(`../config/${fileName}`, import.meta.url), text);
}
