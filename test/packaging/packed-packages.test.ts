import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { packageNames } from '../architecture/sources.ts';

/**
 * The packages as somebody has them who does not have the bot: packed by `npm pack`, and unpacked below `node_modules`, where Node reads no
 * TypeScript. They are packed in a copy, because packing changes the manifest for as long as it takes.
 */
const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));
const repositoryModules = join(root, 'node_modules');
let folder: string;
let user: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'packed-packages-'));
  user = join(folder, 'user');
  await mkdir(join(user, 'node_modules/@proton-bot'), { recursive: true });
  await symlink(repositoryModules, join(folder, 'node_modules'));
  for (const name of packageNames) {
    await packInto(name, join(user, 'node_modules/@proton-bot', name));
    const { dependencies } = await readManifest(name);
    for (const dependency of Object.keys(dependencies)) await install(dependency);
  }
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Packs as `npm pack` does there, but with the scripts of this repository instead of those next to the copy. */
async function packInto(name: string, installed: string): Promise<void> {
  const copy = join(folder, 'packages', name);
  const script = join(root, 'scripts/pack-package.mjs');
  await cp(join(root, 'packages', name), copy, { recursive: true });
  const before = await readFile(join(copy, 'package.json'), 'utf8');
  await run(process.execPath, [script, 'before', copy]);
  await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: copy });
  await run(process.execPath, [script, 'after', copy]);
  expect(await readFile(join(copy, 'package.json'), 'utf8')).toBe(before);
  await mkdir(installed, { recursive: true });
  await run('tar', ['-xzf', join(folder, `proton-bot-${name}-0.1.0.tgz`), '-C', installed, '--strip-components=1']);
}

async function readManifest(name: string): Promise<{ readonly dependencies: Readonly<Record<string, string>> }> {
  return JSON.parse(await readFile(join(user, 'node_modules/@proton-bot', name, 'package.json'), 'utf8'));
}

async function install(dependency: string): Promise<void> {
  const link = join(user, 'node_modules', dependency);
  await mkdir(join(link, '..'), { recursive: true });
  await symlink(join(repositoryModules, dependency), link).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
}

/** What a program in the user's folder prints. */
async function output(...argv: readonly string[]): Promise<string> {
  const { stdout } = await run(process.execPath, ['--no-warnings', ...argv], { cwd: user });
  return stdout;
}

async function program(text: string): Promise<string> {
  await writeFile(join(user, 'program.mjs'), text);
  return output('program.mjs');
}

test('the example of the control plane runs', async () => {
  await install('@aws-sdk/client-proton');
  expect(await output('node_modules/@proton-bot/control-plane/examples/first-template.mjs')).toContain(
    'network: A network',
  );
});

test('the local cloud deploys its example, whose function counts words', async () => {
  await Promise.all(['@aws-sdk/client-dynamodb', '@aws-sdk/client-sqs', 'esbuild'].map(install));
  const printed = await program(`
    import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
    import { startLocalCloud } from '@proton-bot/local-aws';
    import { packageExample } from './node_modules/@proton-bot/local-aws/examples/word-count/package.mjs';

    await packageExample('packaged');
    const cloud = await startLocalCloud({ port: 0, packageFolder: 'packaged' });
    const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
    const client = new SQSClient({ endpoint: cloud.endpointUrl, region: 'eu-central-1', credentials });
    const QueueUrl = cloud.endpointUrl + '/123456789012/messages';
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'so it goes' }));
    while (cloud.calls()['word-count']?.['dynamodb.UpdateItem'] !== 3) await new Promise((next) => setTimeout(next, 20));
    await cloud.stop();
    console.log('counted');
  `);
  expect(printed).toContain('counted');
});

test('the local Slack has its page, and calls an app', async () => {
  const printed = await program(`
    import { exampleWorkspace, startLocalSlack } from '@proton-bot/local-slack';

    const asked = [];
    const slack = await startLocalSlack({
      port: 0,
      botToken: 'xoxb-made-up',
      signingSecret: 'made up',
      deliver: async ({ body }) => (asked.push(new URLSearchParams(body).get('text')), { statusCode: 200, headers: {}, body: '' }),
      workspace: exampleWorkspace({ commands: [{ command: '/lunch', description: 'Asks', usageHint: 'where' }] }),
    });
    await slack.runCommand('U0ADA0001', 'deploys', '/lunch Noodle bar');
    const read = async (path) => (await fetch(slack.url + path)).text();
    console.log(JSON.stringify({ asked, page: await read('/'), script: await read('/page.js'), style: await read('/page.css') }));
    await slack.stop();
  `);
  const { asked, page, script, style } = JSON.parse(printed);
  expect(asked).toEqual(['Noodle bar']);
  expect(page).toContain('<title>Local Slack</title>');
  expect([script, style].every((text: string) => text.length > 10_000)).toBe(true);
});

test('each front door has its types', async () => {
  await install('@types/node');
  await install('undici-types');
  await writeFile(
    join(user, 'types.mts'),
    `
    import { createControlPlane } from '@proton-bot/control-plane';
    import { startStandalone } from '@proton-bot/control-plane/standalone';
    import { type LocalCloud, startLocalCloud } from '@proton-bot/local-aws';
    import { type LocalSlack, startLocalSlack } from '@proton-bot/local-slack';

    export const cloud: Promise<LocalCloud> = startLocalCloud({ port: 0, packageFolder: 'packaged' });
    export const slackOf = (options: Parameters<typeof startLocalSlack>[0]): Promise<LocalSlack> => startLocalSlack(options);
    export const doors = [createControlPlane, startStandalone];
    // @ts-expect-error: the types are known, not any.
    export const wrong: number = createControlPlane;
    `,
  );
  const compiler = join(repositoryModules, '.bin/tsc');
  const options = [
    '--ignoreConfig',
    '--noEmit',
    '--strict',
    '--module',
    'nodenext',
    '--target',
    'es2023',
    '--types',
    'node',
  ];
  await run(compiler, [...options, 'types.mts'], { cwd: user });
});
