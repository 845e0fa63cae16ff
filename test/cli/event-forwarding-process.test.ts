import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { callAt } from '../../packages/control-plane/test/standalone/support/calling.ts';
import { projectDirectory } from './support/run.ts';

let folder: string;
let bus: Bus;
let children: ChildProcess[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proton-bot-forwarding-'));
  children = [];
  bus = await startBus();
});

afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  bus.server.closeAllConnections();
  bus.server.close();
  await rm(folder, { recursive: true, force: true });
});

interface Entry {
  readonly Source: string;
  readonly DetailType: string;
  readonly Detail: string;
  readonly EventBusName: string;
  readonly Resources: readonly string[];
  readonly Time: number;
}

interface Bus {
  readonly server: Server;
  readonly url: string;
  readonly taken: Entry[];
  /** How each call is answered; every entry is taken unless it says otherwise. */
  refuse: (call: number, index: number) => boolean;
}

/** What EventBridge answers to PutEvents, with entries that are refused among others that are taken. */
async function startBus(): Promise<Bus> {
  const taken: Entry[] = [];
  let calls = 0;
  const answer = (body: string): string => {
    calls += 1;
    const { Entries }: { Entries: readonly Entry[] } = JSON.parse(body);
    const results = Entries.map((entry, index) => {
      if (running.refuse(calls, index)) return { ErrorCode: 'InternalFailure', ErrorMessage: 'not now' };
      taken.push(entry);
      return { EventId: `${String(calls)}-${String(index)}` };
    });
    const FailedEntryCount = results.filter((result) => 'ErrorCode' in result).length;
    return JSON.stringify({ Entries: results, FailedEntryCount });
  };
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    void text(request).then((body) => response.end(answer(body)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the bus has no address');
  const running: Bus = { server, url: `http://127.0.0.1:${String(address.port)}`, taken, refuse: () => false };
  return running;
}

async function start(): Promise<{ readonly url: string; readonly kill: () => Promise<void> }> {
  const program = [join(projectDirectory, 'bin/proton-bot.js'), 'control-plane', '--port', '0', '--json'];
  const options = [
    '--state',
    join(folder, 'proton.journal'),
    '--event-bus',
    'deployments',
    '--event-source',
    'my.proton',
  ];
  const aws = { AWS_ACCESS_KEY_ID: 'host', AWS_SECRET_ACCESS_KEY: 'host', AWS_ENDPOINT_URL_EVENTBRIDGE: bus.url };
  const child = spawn(process.execPath, [...program, ...options], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, ...aws },
  });
  children.push(child);
  const [line] = await once(createInterface(child.stdout), 'line');
  const { url }: { url: string } = JSON.parse(String(line));
  const kill = async (): Promise<void> => {
    if (child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  return { url, kill };
}

const arnOf = (name: string) => `arn:aws:proton:eu-central-1:123456789012:service-template/${name}`;
const arrived = () => new Set(bus.taken.flatMap(({ Resources }) => Resources));

test('kill -9 amid a stream of changes, on a bus that refuses some: the event of each change that was answered arrives', async () => {
  bus.refuse = (call, index) => (call + index) % 3 === 0;
  const answered: string[] = [];
  let next = 0;
  for (const upTo of [12, 25, 40]) {
    const { url, kill } = await start();
    const stream = (async () => {
      for (;;) {
        const name = `t${String(next)}`;
        await callAt(url, 'CreateServiceTemplate', { name });
        answered.push(name);
        next += 1;
        if (next === upTo) void kill();
      }
    })();
    await expect(stream).rejects.toThrow();
    await kill();
    // The call that was cut off may have been done: its name is not used again.
    next += 1;
  }
  bus.refuse = () => false;
  const { url } = await start();
  const { templates } = await callAt(url, 'ListServiceTemplates', { maxResults: 100 });
  const names: readonly string[] = Object(templates).map(({ name }: { name: string }) => name);
  expect(answered.length).toBeGreaterThanOrEqual(35);
  expect(names).toEqual(expect.arrayContaining(answered));
  while (!names.every((name) => arrived().has(arnOf(name)))) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(bus.taken[0]).toEqual({
    EventBusName: 'deployments',
    Source: 'my.proton',
    DetailType: 'AWS Proton Service Template Status Change',
    Detail: expect.stringMatching(/^\{"name":"t\d+","status":"DRAFT","eventId":"[0-9a-f-]{36}"\}$/),
    Resources: [expect.stringMatching(/:service-template\/t\d+$/)],
    Time: expect.any(Number),
  });
  // Nothing arrives of what was never done.
  const known = new Set(names.map(arnOf));
  expect([...arrived()].filter((arn) => !known.has(arn))).toEqual([]);
});
