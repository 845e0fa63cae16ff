import { chmod, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { ListEnvironmentsCommand, ProtonClient } from '@aws-sdk/client-proton';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Signing, signByHand } from '../../http/signatures/hand-made.ts';
import { connectRaw } from '../../support/raw-connection.ts';
import { ACCOUNT, REGION } from '../../support/world.ts';
import { createHost, type Host, requestFor, send, signedCall } from './host.ts';

let host: Host;
const bot = { accountId: ACCOUNT, description: 'the bot' };
const keysFile = () => `${host.stateFile}.keys`;
const modeOf = async (path: string) => (await stat(path)).mode & 0o777;

beforeEach(async () => {
  host = await createHost();
});

afterEach(() => host.end());

async function issue(description = bot.description, accountId = ACCOUNT) {
  const { accessKeyId, secretAccessKey } = await (await host.issuer()).create({ description, accountId });
  return { accessKeyId, secretAccessKey, signedAtMs: host.machine.now() };
}

async function sendRaw(url: string, lines: readonly string[], body: string) {
  const connection = await connectRaw(Number(new URL(url).port));
  const head = `POST / HTTP/1.1\r\n${lines.join('')}content-length: ${body.length}\r\n`;
  return connection.send(`${head}connection: close\r\n\r\n${body}`).finally(() => connection.close());
}

describe('keys', () => {
  test('are issued with a secret that is told once, listed without it, and kept for their owner only', async () => {
    const issuer = await host.issuer();
    expect(issuer.list()).toEqual([]);
    const key = await issuer.create(bot);
    expect(key).toEqual({
      ...bot,
      accessKeyId: expect.stringMatching(/^PBAK[0-9A-F]{16}$/),
      secretAccessKey: expect.stringMatching(/^[0-9a-f]{64}$/),
      createdAt: '2026-03-02T09:30:00.000Z',
    });
    const other = await issuer.create({ accountId: '444455556666', description: '' });
    expect(other.accessKeyId).not.toBe(key.accessKeyId);
    expect(issuer.list()).toEqual([key, other]);
    expect(await modeOf(keysFile())).toBe(0o600);
    expect(await readdir(host.folder)).toEqual(['proton.journal.keys']);
  });

  test('that are revoked lose their secret and stay in the list', async () => {
    const issuer = await host.issuer();
    const { secretAccessKey, ...key } = await issuer.create(bot);
    host.machine.pass(60_000);
    const revoked = { ...key, revokedAt: '2026-03-02T09:31:00.000Z' };
    expect(await issuer.revoke(key.accessKeyId)).toEqual(revoked);
    host.machine.pass(60_000);
    expect(await issuer.revoke(key.accessKeyId)).toEqual(revoked);
    expect(await issuer.revoke('PBAK0000000000000000')).toBeUndefined();
    expect(issuer.list()).toEqual([revoked]);
    expect(await readFile(keysFile(), 'utf8')).not.toContain(secretAccessKey);
  });

  test('sign calls of an SDK, each for its account, while the control plane runs', async () => {
    const { url, keys } = await host.start({ machine: { ...host.machine, now: () => Date.now(), uuid: () => 'id' } });
    expect(keys).toBe(0);
    const key = await issue('the bot', '444455556666');
    const client = new ProtonClient({ endpoint: url, region: REGION, credentials: key, maxAttempts: 1 });
    expect((await client.send(new ListEnvironmentsCommand({}))).environments).toEqual([]);
    await (await host.issuer()).revoke(key.accessKeyId);
    host.machine.pass(1000);
    await expect(client.send(new ListEnvironmentsCommand({}))).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
      $metadata: { httpStatusCode: 400 },
    });
    client.destroy();
  });

  test('belong to an account', async () => {
    const { url } = await host.start();
    const key = await issue('the other account', '444455556666');
    await signedCall(url, key, 'CreateServiceTemplate', { name: 'web' });
    expect((await signedCall(url, key, 'GetServiceTemplate', { name: 'web' })).body).toMatchObject({
      serviceTemplate: { arn: `arn:aws:proton:${REGION}:444455556666:service-template/web` },
    });
  });

  test('count beside those of a credentials file', async () => {
    const credentials = new Map([['AKIDFILE', { secretAccessKey: 'from the file', accountId: ACCOUNT }]]);
    const { url, keys } = await host.start({ callers: { credentials, requireSignatures: true } });
    expect(keys).toBe(1);
    const signedAtMs = host.machine.now();
    for (const key of [await issue(), { accessKeyId: 'AKIDFILE', secretAccessKey: 'from the file', signedAtMs }]) {
      expect((await signedCall(url, key, 'ListServices')).status).toBe(200);
    }
  });
});

describe('a call is refused', () => {
  test.each<[string, string, Partial<Signing>]>([
    ['by an unknown key', 'UnrecognizedClientException', { accessKeyId: 'PBAK0000000000000000' }],
    ['with another secret', 'InvalidSignatureException', { secretAccessKey: 'guessed' }],
    ['signed too long ago', 'InvalidSignatureException', { signedAtMs: Date.parse('2026-03-02T09:24:59Z') }],
    ['signed in the future', 'InvalidSignatureException', { signedAtMs: Date.parse('2026-03-02T09:35:01Z') }],
    ['for another day', 'InvalidSignatureException', { scopeDate: '20260301' }],
    ['for a Region that AWS has not', 'InvalidSignatureException', { region: 'eu-centre-1' }],
    ['for another service', 'InvalidSignatureException', { service: 's3' }],
  ])('%s', async (_what, name, wrong) => {
    const { url } = await host.start();
    const key = await issue();
    const { status, body } = await signedCall(url, { ...key, ...wrong }, 'CreateServiceTemplate', { name: 'web' });
    expect([status, body['__type']]).toEqual([400, `com.amazon.coral.service#${name}`]);
    expect(JSON.stringify(body)).not.toContain(key.secretAccessKey);
    expect((await signedCall(url, key, 'ListServiceTemplates')).body).toEqual({ templates: [] });
  });

  test('with a session token, which only AWS gives out', async () => {
    const { url } = await host.start();
    const request = requestFor(url, 'ListServices');
    const withToken = { ...request, headers: { ...request.headers, 'x-amz-security-token': 'token' } };
    const signedHeaders = ['content-type', 'host', 'x-amz-date', 'x-amz-security-token', 'x-amz-target'];
    const signed = signByHand(withToken, { ...(await issue()), region: REGION, signedHeaders });
    expect((await send(url, signed)).body['__type']).toContain('UnrecognizedClientException');
  });

  test.each(['x-amz-date', 'x-amz-target', 'authorization', 'host'])('with the header %s twice', async (name) => {
    const { url } = await host.start();
    const { headers, body } = signByHand(requestFor(url, 'ListServices'), { ...(await issue()), region: REGION });
    const lines = [...Object.entries(headers), [name, headers[name] ?? '']].map(
      ([key, value]) => `${key}: ${value}\r\n`,
    );
    expect(await sendRaw(url, lines, body)).toMatchObject({ status: 400 });
  });

  test('that is not signed, on a loopback address and under any name', async () => {
    const { url } = await host.start();
    const answer = await send(url, requestFor(url, 'ListServices'));
    expect(answer.body['__type']).toContain('MissingAuthenticationTokenException');
  });
});

test('behind a proxy, calls are signed for its name', async () => {
  const { url } = await host.start();
  const request = requestFor('https://proton.example.com', 'ListServices');
  const { headers, body } = signByHand(request, { ...(await issue()), region: REGION });
  const lines = Object.entries(headers).map(([key, value]) => `${key}: ${value}\r\n`);
  expect(await sendRaw(url, lines, body)).toMatchObject({ status: 200 });
});

describe('a keys file', () => {
  const start = () => host.start();

  test.each([0o640, 0o604, 0o660])('that others may use (%#) keeps the control plane from starting', async (mode) => {
    await issue();
    await chmod(keysFile(), mode);
    await expect(start()).rejects.toThrow(`Run chmod 600 ${keysFile()}`);
    await expect(issue()).rejects.toThrow('chmod 600');
    expect(await readdir(host.folder)).not.toContain('proton.journal.lock');
  });

  test.each([
    ['not JSON', '{"keys":', 'it is not whole JSON'],
    ['another file', '{"name":"web"}', 'it is not a file of keys'],
    ['of later', '{"application":"proton-bot control plane, keys","format":2}', 'a newer proton-bot has written it'],
    [
      'with a key that lacks its secret',
      '{"application":"proton-bot control plane, keys","format":1,"keys":[{"accessKeyId":"PBAK0000000000000000","accountId":"123456789012","description":"","createdAt":"2026-03-02T09:30:00.000Z"}]}',
      'key 1 has no valid secretAccessKey',
    ],
  ])('that is %s is refused, not changed', async (_what, text, problem) => {
    await writeFile(keysFile(), text, { mode: 0o600 });
    await expect(start()).rejects.toThrow(problem);
    await expect(issue()).rejects.toThrow(problem);
    expect(await readFile(keysFile(), 'utf8')).toBe(text);
  });

  test('that can no longer be used is reported once, and its keys still count; without it, none does', async () => {
    const { url } = await host.start();
    const key = await issue();
    expect((await signedCall(url, key, 'ListServices')).status).toBe(200);
    await chmod(keysFile(), 0o644);
    host.machine.pass(5000);
    expect(host.told).toEqual([expect.stringMatching(/chmod 600 .* The keys that were read before still count\.$/)]);
    expect((await signedCall(url, key, 'ListServices')).status).toBe(200);
    await chmod(keysFile(), 0o600);
    host.machine.pass(1000);
    expect(host.told.at(-1)).toBe(`The keys in ${keysFile()} are read again.`);
    await rm(keysFile());
    host.machine.pass(1000);
    expect((await signedCall(url, { ...key, signedAtMs: host.machine.now() }, 'ListServices')).status).toBe(400);
  });

  test('that another command changes is left alone', async () => {
    const issuer = await host.issuer();
    await writeFile(`${keysFile()}.lock`, 'somebody');
    await expect(issuer.create(bot)).rejects.toThrow(`delete ${keysFile()}.lock`);
    await rm(`${keysFile()}.lock`);
    const both = await Promise.allSettled([issuer.create(bot), issuer.create(bot)]);
    const issued = both.filter(({ status }) => status === 'fulfilled');
    expect(issuer.list()).toHaveLength(issued.length);
  });
});

test('a second control plane on the same journal is refused, and the first one goes on', async () => {
  const first = await host.start();
  const key = await issue();
  await expect(host.start()).rejects.toThrow(/is in use by process \d+/);
  expect((await signedCall(first.url, key, 'ListServices')).status).toBe(200);
});
