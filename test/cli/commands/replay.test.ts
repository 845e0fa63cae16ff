import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { ReplayReport } from '../../../src/local/index.ts';
import { run } from '../support/run.ts';

const reportOf: Readonly<Record<string, ReplayReport>> = {
  seen: {
    event: 'seen AWS Proton Environment Status Change',
    result: 'observed',
    target: 'arn:aws:proton:eu-central-1:123456789012:environment/prod',
    status: 'IN_PROGRESS',
    decisions: ['stuck (enforce): waits\n✗ when: age > duration("20s")'],
  },
  strange: { event: 'strange other', result: 'ignored', reason: 'no rule of the bus is for it', decisions: [] },
  broken: { event: '?', result: 'malformed', reason: 'it is no event envelope', decisions: [] },
};

/** Stands where a session runs: keeps what it is sent, and reports on each event by its id. */
const sent: unknown[][] = [];
const session = createServer((request, response) => void report(request, response));

async function report(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const events: { readonly id: string }[] = JSON.parse(await text(request));
  sent.push(events);
  response.end(JSON.stringify(events.map(({ id }) => reportOf[id])));
}

let port: string;

beforeEach(async () => {
  sent.length = 0;
  await new Promise<void>((resolve) => session.listen(0, '127.0.0.1', resolve));
  const address: AddressInfo | string | null = session.address();
  if (typeof address !== 'object' || address === null) throw new Error('the session has no port');
  port = String(address.port);
});

afterEach(async () => {
  session.closeAllConnections();
  await new Promise((resolve) => session.close(resolve));
});

function replay(input: string, ...flags: string[]) {
  return run(['replay', '-', '--aws-port', port, ...flags], { readStandardInput: () => Promise.resolve(input) });
}

describe('events are taken as', () => {
  const seen = { id: 'seen' };
  const strange = { id: 'strange' };

  test.each([
    ['one event', JSON.stringify(seen, undefined, 2), [seen]],
    ['an array', JSON.stringify([seen, strange]), [seen, strange]],
    ['an event on each line', `${JSON.stringify(seen)}\n\n${JSON.stringify(strange)}\n`, [seen, strange]],
  ])('%s', async (_kind, input, events) => {
    expect(await replay(input)).toMatchObject({ exitCode: 0, err: '' });
    expect(sent).toEqual([events]);
  });

  test.each([
    ['a line that is no JSON', '{"id":"seen"}\n{"id":', /^proton-bot: -:2: not JSON: /],
    ['an empty array', '[]', /^proton-bot: there is no event in -$/],
    ['nothing at all', '\n', /^proton-bot: there is no event in -$/],
  ])('but not %s', async (_kind, input, message) => {
    const { exitCode, out, err } = await replay(input);
    expect([exitCode, out]).toEqual([1, '']);
    expect(err).toMatch(message);
    expect(sent).toEqual([]);
  });
});

test('a folder stands for the JSON files in it, and in its folders', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'proton-bot-replay-'));
  await mkdir(join(folder, 'b'));
  await writeFile(join(folder, 'b/second.json'), '{"id":"strange"}');
  await writeFile(join(folder, 'a-first.json'), '{"id":"seen"}');
  await writeFile(join(folder, 'README.md'), 'no event');
  expect(await run(['replay', folder, '--aws-port', port])).toMatchObject({ exitCode: 0, err: '' });
  expect(sent).toEqual([[{ id: 'seen' }, { id: 'strange' }]]);
  await rm(join(folder, 'b'), { recursive: true });
  await rm(join(folder, 'a-first.json'));
  const { exitCode, err } = await run(['replay', folder, '--aws-port', port]);
  expect([exitCode, err]).toEqual([1, `proton-bot: there is no event in ${folder}`]);
  await rm(folder, { recursive: true });
});

test('prints what the bot saw, decided and why, and why not', async () => {
  const { out } = await replay('[{"id":"seen"},{"id":"strange"}]');
  expect(out).toBe(
    [
      'seen AWS Proton Environment Status Change',
      '  observed: arn:aws:proton:eu-central-1:123456789012:environment/prod is IN_PROGRESS',
      '    stuck (enforce): waits',
      '    ✗ when: age > duration("20s")',
      'strange other',
      '  ignored (no rule of the bus is for it)',
    ].join('\n'),
  );
});

test('prints the reports as JSON, too', async () => {
  const { out } = await replay('[{"id":"seen"},{"id":"strange"}]', '--json');
  expect(JSON.parse(out)).toEqual([reportOf['seen'], reportOf['strange']]);
});

test('fails when an event was malformed', async () => {
  expect(await replay('[{"id":"seen"},{"id":"broken"}]')).toMatchObject({
    exitCode: 1,
    out: expect.stringContaining('malformed (it is no event envelope)'),
  });
});

test('something else that listens at the port is no reason to start a cloud beside it', async () => {
  const foreign = createServer((_request, response) => response.writeHead(404).end('not found'));
  await new Promise<void>((resolve) => foreign.listen(0, '127.0.0.1', resolve));
  const address = foreign.address();
  const foreignPort = String(typeof address === 'object' && address !== null ? address.port : 0);
  const readStandardInput = () => Promise.resolve('{"id": "seen"}');
  const { exitCode, err } = await run(['replay', '-', '--aws-port', foreignPort], { readStandardInput });
  expect(exitCode).toBe(1);
  expect(err).toContain(`what listens at port ${foreignPort} is no local cloud of this version: it answered HTTP 404`);
  await new Promise((resolve) => foreign.close(resolve));
});
