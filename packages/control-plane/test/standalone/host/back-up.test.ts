import { copyFile, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { backUp } from '../../../src/standalone/index.ts';
import { ACCOUNT } from '../../support/world.ts';
import { callAt } from '../support/calling.ts';
import { createHost, type Host, signedCall } from './host.ts';

let host: Host;
let copy: string;

beforeEach(async () => {
  host = await createHost();
  copy = join(host.folder, 'backup.journal');
});

afterEach(() => host.end());

const open = { callers: {}, testRoutes: true };
const create = (url: string, name: string) =>
  callAt(url, 'CreateServiceTemplate', { name, description: 'd'.repeat(300) });
const namesAt = async (url: string): Promise<readonly string[]> => {
  const names: string[] = [];
  let nextToken: unknown;
  do {
    const page = await callAt(url, 'ListServiceTemplates', { maxResults: 100, nextToken });
    names.push(...Object(page['templates']).map(({ name }: { name: string }) => name));
    nextToken = page['nextToken'];
  } while (nextToken !== undefined);
  return names.sort();
};
/** Starts another control plane on a copy. */
const restored = async (file = copy) => (await host.start({ ...open, stateFile: file })).url;
const now = () => backUp(host.stateFile, copy, setTimeout);

describe('a backup', () => {
  test('of a running control plane has all that was answered before, and can be started', async () => {
    const { url } = await host.start(open);
    for (let index = 0; index < 5; index += 1) await create(url, `t${index}`);
    const { bytes } = await now();
    await create(url, 'later');
    const { size, mode } = await stat(copy);
    expect([size, mode & 0o777]).toEqual([bytes, 0o600]);
    expect(await namesAt(await restored())).toEqual(['t0', 't1', 't2', 't3', 't4']);
    expect(await namesAt(url)).toContain('later');
    expect((await readdir(host.folder)).filter((name) => name.includes('unfinished'))).toEqual([]);
  });

  test('made in a stream of changes, and while the journal is shortened, is a state that there was', async () => {
    const { url } = await host.start({ ...open, journal: { minimumGrowthBytes: 4000 } });
    let written = 0;
    const over = new AbortController();
    const stream = (async () => {
      for (; !over.signal.aborted; written += 1) await create(url, `t${String(written).padStart(5, '0')}`);
    })();
    const writtenUpTo = async (count: number) => {
      for (;;) {
        if (written >= count) return;
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    };
    const seen: number[] = [];
    for (let round = 0; round < 6; round += 1) {
      await writtenUpTo(written + 15);
      const atLeast = written;
      const file = `${copy}.${round}`;
      await backUp(host.stateFile, file, setTimeout);
      const other = await host.start({ ...open, stateFile: file });
      const names = await namesAt(other.url);
      await other.stop();
      // The first ones, without a gap: all that was answered before, and perhaps some more.
      expect(names).toEqual(names.map((_name, index) => `t${String(index).padStart(5, '0')}`));
      expect(names.length).toBeGreaterThanOrEqual(atLeast);
      seen.push(names.length);
    }
    over.abort();
    await stream;
    expect(seen).toEqual([...seen].sort((left, right) => left - right));
  });

  test('has deployments that go on, and events that wait', async () => {
    const refusing = { name: 'the bus', mostEvents: 10, send: () => Promise.reject(new Error('no bus')) };
    const { url } = await host.start({ ...open, sender: refusing });
    await create(url, 'web');
    await now();
    const sent: string[] = [];
    const taking = {
      ...refusing,
      send: (events: readonly { readonly 'detail-type': string }[]) => {
        sent.push(...events.map((event) => event['detail-type']));
        return Promise.resolve(events.map(() => undefined));
      },
    };
    await host.start({ ...open, stateFile: copy, sender: taking });
    while (sent.length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(sent).toEqual(['AWS Proton Service Template Status Change']);
    // Whoever starts it without a bus is told that they wait.
    await host.start({ ...open, stateFile: await copied() });
    expect(host.told.at(-1)).toBe(
      '1 events wait for an event bus. They are kept; start with --event-bus to have them forwarded.',
    );
  });

  async function copied(): Promise<string> {
    const file = join(host.folder, 'again.journal');
    await backUp(host.stateFile, file, setTimeout);
    return file;
  }

  test('takes what a crash has left, up to the last whole change', async () => {
    const first = await host.start(open);
    await create(first.url, 't0');
    await create(first.url, 't1');
    await first.stop();
    const { size } = await stat(host.stateFile);
    await truncate(host.stateFile, size - 10);
    await now();
    expect(await namesAt(await restored())).toEqual(['t0']);
  });

  test('is refused for a journal that is damaged', async () => {
    const first = await host.start(open);
    for (const name of ['t0', 't1', 't2']) await create(first.url, name);
    await first.stop();
    const text = await readFile(host.stateFile, 'utf8');
    await writeFile(host.stateFile, text.replace('"t1"', '"x1"'));
    await expect(now()).rejects.toThrow(/cannot be backed up: line \d+ is not what was written/);
    expect(await readdir(host.folder)).not.toContain('backup.journal');
  });

  test('replaces nothing', async () => {
    const { url } = await host.start(open);
    await create(url, 't0');
    await writeFile(copy, 'mine');
    await expect(now()).rejects.toThrow(`${copy} is there already`);
    expect(await readFile(copy, 'utf8')).toBe('mine');
  });

  test.each([
    ['nothing', undefined, 'there is no such file or folder'],
    ['a state of an earlier version', '{"application":"proton-bot control plane"}\n', 'when it is first used'],
    ['no state', 'something\n', 'line 1 is not that of a journal'],
    ['an empty file', '', 'the snapshot is missing'],
  ])('of %s is refused', async (_what, text, problem) => {
    if (text !== undefined) await writeFile(host.stateFile, text);
    await expect(now()).rejects.toThrow(problem);
    expect(await readdir(host.folder)).not.toContain('backup.journal');
  });
});

test('keys that were copied with it count again after a restore', async () => {
  const { url } = await host.start();
  const key = await (await host.issuer()).create({ accountId: ACCOUNT, description: '' });
  await signedCall(url, { ...key, signedAtMs: host.machine.now() }, 'CreateServiceTemplate', { name: 'web' });
  await now();
  await copyFile(`${host.stateFile}.keys`, `${copy}.keys`);
  await rm(host.stateFile);
  const other = await host.start({ stateFile: copy });
  const answer = await signedCall(other.url, { ...key, signedAtMs: host.machine.now() }, 'ListServiceTemplates');
  expect(answer.body).toMatchObject({ templates: [{ name: 'web' }] });
});
