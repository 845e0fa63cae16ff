import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListEnvironmentsCommand, ProtonClient } from '@aws-sdk/client-proton';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Standalone, type StandaloneOptions, startStandalone } from '../../src/standalone/index.ts';
import { ACCOUNT, countingRandom, ENVIRONMENT_SPEC, REGION, ROLE_ARN } from '../support/world.ts';
import { callAt, control } from './support/calling.ts';
import { createMachine, type Machine } from './support/machine.ts';

const durations = { deploymentMs: 4000, templateRegistrationMs: 1000, deletionMs: 2000 };
const eightHoursMs = 8 * 60 * 60 * 1000;

let folder: string;
let stateFile: string;
/** Time goes on over all restarts of a test. */
let machine: Machine;
let told: string[];
let running: Standalone[];
let random: ReturnType<typeof countingRandom>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proton-bot-standalone-'));
  stateFile = join(folder, 'proton.json');
  machine = createMachine();
  random = countingRandom();
  told = [];
  running = [];
});

afterEach(async () => {
  await Promise.all(running.map((standalone) => standalone.stop().catch(() => undefined)));
  await rm(folder, { recursive: true, force: true });
});

async function start(options: Partial<StandaloneOptions<number>> = {}): Promise<Standalone> {
  const standalone = await startStandalone({
    port: 0,
    settings: { region: REGION, accountId: ACCOUNT, durations },
    machine: { ...machine, uuid: () => random.uuid() },
    tell: (line) => void told.push(line),
    testRoutes: true,
    ...options,
  });
  running.push(standalone);
  return standalone;
}

/** Stops it, lets time pass, and starts it again on the same file. */
async function restart(standalone: Standalone, meanwhileMs = 0): Promise<Standalone> {
  await standalone.stop();
  machine.pass(meanwhileMs);
  return start({ stateFile });
}

const version = { templateName: 'network', majorVersion: '1', minorVersion: '0' };

async function createTemplate(url: string): Promise<void> {
  await callAt(url, 'CreateEnvironmentTemplate', { name: 'network' });
  await callAt(url, 'CreateEnvironmentTemplateVersion', {
    templateName: 'network',
    source: { s3: { bucket: 'templates', key: 'network.tar.gz' } },
  });
}

async function createEnvironment(url: string): Promise<Record<string, unknown>> {
  await createTemplate(url);
  machine.pass(1000);
  await callAt(url, 'UpdateEnvironmentTemplateVersion', { ...version, status: 'PUBLISHED' });
  return callAt(url, 'CreateEnvironment', {
    name: 'prod',
    templateName: 'network',
    templateMajorVersion: '1',
    spec: ENVIRONMENT_SPEC,
    protonServiceRoleArn: ROLE_ARN,
  });
}

/** The state as releases before the journal kept it. */
async function wholeState(url: string): Promise<{ regions: Record<string, Record<string, unknown>> }> {
  const state: { regions: Record<string, Record<string, unknown>> } = Object(await control(url, 'snapshot'));
  return Object.assign(state, { application: 'proton-bot control plane', advancedMs: 0 });
}

const environmentAt = (url: string) => callAt(url, 'GetEnvironment', { name: 'prod' });

describe('with a state file', () => {
  test('everything is there after a restart, in every region and of every account', async () => {
    const accounts = new Map([['AKIA2', '444455556666']]);
    const other = { accessKeyId: 'AKIA2', region: 'us-east-1' };
    const first = await start({ stateFile, callers: { accounts } });
    await createTemplate(first.url);
    await callAt(first.url, 'CreateServiceTemplate', { name: 'web' }, other);
    await first.stop();
    const second = await start({ stateFile, callers: { accounts } });
    expect(await callAt(second.url, 'GetEnvironmentTemplate', { name: 'network' })).toMatchObject({
      environmentTemplate: { arn: `arn:aws:proton:${REGION}:${ACCOUNT}:environment-template/network` },
    });
    expect(await callAt(second.url, 'GetServiceTemplate', { name: 'web' }, other)).toMatchObject({
      serviceTemplate: { arn: 'arn:aws:proton:us-east-1:444455556666:service-template/web' },
    });
  });

  test('a registration and a deployment that were under way end after it, as time passes', async () => {
    const first = await start({ stateFile });
    await createTemplate(first.url);
    machine.pass(400);
    const second = await restart(first, 500);
    const status = async () => {
      const answer = await callAt(second.url, 'GetEnvironmentTemplateVersion', version);
      return Object(answer['environmentTemplateVersion']).status;
    };
    expect(await status()).toBe('REGISTRATION_IN_PROGRESS');
    machine.pass(100);
    expect(await status()).toBe('DRAFT');
  });

  test('what fell due in between has happened when the first call comes', async () => {
    const first = await start({ stateFile });
    expect(await createEnvironment(first.url)).toMatchObject({ environment: { deploymentStatus: 'IN_PROGRESS' } });
    const second = await restart(first, 3999);
    expect(await environmentAt(second.url)).toMatchObject({ environment: { deploymentStatus: 'IN_PROGRESS' } });
    const third = await restart(second, 60_000);
    machine.pass(0);
    expect(await environmentAt(third.url)).toMatchObject({ environment: { deploymentStatus: 'SUCCEEDED' } });
    // And that was saved, too.
    await third.stop();
    expect(await readFile(stateFile, 'utf8')).toContain('"deploymentStatus":"SUCCEEDED"');
  });

  test('a client token counts for its eight hours, running or not', async () => {
    const create = (url: string) =>
      callAt(url, 'CreateEnvironmentTemplateVersion', {
        templateName: 'network',
        clientToken: 'once',
        source: { s3: { bucket: 'templates', key: 'network.tar.gz' } },
      });
    const minor = { environmentTemplateVersion: { majorVersion: '1' } };
    const first = await start({ stateFile });
    await callAt(first.url, 'CreateEnvironmentTemplate', { name: 'network' });
    expect(await create(first.url)).toMatchObject(minor);
    const second = await restart(first, eightHoursMs - 1);
    expect(await create(second.url)).toMatchObject(minor);
    const third = await restart(second, 1);
    expect(await create(third.url)).toMatchObject({ environmentTemplateVersion: { majorVersion: '2' } });
  });

  test('a clock that was advanced stays so', async () => {
    const first = await start({ stateFile });
    await createEnvironment(first.url);
    expect(await control(first.url, 'clock', { advanceMs: 86_400_000 })).toEqual({});
    expect(await environmentAt(first.url)).toMatchObject({ environment: { deploymentStatus: 'SUCCEEDED' } });
    await callAt(first.url, 'DeleteEnvironment', { name: 'prod' });
    const second = await restart(first, 1999);
    expect(await environmentAt(second.url)).toMatchObject({ environment: { deploymentStatus: 'DELETE_IN_PROGRESS' } });
    machine.pass(1);
    expect(await environmentAt(second.url)).toMatchObject({ message: expect.stringContaining('does not exist') });
  });

  test('a reset is kept, too', async () => {
    const first = await start({ stateFile });
    await createEnvironment(first.url);
    await control(first.url, 'reset', {});
    const second = await restart(first);
    expect(await callAt(second.url, 'ListEnvironmentTemplates')).toEqual({ templates: [] });
  });

  test('it is for one at a time', async () => {
    await start({ stateFile });
    await expect(start({ stateFile })).rejects.toMatchObject({ name: 'StateFileInUseError' });
  });

  test.each<[string, (state: { regions: Record<string, Record<string, unknown>> }) => void, RegExp]>([
    ['lacks a collection', ({ regions }) => delete regions[REGION]?.['services'], /"services" is not a list/],
    ['has no regions', (state) => Object.assign(state, { regions: [] }), /not a state of regions/],
    [
      'has a region of another name',
      ({ regions }) => Object.assign(regions, { mars: regions[REGION] }),
      /"mars" is not a region/,
    ],
    ['leads beyond the last date', (state) => Object.assign(state, { advancedMs: 9e15 }), /advancedMs/],
  ])('one that %s is refused, and left as it is', async (_what, spoil, message) => {
    const first = await start({ stateFile });
    await createEnvironment(first.url);
    const state = await wholeState(first.url);
    await first.stop();
    spoil(state);
    const text = JSON.stringify(state);
    await writeFile(stateFile, text);
    const starting = start({ stateFile });
    await expect(starting).rejects.toThrow(message);
    await expect(starting).rejects.toMatchObject({ name: 'DamagedStateFileError' });
    expect(await readFile(stateFile, 'utf8')).toBe(text);
    expect(await readdir(folder)).toEqual(['proton.json']);
    expect(machine.timers).toBe(0);
  });

  test('of a release before the journal is taken up, and is a journal from then on', async () => {
    const first = await start();
    await createEnvironment(first.url);
    await writeFile(stateFile, JSON.stringify({ ...(await wholeState(first.url)), advancedMs: 1000 }));
    await first.stop();
    const second = await start({ stateFile });
    expect(await environmentAt(second.url)).toMatchObject({ environment: { deploymentStatus: 'IN_PROGRESS' } });
    machine.pass(3000);
    expect(await environmentAt(second.url)).toMatchObject({ environment: { deploymentStatus: 'SUCCEEDED' } });
    const third = await restart(second);
    expect(await environmentAt(third.url)).toMatchObject({ environment: { deploymentStatus: 'SUCCEEDED' } });
    expect(await readFile(stateFile, 'utf8')).toMatch(/^proton-bot control plane, journal 1\n/);
    expect(await readdir(folder)).toEqual(expect.arrayContaining(['proton.json']));
  });

  test('that cannot be saved to: calls are refused, and run again once it can be', async () => {
    await mkdir(join(folder, 'gone'));
    const standalone = await start({ stateFile: join(folder, 'gone/proton.json') });
    await rm(join(folder, 'gone'), { recursive: true });
    const create = (name: string) => callAt(standalone.url, 'CreateEnvironmentTemplate', { name });
    const refused = { message: 'The state cannot be saved. Try again later.' };
    expect(await create('first')).toMatchObject(refused);
    expect(await create('second')).toMatchObject(refused);
    // Reads, too: they would tell what may yet be lost.
    expect(await callAt(standalone.url, 'ListEnvironmentTemplates')).toMatchObject(refused);
    expect(told).toEqual([
      'The state could not be saved: there is no such file or folder. Calls are refused until it can be.',
    ]);
    await mkdir(join(folder, 'gone'));
    expect(await create('third')).toHaveProperty('environmentTemplate');
    expect(told.at(-1)).toBe('The state is saved again.');
    const { templates } = await callAt(standalone.url, 'ListEnvironmentTemplates');
    // What was refused while nothing could be saved was not run; the first one had been.
    expect(templates).toEqual(['first', 'third'].map((name) => expect.objectContaining({ name })));
  });

  test('that is removed while it is in use: calls are refused, and the end says what is lost', async () => {
    const standalone = await start({ stateFile });
    await createTemplate(standalone.url);
    await rm(stateFile);
    expect(await callAt(standalone.url, 'CreateServiceTemplate', { name: 'web' })).toMatchObject({
      message: 'The state cannot be saved. Try again later.',
    });
    await expect(standalone.stop()).rejects.toThrow(
      'The last changes could not be saved: the state file was removed or replaced while it was in use.',
    );
    await expect(fetch(standalone.url)).rejects.toThrow('fetch failed');
  });
});

describe('a port', () => {
  test('that is taken is named, with what to do, and the file is free again', async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    const address = holder.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await expect(start({ port, stateFile })).rejects.toThrow(
      new RegExp(`^Port ${String(port)} on 127.0.0.1 .* in use.*--port`),
    );
    await new Promise((resolve) => holder.close(resolve));
    expect(await readdir(folder)).toEqual([]);
    const standalone = await start({ port, stateFile });
    expect(standalone.url).toBe(`http://127.0.0.1:${String(port)}`);
  });

  test('is closed in the end, with the connections that clients keep', async () => {
    const standalone = await start();
    expect(await callAt(standalone.url, 'ListEnvironments')).toEqual({ environments: [] });
    await Promise.all([standalone.stop(), standalone.stop()]);
    await expect(callAt(standalone.url, 'ListEnvironments')).rejects.toThrow('fetch failed');
    expect(machine.timers).toBe(0);
  });

  test('on an address that is not there', async () => {
    await expect(start({ host: '192.0.2.1' })).rejects.toThrow(/no such address.*--host/);
  });
});

describe('the name in Host', () => {
  const statusFor = (url: string, host: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      const call = request(url, { method: 'POST', headers: { host } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      call.on('error', reject).end();
    });

  test.each([
    [undefined, 403],
    ['127.0.0.1', 403],
    ['0.0.0.0', 400],
  ])('matters where only this machine is served: listening on %s, a foreign one gets %i', async (host, status) => {
    const standalone = await start({ host });
    const { port } = new URL(standalone.url);
    expect(await statusFor(`http://127.0.0.1:${port}`, 'proton.example')).toBe(status);
    expect(await statusFor(`http://127.0.0.1:${port}`, `localhost:${port}`)).toBe(400);
  });
});

describe('template bundles', () => {
  const versionStatus = async (url: string) => {
    await createTemplate(url);
    machine.pass(1000);
    return callAt(url, 'GetEnvironmentTemplateVersion', version);
  };

  test('are looked at in their folder', async () => {
    const { url } = await start({ bundlesFolder: folder });
    expect(await versionStatus(url)).toMatchObject({ environmentTemplateVersion: { status: 'REGISTRATION_FAILED' } });
  });

  test('are not looked at without one', async () => {
    const { url } = await start();
    expect(await versionStatus(url)).toMatchObject({ environmentTemplateVersion: { status: 'DRAFT' } });
  });

  test('need their folder from the start', async () => {
    await writeFile(stateFile, 'no folder');
    await expect(start({ bundlesFolder: stateFile })).rejects.toThrow('it is not a folder');
    await expect(start({ bundlesFolder: join(folder, 'missing') })).rejects.toThrow('there is no such file or folder');
  });
});

test('control routes are not served unless asked for', async () => {
  const { url } = await start({ testRoutes: undefined });
  await createEnvironment(url);
  for (const [route, body] of [
    ['snapshot', undefined],
    ['tap', undefined],
    ['reset', {}],
    ['clock', { advanceMs: 1 }],
    ['outcomes', { target: 'environment/prod', outcome: 'fail' }],
  ] as const) {
    expect(await control(url, route, body)).toMatchObject({ message: expect.stringContaining('switched off') });
  }
  machine.pass(4000);
  expect(await environmentAt(url)).toMatchObject({ environment: { deploymentStatus: 'SUCCEEDED' } });
});

test('where signatures are required, control routes take signed calls only', async () => {
  const credentials = new Map([['AKIA1', { accountId: ACCOUNT, secretAccessKey: 'right' }]]);
  const { url } = await start({ callers: { credentials, requireSignatures: true } });
  const signing = (secretAccessKey: string) => ({
    accessKeyId: 'AKIA1',
    secretAccessKey,
    signedAtMs: machine.now(),
    region: REGION,
  });
  for (const [route, body] of [
    ['snapshot', undefined],
    ['tap', undefined],
    ['reset', {}],
  ] as const) {
    const refusedAs = (name: string) => ({ __type: `com.amazon.coral.service#${name}` });
    expect(await control(url, route, body)).toMatchObject(refusedAs('MissingAuthenticationTokenException'));
    expect(await control(url, route, body, signing('wrong'))).toMatchObject(refusedAs('InvalidSignatureException'));
    expect(await control(url, route, body, signing('right'))).not.toHaveProperty('__type');
  }
});

test('events can be tapped', async () => {
  const { url } = await start();
  await createEnvironment(url);
  machine.pass(4000);
  expect(await control(url, 'tap')).toMatchObject({
    events: expect.arrayContaining([
      { sequence: expect.any(Number), event: expect.objectContaining({ source: 'aws.proton', region: REGION }) },
    ]),
  });
});

test('signatures are checked when asked for, by the clock of the machine, however far ours is ahead', async () => {
  const credentials = new Map([['AKIA1', { accountId: ACCOUNT, secretAccessKey: 'right' }]]);
  const { url } = await start({ callers: { credentials, requireSignatures: true } });
  const signing = { accessKeyId: 'AKIA1', secretAccessKey: 'right', signedAtMs: machine.now(), region: REGION };
  expect(await control(url, 'clock', { advanceMs: 86_400_000 }, signing)).toEqual({});
  const list = (secretAccessKey: string) => {
    const client = new ProtonClient({
      endpoint: url,
      region: REGION,
      credentials: { accessKeyId: 'AKIA1', secretAccessKey },
      systemClockOffset: machine.now() - Date.now(),
      maxAttempts: 1,
    });
    return client.send(new ListEnvironmentsCommand({})).finally(() => client.destroy());
  };
  expect(await list('right')).toMatchObject({ environments: [] });
  await expect(list('wrong')).rejects.toMatchObject({ name: 'InvalidSignatureException' });
});
