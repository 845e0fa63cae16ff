import { afterEach, describe, expect, test } from '@jest/globals';
import { checkIsOfThisMachine } from '../../../src/http/hosts.ts';
import { type ControlPlaneHttpOptions, createControlPlaneRegions, createEventTap } from '../../../src/index.ts';
import { callControl, callOperation, type HttpServer, serve, unverified } from '../../support/http-server.ts';
import { connectRaw } from '../../support/raw-connection.ts';
import { createVirtualClock } from '../../support/virtual-clock.ts';
import {
  ACCOUNT,
  countingRandom,
  createShop,
  createTemplates,
  createWorld,
  ENVIRONMENT_SPEC,
  REGION,
  type World,
} from '../../support/world.ts';

const running: HttpServer[] = [];
const start = async (...parameters: Parameters<typeof serve>): Promise<HttpServer> => {
  const server = await serve(...parameters);
  running.push(server);
  return server;
};
afterEach(async () => {
  for (const server of running.splice(0)) {
    expect(server.faults).toEqual([]);
    await server.close();
  }
});

const everything = (world: World): ControlPlaneHttpOptions => ({
  stateRoutes: true,
  advanceClock: (byMs) => world.clock.advance(byMs),
  tap: createEventTap(),
});
const refused = (message: RegExp, status = 400) => ({ status, body: { message: expect.stringMatching(message) } });

describe('control routes', () => {
  test.each([{ testRoutes: false }, { testRoutes: undefined }])('are none by default (%j)', async (options) => {
    const world = createWorld();
    const server = await start(world.plane, { ...everything(world), ...options });
    for (const name of [
      'outcomes',
      'pushes',
      'pull-requests',
      'failures',
      'reset',
      'snapshot',
      'clock',
      'tap',
      'none',
    ]) {
      for (const method of ['GET', 'POST', 'PUT'] as const) {
        expect(await callControl(server, method, name, method === 'GET' ? undefined : {})).toMatchObject(
          refused(/switched off.*--test-routes/, 404),
        );
      }
    }
  });

  test('are not for callers under another name than one of this machine', async () => {
    const world = createWorld();
    const server = await start(world.plane, everything(world));
    const connection = await connectRaw(server.port);
    const answer = await connection.send('GET /_proton-bot/snapshot HTTP/1.1\r\nhost: example.com\r\n\r\n');
    connection.close();
    expect(answer?.status).toBe(403);
    expect(answer?.body).toContain('for this machine only');
  });

  test.each([
    ['127.0.0.1', 'localhost:4600', true],
    ['127.8.9.1', '127.0.0.1', true],
    ['::1', '[::1]:4600', true],
    ['::ffff:127.0.0.1', 'localhost', true],
    ['10.0.0.7', 'localhost', false],
    ['::ffff:192.168.1.2', '127.0.0.1', false],
    ['fe80::1', '[::1]', false],
    ['127.0.0.1', 'example.com', false],
    ['127.0.0.1', undefined, false],
    [undefined, 'localhost', false],
  ])('are for this machine only: from %s to %s', (remoteAddress, host, isTaken) => {
    const check = (): void =>
      checkIsOfThisMachine({ headers: host === undefined ? {} : { host }, socket: { remoteAddress } });
    if (isTaken) check();
    else expect(check).toThrow(/for this machine only/);
  });

  test('are only those that are asked for', async () => {
    const server = await start(createWorld().plane);
    expect(await callControl(server, 'POST', 'reset', {})).toMatchObject(refused(/not served/, 404));
    expect(await callControl(server, 'GET', 'snapshot')).toMatchObject(refused(/not served/, 404));
    expect(await callControl(server, 'POST', 'clock', { advanceMs: 1 })).toMatchObject(
      refused(/cannot be advanced/, 404),
    );
    expect(await callControl(server, 'GET', 'tap')).toMatchObject(refused(/not tapped/, 404));
    expect(await callControl(server, 'GET', 'toString')).toMatchObject(
      refused(/at \/_proton-bot\/outcomes, .*failures\.$/, 404),
    );
    expect((await callControl(server, 'GET', 'failures')).status).toBe(200);
  });

  test('leave the names that the local cloud has taken', async () => {
    const world = createWorld();
    const server = await start(world.plane, everything(world));
    for (const name of ['faults', 'calls', 'events', 'replay']) {
      expect((await callControl(server, 'GET', name)).status).toBe(404);
    }
  });

  test.each(['outcomes', 'failures', 'reset', 'clock'])('take no %s from a web page', async (name) => {
    const world = createWorld();
    const server = await start(world.plane, everything(world));
    for (const contentType of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data',
      'application/jsonp',
    ]) {
      const response = await fetch(`${server.url}/_proton-bot/${name}`, {
        method: 'POST',
        headers: { 'content-type': contentType },
        body: '{}',
      });
      expect([response.status, await response.json()]).toEqual([
        415,
        { __type: 'com.amazon.coral.service#SerializationException', message: expect.any(String) },
      ]);
    }
  });

  test.each([
    ['POST', 'snapshot', 'GET, PUT'],
    ['DELETE', 'failures', 'GET, POST'],
    ['GET', 'reset', 'POST'],
    ['PUT', 'tap', 'GET'],
  ] as const)('refuse %s at %s', async (method, name, allowed) => {
    const world = createWorld();
    const server = await start(world.plane, everything(world));
    const response = await fetch(`${server.url}/_proton-bot/${name}`, { method });
    expect([response.status, response.headers.get('allow')]).toEqual([405, allowed]);
    expect(response.headers.get('content-type')).toBe('application/json');
  });

  test.each([
    [
      'POST',
      'failures?operation=GetService',
      { error: 'ThrottlingException', calls: 1 },
      /Value at 'operation'.*there are none/,
    ],
    ['GET', 'tap?since=1', undefined, /Value at 'since'.*be one of after/],
    ['GET', 'tap?after=1&after=2', undefined, /Value at 'after'.*be given once/],
    ['POST', 'clock', { advanceMs: 1, by: 2 }, /Value at 'by'.*be one of advanceMs/],
    ['POST', 'clock', [], /must be a JSON object with advanceMs/],
  ] as const)('name what they do not know: %s %s', async (method, path, body, message) => {
    const world = createWorld();
    const server = await start(world.plane, everything(world));
    expect(await callControl(server, method, path, body)).toMatchObject(refused(message));
  });
});

describe('pull requests', () => {
  test('can be closed', async () => {
    const world = createWorld();
    createTemplates(world);
    const repository = { provider: 'GITHUB', name: 'shop/infrastructure' };
    const connectionArn = `arn:aws:codestar-connections:${REGION}:${ACCOUNT}:connection/a1b2c3d4`;
    world.call('CreateRepository', { ...repository, connectionArn });
    world.call('CreateEnvironment', {
      name: 'terraform',
      templateName: 'network',
      templateMajorVersion: '1',
      spec: ENVIRONMENT_SPEC,
      provisioningRepository: { ...repository, branch: 'main' },
    });
    const server = await start(world.plane);
    const close = (body: unknown) => callControl(server, 'POST', 'pull-requests', body);
    const target = 'environment/terraform';
    expect(await close({ target, state: 'merged' })).toMatchObject(refused(/Value at 'state'.*\[closed\]/));
    expect(await close({ state: 'closed' })).toMatchObject(refused(/Value at 'target'/));
    expect(await close({ target, state: 'closed' })).toEqual({ status: 200, body: {} });
    expect(await close({ target, state: 'closed' })).toMatchObject(refused(/No pull request is open/));
    expect(world.get('GetEnvironment', { name: 'terraform' })).toMatchObject({ deploymentStatus: 'CANCELLED' });
  });
});

describe('planned failures', () => {
  test('refuse the next calls, of one operation or of any, in the order of the plans', async () => {
    const world = createWorld();
    createShop(world);
    const server = await start(world.plane);
    const get = async (): Promise<unknown> =>
      (await callOperation(server, 'GetService', { name: 'shop' })).body['__type'] ?? 'answer';
    const list = async (): Promise<unknown> => (await callOperation(server, 'ListServices')).body['__type'] ?? 'answer';
    const plan = (body: unknown) => callControl(server, 'POST', 'failures', body);
    await plan({ error: 'ThrottlingException', calls: 2, operation: 'GetService' });
    expect(await plan({ error: 'ConflictException', calls: 1 })).toEqual({
      status: 200,
      body: {
        failures: [
          { error: 'ThrottlingException', calls: 2, operation: 'GetService' },
          { error: 'ConflictException', calls: 1 },
        ],
      },
    });
    expect(await get()).toBe('com.amazonaws.proton.v20200720#ThrottlingException');
    expect((await callControl(server, 'GET', 'failures')).body).toMatchObject({
      failures: [{ calls: 1 }, { calls: 1 }],
    });
    expect(await list()).toBe('com.amazonaws.proton.v20200720#ConflictException');
    expect(await list()).toBe('answer');
    expect(await get()).toBe('com.amazonaws.proton.v20200720#ThrottlingException');
    expect(await get()).toBe('answer');
    expect((await callControl(server, 'GET', 'failures')).body).toEqual({ failures: [] });
  });

  test.each([
    ['AccessDeniedException', 400],
    ['ConflictException', 400],
    ['InternalServerException', 500],
    ['ResourceNotFoundException', 400],
    ['ServiceQuotaExceededException', 400],
    ['ThrottlingException', 400],
    ['ValidationException', 400],
  ])('may be a %s', async (error, status) => {
    const server = await start(createWorld().plane);
    await callControl(server, 'POST', 'failures', { error, calls: 1 });
    expect(await callOperation(server, 'ListServices')).toEqual({
      status,
      body: { __type: `com.amazonaws.proton.v20200720#${error}`, message: expect.stringMatching(/\.$/) },
    });
  });

  test('change nothing in the control plane', async () => {
    const world = createWorld();
    const server = await start(world.plane);
    await callControl(server, 'POST', 'failures', { error: 'ThrottlingException', calls: 1 });
    const before = world.plane.snapshot();
    expect((await callOperation(server, 'CreateServiceTemplate', { name: 'web' })).status).toBe(400);
    expect(world.plane.snapshot()).toEqual(before);
    expect((await callOperation(server, 'CreateServiceTemplate', { name: 'web' })).status).toBe(200);
  });

  test.each([
    ['an unknown error', { error: 'toString', calls: 1 }, /Value at 'error'.*\[AccessDeniedException, /],
    ['no error', { calls: 1 }, /Value at 'error'/],
    ['no number', { error: 'ThrottlingException' }, /Value at 'calls'.*integer between 1 and 1000000/],
    ['no calls', { error: 'ThrottlingException', calls: 0 }, /Value at 'calls'/],
    ['half a call', { error: 'ThrottlingException', calls: 0.5 }, /Value at 'calls'/],
    ['a number as a text', { error: 'ThrottlingException', calls: '1' }, /Value at 'calls'/],
    ['an unknown operation', { error: 'ThrottlingException', calls: 1, operation: 'Get' }, /Value at 'operation'/],
    ['an operation that is no text', { error: 'ThrottlingException', calls: 1, operation: 7 }, /Value at 'operation'/],
  ])('are refused with %s', async (_what, body, message) => {
    const server = await start(createWorld().plane);
    expect(await callControl(server, 'POST', 'failures', body)).toMatchObject(refused(message));
    expect((await callControl(server, 'GET', 'failures')).body).toEqual({ failures: [] });
  });

  test('are bounded in number', async () => {
    const server = await start(createWorld().plane);
    const plan = () => callControl(server, 'POST', 'failures', { error: 'ThrottlingException', calls: 1 });
    for (let count = 0; count < 100; count += 1) await plan();
    expect(await plan()).toMatchObject(refused(/wait until fewer than 100 plans/));
  });
});

describe('the clock', () => {
  test('is advanced, and what falls due happens', async () => {
    const world = createWorld();
    createShop(world);
    const server = await start(world.plane, everything(world));
    const update = { serviceName: 'shop', name: 'blue', deploymentType: 'CURRENT_VERSION' };
    expect((await callOperation(server, 'UpdateServiceInstance', update)).status).toBe(200);
    expect(await callControl(server, 'POST', 'clock', { advanceMs: 3999 })).toEqual({ status: 200, body: {} });
    const get = () => callOperation(server, 'GetServiceInstance', { serviceName: 'shop', name: 'blue' });
    expect((await get()).body).toMatchObject({ serviceInstance: { deploymentStatus: 'IN_PROGRESS' } });
    await callControl(server, 'POST', 'clock', { advanceMs: 1 });
    expect((await get()).body).toMatchObject({ serviceInstance: { deploymentStatus: 'SUCCEEDED' } });
  });

  test.each([
    {},
    { advanceMs: -1 },
    { advanceMs: 0.5 },
    { advanceMs: 1e15 },
    { advanceMs: '1000' },
    { advanceMs: null },
  ])('is not advanced by %j', async (body) => {
    const world = createWorld();
    const server = await start(world.plane, everything(world));
    expect(await callControl(server, 'POST', 'clock', body)).toMatchObject(refused(/Value at 'advanceMs'.*integer/));
  });
});

describe('the tap', () => {
  test('gives the events since the last look', async () => {
    const tap = createEventTap();
    const world = createWorld({ emit: (event) => tap.record(event) });
    const server = await start(world.plane, { tap });
    expect((await callControl(server, 'GET', 'tap')).body).toEqual({ events: [], lastSequence: 0 });
    world.call('CreateServiceTemplate', { name: 'web' });
    const first = (await callControl(server, 'GET', 'tap')).body;
    expect(first).toMatchObject({
      events: [{ sequence: 1, event: { 'detail-type': 'AWS Proton Service Template Status Change' } }],
      lastSequence: 1,
    });
    world.call('CreateEnvironmentTemplate', { name: 'network' });
    expect((await callControl(server, 'GET', 'tap?after=1')).body).toMatchObject({
      events: [{ sequence: 2, event: { detail: { name: 'network' } } }],
      lastSequence: 2,
    });
    expect((await callControl(server, 'GET', 'tap?after=2')).body).toEqual({ events: [], lastSequence: 2 });
  });

  test.each(['-1', '1.5', 'one', 'NaN', '1e400', ''])('knows no event after "%s"', async (after) => {
    const world = createWorld();
    const server = await start(world.plane, everything(world));
    expect(await callControl(server, 'GET', `tap?after=${after}`)).toMatchObject(refused(/Value at 'after'.*integer/));
  });
});

describe('the state', () => {
  test('is taken and restored', async () => {
    const world = createWorld();
    createShop(world);
    const server = await start(world.plane, everything(world));
    const taken = await callControl(server, 'GET', 'snapshot');
    expect(taken).toEqual({ status: 200, body: JSON.parse(JSON.stringify(world.plane.snapshot())) });
    world.call('DeleteService', { name: 'shop' });
    world.clock.settle();
    expect((await callOperation(server, 'GetService', { name: 'shop' })).status).toBe(400);
    expect(await callControl(server, 'PUT', 'snapshot', taken.body)).toEqual({ status: 200, body: {} });
    expect((await callOperation(server, 'GetService', { name: 'shop' })).status).toBe(200);
  });

  test('may be larger than the body of a call', async () => {
    const world = createWorld();
    createShop(world);
    const server = await start(world.plane, { stateRoutes: true, maximumBodyBytes: 1000 });
    const { body } = await callControl(server, 'GET', 'snapshot');
    expect((await callControl(server, 'PUT', 'snapshot', body)).status).toBe(200);
  });

  test('is not replaced by what is none', async () => {
    const world = createWorld();
    createShop(world);
    const server = await start(world.plane, everything(world));
    const before = world.plane.snapshot();
    for (const foreign of [{}, [], 7, { format: 2 }, { ...before, services: [{}] }, { format: 1, regions: {} }]) {
      expect(await callControl(server, 'PUT', 'snapshot', foreign)).toMatchObject({
        status: 400,
        body: {
          __type: 'com.amazonaws.proton.v20200720#ValidationException',
          message: expect.stringContaining('not a state'),
        },
      });
    }
    expect(world.plane.snapshot()).toEqual(before);
  });

  test('is forgotten, in every region and with all that was planned', async () => {
    const tap = createEventTap();
    const regions = createControlPlaneRegions({
      clock: createVirtualClock(0),
      random: countingRandom(),
      region: REGION,
      accountId: ACCOUNT,
      emit: (event) => tap.record(event),
    });
    const server = await start(regions, { stateRoutes: true, tap });
    for (const region of [REGION, 'us-west-2']) {
      await callOperation(server, 'CreateServiceTemplate', { name: 'web' }, unverified('AKEXAMPLE', region));
    }
    await callControl(server, 'POST', 'failures', { error: 'ThrottlingException', calls: 5 });
    const taken = (await callControl(server, 'GET', 'snapshot')).body;
    expect(await callControl(server, 'POST', 'reset', {})).toEqual({ status: 200, body: {} });
    expect((await callOperation(server, 'ListServiceTemplates')).body).toEqual({ templates: [] });
    expect((await callControl(server, 'GET', 'tap')).body).toEqual({ events: [], lastSequence: 2 });
    expect((await callControl(server, 'PUT', 'snapshot', taken)).status).toBe(200);
    for (const region of [REGION, 'us-west-2']) {
      const { body } = await callOperation(server, 'ListServiceTemplates', {}, unverified('AKEXAMPLE', region));
      expect(body).toMatchObject({ templates: [{ name: 'web' }] });
    }
  });
});
