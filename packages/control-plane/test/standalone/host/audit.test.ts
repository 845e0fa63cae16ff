import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { PROTON_OPERATION_NAMES } from '../../../src/index.ts';
import { ACCOUNT, REGION, ROLE_ARN } from '../../support/world.ts';
import { createHost, type Host, requestFor, send, signedCall } from './host.ts';

let host: Host;
let auditFile: string;
let key: { readonly accessKeyId: string; readonly secretAccessKey: string; readonly signedAtMs: number };

beforeEach(async () => {
  host = await createHost();
  auditFile = join(host.folder, 'audit.jsonl');
  const issued = await (await host.issuer()).create({ accountId: ACCOUNT, description: '' });
  key = { ...issued, signedAtMs: host.machine.now() };
});

afterEach(() => host.end());

async function recordsIn(file = auditFile): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const text = await readFile(file, 'utf8');
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
}

const refusedSpec = 'proton: EnvironmentSpec\nspec: { password: hunter2 }\n';

describe('every call is a line', () => {
  test('with who, what, on what, how it ended and its request id; a spec and a secret are in none', async () => {
    const { url } = await host.start({ audit: auditFile });
    const made = await signedCall(url, key, 'CreateServiceTemplate', { name: 'web', description: 'hunter2' });
    const again = await signedCall(url, key, 'CreateServiceTemplate', { name: 'web' });
    const refused = await signedCall(url, key, 'CreateEnvironment', {
      name: 'prod',
      templateName: 'none',
      templateMajorVersion: '1',
      spec: refusedSpec,
      protonServiceRoleArn: ROLE_ARN,
    });
    const about = {
      time: '2026-03-02T09:30:00.000Z',
      accessKeyId: key.accessKeyId,
      accountId: ACCOUNT,
      region: REGION,
    };
    expect(await recordsIn()).toEqual([
      {
        ...about,
        requestId: made.requestId,
        operation: 'CreateServiceTemplate',
        target: { name: 'web' },
        outcome: 'OK',
        httpStatus: 200,
      },
      {
        ...about,
        requestId: again.requestId,
        operation: 'CreateServiceTemplate',
        target: { name: 'web' },
        outcome: 'ValidationException',
        httpStatus: 400,
      },
      {
        ...about,
        requestId: refused.requestId,
        operation: 'CreateEnvironment',
        target: { name: 'prod', templateName: 'none' },
        outcome: 'ResourceNotFoundException',
        httpStatus: 400,
      },
    ]);
    const text = await readFile(auditFile, 'utf8');
    expect(text).not.toMatch(/hunter2/);
    expect(text).not.toContain(key.secretAccessKey);
    expect((await stat(auditFile)).mode & 0o777).toBe(0o600);
  });

  test('also those without a right signature, whose key is only what they claim', async () => {
    const { url } = await host.start({ audit: auditFile });
    await send(url, requestFor(url, 'ListServices'));
    await signedCall(url, { ...key, secretAccessKey: 'guessed' }, 'ListServices');
    await signedCall(url, { ...key, accessKeyId: 'PBAK0000000000000000' }, 'DeleteService', { name: 'orders' });
    const found = await recordsIn();
    expect(found).toMatchObject([
      { operation: 'ListServices', outcome: 'MissingAuthenticationTokenException' },
      { operation: 'ListServices', claimedAccessKeyId: key.accessKeyId, outcome: 'InvalidSignatureException' },
      {
        operation: 'DeleteService',
        claimedAccessKeyId: 'PBAK0000000000000000',
        outcome: 'UnrecognizedClientException',
      },
    ]);
    for (const record of found) {
      // Nobody who is not known says what the record is about.
      expect(Object.keys(record)).not.toEqual(expect.arrayContaining(['accessKeyId', 'target']));
    }
  });

  test('also of control routes; not of the health', async () => {
    const { url } = await host.start({ audit: auditFile, testRoutes: true });
    await fetch(`${url}/_proton-bot/tap`);
    await fetch(`${url}/somewhere\u001b[2J`);
    await fetch(`${url}/health`);
    expect(await recordsIn()).toMatchObject([
      { operation: 'GET /_proton-bot/tap', outcome: 'MissingAuthenticationTokenException' },
      { operation: '(none)', outcome: 'UnknownOperationException', httpStatus: 404 },
    ]);
  });

  test('whatever a caller sends: one line of printable ASCII for each, and no text but names', async () => {
    const { url } = await host.start({ audit: auditFile });
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.constantFrom(
        'a\n{"outcome":"OK"}',
        '\u001b[2J',
        '\u2028',
        '\u009b1A',
        'hunter2 hunter2',
        '"',
        'x'.repeat(300),
      ),
    );
    const members = ['name', 'spec', 'serviceName', 'id', 'resourceArn', 'manifest', '__proto__'];
    const inputs = fc.dictionary(fc.constantFrom(...members), fc.oneof(texts, fc.jsonValue()), { maxKeys: 4 });
    let calls = 0;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...PROTON_OPERATION_NAMES), inputs, async (operation, input) => {
        await signedCall(url, key, operation, input);
        calls += 1;
      }),
      { numRuns: 150 },
    );
    const lines = (await readFile(auditFile, 'utf8')).split('\n');
    expect(lines.pop()).toBe('');
    expect(lines).toHaveLength(calls);
    for (const line of lines) {
      expect(line).toMatch(/^[\x20-\x7e]+$/);
      const { target = {} }: { target?: object } = JSON.parse(line);
      for (const name of Object.values(target)) expect(name).toMatch(/^(?:[\w.:/+@-]{1,200}|\(not a name\))$/);
    }
  });
});

describe('a file', () => {
  test('is continued after a restart, also one that ends amid a line', async () => {
    await writeFile(auditFile, '{"time":"2026-0');
    const first = await host.start({ audit: auditFile });
    await signedCall(first.url, key, 'ListServices');
    await first.stop();
    const second = await host.start({ audit: auditFile });
    await signedCall(second.url, key, 'ListServices');
    const lines = (await readFile(auditFile, 'utf8')).trim().split('\n');
    expect(lines).toHaveLength(3);
    for (const line of lines.slice(1)) expect(JSON.parse(line)).toMatchObject({ outcome: 'OK' });
  });

  test('that was given another name is followed by a new one', async () => {
    const { url } = await host.start({ audit: auditFile });
    await signedCall(url, key, 'ListServices');
    await rename(auditFile, `${auditFile}.1`);
    host.machine.pass(1000);
    await signedCall(url, key, 'ListEnvironments');
    expect(await recordsIn(`${auditFile}.1`)).toMatchObject([{ operation: 'ListServices' }]);
    expect(await recordsIn()).toMatchObject([{ operation: 'ListEnvironments' }]);
  });

  test('that cannot be written keeps the control plane from starting', async () => {
    await mkdir(auditFile);
    await expect(host.start({ audit: auditFile })).rejects.toThrow(
      `The audit file ${auditFile} cannot be used: it is not a file. Choose another with --audit.`,
    );
    await expect(host.start({ audit: '/dev/full' })).rejects.toThrow('it is not a file');
    await expect(host.start({ audit: join(host.folder, 'none/audit.jsonl') })).rejects.toThrow(
      'no such file or folder',
    );
  });
});

test('while lines cannot be written, calls are refused and not run; then nothing is missing', async () => {
  const lines: string[] = [];
  let isFull = false;
  const audit = {
    write(line: string) {
      if (isFull) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
      lines.push(line);
    },
    close: () => undefined,
  };
  const { url } = await host.start({ audit });
  const create = (name: string) => signedCall(url, key, 'CreateServiceTemplate', { name });
  expect(await create('t0')).toMatchObject({ status: 200 });
  isFull = true;
  for (const name of ['t1', 't2', 't3']) {
    const { status, body } = await create(name);
    expect([status, body['__type']]).toEqual([503, 'com.amazon.coral.service#ServiceUnavailableException']);
  }
  const health = await fetch(`${url}/health`);
  expect([health.status, await health.json()]).toEqual([
    503,
    { status: 'unhealthy', problem: 'calls cannot be recorded' },
  ]);
  expect(host.told).toEqual([
    'The audit log could not be written: the disk is full. Calls are refused until it can be.',
  ]);
  isFull = false;
  expect((await fetch(`${url}/health`)).status).toBe(200);
  expect(host.told.at(-1)).toBe('The audit log is written again.');
  const { body } = await signedCall(url, key, 'ListServiceTemplates');
  // The call that found out was run, and is on record.
  expect(
    Object(body['templates'])
      .map(({ name }: { name: string }) => name)
      .sort(),
  ).toEqual(['t0', 't1']);
  expect(lines.map((line) => JSON.parse(line).target?.name ?? JSON.parse(line).operation)).toEqual([
    't0',
    't1',
    'ListServiceTemplates',
  ]);
  await rm(auditFile, { force: true });
});
