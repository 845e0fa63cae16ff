import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ManualClock } from '../../src/index.ts';
import { type CloudUnderTest, startCloudUnderTest } from '../fixture/cloud.ts';
import { type Answer, createRequester, signedFor } from './support/requests.ts';
import { settings, tokenOf } from './support/world.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const nowMs = Date.parse('2026-11-21T10:00:00.250Z');

let clock: ManualClock;
let running: CloudUnderTest;
let client: ReturnType<typeof createRequester>;
beforeEach(async () => {
  clock = new ManualClock(nowMs);
  running = await startCloudUnderTest({ template: { Resources: {} }, clock, supplyChain: settings });
  client = createRequester(running.cloud.endpointUrl);
});
afterEach(async () => {
  client.close();
  await running.stop();
  expect(clock.pendingTimers).toBe(0);
});

/** Creates an instance and says where it is. */
async function pathOfNew(input: object = {}, headers: Record<string, string> = {}): Promise<string> {
  const { text } = await client.post('/api/instance', input, headers);
  return `/api/instance/${/"instanceId":"([^"]+)"/.exec(text)?.[1] ?? ''}`;
}

/** What clients read of an error: the code, the type from the header, the message; and nothing else is there. */
function refusal({ status, headers, json }: Answer): unknown[] {
  expect(headers['content-type']).toBe('application/json');
  expect(json).toEqual({ message: expect.any(String) });
  return [status, headers['x-amzn-errortype']];
}

describe('the instance operations over HTTP', () => {
  test('from a creation to what is left of it', async () => {
    const input = { instanceName: 'orders', webAppDnsDomain: 'orders', tags: { team: 'logistics' } };
    const created = await client.post('/api/instance', { ...input, clientToken: tokenOf('one') });
    expect(created).toMatchObject({
      status: 200,
      headers: { 'content-type': 'application/json', 'x-amzn-requestid': expect.stringMatching(uuid) },
    });
    const instance = {
      instanceId: expect.stringMatching(uuid),
      awsAccountId: '123456789012',
      state: 'Initializing',
      webAppDnsDomain: 'orders',
      createdTime: nowMs / 1000,
      lastModifiedTime: nowMs / 1000,
      instanceName: 'orders',
      instanceDescription: '',
      versionNumber: 2,
    };
    expect(created.json).toEqual({ instance });
    const path = await pathOfNew({ ...input, clientToken: tokenOf('one') });
    expect((await client.send('GET', path)).json).toEqual({ instance });

    await clock.advance(settings.creationMs);
    const active = { ...instance, state: 'Active', lastModifiedTime: (nowMs + settings.creationMs) / 1000 };
    expect((await client.send('GET', path)).json).toEqual({ instance: active });
    expect((await client.send('GET', '/api/instance?instanceStateFilter=Active')).json).toEqual({
      instances: [active],
    });
    const renamed = { ...active, instanceDescription: 'Europe' };
    expect((await client.patch(path, { instanceDescription: 'Europe' })).json).toEqual({ instance: renamed });
    expect((await client.send('DELETE', path)).json).toEqual({ instance: { ...renamed, state: 'Deleting' } });
    await clock.advance(settings.deletionMs);
    expect((await client.send('GET', path)).json).toMatchObject({ instance: { state: 'Deleted' } });
    await clock.advance(settings.deletedShownMs);
    expect(refusal(await client.send('GET', path))).toEqual([404, 'ResourceNotFoundException']);
  });

  test('an id may be escaped in its path, as any text may', async () => {
    const path = await pathOfNew({ instanceName: 'orders' });
    const escaped = path.replaceAll('-', '%2D');
    expect((await client.send('GET', escaped)).json).toMatchObject({ instance: { instanceName: 'orders' } });
  });

  test('lists take repeated filters and go on with the token', async () => {
    for (const instanceName of ["a b'c", '100%a', 'c']) await pathOfNew({ instanceName });
    const query = 'instanceNameFilter=a%20b%27c&instanceNameFilter=100%25a&instanceStateFilter=Initializing';
    const first = await client.send('GET', `/api/instance?${query}&maxResults=1`);
    expect(first.json).toEqual({
      instances: [expect.objectContaining({ instanceName: "a b'c" })],
      nextToken: expect.stringMatching(/^[\w-]+$/),
    });
    const nextToken = /"nextToken":"([\w-]+)"/.exec(first.text)?.[1] ?? '';
    const second = await client.send('GET', `/api/instance?${query}&nextToken=${nextToken}`);
    expect(second.json).toEqual({ instances: [expect.objectContaining({ instanceName: '100%a' })] });
  });

  test('an account is an access key id that is one; the region is what the request is signed for', async () => {
    const others = signedFor({ accessKeyId: '111122223333', region: 'us-east-1' });
    const path = await pathOfNew({}, others);
    expect((await client.send('GET', path, { headers: others })).json).toMatchObject({
      instance: { awsAccountId: '111122223333' },
    });
    for (const who of [{}, { accessKeyId: '111122223333' }, { region: 'us-east-1' }]) {
      expect((await client.send('GET', path, { headers: signedFor(who) })).status).toBe(404);
    }
    expect((await client.send('GET', '/api/instance')).json).toEqual({ instances: [] });
  });
});

describe('refused over HTTP', () => {
  test.each<[what: string, method: string, path: string, status: number, type: string, message: RegExp]>([
    ['an id that is none', 'GET', '/api/instance/x', 400, 'ValidationException', /'instanceId'/],
    ['an escape in an id', 'GET', '/api/instance/%2e%2E%2f', 400, 'ValidationException', /'instanceId'/],
    ['a broken escape', 'DELETE', '/api/instance/%', 400, 'ValidationException', /'instanceId'/],
    ['a query out of its limits', 'GET', '/api/instance?maxResults=21', 400, 'ValidationException', /'maxResults'/],
    ['a number that is none', 'GET', '/api/instance?maxResults=1e1', 400, 'ValidationException', /an integer/],
    [
      'a parameter given twice',
      'GET',
      '/api/instance?maxResults=1&maxResults=1',
      400,
      'ValidationException',
      /integer/,
    ],
    ['an empty filter', 'GET', '/api/instance?instanceStateFilter=', 400, 'ValidationException', /enum value/],
    ['a broken token', 'GET', '/api/instance?nextToken=%zz', 400, 'ValidationException', /'nextToken'/],
    ['another operation', 'GET', '/api/tags/arn', 404, 'UnknownOperationException', /no GET \/api\/tags\/arn/],
    ['a method', 'PUT', '/api/instance', 404, 'UnknownOperationException', /no PUT \/api\/instance of/],
    ['a method of Object.prototype', 'GET', '/api/instance/', 404, 'UnknownOperationException', /it has CreateInst/],
    ['a deeper path', 'GET', '/api/instance/a/b', 404, 'UnknownOperationException', /it has CreateInstance/],
    ['the bare path', 'GET', '/api', 404, 'UnknownOperationException', /it has CreateInstance/],
  ])('%s', async (_what, method, path, status, type, message) => {
    const answer = await client.send(method, path);
    expect(refusal(answer)).toEqual([status, type]);
    expect(answer.json).toEqual({ message: expect.stringMatching(message) });
    expect(answer.headers['x-amzn-requestid']).toMatch(uuid);
  });

  test.each<[what: string, body: string | Buffer, status: number, type: string]>([
    ['no JSON', '{"instanceName":', 400, 'SerializationException'],
    ['no object', '["orders"]', 400, 'SerializationException'],
    ['null', 'null', 400, 'SerializationException'],
    ['no UTF-8', Buffer.from('{"tags":{"a":"\xff"}}', 'latin1'), 400, 'SerializationException'],
    ['a wrong type', '{"instanceName":5}', 400, 'ValidationException'],
    ['far too much', Buffer.alloc(17 * 1024 * 1024, ' '), 413, 'RequestEntityTooLarge'],
  ])('a body that is %s', async (_what, body, status, type) => {
    expect(refusal(await client.send('POST', '/api/instance', { body }))).toEqual([status, type]);
    expect((await client.send('GET', '/api/instance')).json).toEqual({ instances: [] });
  });

  test('what a page of another site could send without asking: only JSON makes anything', async () => {
    for (const type of ['text/plain', 'application/jsonp', 'application/x-www-form-urlencoded']) {
      const answer = await client.send('POST', '/api/instance', { body: '{}', headers: { 'content-type': type } });
      expect(refusal(answer)).toEqual([415, 'UnsupportedMediaTypeException']);
    }
    expect(refusal(await client.send('POST', '/api/instance'))).toEqual([415, 'UnsupportedMediaTypeException']);
    const headers = { 'content-type': 'Application/JSON; charset=utf-8' };
    expect((await client.send('POST', '/api/instance', { body: '', headers })).status).toBe(200);
  });

  test('402 for the quota, 409 for a conflict', async () => {
    const path = await pathOfNew();
    expect(refusal(await client.send('DELETE', path))).toEqual([409, 'ConflictException']);
    for (let n = 1; n < settings.mostInstances; n += 1) await pathOfNew();
    expect(refusal(await client.post('/api/instance', {}))).toEqual([402, 'ServiceQuotaExceededException']);
  });

  test('a path of Supply Chain that is signed for another service', async () => {
    const answer = await client.send('GET', '/api/instance', { headers: signedFor({ service: 's3' }) });
    expect([answer.status, answer.json]).toEqual([
      400,
      expect.objectContaining({ message: expect.stringContaining('no s3') }),
    ]);
  });
});

test('calls are counted and told like those of other services', async () => {
  await pathOfNew();
  await client.send('GET', '/api/instance/x');
  await client.send('GET', '/api/tags/x');
  const counted = { 'supplychain.CreateInstance': 1, 'supplychain.GetInstance': 1, 'supplychain.(unknown)': 1 };
  expect(running.cloud.calls()).toEqual({ '(outside)': counted });
  const told = running.activities.flatMap((activity) =>
    activity.kind === 'call' ? [[activity.service, activity.operation, activity.statusCode]] : [],
  );
  expect(told).toEqual([
    ['supplychain', 'CreateInstance', 200],
    ['supplychain', 'GetInstance', 400],
    ['supplychain', '(unknown)', 404],
  ]);
});

test('it can be called and scripted without a network too', async () => {
  const { supplyChain } = running.cloud;
  supplyChain.script('instance/orders', 'fail');
  const { instance } = supplyChain.call('CreateInstance', { instanceName: 'orders' });
  await clock.advance(settings.creationMs);
  const shown = await client.send('GET', `/api/instance/${instance.instanceId}`);
  expect(shown.json).toMatchObject({ instance: { state: 'CreateFailed' } });
});
