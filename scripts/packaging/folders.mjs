import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { projectFolder } from './project.mjs';

/**
 * Lets the framework package into a fresh folder, which takes the place of the package before only when it is whole: whatever
 * goes wrong, and whoever is killed, leaves that one. On its way the framework uses, and empties, `.serverless`; where another
 * package lies there, it is put aside meanwhile.
 */
export async function withFrameworkFolders(output, packageInto) {
  const [work, own] = ['.esbuild', '.serverless'].map((name) => join(projectFolder, name));
  const aside = join(projectFolder, '.proton-bot', 'put-aside');
  const fresh = `${output}.fresh`;
  const before = `${output}.before`;
  // What one that was killed left behind.
  if (existsSync(aside)) await move(aside, own);
  if (existsSync(before) && !existsSync(output)) await rename(before, output);
  await removeAll([work, fresh, before]);
  if (existsSync(own)) await move(own, aside);
  try {
    await packageInto(fresh);
    await mkdir(dirname(output), { recursive: true });
    if (output === own) await removeAll([aside]);
    else if (existsSync(output)) await rename(output, before);
    await move(fresh, output);
  } finally {
    if (existsSync(aside)) await move(aside, own);
    await removeAll([work, fresh, before]);
  }
}

/** Takes the place of what was there. */
async function move(from, to) {
  await removeAll([to]);
  await rename(from, to);
}

async function removeAll(folders) {
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
}
