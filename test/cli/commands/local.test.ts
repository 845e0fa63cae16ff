import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { namedProviders } from '../../../src/cli/named-providers.ts';
import { writeChoice } from '../../../src/local/index.ts';
import { run } from '../support/run.ts';

let projectDirectory: string;

beforeEach(async () => {
  projectDirectory = await mkdtemp(join(tmpdir(), 'proton-bot-local-'));
  await mkdir(join(projectDirectory, 'scripts'));
  await writeFile(join(projectDirectory, 'serverless.yml'), '');
});

afterEach(() => rm(projectDirectory, { recursive: true }));

/** Starts a project whose packaging does no more than this. No signal reaches the command itself. */
async function start(packaging: string) {
  await writeFile(join(projectDirectory, 'scripts/package.mjs'), packaging);
  const interrupted = () => new Promise<void>(() => undefined);
  return run(['local', '--slack-port', '0', '--aws-port', '0'], { projectDirectory, interrupted });
}

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'])(
  'a %s that has ended packaging before the command hears of it is an interruption, no failure',
  async (signal) => {
    const endsItself = `process.kill(process.pid, '${signal}'); setInterval(() => undefined, 1000);`;
    expect(await start(endsItself)).toEqual({ exitCode: 0, out: '', err: '' });
  },
);

test('packaging that fails says why', async () => {
  const { exitCode, err } = await start("console.error('the handlers do not build'); process.exitCode = 1;");
  expect({ exitCode, err }).toEqual({
    exitCode: 1,
    err: 'proton-bot: the bot could not be packaged:\n  the handlers do not build',
  });
});

test('packaging that was killed says by what', async () => {
  const { exitCode, err } = await start("process.kill(process.pid, 'SIGKILL'); setInterval(() => undefined, 1000);");
  expect(exitCode).toBe(1);
  expect(err).toContain('it was ended by SIGKILL');
});

test('--only packages the named back ends only; capital letters do not matter', async () => {
  await mkdir(join(projectDirectory, 'config/local'), { recursive: true });
  const usual = 'providers:\n  proton:\n    createInstances: true\n  ecs:\n    enabled: true\n    cancel: true\n';
  await writeFile(join(projectDirectory, 'config/local/bot.yml'), usual);
  const { configuration } =
    (await writeChoice(projectDirectory, ['cloudFormation', 'ecs'], join(projectDirectory, 'config/local/bot.yml'))) ??
    {};
  expect(parse(await readFile(configuration ?? '', 'utf8'))).toEqual({
    providers: {
      proton: { createInstances: true, enabled: false },
      ecs: { enabled: true, cancel: true },
      cloudFormation: { enabled: true },
    },
  });
  expect(await namedProviders('CloudFormation, ecs')).toEqual(['cloudFormation', 'ecs']);
});

test('--only with a name that is no back end says which there are', async () => {
  const { exitCode, err } = await run(['local', '--only', 'lambda'], { projectDirectory });
  expect(exitCode).toBe(2);
  expect(err).toContain('there is no back end "lambda"; known: proton');
});

test('--only without sources: the shipped package has all back ends', async () => {
  await rm(join(projectDirectory, 'serverless.yml'));
  expect(await writeChoice(projectDirectory, ['ecs'])).toBeUndefined();
});
