import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { proxyResponse } from '../../src/http-api/proxy-response.ts';
import { compileRouteKey } from '../../src/http-api/route.ts';
import { type CloudUnderTest, startCloudUnderTest } from '../fixture/cloud.ts';

interface Seen {
  readonly event: Record<string, unknown> & {
    readonly requestContext: Record<string, unknown>;
    readonly headers: Record<string, string>;
  };
  readonly awsRequestId: string;
  readonly remainingMs: number;
  readonly stage?: string;
}

describe('the HTTP API', () => {
  let running: CloudUnderTest;
  beforeAll(async () => {
    running = await startCloudUnderTest();
  });
  afterAll(() => running.stop());

  test('a form arrives as base64, with everything of payload format 2.0', async () => {
    const response = await fetch(`${running.cloud.httpApiUrl}/slack/events?a=1&a=2&b=%20`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'X-Slack-Signature': 'v0=1', cookie: 'c=1; d=2' },
      body: 'command=%2Fproton&text=status',
    });
    expect([response.status, response.headers.get('x-seen')]).toEqual([200, 'yes']);
    const seen: Seen = JSON.parse(await response.text());
    expect(seen.event).toMatchObject({
      version: '2.0',
      routeKey: 'POST /slack/events',
      rawPath: '/slack/events',
      rawQueryString: 'a=1&a=2&b=%20',
      queryStringParameters: { a: '1,2', b: ' ' },
      cookies: ['c=1', 'd=2'],
      body: Buffer.from('command=%2Fproton&text=status').toString('base64'),
      isBase64Encoded: true,
    });
    expect(seen.event.headers).toMatchObject({ 'x-slack-signature': 'v0=1', 'content-length': '29' });
    expect(seen.event.requestContext).toMatchObject({
      routeKey: 'POST /slack/events',
      stage: '$default',
      http: { method: 'POST', path: '/slack/events', sourceIp: '127.0.0.1' },
      time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
    });
    expect(seen.awsRequestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(seen.remainingMs).toBeGreaterThan(0);
    expect(seen.stage).toBeUndefined();
  });

  test('JSON arrives as text, also from inside the process', async () => {
    const response = await running.cloud.requestHttpApi({
      method: 'POST',
      path: '/slack/events',
      headers: { 'Content-Type': 'application/json; charset=utf-8', 'X-Twice': ['a', 'b'] },
      body: Buffer.from('{"text":"ü"}'),
    });
    const { event }: Seen = JSON.parse(response.body.toString());
    expect(event).toMatchObject({ body: '{"text":"ü"}', isBase64Encoded: false, headers: { 'x-twice': 'a,b' } });
    expect(event).not.toHaveProperty('cookies');
  });

  test('what has no route is not found', async () => {
    const response = await fetch(`${running.cloud.httpApiUrl}/elsewhere`, { method: 'POST', body: 'x' });
    expect([response.status, await response.json()]).toEqual([404, { message: 'Not Found' }]);
    expect((await fetch(`${running.cloud.httpApiUrl}/slack/events`)).status).toBe(404);
  });

  test('a function that dies is an internal server error', async () => {
    running.cloud.setFaults({ kills: [{ function: 'slack', at: 'invoke' }] });
    const response = await fetch(`${running.cloud.httpApiUrl}/slack/events`, { method: 'POST', body: '{}' });
    expect([response.status, await response.json()]).toEqual([500, { message: 'Internal Server Error' }]);
  });
});

test.each<[answer: unknown, status: number, type: string, body: string]>([
  [{ statusCode: 201, body: 'made' }, 201, 'text/plain;charset=UTF-8', 'made'],
  [{ statusCode: '204' }, 204, 'text/plain;charset=UTF-8', ''],
  [
    { statusCode: 200, headers: { 'Content-Type': 'text/html' }, body: 'PGI+', isBase64Encoded: true },
    200,
    'text/html',
    '<b>',
  ],
  [{ ok: true }, 200, 'application/json', '{"ok":true}'],
  ['text', 200, 'application/json', 'text'],
  [null, 200, 'application/json', 'null'],
  [{ statusCode: 'many' }, 500, 'application/json', '{"message":"Internal Server Error"}'],
  [{ statusCode: 200, body: { not: 'text' } }, 500, 'application/json', '{"message":"Internal Server Error"}'],
])('a function that answers %j', (answer, status, type, body) => {
  const response = proxyResponse(JSON.stringify(answer));
  expect([response.statusCode, response.headers['content-type'], response.body.toString()]).toEqual([
    status,
    type,
    body,
  ]);
});

test.each<[routeKey: string, method: string, path: string, parameters: object | undefined]>([
  ['POST /slack/events', 'POST', '/slack/events', {}],
  ['POST /slack/events', 'GET', '/slack/events', undefined],
  ['POST /slack/events', 'POST', '/slack', undefined],
  ['POST /slack/events', 'POST', '/slack/events/more', undefined],
  ['ANY /items/{id}', 'PUT', '/items/7', { id: '7' }],
  ['GET /files/{path+}', 'GET', '/files/a/b', { path: 'a/b' }],
  ['GET /files/{path+}', 'GET', '/other/a', undefined],
  ['$default', 'PATCH', '/anything', {}],
])('route %s and %s %s', (routeKey, method, path, parameters) => {
  expect(compileRouteKey(routeKey)(method, path)).toEqual(parameters);
});

test('a route key that is none is refused', () => {
  expect(() => compileRouteKey('/slack/events')).toThrow(/"\/slack\/events" is neither/);
});
