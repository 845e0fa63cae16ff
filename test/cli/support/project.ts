import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectDirectory } from './run.ts';

/** What a clone has, and what is needed to package and run it. */
const parts = [
  'bin',
  'config',
  'infrastructure',
  'packages',
  'scripts',
  'src',
  'package.json',
  'package-lock.json',
  'serverless.yml',
  'tsconfig.json',
];

/** A project of its own, as if just cloned and installed: what is interrupted there disturbs nobody. */
export async function cloneProject(): Promise<{ readonly folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'proton-bot-clone-'));
  await Promise.all(parts.map((part) => cp(join(projectDirectory, part), join(folder, part), { recursive: true })));
  await symlink(join(projectDirectory, 'node_modules'), join(folder, 'node_modules'), 'dir');
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
