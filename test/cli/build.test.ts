import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { projectDirectory } from './support/run.ts';

/** A clone with a program that only prints. */
let clone: string;

beforeEach(async () => {
  clone = await mkdtemp(join(tmpdir(), 'proton-bot-clone-'));
  for (const name of [
    'bin',
    'scripts/build.mjs',
    'scripts/esbuild-library-plugin.cjs',
    'package.json',
    'packages/local-slack',
  ]) {
    await cp(join(projectDirectory, name), join(clone, name), { recursive: true });
  }
  await mkdir(join(clone, 'src/cli'), { recursive: true });
  await symlink(join(projectDirectory, 'node_modules'), join(clone, 'node_modules'), 'dir');
});

afterEach(() => rm(clone, { recursive: true, force: true }));

const writeProgram = (word: string) =>
  writeFile(join(clone, 'src/cli/main.ts'), `export const main = async () => { console.log('${word}'); return 0; };`);

async function run(): Promise<{ readonly exitCode: number; readonly out: string; readonly err: string }> {
  const child = spawn(process.execPath, [join(clone, 'bin/proton-bot.js')], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, err, [exitCode]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { exitCode: Number(exitCode), out, err };
}

test('a clone is built when it is first used, with the page, and again after an edit', async () => {
  await writeProgram('first');
  expect(await run()).toEqual({ exitCode: 0, out: 'first\n', err: '' });
  expect((await readdir(join(clone, 'dist'))).sort()).toEqual(['cli.js', 'cli.js.map', 'slack-page']);
  expect((await readdir(join(clone, 'dist/slack-page'))).sort()).toEqual(['page.css', 'page.html', 'page.js']);
  await writeProgram('second');
  expect(await run()).toEqual({ exitCode: 0, out: 'second\n', err: '' });
});

test('several that start at once all run', async () => {
  await writeProgram('here');
  const outcomes = await Promise.all([run(), run(), run(), run()]);
  expect(outcomes).toEqual(Array.from({ length: 4 }, () => ({ exitCode: 0, out: 'here\n', err: '' })));
});

test('what cannot be built is not run, and it says where', async () => {
  await writeProgram('fine');
  await run();
  await writeFile(join(clone, 'src/cli/main.ts'), 'export const main = ;');
  const { exitCode, out, err } = await run();
  expect([exitCode, out]).toEqual([1, '']);
  expect(err).toContain('src/cli/main.ts:1:20');
});
