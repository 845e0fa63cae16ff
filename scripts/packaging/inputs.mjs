import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { projectFolder } from './project.mjs';

/** Everything that a package is made of, as one hash: the same wherever the project lies. */
export async function hashInputs() {
  const {
    PROTON_BOT_RULES: rules,
    PROTON_BOT_CONFIGURATION: configuration,
    PROTON_BOT_PROVIDERS: providers,
  } = process.env;
  const chosen = [rules, configuration].filter(Boolean).map((path) => resolve(path));
  // Back ends of another list lie beside it.
  const others = providers ? await filesIn(relative(projectFolder, dirname(resolve(providers)))) : [];
  const folders = ['src/handlers', 'src/lib', 'config', 'infrastructure', 'scripts'];
  const files = [
    'serverless.yml',
    'package.json',
    'package-lock.json',
    'tsconfig.json',
    ...(await Promise.all(folders.map(filesIn))).flat().sort(),
    ...others.sort(),
  ];
  const hash = createHash('sha256').update(JSON.stringify([rules, configuration, providers].map(Boolean)));
  for (const name of files) hash.update(`${name}\n`).update(await readFile(join(projectFolder, name)));
  for (const path of chosen) hash.update('chosen\n').update(await readFile(path));
  return hash.digest('hex');
}

/** The name that a build has in the environment of its functions, in the log and in the controls. */
export function buildOf(inputs) {
  return inputs.slice(0, 12);
}

async function filesIn(folder) {
  const entries = await readdir(join(projectFolder, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(projectFolder.length + 1));
}
