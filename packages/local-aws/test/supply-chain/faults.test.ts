import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type CloudUnderTest, startCloudUnderTest } from '../fixture/cloud.ts';
import { fixtureTemplate, functionResource } from '../fixture/template.ts';
import { createRequester } from './support/requests.ts';

/** Creates an instance, as a function does that signs for itself. */
const creatingHandler = `
exports.handler = async ({ instanceName }) => {
  const scope = process.env.AWS_ACCESS_KEY_ID + '/20261121/' + process.env.AWS_REGION + '/scn/aws4_request';
  const response = await fetch(process.env.AWS_ENDPOINT_URL + '/api/instance', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: 'AWS4-HMAC-SHA256 Credential=' + scope + ', SignedHeaders=host, Signature=0',
    },
    body: JSON.stringify({ instanceName }),
  });
  return response.status;
};`;

let running: CloudUnderTest;
let client: ReturnType<typeof createRequester>;
beforeEach(async () => {
  const template = fixtureTemplate();
  // A machine with much to do must not end the function before the test does.
  const ProbeFunction = functionResource('probe', { timeout: 60 });
  running = await startCloudUnderTest({
    template: { ...template, Resources: { ...template.Resources, ProbeFunction } },
    handlers: { probe: creatingHandler },
  });
  client = createRequester(running.cloud.endpointUrl);
});
afterEach(async () => {
  client.close();
  await running.stop();
});

const names = () =>
  running.cloud.supplyChain.call('ListInstances', {}).instances.map(({ instanceName }) => instanceName);

describe('faults of Supply Chain', () => {
  test.each([
    ['throttle', 429, 'ThrottlingException'],
    ['fail', 500, 'InternalServerException'],
  ] as const)('%s: refused as the API model has it, and not done', async (how, status, type) => {
    running.cloud.setFaults({ calls: [{ service: 'supplychain', operation: 'CreateInstance', how, next: 1 }] });
    expect((await client.send('GET', '/api/instance')).status).toBe(200);
    const answer = await client.post('/api/instance', { instanceName: 'orders' });
    expect([answer.status, answer.headers['x-amzn-errortype']]).toEqual([status, type]);
    expect(answer.json).toEqual({ message: expect.any(String) });
    expect(answer.headers['x-amzn-requestid']).toBeDefined();
    expect(names()).toEqual([]);
    expect((await client.post('/api/instance', { instanceName: 'orders' })).status).toBe(200);
  });

  test('reset and loseAnswer: nobody is told whether it was done', async () => {
    const create = (instanceName: string) => client.post('/api/instance', { instanceName });
    running.cloud.setFaults({ calls: [{ service: 'supplychain', how: 'reset', next: 1 }] });
    await expect(create('not made')).rejects.toThrow('socket hang up');
    running.cloud.setFaults({ calls: [{ service: 'supplychain', how: 'loseAnswer', next: 1 }] });
    await expect(create('made')).rejects.toThrow('socket hang up');
    expect(names()).toEqual(['made']);
  });

  test.each([
    ['beforeCall', []],
    ['afterCall', ['orders']],
  ] as const)('a kill %s leaves the instances %j', async (at, left) => {
    const operation = 'CreateInstance';
    running.cloud.setFaults({ kills: [{ function: 'probe', at, service: 'supplychain', operation }] });
    expect(await running.cloud.invoke('probe', { instanceName: 'orders' })).toMatchObject({ outcome: 'killed' });
    expect(names()).toEqual(left);
    expect(await running.cloud.invoke('probe', { instanceName: 'again' })).toMatchObject({ outcome: 'succeeded' });
    expect(names()).toEqual([...left, 'again']);
  });
});
