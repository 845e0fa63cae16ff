import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { run } from '../support/run.ts';

let folder: string;
let state: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proton-bot-keys-'));
  state = join(folder, 'proton.journal');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function create(...flags: readonly string[]): Promise<{ readonly accessKeyId: string; secretAccessKey: string }> {
  const { exitCode, out, err } = await run(['keys', 'create', '--state', state, '--json', ...flags]);
  expect([exitCode, err]).toEqual([0, '']);
  return JSON.parse(out);
}

test('a key is created in the words of AWS, listed without its secret, and revoked', async () => {
  const created = await run(['keys', 'create', '--state', state, '--description', 'the bot']);
  const [, id = '', secret = ''] =
    /^AWS_ACCESS_KEY_ID=(PBAK\w{16})\nAWS_SECRET_ACCESS_KEY=(\w{64})$/.exec(created.out) ?? [];
  expect(created).toMatchObject({
    exitCode: 0,
    err: 'The key is for account 123456789012. The secret is not shown again.',
  });
  expect((await stat(`${state}.keys`)).mode & 0o777).toBe(0o600);

  const listed = await run(['keys', 'list', '--state', state]);
  expect(listed.out).toMatch(new RegExp(`^${id} · account 123456789012 · created 20[^ ]+Z · valid · the bot$`));
  expect(await run(['keys', 'revoke', id, '--state', state])).toMatchObject({
    exitCode: 0,
    out: expect.stringMatching(new RegExp(`^${id} is revoked since 20.*Z$`)),
  });
  const relisted = await run(['keys', 'list', '--state', state, '--json']);
  expect(JSON.parse(relisted.out)).toMatchObject([{ accessKeyId: id, revokedAt: expect.any(String) }]);
  for (const text of [listed.out, relisted.out, await readFile(`${state}.keys`, 'utf8')]) {
    expect(text).not.toContain(secret);
  }
});

test('--json is what the parameter of the bot holds', async () => {
  const key = await create('--account', '444455556666');
  expect(key).toEqual({
    accessKeyId: expect.any(String),
    secretAccessKey: expect.any(String),
    accountId: '444455556666',
  });
  const other = await create();
  expect(other.secretAccessKey).not.toBe(key.secretAccessKey);
});

test('without any key, the list says how to issue one', async () => {
  expect(await run(['keys', 'list', '--state', state])).toEqual({
    exitCode: 0,
    out: '',
    err: 'No key was issued yet: proton-bot keys create',
  });
});

describe('a command line that makes no sense is refused', () => {
  test.each<[string, readonly string[], string]>([
    ['create without a state', ['create'], 'keys create needs --state'],
    ['list without a state', ['list'], 'keys list needs --state'],
    ['revoke without a state', ['revoke', 'PBAK'], 'keys revoke needs --state'],
    ['revoke without an id', ['revoke', '--state', 'x'], 'keys revoke needs <access key id>'],
    ['a wrong account', ['create', '--state', 'x', '--account', '12'], '--account must be twelve digits, not "12"'],
    ['a description of two lines', ['create', '--state', 'x', '--description', 'a\nb'], 'must be one line'],
    ['an unknown command', ['delete'], 'use one of: keys create, keys list, keys revoke'],
  ])('%s', async (_what, words, message) => {
    const { exitCode, out, err } = await run(['keys', ...words]);
    expect([exitCode, out]).toEqual([2, '']);
    expect(err).toContain(message);
  });
});

test('what the user can mend is a message: an unknown key, a folder that is missing', async () => {
  await create();
  const unknown = await run(['keys', 'revoke', 'PBAK0000000000000000', '--state', state]);
  expect(unknown).toEqual({
    exitCode: 1,
    out: '',
    err: 'proton-bot: no key with this id was issued; proton-bot keys list shows all',
  });
  const missing = await run(['keys', 'create', '--state', join(folder, 'none', 'proton.journal')]);
  expect([missing.exitCode, missing.out]).toEqual([1, '']);
  expect(missing.err).toContain('its folder does not exist');
});
