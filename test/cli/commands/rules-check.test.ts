import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { projectDirectory, run } from '../support/run.ts';

const folder = fileURLToPath(new URL('golden/', import.meta.url));
const config = (name: string) => join(projectDirectory, 'config', name);

/** Runs the check, and writes files as if it ran beside them. */
async function check(...files: string[]) {
  const { exitCode, out, err } = await run(['rules', 'check', ...files]);
  const short = (text: string) => text.replaceAll(folder, '').replaceAll(projectDirectory, '');
  return { exitCode, out: short(out), err: short(err) };
}

/** After a wanted change: `UPDATE_GOLDEN=1 npm test -- rulesCheck`, then read the difference. */
async function expectGolden(name: string, actual: string): Promise<void> {
  const file = join(folder, name);
  if (process.env['UPDATE_GOLDEN'] === '1') await writeFile(file, `${actual}\n`);
  expect(`${actual}\n`).toBe(await readFile(file, 'utf8'));
}

describe('a rules file is refused, with file, line, column and a caret, for', () => {
  test.each(['unknown-key', 'wrong-type', 'misspelt-variable', 'bad-duration', 'bad-yaml', 'failing-test'])(
    '%s',
    async (name) => {
      const { exitCode, out, err } = await check(join(folder, `${name}.yml`));
      expect([exitCode, out]).toEqual([1, '']);
      expect(err).toMatch(new RegExp(`^${name}\\.yml:\\d+:\\d+: `));
      expect(err).toMatch(/^\d+ \| .*\n +\^$/m);
      await expectGolden(`${name}.txt`, err);
    },
  );
});

describe('a rules file beside a bot.yml', () => {
  test('is held against it', async () => {
    const { exitCode, out, err } = await check(config('bot.yml'), join(folder, 'other-file.yml'));
    expect([exitCode, out]).toEqual([1, 'config/bot.yml: no problems']);
    await expectGolden('other-file.txt', err);
  });

  test('and without one is not', async () => {
    expect(await check(join(folder, 'other-file.yml'))).toEqual({
      exitCode: 0,
      out: 'other-file.yml: 1 rule; all tests pass',
      err: '',
    });
  });

  test.each([
    ['the one for AWS', 'rules.yml', 'bot.yml'],
    ['the one that npm start uses', 'local/rules.yml', 'local/bot.yml'],
  ])('passes as it is shipped: %s', async (_name, rules, bot) => {
    const { exitCode, out, err } = await check(config(rules), config(bot));
    expect([exitCode, err]).toEqual([0, '']);
    expect(out).toMatch(
      /^config\/(local\/)?rules\.yml: \d+ rules; all tests pass\nconfig\/(local\/)?bot\.yml: no problems$/,
    );
  });
});

test('--json has every problem, and nothing goes elsewhere', async () => {
  const file = join(folder, 'wrong-type.yml');
  const { exitCode, out, err } = await run(['rules', 'check', '--json', file, config('rules.yml')]);
  expect([exitCode, err]).toEqual([1, '']);
  expect(JSON.parse(out)).toEqual([
    {
      file,
      rules: 0,
      problems: [
        {
          file,
          line: 7,
          column: 27,
          message: expect.stringContaining('expected text, found the number 42'),
          excerpt: expect.stringContaining('reason: 42'),
        },
      ],
    },
    { file: config('rules.yml'), rules: expect.any(Number), problems: [] },
  ]);
});
