import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { checkConfiguration } from '../../../src/lib/configuration/check.ts';
import { jsonSchemas } from '../../../src/lib/configuration/json-schemas.ts';
import { formatProblem } from '../../../src/lib/configuration-check/index.ts';

const configUrl = new URL('../../../config/', import.meta.url);
const read = (path: string): Promise<string> => readFile(new URL(path, configUrl), 'utf8');

async function validatorOf(fileName: string): Promise<(value: unknown) => boolean> {
  const schema: object = JSON.parse(await read(fileName));
  const validate = new Ajv({ strict: false, formats: { 'date-time': true } }).compile(schema);
  return (value) => validate(value);
}

test.each(['.', 'local'])('the files in config/%s are good, also for editors', async (folder) => {
  const rules = await read(`${folder}/rules.yml`);
  const bot = await read(`${folder}/bot.yml`);
  const result = checkConfiguration({ rules: { name: 'rules.yml', text: rules }, bot: { name: 'bot.yml', text: bot } });
  expect(result.ok ? [] : result.problems.map(formatProblem)).toEqual([]);
  expect((await validatorOf('rules.schema.json'))(parse(rules))).toBe(true);
  expect((await validatorOf('bot.schema.json'))(parse(bot))).toBe(true);
});

test.each(['.', 'local'])('the files in config/%s tell editors about their schemas', async (folder) => {
  for (const name of ['rules', 'bot']) {
    const [, path = ''] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(await read(`${folder}/${name}.yml`)) ?? [];
    const schema = await readFile(new URL(path, new URL(`${folder}/`, configUrl)), 'utf8');
    expect(JSON.parse(schema)).toHaveProperty('$schema', 'http://json-schema.org/draft-07/schema#');
  }
});

test('as shipped, every rule only watches: what it would do is written down, and not done', async () => {
  const [rules, bot] = await Promise.all([read('rules.yml'), read('bot.yml')]);
  const result = checkConfiguration({ rules: { name: 'rules.yml', text: rules }, bot: { name: 'bot.yml', text: bot } });
  if (!result.ok) throw new Error(result.report.join('\n'));
  const modes = result.configuration.rules.rules.map(({ name, mode }) => `${name}: ${mode}`);
  expect(modes.length).toBeGreaterThan(10);
  expect(modes.filter((line) => !line.endsWith(': shadow'))).toEqual([]);
});

test('the schemas are current; otherwise run node scripts/generate-schemas.mjs', async () => {
  for (const [fileName, text] of Object.entries(jsonSchemas())) {
    expect(JSON.parse(await read(fileName))).toEqual(JSON.parse(text));
  }
});

test.each([
  ['an unknown key', (text: string) => text.replace('rules:\n', 'rulez: []\nrules:\n')],
  ['an action that does not fit', (text: string) => text.replace('- cancel: { reason', '- reject: { reason')],
  ['a wrong type', (text: string) => text.replace('environment: "prod*"', 'environment: 5')],
  ['a mode that is none', (text: string) => text.replace('mode: shadow', 'mode: shadowed')],
])('an editor sees %s', async (_name, change) => {
  const text = await read('rules.yml');
  expect(change(text)).not.toBe(text);
  expect((await validatorOf('rules.schema.json'))(parse(change(text)))).toBe(false);
});

test('problems of both files come together, and those between the files when each is good', () => {
  const good = {
    rules: { name: 'r', text: 'version: 1\nrules: []' },
    bot: { name: 'b', text: 'version: 1\nslack: { teamId: T0LOCAL }\nchannels: {}\nroutes: []' },
  };
  expect(checkConfiguration(good)).toMatchObject({
    ok: true,
    configuration: { rules: { rules: [] }, bot: { routes: [] } },
  });
  const bad = checkConfiguration({ rules: { name: 'r', text: '' }, bot: { name: 'b', text: '' } });
  expect(bad.ok ? [] : bad.problems.map(({ file }) => file)).toEqual(['b', 'r']);
  const text =
    'version: 1\nrules:\n  - { name: a, on: deployment, when: "true", do: [{ notify: { channel: ops } }], mode: off }';
  const apart = checkConfiguration({ ...good, rules: { name: 'r', text } });
  expect(apart.ok ? [] : apart.problems.map(({ message }) => message)).toEqual([
    'bot.yml has no channel "ops"; there are none',
  ]);
});
