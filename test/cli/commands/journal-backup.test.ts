import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startStandalone } from '@proton-bot/control-plane/standalone';
import { callAt } from '../../../packages/control-plane/test/standalone/support/calling.ts';
import { run } from '../support/run.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proton-bot-backup-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

test('a backup is made beside a running control plane, which says nothing of it', async () => {
  const [state, copy] = [join(folder, 'proton.journal'), join(folder, 'copy.journal')];
  const running = await startStandalone<NodeJS.Timeout>({
    port: 0,
    stateFile: state,
    settings: { region: 'eu-central-1', accountId: '123456789012' },
    machine: {
      now: () => Date.now(),
      setTimer: (work, afterMs) => setTimeout(work, afterMs),
      clearTimer: (timer) => clearTimeout(timer),
      uuid: () => '5a1c2f60-8a0e-4c6d-9a35-6a1b0c0d0e0f',
    },
    tell: (line) => {
      throw new Error(line);
    },
  });
  await callAt(running.url, 'CreateServiceTemplate', { name: 'web' });
  const { exitCode, out, err } = await run(['journal', 'backup', copy, '--state', state]);
  await running.stop();
  const { size } = await stat(copy);
  expect([exitCode, err]).toEqual([0, '']);
  expect(out).toMatch(new RegExp(`^${state} is backed up to ${copy}: ${size} bytes, up to change set \\d+$`));
});

test.each<[string, readonly string[], number, string]>([
  ['without a state', ['copy'], 2, 'journal backup needs --state'],
  ['without a place', ['--state', 'x'], 2, 'journal backup needs <file>'],
  ['of no file', ['copy', '--state', 'none'], 1, 'there is no such file or folder'],
  ['over something else', ['there', '--state', 'state'], 1, 'there is there already'],
])('%s it is refused', async (_what, words, code, message) => {
  await writeFile(join(folder, 'there'), 'mine');
  await writeFile(join(folder, 'state'), 'proton-bot control plane, journal 1\n11b25d96 0 end [[],[]]\n');
  const inFolder = words.map((word) => (/^(?:none|state|there)$/.test(word) ? join(folder, word) : word));
  const { exitCode, out, err } = await run(['journal', 'backup', ...inFolder]);
  expect([exitCode, out]).toEqual([code, '']);
  expect(err).toContain(message);
});
