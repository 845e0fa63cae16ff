import { writeFile } from 'node:fs/promises';
import { memberAccountTemplate } from './packaging/member-account.mjs';
import { readRegistry } from './packaging/providers.mjs';

/** Writes infrastructure/member-account.yml from the manifests; a test says when to: `node scripts/write-member-account.mjs`. */
const file = new URL('../infrastructure/member-account.yml', import.meta.url);
await writeFile(file, memberAccountTemplate(await readRegistry()));
