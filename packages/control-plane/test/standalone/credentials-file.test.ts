import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readCredentialsFile } from '../../src/standalone/index.ts';

const ACCOUNT = '111122223333';
const SECRET = 'wJalrXUtnFEMI';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proton-bot-credentials-'));
  path = join(folder, 'credentials.json');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function refusal(text: string, needsSecrets = true): Promise<string> {
  await writeFile(path, text);
  const outcome: unknown = await readCredentialsFile(path, needsSecrets).catch((error: unknown) => error);
  expect(outcome).toMatchObject({ name: 'CredentialsFileError' });
  const message = outcome instanceof Error ? outcome.message : '';
  expect(message).not.toContain(SECRET);
  return message.replace(path, 'FILE');
}

test('accounts and secrets are found by access key id', async () => {
  await writeFile(
    path,
    JSON.stringify({
      AKIA1: { accountId: ACCOUNT, secretAccessKey: SECRET },
      platform: { accountId: '444455556666' },
    }),
  );
  expect(await readCredentialsFile(path, false)).toEqual({
    accounts: new Map([
      ['AKIA1', ACCOUNT],
      ['platform', '444455556666'],
    ]),
    credentials: new Map([['AKIA1', { accountId: ACCOUNT, secretAccessKey: SECRET }]]),
  });
});

test('a secret is needed where signatures are checked, and only there', async () => {
  const text = JSON.stringify({ AKIA1: { accountId: ACCOUNT } });
  expect(await refusal(text)).toBe('The credentials file FILE is wrong:\n  entry 1, secretAccessKey: must be a text');
  expect((await readCredentialsFile(path, false)).credentials.size).toBe(0);
});

test.each<[string, unknown, string]>([
  ['a list', [], '  it must be an object: {"<access key id>": {"accountId": "…", "secretAccessKey": "…"}}'],
  ['empty', {}, '  it must have at least one access key id'],
  ['of texts', { AKIA1: SECRET }, '  entry 1: must be an object with accountId and secretAccessKey'],
  ['without accounts', { AKIA1: { secretAccessKey: SECRET } }, '  entry 1, accountId: must be a text of twelve digits'],
  [
    'of short accounts',
    { AKIA1: { accountId: '1', secretAccessKey: SECRET } },
    '  entry 1, accountId: must be twelve digits',
  ],
  [
    'with more in it',
    { AKIA1: { accountId: ACCOUNT, secretAccessKey: SECRET, [SECRET]: 1 } },
    '  entry 1: has something other than accountId and secretAccessKey',
  ],
  [
    'with key and secret mixed up',
    {
      AKIA1: { accountId: ACCOUNT, secretAccessKey: SECRET },
      [`${SECRET}/+`]: { accountId: ACCOUNT, secretAccessKey: '' },
    },
    '  entry 2: its access key id must be of letters, digits and "_" only',
  ],
])('one that is %s is refused, naming places and no value', async (_what, content, problem) => {
  expect(await refusal(JSON.stringify(content))).toBe(`The credentials file FILE is wrong:\n${problem}`);
});

test('several problems are named together', async () => {
  const content = { a: { accountId: SECRET, secretAccessKey: SECRET }, b: { accountId: ACCOUNT, secretAccessKey: 7 } };
  expect(await refusal(JSON.stringify(content))).toBe(
    'The credentials file FILE is wrong:\n  entry 1, accountId: must be twelve digits\n  entry 2, secretAccessKey: must be a text',
  );
});

test.each([`{"AKIA1":\n{"secretAccessKey" "${SECRET}"}}`, SECRET, ''])(
  'what is no JSON is not quoted: %j',
  async (text) => {
    expect(await refusal(text)).toMatch(/^The credentials file FILE is not JSON( \(line \d\))?\.$/);
  },
);

test('one that is not there is said to be so', async () => {
  await expect(readCredentialsFile(path, false)).rejects.toThrow('there is no such file or folder');
});
