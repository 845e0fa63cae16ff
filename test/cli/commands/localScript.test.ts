import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createControlPlane, createControlPlaneHttpHandler } from '../../../src/control-plane/index.ts';
import { run } from '../support/run.ts';

let server: Server;
let port: string;
const bodies: string[] = [];

beforeEach(async () => {
  const random = { uuid: () => '00000000-0000-4000-8000-000000000000' };
  const controlPlane = createControlPlane({
    clock: { now: () => 0, schedule: () => () => undefined },
    random,
    region: 'eu-central-1',
    accountId: '123456789012',
    durations: { deploymentMs: 1, cancellationMs: 1, deletionMs: 1, templateRegistrationMs: 1 },
    emit: () => undefined,
  });
  const serve = createControlPlaneHttpHandler(controlPlane, { random });
  server = createServer((request, response) => void serve(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = String((server.address() as AddressInfo).port);
});

afterEach(async () => {
  server.close();
  await once(server, 'close');
});
