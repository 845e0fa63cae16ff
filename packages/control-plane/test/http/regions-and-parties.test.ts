import { ListServicesCommand, ProtonClient } from '@aws-sdk/client-proton';
import { afterEach, describe, expect, test } from '@jest/globals';
import { type ControlPlaneHttpOptions, type ControlPlaneRegions, createControlPlaneRegions } from '../../src/index.ts';
import { callControl, callOperation, type HttpServer, serve, unverified } from '../support/http-server.ts';
import { connectRaw } from '../support/raw-connection.ts';
import { createVirtualClock } from '../support/virtual-clock.ts';
import { ACCOUNT, countingRandom, createWorld, ENVIRONMENT_ACCOUNT, REGION } from '../support/world.ts';

const OTHER_REGION = 'us-west-2';
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

const createRegions = (): ControlPlaneRegions =>
  createControlPlaneRegions({
    clock: createVirtualClock(0),
    random: countingRandom(),
    region: REGION,
    accountId: ACCOUNT,
    emit() {},
  });

const create = (server: HttpServer, name: string, headers?: Record<string, string>) =>
  callOperation(server, 'CreateServiceTemplate', { name }, headers);

describe('of several regions', () => {
  test('the one that a call is signed for chooses', async () => {
    const server = await start(createRegions());
    expect(await create(server, 'web', unverified('AKEXAMPLE', OTHER_REGION))).toMatchObject({
      status: 200,
      body: { serviceTemplate: { arn: `arn:aws:proton:${OTHER_REGION}:${ACCOUNT}:service-template/web` } },
    });
    const get = { name: 'web' };
    expect((await callOperation(server, 'GetServiceTemplate', get)).status).toBe(400);
    expect((await callOperation(server, 'GetServiceTemplate', get, unverified('AKEXAMPLE', OTHER_REGION))).status).toBe(
      200,
    );
  });

  test('the default one gets calls that name none', async () => {
    const regions = createRegions();
    const server = await start(regions);
    for (const headers of [{}, { authorization: 'Bearer of tidings' }, { authorization: 'Credential=a/b' }]) {
      regions.reset();
      expect((await create(server, 'web', headers)).status).toBe(200);
      expect(regions.in(REGION).call('GetServiceTemplate', { name: 'web' })).toHaveProperty('serviceTemplate');
    }
  });

  test('none is made for a name that is none', async () => {
    const server = await start(createRegions());
    for (const region of ['', 'moon', 'eu-central-1x', 'EU-CENTRAL-1', '..', '__proto__']) {
      expect(await create(server, 'web', unverified('AKEXAMPLE', region))).toEqual({
        status: 400,
        body: {
          __type: 'com.amazon.coral.service#InvalidSignatureException',
          message: 'Credential should be scoped to a valid region.',
        },
      });
    }
  });

  test('a script is for one', async () => {
    const regions = createRegions();
    const server = await start(regions);
    const script = { target: 'environment/prod', outcome: 'fail' };
    expect((await callControl(server, 'POST', `outcomes?region=${OTHER_REGION}`, script)).status).toBe(200);
    expect((await callControl(server, 'POST', 'outcomes', { ...script, outcome: 'hang' })).status).toBe(200);
    expect(regions.in(OTHER_REGION).snapshot().outcomes).toMatchObject([{ outcome: 'fail' }]);
    expect(regions.in(REGION).snapshot().outcomes).toMatchObject([{ outcome: 'hang' }]);
    expect(await callControl(server, 'POST', 'outcomes?region=moon', script)).toMatchObject({
      status: 400,
      body: { message: expect.stringMatching(/^region: "moon" is not a region/) },
    });
  });

  test('the real client reaches each', async () => {
    const regions = createRegions();
    const server = await start(regions);
    regions.in(OTHER_REGION).call('CreateServiceTemplate', { name: 'web' });
    for (const region of [REGION, OTHER_REGION]) {
      const client = new ProtonClient({
        endpoint: server.url,
        region,
        credentials: { accessKeyId: 'AKEXAMPLE', secretAccessKey: 'unused' },
      });
      expect((await client.send(new ListServicesCommand({}))).services).toEqual([]);
      client.destroy();
    }
  });
});

test('a single control plane serves the calls of every region', async () => {
  const world = createWorld();
  const server = await start(world.plane);
  expect((await create(server, 'web', unverified('AKEXAMPLE', OTHER_REGION))).body).toMatchObject({
    serviceTemplate: { arn: `arn:aws:proton:${REGION}:${ACCOUNT}:service-template/web` },
  });
  const script = { target: 'environment/prod', outcome: 'fail' };
  expect(await callControl(server, 'POST', `outcomes?region=${REGION}`, script)).toMatchObject({
    status: 400,
    body: { message: expect.stringContaining('leave out the parameter region') },
  });
});

describe('who calls', () => {
  const options: ControlPlaneHttpOptions = {
    accounts: new Map([
      ['AKLISTED', ENVIRONMENT_ACCOUNT],
      ['777788889999', '222233334444'],
    ]),
    credentials: new Map([['AKSIGNING', { secretAccessKey: 'secret', accountId: '555566667777' }]]),
  };
  test.each([
    ['a listed access key', 'AKLISTED', ENVIRONMENT_ACCOUNT],
    ['an access key with a secret', 'AKSIGNING', '555566667777'],
    ['an access key that is an account', '999900001111', '999900001111'],
    ['a listed one of twelve digits', '777788889999', '222233334444'],
    ['any other', 'AKIDEXAMPLE', ACCOUNT],
    ['a prototype', 'constructor', ACCOUNT],
  ])('is told by %s', async (_what, accessKeyId, accountId) => {
    const server = await start(createWorld().plane, options);
    const { body } = await create(server, 'web', unverified(accessKeyId, REGION));
    expect(body).toMatchObject({
      serviceTemplate: { arn: `arn:aws:proton:${REGION}:${accountId}:service-template/web` },
    });
  });
});

describe('a guard against DNS rebinding', () => {
  const send = async (port: number, host: string): Promise<number> => {
    // fetch sets Host by itself.
    const connection = await connectRaw(port);
    const answer = await connection.send(
      `POST / HTTP/1.1\r\nhost: ${host}\r\nx-amz-target: AwsProton20200720.ListServices\r\ncontent-length: 0\r\n\r\n`,
    );
    connection.close();
    JSON.parse(answer?.body ?? '');
    return answer?.status ?? 0;
  };

  test.each([
    ['127.0.0.1', 200],
    ['127.0.0.1:4600', 200],
    ['LocalHost:4600', 200],
    ['[::1]:4600', 200],
    ['localhost.example.com', 403],
    ['example.com:4600', 403],
    ['127.0.0.1.example.com', 403],
    ['127.0.0.1@example.com', 403],
    ['', 403],
  ])('takes the host "%s" as %i', async (host, status) => {
    const server = await start(createWorld().plane, { onlyLoopbackHosts: true });
    expect(await send(server.port, host)).toBe(status);
  });

  test('also guards the control routes', async () => {
    const server = await start(createWorld().plane, { onlyLoopbackHosts: true, stateRoutes: true });
    const connection = await connectRaw(server.port);
    const answer = await connection.send('GET /_proton-bot/snapshot HTTP/1.1\r\nhost: example.com\r\n\r\n');
    expect(answer?.status).toBe(403);
    connection.close();
  });

  test('is off where it is not asked for', async () => {
    const server = await start(createWorld().plane);
    expect(await send(server.port, 'proton.example.com')).toBe(200);
  });
});
