import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListEnvironmentsCommand, ProtonClient } from '@aws-sdk/client-proton';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  DEFAULT_DURATIONS,
  DEPLOYMENTS_KEPT_OF_DELETED_TARGETS,
  DEPLOYMENTS_KEPT_PER_TARGET,
} from '@proton-bot/control-plane';
import { callAt, control } from '../../../packages/control-plane/test/standalone/support/calling.ts';
import type { CommandContext } from '../../../src/cli/command.ts';
import { run } from '../support/run.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proton-bot-control-plane-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** `Promise.withResolvers`, which Node 20 lacks. */
function resolvers<Value>() {
  let resolve: (value: Value) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<Value>((resolved, rejected) => {
    resolve = resolved;
    reject = rejected;
  });
  return { promise, resolve, reject };
}

/** Runs the command on any port, does something with it, and ends it as Ctrl-C does. */
async function withCommand<Result>(
  flags: readonly string[],
  work: (line: string) => Promise<Result> | Result,
  environment: CommandContext['environment'] = {},
): Promise<Result> {
  const interrupt = resolvers<void>();
  const printed = resolvers<string>();
  const ended = run(['control-plane', '--port', '0', ...flags], {
    environment,
    out: (line) => printed.resolve(line),
    interrupted: () => interrupt.promise,
  });
  void ended.then(({ err }) => printed.reject(new Error(`it ended: ${err}`)));
  try {
    return await work(await printed.promise);
  } finally {
    interrupt.resolve();
    expect(await ended).toEqual({ exitCode: 0, out: '', err: '' });
  }
}

const urlIn = (line: string) => /http:\/\/[^ "]+/.exec(line)?.[0] ?? '';

describe('what it prints', () => {
  test('is one line: the address, and what is on', async () => {
    await withCommand([], (line) => {
      expect(line).toMatch(
        /^Proton control plane http:\/\/127\.0\.0\.1:\d+ · region eu-central-1 · account 123456789012 · Ctrl-C stops it$/,
      );
    });
  });

  test('names the file, the folder and that signatures are required', async () => {
    const state = join(folder, 'proton.json');
    const credentials = join(folder, 'credentials.json');
    await writeFile(credentials, '{"AKIA1":{"accountId":"111122223333","secretAccessKey":"secret"}}');
    const flags = ['--state', state, '--bundles', folder, '--credentials', credentials, '--require-signatures'];
    await withCommand(flags, async (line) => {
      expect(line).toContain(` · state in ${state} · bundles from ${folder} · signatures required · `);
      expect(await callAt(urlIn(line), 'ListEnvironments')).toMatchObject({
        __type: expect.stringContaining('IncompleteSignature'),
      });
    });
  });

  test('is JSON with --json', async () => {
    const flags = ['--json', '--bundles', 'none', '--account', '111122223333', '--region', 'us-east-1'];
    await withCommand(flags, (line) => {
      expect(JSON.parse(line)).toEqual({
        url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
        region: 'us-east-1',
        accountId: '111122223333',
        requiresSignatures: false,
        testRoutes: false,
      });
    });
  });
});

describe('a host', () => {
  test('with a state takes the keys that were issued for it, also while it runs, and puts each call on record', async () => {
    const state = join(folder, 'proton.journal');
    const audit = join(folder, 'audit.jsonl');
    const flags = ['--state', state, '--require-signatures', '--audit', audit];
    const interrupt = resolvers<void>();
    const printed = resolvers<string>();
    const ended = run(['control-plane', '--port', '0', '--json', ...flags], {
      out: (line) => printed.resolve(line),
      interrupted: () => interrupt.promise,
    });
    const { url, ...settings }: { url: string } = JSON.parse(await printed.promise);
    expect(settings).toMatchObject({ requiresSignatures: true, audit });
    const { out } = await run(['keys', 'create', '--state', state, '--json']);
    const credentials: { accessKeyId: string; secretAccessKey: string } = JSON.parse(out);
    const client = new ProtonClient({ endpoint: url, region: 'eu-central-1', credentials, maxAttempts: 1 });
    expect((await client.send(new ListEnvironmentsCommand({}))).environments).toEqual([]);
    client.destroy();
    interrupt.resolve();
    expect(await ended).toEqual({
      exitCode: 0,
      out: '',
      err: `No key is for the management account 123456789012, so every call in its name is refused. Issue one: proton-bot keys create --state ${state} --account 123456789012`,
    });
    expect(JSON.parse(await readFile(audit, 'utf8'))).toMatchObject({
      accessKeyId: credentials.accessKeyId,
      operation: 'ListEnvironments',
      outcome: 'OK',
    });
  });

  test('writes its records to standard output, unless they are to go elsewhere', async () => {
    const lines: string[] = [];
    const interrupt = resolvers<void>();
    const ended = run(['control-plane', '--port', '0', '--state', join(folder, 'state'), '--require-signatures'], {
      out(line) {
        lines.push(line);
        if (lines.length === 1) void callAt(urlIn(line), 'ListEnvironments').then(() => interrupt.resolve());
      },
      interrupted: () => interrupt.promise,
    });
    expect(await ended).toMatchObject({ exitCode: 0 });
    expect(lines[0]).toContain(' · signatures required · audit in standard output · ');
    expect(JSON.parse(lines[1] ?? '')).toMatchObject({ outcome: 'IncompleteSignatureException' });
    expect(lines).toHaveLength(2);
  });

  test('says that its events go to a bus', async () => {
    await withCommand(['--event-bus', 'default'], (line) => expect(line).toContain(' · events to default · '));
  });
});

test('the routes for tests are there when asked for, and only then', async () => {
  await withCommand([], async (line) => {
    expect(await control(urlIn(line), 'tap')).toMatchObject({ message: expect.stringContaining('--test-routes') });
  });
  await withCommand(['--test-routes'], async (line) => {
    expect(line).toContain(' · test routes · ');
    expect(await control(urlIn(line), 'tap')).toEqual({ events: [], lastSequence: 0 });
  });
});

test.each<[string, readonly string[], CommandContext['environment'], string]>([
  ['the flag', ['--region', 'eu-west-1'], { AWS_REGION: 'eu-west-2', AWS_DEFAULT_REGION: 'eu-west-3' }, 'eu-west-1'],
  ['AWS_REGION', [], { AWS_REGION: 'eu-west-2', AWS_DEFAULT_REGION: 'eu-west-3' }, 'eu-west-2'],
  ['AWS_DEFAULT_REGION', [], { AWS_REGION: '', AWS_DEFAULT_REGION: 'eu-west-3' }, 'eu-west-3'],
])('the region is that of %s', async (_what, flags, environment, region) => {
  await withCommand(flags, (line) => expect(line).toContain(`region ${region} `), environment);
});

test('the state outlives it, and its file is free afterwards', async () => {
  const flags = ['--state', join(folder, 'proton.json')];
  await withCommand(flags, (line) => callAt(urlIn(line), 'CreateServiceTemplate', { name: 'web' }));
  expect(await readdir(folder)).toEqual(['proton.json']);
  await withCommand(flags, async (line) => {
    expect(await callAt(urlIn(line), 'ListServiceTemplates')).toMatchObject({ templates: [{ name: 'web' }] });
  });
});

test('things take as long as it is told', async () => {
  await withCommand(['--registration-seconds', '0'], async (line) => {
    const url = urlIn(line);
    const source = { s3: { bucket: 'templates', key: 'network.tar.gz' } };
    await callAt(url, 'CreateEnvironmentTemplate', { name: 'network' });
    await callAt(url, 'CreateEnvironmentTemplateVersion', { templateName: 'network', source });
    const version = { templateName: 'network', majorVersion: '1', minorVersion: '0' };
    let found: unknown;
    do found = (await callAt(url, 'GetEnvironmentTemplateVersion', version))['environmentTemplateVersion'];
    while (Object(found).status === 'REGISTRATION_IN_PROGRESS');
    expect(found).toMatchObject({ status: 'DRAFT' });
  });
  await withCommand(['--registration-seconds', '3600'], async (line) => {
    const url = urlIn(line);
    const source = { s3: { bucket: 'templates', key: 'network.tar.gz' } };
    await callAt(url, 'CreateEnvironmentTemplate', { name: 'network' });
    expect(await callAt(url, 'CreateEnvironmentTemplateVersion', { templateName: 'network', source })).toMatchObject({
      environmentTemplateVersion: { status: 'REGISTRATION_IN_PROGRESS' },
    });
  });
});

describe('a command line that makes no sense is refused', () => {
  test.each<[string, readonly string[], string]>([
    ['a port', ['--port', 'x'], 'x is not a port'],
    ['an account', ['--account', '12'], '--account must be twelve digits, not "12"'],
    ['a region', ['--region', 'mars'], '"mars" is not a region'],
    ['a time', ['--deployment-seconds', 'soon'], '--deployment-seconds must be a number of seconds'],
    ['a negative time', ['--sync-seconds=-1'], '--sync-seconds must be a number of seconds'],
    ['an endless time', ['--deletion-seconds', 'Infinity'], '--deletion-seconds must be a number of seconds'],
    ['a number', ['--keep-deployments', '0'], '--keep-deployments must be a whole number from 1, not "0"'],
    [
      'another number',
      ['--keep-deployments-of-deleted', 'all'],
      '--keep-deployments-of-deleted must be a whole number from 0, not "all"',
    ],
    ['an empty value', ['--state='], '--state needs a value'],
    ['signatures without credentials', ['--require-signatures'], '--require-signatures needs --credentials'],
    ['a source of AWS', ['--event-bus', 'default', '--event-source', 'aws.proton'], 'AWS keeps aws.* for itself'],
    ['a source without a bus', ['--event-source', 'mine'], '--event-source needs --event-bus'],
    ['a bus', ['--event-bus', 'my bus'], '--event-bus must be the name or the ARN of an event bus, not "my bus"'],
    ['a source', ['--event-bus', 'b', '--event-source', 'my source'], '--event-source must be of letters, digits'],
    ['a misspelt flag', ['--deployment-second', '4'], 'did you mean "--deployment-seconds"?'],
    ['a positional', ['proton.json'], 'control-plane does not take "proton.json"'],
  ])('%s', async (_what, flags, message) => {
    const { exitCode, out, err } = await run(['control-plane', '--port', '0', ...flags]);
    expect([exitCode, out]).toEqual([2, '']);
    expect(err).toContain(message);
  });

  test('a port in the environment', async () => {
    const environment = { PROTON_BOT_CONTROL_PLANE_PORT: '4600x' };
    expect(await run(['control-plane'], { environment })).toMatchObject({ exitCode: 2 });
  });
});

describe('what the user can mend ends it with a message', () => {
  test.each([
    ['state', '{"name":"a package"}', 'is not a state file of this control plane'],
    ['state', '{"application":"proton-bot control plane","format":1,"regi', 'is damaged'],
    ['bundles', '', 'it is not a folder'],
    ['credentials', '{"AKIA1":{"accountId":"12"}}', 'entry 1, accountId: must be twelve digits'],
  ])('a wrong --%s: %s', async (flag, content, message) => {
    const file = join(folder, 'file');
    await writeFile(file, content);
    const { exitCode, out, err } = await run(['control-plane', '--port', '0', `--${flag}`, file]);
    expect([exitCode, out]).toEqual([1, '']);
    expect(err).toMatch(/^proton-bot: /);
    expect(err).toContain(message);
    expect(err).not.toContain('    at ');
    expect(await readFile(file, 'utf8')).toBe(content);
  });

  test('changes that cannot be saved', async () => {
    const gone = await mkdtemp(join(folder, 'gone-'));
    const interrupt = resolvers<void>();
    const outcome = await run(['control-plane', '--port', '0', '--state', join(gone, 'proton.json')], {
      out: (line) =>
        void rm(gone, { recursive: true })
          .then(() => callAt(urlIn(line), 'CreateServiceTemplate', { name: 'web' }))
          .finally(() => interrupt.resolve()),
      interrupted: () => interrupt.promise,
    });
    expect(outcome.exitCode).toBe(1);
    expect(outcome.err).toContain('The last changes could not be saved');
  });
});

test('its help says how long things take without its flags', async () => {
  const { out } = await run(['control-plane', '--help']);
  const standard = (flag: string) =>
    Number(new RegExp(`--${flag}-seconds .*\\(default (\\d+)\\)$`, 'm').exec(out)?.[1]) * 1000;
  expect({
    deploymentMs: standard('deployment'),
    cancellationMs: standard('cancellation'),
    deletionMs: standard('deletion'),
    templateRegistrationMs: standard('registration'),
    syncMs: standard('sync'),
  }).toEqual(DEFAULT_DURATIONS);
  expect(out).toMatch(new RegExp(`--keep-deployments .*\\(default ${DEPLOYMENTS_KEPT_PER_TARGET}\\)$`, 'm'));
  const ofDeleted = new RegExp(
    `--keep-deployments-of-deleted .*\\(default ${DEPLOYMENTS_KEPT_OF_DELETED_TARGETS}\\)$`,
    'm',
  );
  expect(out).toMatch(ofDeleted);
});
