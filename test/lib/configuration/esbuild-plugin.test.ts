import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type BuildFailure, type BuildResult, build, type Plugin } from 'esbuild';
import plugins, { configurationPlugin } from '../../../scripts/esbuild-configuration-plugin.mjs';

const projectUrl = new URL('../../../', import.meta.url);
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proton-bot-'));
});

afterAll(() => rm(folder, { recursive: true }));

const HANDLER = `
import { bot, rules } from 'proton-bot:configuration';
import { compileBotConfiguration } from './src/lib/configuration/bot-document.ts';
import { compileRules } from './src/lib/rules/compile/index.ts';
export const names = compileRules(rules).compiled.map((rule) => rule.document.name);
export const team = compileBotConfiguration(bot).document.slack.teamId;
`;

function bundle(plugin: Plugin, contents = HANDLER): Promise<BuildResult<{ write: false; metafile: true }>> {
  return build({
    stdin: { contents, resolveDir: fileURLToPath(projectUrl), loader: 'ts' },
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'cjs',
    plugins: [plugin],
    logLevel: 'silent',
  });
}

/** A copy of the default file, changed, whose path is returned. */
async function changed(file: string, from: string, to: string): Promise<string> {
  const text = await readFile(new URL(`config/${file}`, projectUrl), 'utf8');
  expect(text).toContain(from);
  const path = join(folder, file);
  await writeFile(path, text.replace(from, to));
  return path;
}

async function failureOf(built: Promise<unknown>): Promise<BuildFailure['errors']> {
  const failure: unknown = await built.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(failure instanceof Error && 'errors' in failure && Array.isArray(failure.errors)))
    throw new Error('it was built');
  return failure.errors;
}

test('good files are bundled as JSON, and nothing of what checked them', async () => {
  const { outputFiles, metafile } = await bundle(configurationPlugin());
  const inputs = Object.keys(metafile.inputs);
  expect(inputs.filter((path) => /node_modules\/(yaml|zod)\//.test(path))).toEqual([]);
  expect(inputs).toEqual(expect.arrayContaining([expect.stringContaining('proton-bot:configuration')]));
  const path = join(folder, 'bundle.cjs');
  await writeFile(path, outputFiles[0]?.text ?? '');
  const bundled: unknown = createRequire(import.meta.url)(path);
  expect(bundled).toMatchObject({ names: expect.arrayContaining(['cancel-stuck-production']), team: 'T0LOCAL' });
});

test('a handler that needs only one of the files gets only that one', async () => {
  const { outputFiles } = await bundle(
    configurationPlugin(),
    "import { bot } from 'proton-bot:configuration'; console.log(bot);",
  );
  expect(outputFiles[0]?.text).toContain('C0DEPLOYS');
  expect(outputFiles[0]?.text).not.toContain('cancel-stuck-production');
});

test('a bad rules file fails the build at its place', async () => {
  const rules = await changed('rules.yml', 'deployment.status ==', 'deployment.statsu ==');
  const [error, ...others] = await failureOf(bundle(configurationPlugin({ rules })));
  expect(others).toEqual([]);
  expect(error).toMatchObject({
    text: 'deployment has no member "statsu"; did you mean "status"?',
    location: { file: expect.stringContaining('rules.yml'), lineText: expect.stringContaining('deployment.statsu') },
  });
  expect(error?.location?.lineText.slice(error.location.column)).toMatch(/^statsu/);
});

test('columns are counted in bytes, as esbuild does', async () => {
  const rules = await changed(
    'rules.yml',
    'match: { provider: proton, environment',
    'match: { provider: "é😀", enviroment',
  );
  const [error] = await failureOf(bundle(configurationPlugin({ rules })));
  const line = Buffer.from(error?.location?.lineText ?? '');
  expect(line.subarray(error?.location?.column).toString()).toMatch(/^enviroment/);
});

test('a failing test in the rules file fails the build, with the explanation', async () => {
  const rules = await changed('rules.yml', 'age: 46m', 'age: 44m');
  const [error] = await failureOf(bundle(configurationPlugin({ rules })));
  expect(error?.text).toContain('"cancel-stuck-production" should cancel, notify, but would do nothing');
  expect(error?.notes.map(({ text }) => text).join('\n')).toContain('now - deployment.startedAt = 44m');
});

test('a bad bot.yml, and a mention it does not have, fail the build', async () => {
  const bot = await changed('bot.yml', 'platform:\n    userGroups', 'plattform:\n    userGroups');
  const errors = await failureOf(bundle(configurationPlugin({ bot })));
  expect(errors.map(({ text }) => text)).toContain('there is no group of people "platform"; did you mean "plattform"?');
});

test('a file that is not there is named, with the variable that can name another', async () => {
  const [error] = await failureOf(bundle(configurationPlugin({ rules: join(folder, 'nowhere.yml') })));
  expect(error?.text).toMatch(/^cannot read .*nowhere\.yml: ENOENT; PROTON_BOT_RULES can name another file$/);
});

test('the environment names other files', async () => {
  process.env['PROTON_BOT_RULES'] = await changed(
    'rules.yml',
    'name: cancel-stuck-elsewhere',
    'name: cancel-stuck-else',
  );
  try {
    const [error] = await failureOf(bundle(configurationPlugin()));
    expect(error?.text).toContain('there is no rule "cancel-stuck-elsewhere"');
  } finally {
    delete process.env['PROTON_BOT_RULES'];
  }
});

test('serverless-esbuild finds the plugins where it looks for them', () => {
  expect(plugins().map(({ name }) => name)).toEqual(['proton-bot-configuration']);
});
