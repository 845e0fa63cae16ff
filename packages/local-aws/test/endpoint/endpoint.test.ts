import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type CloudUnderTest, startCloudUnderTest } from '../fixture/cloud.ts';

describe('the endpoint', () => {
  let running: CloudUnderTest;
  beforeAll(async () => {
    running = await startCloudUnderTest({ template: { Resources: {} } });
  });
  afterAll(() => running.stop());

  /** A request as any client could make it; fetch would not let the test choose the Host. */
  const send = (
    method: string,
    path: string,
    headers: Record<string, string>,
    body = '',
  ): Promise<{ status: number; text: string }> =>
    new Promise((resolve, reject) => {
      const outgoing = request(`${running.cloud.endpointUrl}${path}`, { method, headers, agent: false }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  const scope = (service: string) => ({
    authorization: `AWS4-HMAC-SHA256 Credential=key/20261121/eu-central-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
  });

  test.each<
    [
      what: string,
      method: string,
      path: string,
      headers: Record<string, string>,
      body: string,
      status: number,
      message: RegExp,
    ]
  >([
    [
      'another service, by its target',
      'POST',
      '/',
      { 'x-amz-target': 'AWSStepFunctions.StartExecution' },
      '{}',
      400,
      /no AWSStepFunctions\.StartExecution/,
    ],
    ['another service, by its scope', 'GET', '/bucket', scope('s3'), '', 400, /no s3 for this request/],
    [
      'an operation the bot does not call',
      'POST',
      '/',
      { 'x-amz-target': 'AmazonSSM.DeleteParameter' },
      '{}',
      400,
      /no AmazonSSM\.DeleteParameter; it has GetParameter, GetParameters, PutParameter/,
    ],
    [
      'an operation of Object.prototype',
      'POST',
      '/',
      { 'x-amz-target': 'AmazonSSM.constructor' },
      '{}',
      400,
      /no AmazonSSM\.constructor/,
    ],
    ['SQS in its old protocol', 'POST', '/', scope('sqs'), 'Action=SendMessage', 400, /no SQS query protocol/],
    ['what is no AWS call at all', 'GET', '/favicon.ico', {}, '', 400, /nothing at GET \/favicon\.ico/],
    ['a path that is none', 'GET', '//', {}, '', 400, /nothing at GET \/\//],
    ['a schedule that is none', 'GET', '/schedules/%', {}, '', 404, /Schedule % does not exist/],
    ['a body that is not JSON', 'POST', '/', { 'x-amz-target': 'AmazonSQS.SendMessage' }, '{', 400, /not JSON/],
    [
      'a body that is no object',
      'POST',
      '/',
      { 'x-amz-target': 'AmazonSQS.SendMessage' },
      '[]',
      400,
      /must be a JSON object/,
    ],
    [
      'a name that another site points here',
      'GET',
      '/',
      { host: 'attacker.example' },
      '',
      403,
      /127\.0\.0\.1 or localhost/,
    ],
  ])('refuses %s', async (_what, method, path, headers, body, status, message) => {
    const answer = await send(method, path, headers, body);
    expect([answer.status, answer.text]).toEqual([status, expect.stringMatching(message)]);
  });

  describe('a web page that a developer visits', () => {
    const paths: readonly [method: string, path: string, headers: Record<string, string>, body: string][] = [
      ['POST', '/schedules/nightly', {}, '{}'],
      ['POST', '/', { 'x-amz-target': 'AmazonSSM.PutParameter' }, '{}'],
      ['POST', '/_local-aws/events', {}, '[]'],
      ['DELETE', '/_local-aws/calls', {}, ''],
      ['POST', '/_local-aws/outcomes', {}, '{}'],
      ['POST', '/_http-api/slack/events', {}, '{}'],
      ['GET', '/_local-aws/faults', {}, ''],
    ];
    const own = () => new URL(running.cloud.endpointUrl);
    const pages = (): readonly (readonly [string, Record<string, string>])[] => [
      ['elsewhere', { origin: 'https://attacker.example' }],
      ['in a frame without an origin', { origin: 'null' }],
      ['on another port of this machine', { origin: 'http://127.0.0.1:1', 'sec-fetch-site': 'same-site' }],
      ['that says only where it is', { 'sec-fetch-site': 'cross-site' }],
      ['of a name that it points here', { host: `attacker.example:${own().port}`, 'sec-fetch-site': 'same-origin' }],
    ];

    test.each(paths)('can send no %s %s, whatever type it claims', async (method, path, headers, body) => {
      running.cloud.resetCalls();
      const events = running.activities.length;
      for (const [from, more] of pages()) {
        const sent = { ...headers, 'content-type': 'text/plain', ...more };
        expect([from, (await send(method, path, sent, body)).status]).toEqual([from, 403]);
      }
      expect(running.cloud.calls()).toEqual({});
      expect(running.activities.slice(events)).toEqual([]);
    });

    test('is another thing than programs, and a page of the endpoint itself, which are served', async () => {
      const { host } = own();
      const headers: readonly Record<string, string>[] = [
        {},
        { origin: `http://${host}`, 'sec-fetch-site': 'same-origin' },
        { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' },
        // Node's fetch says how, and not from where.
        { 'sec-fetch-mode': 'cors' },
      ];
      for (const more of headers) expect(await send('GET', '/_local-aws/calls', more)).toMatchObject({ status: 200 });
    });
  });

  test('hands Proton its calls and its control routes', async () => {
    await send('POST', '/', { 'x-amz-target': 'AwsProton20200720.ListServices' }, '{"a":1}');
    await send('POST', '/_local-aws/outcomes', { 'content-type': 'application/json' }, '{"b":2}');
    expect(running.protonCalls).toEqual([
      { target: 'AwsProton20200720.ListServices', body: '{"a":1}' },
      { target: '/_local-aws/outcomes', body: '{"b":2}' },
    ]);
  });

  test('counts calls by operation, and forgets them on request', async () => {
    running.cloud.resetCalls();
    for (const name of ['GetParameter', 'GetParameter'])
      await send('POST', '/', { 'x-amz-target': `AmazonSSM.${name}` }, '{}');
    expect(running.cloud.calls()).toEqual({ '(outside)': { 'ssm.GetParameter': 2 } });
    expect(JSON.parse((await send('GET', '/_local-aws/calls', {})).text)).toEqual(running.cloud.calls());
    await send('DELETE', '/_local-aws/calls', {});
    expect(running.cloud.calls()).toEqual({});
  });

  test('publishes events given over HTTP, and refuses what are none', async () => {
    const post = (body: unknown) =>
      send('POST', '/_local-aws/events', { 'content-type': 'application/json' }, JSON.stringify(body));
    const event = {
      version: '0',
      id: 'i',
      source: 'aws.proton',
      'detail-type': 'T',
      detail: {},
      time: '2026-11-21T10:00:00Z',
    };
    expect(await post([event])).toMatchObject({ status: 200, text: '{"published":1}' });
    expect(running.activities.at(-1)).toMatchObject({ kind: 'event', bus: 'default', event });
    expect(await post([{ source: 'aws.proton' }])).toMatchObject({
      status: 400,
      text: expect.stringContaining('detail'),
    });
  });
});
