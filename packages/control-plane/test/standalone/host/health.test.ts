import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { EventSender } from '../../../src/standalone/index.ts';
import { ACCOUNT } from '../../support/world.ts';
import { createHost, type Host, signedCall } from './host.ts';

let host: Host;

beforeEach(async () => {
  host = await createHost();
});

afterEach(() => host.end());

async function health(url: string, method = 'GET') {
  const response = await fetch(`${url}/health`, { method });
  const text = await response.text();
  return [response.status, text === '' ? '' : JSON.parse(text)] as const;
}

const healthy = { status: 'healthy' };
const unhealthy = { status: 'unhealthy', problem: 'the state cannot be saved' };

test('is told to anybody, without a word about the state', async () => {
  const { url } = await host.start();
  expect(await health(url)).toEqual([200, healthy]);
  expect(await health(url, 'HEAD')).toEqual([200, '']);
  expect(await health(url, 'POST')).toEqual([405, expect.objectContaining({ message: 'Use the method GET or HEAD.' })]);
});

test('is bad when the state cannot be saved, even if nobody has called', async () => {
  const { url } = await host.start();
  const key = { ...(await (await host.issuer()).create({ accountId: ACCOUNT, description: '' })) };
  const create = (name: string) =>
    signedCall(url, { ...key, signedAtMs: host.machine.now() }, 'CreateServiceTemplate', { name });
  await create('t0');
  await rm(host.stateFile);
  host.machine.pass(10_001);
  expect(await health(url)).toEqual([503, unhealthy]);
  expect((await create('t1')).status).toBe(503);
  expect(host.told).toEqual([
    'The state could not be saved: the state file was removed or replaced while it was in use. Calls are refused until it can be.',
  ]);
});

test('costs at most one write to the disk in ten seconds', async () => {
  const { url } = await host.start();
  expect(await health(url)).toEqual([200, healthy]);
  await rm(host.stateFile, { force: true });
  // Was found out a moment ago.
  expect(await health(url)).toEqual([200, healthy]);
  host.machine.pass(10_001);
  expect(await health(url)).toEqual([503, unhealthy]);
});

test('says whether events arrive; they are kept if not, so calls are served', async () => {
  let refusal: string | undefined = 'ThrottlingException';
  const sender: EventSender = {
    name: 'the bus',
    mostEvents: 10,
    send: (events) => Promise.resolve(events.map(() => refusal)),
  };
  const { url } = await host.start({ sender });
  const key = await (await host.issuer()).create({ accountId: ACCOUNT, description: '' });
  expect(await health(url)).toEqual([200, { ...healthy, events: 'forwarded' }]);
  await signedCall(url, { ...key, signedAtMs: host.machine.now() }, 'CreateServiceTemplate', { name: 'web' });
  while (host.told.length === 0) await new Promise((resolve) => setImmediate(resolve));
  expect(await health(url)).toEqual([200, { ...healthy, events: 'delayed' }]);
  refusal = undefined;
  host.machine.pass(1000);
  while (host.told.length === 1) await new Promise((resolve) => setImmediate(resolve));
  expect(await health(url)).toEqual([200, { ...healthy, events: 'forwarded' }]);
});
