import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { checkConfiguration } from '../../src/lib/configuration/check.ts';
import { formatProblem } from '../../src/lib/configuration-check/index.ts';

const read = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');

test('what docs/from-proton.md says to put into bot.yml is valid, with the rules as they are', async () => {
  const document = await read('docs/from-proton.md');
  const [, block = ''] = /```yaml\n( *providers:[\s\S]*?)```/.exec(document) ?? [];
  const shown: object = parse(block);
  expect(Object.keys(shown)).toEqual(['providers', 'routes']);
  const bot: object = parse(await read('config/bot.yml'));
  const result = checkConfiguration({
    rules: { name: 'rules.yml', text: await read('config/rules.yml') },
    // JSON is YAML, too.
    bot: { name: 'bot.yml', text: JSON.stringify({ ...bot, ...shown }) },
  });
  expect(result.ok ? [] : result.problems.map(formatProblem)).toEqual([]);
});
