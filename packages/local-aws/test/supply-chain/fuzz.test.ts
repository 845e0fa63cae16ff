import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ManualClock } from '../../src/index.ts';
import { type CloudUnderTest, startCloudUnderTest } from '../fixture/cloud.ts';
import { runs } from '../support/properties.ts';
import { createRequester } from './support/requests.ts';

let running: CloudUnderTest;
let client: ReturnType<typeof createRequester>;
beforeAll(async () => {
  const clock = new ManualClock(Date.parse('2026-11-21T10:00:00Z'));
  running = await startCloudUnderTest({ template: { Resources: {} }, clock });
  client = createRequester(running.cloud.endpointUrl);
});
afterAll(async () => {
  client.close();
  await running.stop();
});

const id = '9e193580-7cc5-45f7-9609-c43ba0ada793';
const segment = fc.oneof(
  fc.constantFrom('instance', id, 'tags', '%', '%2F', '%00', '..', 'constructor', ''),
  fc.string({ maxLength: 20 }).map(encodeURIComponent),
);
const path = fc.array(segment, { maxLength: 3 }).map((segments) => `/api/${segments.join('/')}`);
const parameter = fc.tuple(
  fc.constantFrom('nextToken', 'maxResults', 'instanceNameFilter', 'instanceStateFilter', '__proto__', ''),
  fc.oneof(
    fc.constantFrom('5', '0', 'Active', '%', '%zz', 'a+b', ''),
    fc.string({ maxLength: 12 }).map(encodeURIComponent),
  ),
);
const query = fc
  .array(parameter, { maxLength: 4 })
  .map((all) => all.map(([key, value]) => `${key}=${value}`).join('&'));
const body = fc.oneof(
  fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value))),
  fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
  fc.string({ maxLength: 40 }).map((text) => Buffer.from(`{"instanceName":${JSON.stringify(text)}}`)),
);
const request = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PATCH', 'DELETE', 'PUT', 'OPTIONS'),
  path: fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom('/api/instance', `/api/instance/${id}`) },
    { weight: 1, arbitrary: path },
  ),
  query,
  body,
});

test('every answer is JSON in the form of the protocol, whatever is sent', async () => {
  const statuses = new Set<number>();
  await fc.assert(
    fc.asyncProperty(request, async ({ method, path, query, body }) => {
      // The answer is parsed as JSON where it is read.
      const { status, headers, json } = await client.send(method, `${path}?${query}`, { body });
      statuses.add(status);
      expect(headers).toMatchObject({ 'content-type': 'application/json', 'x-amzn-requestid': expect.any(String) });
      expect([200, 400, 402, 404, 409]).toContain(status);
      if (status === 200) return expect(headers).not.toHaveProperty('x-amzn-errortype');
      expect(headers['x-amzn-errortype']).toMatch(/^[A-Za-z]+Exception$/);
      expect(json).toEqual({ message: expect.any(String) });
    }),
    runs(1_000),
  );
  expect([...statuses]).toEqual(expect.arrayContaining([200, 400, 404]));
});
