import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { findPlaceholders } from '../../src/lib/configuration/placeholders.ts';
import { Packaged, projectFolder } from './support/packaged.ts';

const runFile = promisify(execFile);
let folder = '';
let output = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proton-bot-placeholders-'));
  output = join(projectFolder, '.proton-bot', basename(folder));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await rm(output, { recursive: true, force: true });
});

const read = (path: string) => readFile(join(projectFolder, path), 'utf8');
const folders = ['config', 'config/local'];

async function filesIn(path: string) {
  const file = async (name: string) => ({ name, text: await read(`${path}/${name}`) });
  return { rules: await file('rules.yml'), bot: await file('bot.yml') };
}

/** Runs a program of the project without the variables of other tests; gives the exit code and all that was printed. */
async function run(program: readonly string[], changes: Readonly<Record<string, string>> = {}) {
  const { PROTON_BOT_RULES: _rules, PROTON_BOT_CONFIGURATION: _bot, ...others } = process.env;
  const env = { ...others, FORCE_COLOR: '0', SLS_TELEMETRY_DISABLED: '1', ...changes };
  try {
    const { stdout, stderr } = await runFile(process.execPath, [...program], { cwd: projectFolder, env });
    return { code: 0, printed: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = Object(error);
    return { code: Number(code), printed: `${String(stdout)}${String(stderr)}` };
  }
}

const packaging = (...words: string[]) => ['scripts/package.mjs', '--skip-types', '--output', output, ...words];
const framework = (...words: string[]) => ['node_modules/serverless/bin/serverless.js', ...words];
const placeLines = (printed: string) => printed.split('\n').filter((line) => /config\/\w+\.yml:\d+:\d+: /.test(line));

test.each(folders)(
  'every id in %s counts as a placeholder, so none can be shipped that nobody is told of',
  async (path) => {
    const files = await filesIn(path);
    const ids = (text: string) => text.replaceAll(/#.*$/gm, '').match(/\b(?:[TCSUW]0[A-Z0-9]+|\d{12})\b/g) ?? [];
    const rulesWithoutTests = files.rules.text.replace(/^tests:[\s\S]*/m, '');
    const found = findPlaceholders(files).map(({ message }) => message.split(' ')[0]);
    expect(found.length).toBeGreaterThan(5);
    expect(found).toEqual([...ids(files.bot.text), ...ids(rulesWithoutTests)]);
  },
);

test('a placeholder is found inside of a longer value, and an id that only begins with one is none', () => {
  const bot = { name: 'bot.yml', text: 'scopes:\n  - { roleArn: "arn:aws:iam::111122223333:role/T0LOCALS" }\n' };
  const rules = { name: 'rules.yml', text: 'rules:\n  - when: "x == \'444455556666\'"\ntests: ["123456789012"]\n' };
  expect(findPlaceholders({ bot, rules }).map(({ file, line, column }) => `${file}:${line}:${column}`)).toEqual([
    'bot.yml:2:30',
    'rules.yml:2:18',
  ]);
});

describe('packaging as it is shipped', () => {
  test('without a stage is done, with a warning for each placeholder', async () => {
    const { code, printed } = await run(packaging());
    expect(code).toBe(0);
    expect(existsSync(join(output, 'observe.zip'))).toBe(true);
    const files = await filesIn('config');
    const expected = findPlaceholders(files).map(
      ({ file, line, column, message }) => `warning: config/${file}:${line}:${column}: ${message}`,
    );
    expect(placeLines(printed)).toEqual(expected);
    // Also where nothing is left to do.
    expect(placeLines((await run(packaging())).printed)).toEqual(expected);
  });

  test.each([
    ['npm run package', () => packaging('--stage', 'qa')],
    ['the framework that packages', () => framework('package', '--stage', 'qa', '--package', join(output, 'never'))],
    ['the framework that deploys', () => framework('deploy', '--stage', 'qa')],
    ['a deployment without a named stage', () => framework('deploy')],
  ])('is refused for a stage, with file, line and remedy, by %s', async (_by, program) => {
    const { code, printed } = await run(program());
    expect(code).toBe(1);
    const lines = placeLines(printed);
    expect(lines).toHaveLength(findPlaceholders(await filesIn('config')).length);
    expect(lines[0]).toMatch(/^config\/bot\.yml:\d+:11: T0LOCAL is a placeholder: put in your workspace's id\./);
    expect(lines.at(-1)).toMatch(
      /^config\/rules\.yml:\d+:\d+: 444455556666 is a placeholder: put in the id of an account that is yours/,
    );
    expect(printed).toContain('takes no placeholders: correct these, or name other files with PROTON_BOT_RULES');
    expect(existsSync(join(output, 'never'))).toBe(false);
  });
});

test('with ids of your own, a stage is packaged, under its name', async () => {
  const own = { T0LOCAL: 'T0OURS', C0DEPLOYS: 'C0OURS1', C0PLATFORM: 'C0OURS2', C0DEV: 'C0OURS3' };
  const people = { S0PLATFORM: 'S0OURS', U0CLEO: 'U0OURS1', U0BEN: 'U0OURS2' };
  const accounts = { '111122223333': '210987654321', '444455556666': '210987654322' };
  const changes = Object.entries({ ...own, ...people, ...accounts });
  const write = async (name: string) => {
    const text = changes.reduce((before, [from, to]) => before.replaceAll(from, to), await read(`config/${name}`));
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };
  const files = {
    PROTON_BOT_RULES: await write('rules.yml'),
    PROTON_BOT_CONFIGURATION: await write('bot.yml'),
  };
  const { code, printed } = await run(packaging('--stage', 'qa'), files);
  expect([code, printed.trim()]).toEqual([0, 'package: 6 functions']);
  const names = new Packaged(output).all('AWS::Lambda::Function').map(([, { FunctionName }]) => FunctionName);
  expect(names).toContain('proton-bot-qa-observe');
  expect(JSON.stringify(new Packaged(output).template)).not.toContain('proton-bot-prod');
});
