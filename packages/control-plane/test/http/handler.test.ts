import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { type ControlPlane, createControlPlane } from '../../src/index.ts';
import { runs } from '../support/properties.ts';
import { type RunningServer, startServer } from '../support/server.ts';
import { createVirtualClock } from '../support/virtual-clock.ts';
import { ACCOUNT, countingRandom, createShop, createWorld, REGION } from '../support/world.ts';

const MAXIMUM_BODY_BYTES = 200_000;
const world = createWorld();
let server: RunningServer;

beforeAll(async () => {
  createShop(world);
  server = await startServer({ plane: world.plane, http: { maximumBodyBytes: MAXIMUM_BODY_BYTES } });
});
afterAll(() => server.close());

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

async function send(path: string, request: RequestInit): Promise<Answer> {
  const response = await fetch(server.url + path, request);
  const body: unknown = await response.json();
  return { status: response.status, headers: response.headers, body: Object.fromEntries(Object.entries(body ?? {})) };
}

const post = (target: string, body: RequestInit['body'], headers: Record<string, string> = {}): Promise<Answer> =>
  send('/', {
    method: 'POST',
    body: body ?? null,
    headers: { 'x-amz-target': `AwsProton20200720.${target}`, ...headers },
  });
const script = (body: unknown): Promise<Answer> =>
  send('/_proton-bot/outcomes', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

describe('awsJson1_0', () => {
  test('answers an operation', async () => {
    const { status, headers, body } = await post('GetService', '{"name":"shop"}');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/x-amz-json-1.0');
    expect(headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
    expect(body).toMatchObject({ service: { name: 'shop', createdAt: expect.any(Number) } });
  });

  test('takes an empty body as an empty input', async () => {
    expect((await post('ListServices', '')).body).toMatchObject({ services: [{ name: 'shop' }] });
  });

  test('gives the type of an error in body and header', async () => {
    const { status, headers, body } = await post('GetService', '{"name":"none"}');
    expect(status).toBe(400);
    expect(headers.get('x-amzn-errortype')).toBe('ResourceNotFoundException');
    expect(body).toEqual({
      __type: 'com.amazonaws.proton.v20200720#ResourceNotFoundException',
      message: `The requested service does not exist: arn:aws:proton:${REGION}:${ACCOUNT}:service/none`,
    });
  });

  test.each([
    ['not JSON', '{"name":', 'SerializationException'],
    ['not UTF-8', new Uint8Array([0x7b, 0xff, 0x7d]), 'SerializationException'],
    ['a list', '[]', 'SerializationException'],
    ['null', 'null', 'SerializationException'],
    ['a text', '"name"', 'SerializationException'],
    ['of a wrong type', '{"name":{"$ne":1}}', 'ValidationException'],
    ['a prototype', '{"__proto__":{"name":"shop"}}', 'ValidationException'],
    ['deeply nested', `{"name":${'['.repeat(50_000)}${']'.repeat(50_000)}}`, 'ValidationException'],
  ])('refuses a body that is %s', async (_what, sent, name) => {
    const { status, body } = await post('GetService', sent);
    expect(status).toBe(400);
    expect(body['__type']).toMatch(new RegExp(`#${name}$`));
  });

  test('knows no operation of another name', async () => {
    for (const name of ['getService', 'GetServices', 'toString', '__proto__', 'constructor', '']) {
      expect(await post(name, '{}')).toMatchObject({
        status: 400,
        body: { __type: 'com.amazon.coral.service#UnknownOperationException', message: expect.stringContaining(name) },
      });
    }
  });

  test('refuses a request without a usable target', async () => {
    const type = 'com.amazon.coral.service#UnknownOperationException';
    expect(await send('/', { method: 'POST', body: '{}' })).toMatchObject({ status: 400, body: { __type: type } });
    const other = await send('/', {
      method: 'POST',
      body: '{}',
      headers: { 'x-amz-target': 'DynamoDB_20120810.GetItem' },
    });
    expect(other).toMatchObject({ status: 400, body: { __type: type } });
  });

  test('refuses other methods and paths', async () => {
    const get = await send('/', {});
    expect(get.status).toBe(405);
    expect(get.headers.get('allow')).toBe('POST');
    expect((await send('/health', { method: 'POST' })).status).toBe(404);
  });

  test('refuses a large body, announced or not', async () => {
    const large = `{"name":"${'x'.repeat(MAXIMUM_BODY_BYTES)}"}`;
    expect((await post('GetService', large)).status).toBe(413);
    const stream = new Blob([large]).stream();
    const unannounced: RequestInit & { duplex: 'half' } = {
      method: 'POST',
      body: stream,
      duplex: 'half',
      headers: { 'x-amz-target': 'AwsProton20200720.GetService' },
    };
    expect((await send('/', unannounced)).status).toBe(413);
    expect((await post('GetService', '{"name":"shop"}')).status).toBe(200);
  });

  test('survives a client that leaves in the middle of its body', async () => {
    const { port } = new URL(server.url);
    await new Promise<void>((resolve, reject) => {
      const socket = connect(Number(port), '127.0.0.1', () => {
        socket.write(
          'POST / HTTP/1.1\r\nhost: x\r\nx-amz-target: AwsProton20200720.GetService\r\ncontent-length: 100\r\n\r\n{"na',
        );
        socket.destroy();
      });
      socket.on('close', () => resolve());
      socket.on('error', reject);
    });
    expect((await post('GetService', '{"name":"shop"}')).status).toBe(200);
    expect(server.faults).toEqual([]);
  });

  test('answers JSON to whatever is sent', async () => {
    const operations = fc.oneof(
      fc.constantFrom('GetService', 'CreateEnvironment', 'ListDeployments', 'UpdateServiceInstance'),
      fc.string(),
    );
    const bodies = fc.oneof(fc.json(), fc.string());
    await fc.assert(
      fc.asyncProperty(operations, bodies, async (operation, body) => {
        const target = encodeURIComponent(operation);
        const { status, body: answer } = await post(target, body);
        expect([200, 400]).toContain(status);
        if (status === 400)
          expect(answer).toEqual({ __type: expect.stringMatching(/#\w+$/), message: expect.any(String) });
      }),
      runs(150),
    );
    expect(server.faults).toEqual([]);
  });

  test('hides a fault of its own behind an InternalServerException, and reports it', async () => {
    const fault = new Error('secret detail');
    const broken: ControlPlane = {
      ...createControlPlane({
        clock: createVirtualClock(0),
        random: countingRandom(),
        region: REGION,
        accountId: ACCOUNT,
        emit() {},
      }),
      call() {
        throw fault;
      },
    };
    const other = await startServer({ plane: broken });
    const response = await fetch(other.url, {
      method: 'POST',
      headers: { 'x-amz-target': 'AwsProton20200720.GetService' },
    });
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('secret detail');
    expect(other.faults).toEqual([fault]);
    await other.close();
  });
});

describe('scripted outcomes', () => {
  test('are taken and applied', async () => {
    const sent = { target: 'shop/blue', outcome: 'fail', statusMessage: 'Rolled back.' };
    expect(await script(sent)).toMatchObject({ status: 200, body: {} });
    const update = { serviceName: 'shop', name: 'blue', deploymentType: 'CURRENT_VERSION' };
    expect((await post('UpdateServiceInstance', JSON.stringify(update))).status).toBe(200);
    world.clock.settle();
    expect((await post('GetServiceInstance', '{"serviceName":"shop","name":"blue"}')).body).toMatchObject({
      serviceInstance: { deploymentStatus: 'FAILED', deploymentStatusMessage: 'Rolled back.' },
    });
  });

  test.each([
    ['no target', { outcome: 'fail' }],
    ['a malformed target', { target: 'shop', outcome: 'fail' }],
    ['an unknown outcome', { target: 'shop/blue', outcome: 'explode' }],
    ['an unknown attempt', { target: 'shop/blue', outcome: 'fail', on: 'monday' }],
    ['a message that is no text', { target: 'shop/blue', outcome: 'fail', statusMessage: 7 }],
    ['no object', []],
  ])('are refused with %s', async (_what, body) => {
    expect(await script(body)).toMatchObject({ status: 400, body: { message: expect.any(String) } });
  });

  test('are not taken from a web page, which cannot send JSON elsewhere unasked', async () => {
    const answer = await send('/_proton-bot/outcomes', {
      method: 'POST',
      body: '{"target":"shop/blue","outcome":"fail"}',
    });
    expect(answer.status).toBe(415);
  });
});
