import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { projectDirectory } from './support/run.ts';

/** A process of its own, as a user starts it. */
function start(program: string, ...commandLine: string[]) {
  const { PATH } = process.env;
  const child = spawn(process.execPath, [program, ...commandLine], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: PATH === undefined ? {} : { PATH },
  });
  return child;
}

async function outcomeOf(child: ChildProcess) {
  if (!child.stdout || !child.stderr) throw new Error('the program was started without pipes');
  const [out, err, [exitCode]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { exitCode: Number(exitCode), out, err };
}

const program = join(projectDirectory, 'bin/proton-bot.js');

describe('bin/proton-bot.js', () => {
  test('runs from anywhere, with results on stdout', async () => {
    const { exitCode, out, err } = await outcomeOf(
      start(program, 'rules', 'check', join(projectDirectory, 'config/rules.yml')),
    );
    expect([exitCode, err]).toEqual([0, '']);
    expect(out).toMatch(/rules\.yml: \d+ rules; all tests pass\n$/);
  });

  test('exits with 2 for a command line that makes no sense, with the reason on stderr', async () => {
    const { exitCode, out, err } = await outcomeOf(start(program, 'loacl'));
    expect([exitCode, out]).toEqual([2, '']);
    expect(err).toContain('did you mean "local"?');
  });

  test('ends quietly when nobody reads on', async () => {
    const child = start(program, '--help');
    child.stdout.destroy();
    const [err, [exitCode]] = await Promise.all([text(child.stderr), once(child, 'close')]);
    expect([exitCode, err]).toEqual([0, '']);
  });

  test('says which port is taken, and how to choose another', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    try {
      const address = other.address();
      const port = typeof address === 'object' && address !== null ? String(address.port) : '';
      const { exitCode, out, err } = await outcomeOf(
        start(program, 'local', '--empty', '--slack-port', port, '--aws-port', '0'),
      );
      expect([exitCode, out]).toEqual([1, '']);
      expect(err).toMatch(new RegExp(`^proton-bot: .*${port}.*--slack-port`));
      expect(err).not.toContain('    at ');
    } finally {
      other.close();
    }
  });
});

describe('beside other files', () => {
  let folder: string;
  let copy: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'proton-bot-'));
    await writeFile(join(folder, 'package.json'), '{ "type": "module", "version": "1.2.3" }');
    await mkdir(join(folder, 'bin'));
    copy = join(folder, 'bin/proton-bot.js');
    await cp(program, copy);
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  test('it says so when there is nothing to run', async () => {
    expect(await outcomeOf(start(copy, '--version'))).toEqual({
      exitCode: 1,
      out: '',
      err: 'proton-bot: neither dist/cli.js nor its sources are here; install the package again\n',
    });
  });

  test('it runs what was built, without sources', async () => {
    await mkdir(join(folder, 'dist'));
    await writeFile(join(folder, 'dist/cli.js'), 'export const main = async (words) => words.length;');
    expect(await outcomeOf(start(copy, 'one', 'two'))).toEqual({ exitCode: 2, out: '', err: '' });
  });

  test('it says what is missing to build', async () => {
    await mkdir(join(folder, 'scripts'));
    await mkdir(join(folder, 'src/cli'), { recursive: true });
    await mkdir(join(folder, 'packages'));
    await cp(join(projectDirectory, 'scripts/build.mjs'), join(folder, 'scripts/build.mjs'));
    await writeFile(join(folder, 'src/cli/main.ts'), '');
    expect(await outcomeOf(start(copy, '--version'))).toEqual({
      exitCode: 1,
      out: '',
      err: 'proton-bot: esbuild, which builds it here, is not installed; run "npm ci"\n',
    });
  });
});
