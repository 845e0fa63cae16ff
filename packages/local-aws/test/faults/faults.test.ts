import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { FaultSwitches } from '../../src/faults/index.ts';
import type { EventEnvelope, FaultPlan } from '../../src/index.ts';
import { createSeededRandom } from '../../src/random.ts';
import { createClients } from '../fixture/clients.ts';
import { type CloudUnderTest, startCloudUnderTest } from '../fixture/cloud.ts';

const event = (n: number, source = 'aws.proton'): EventEnvelope => ({
  version: '0',
  id: String(n),
  'detail-type': 'T',
  source,
  account: '1',
  time: '2026-11-21T10:00:00Z',
  region: 'r',
  resources: [],
  detail: { n },
});

describe('fault switches', () => {
  const switchesWith = (plan: FaultPlan): FaultSwitches => {
    const switches = new FaultSwitches(createSeededRandom(1), [
      { name: 'proton' },
      { name: 'sqs' },
      { name: 'dynamodb' },
    ]);
    switches.set(plan);
    return switches;
  };
  const fates = (switches: FaultSwitches, count: number): number[][] =>
    Array.from({ length: count }, (_event, n) => [...switches.deliveriesOf('default', event(n)).delaysMs]);

  test('without a plan everything is delivered once, at once', () => {
    expect(switchesWith({}).deliveriesOf('default', event(1))).toEqual({ delaysMs: [0] });
  });

  test('the same seed makes the same choices, another seed others', () => {
    const plan = { events: [{ drop: 0.3, duplicate: 0.3, reorder: { probability: 0.5, withinMs: 50 } }] };
    expect(fates(switchesWith({ ...plan, seed: 7 }), 50)).toEqual(fates(switchesWith({ ...plan, seed: 7 }), 50));
    expect(fates(switchesWith({ ...plan, seed: 7 }), 50)).not.toEqual(fates(switchesWith({ ...plan, seed: 8 }), 50));
  });

  test('event faults are chosen by bus and by pattern', () => {
    const switches = switchesWith({ events: [{ bus: 'default', pattern: { detail: { n: [2] } }, drop: 1 }] });
    expect(switches.deliveriesOf('default', event(2))).toEqual({ delaysMs: [], fault: 'dropped' });
    expect(switches.deliveriesOf('default', event(3))).toEqual({ delaysMs: [0] });
    expect(switches.deliveriesOf('other', event(2))).toEqual({ delaysMs: [0] });
  });

  test('duplicate, delay and reorder', () => {
    expect(switchesWith({ events: [{ duplicate: 1 }] }).deliveriesOf('default', event(1)).delaysMs).toEqual([0, 0]);
    expect(
      switchesWith({ events: [{ delay: { probability: 1, ms: 90 } }] }).deliveriesOf('default', event(1)).delaysMs,
    ).toEqual([90]);
    const reordered = fates(switchesWith({ events: [{ reorder: { probability: 1, withinMs: 100 } }] }), 20).flat();
    expect(reordered.every((delayMs) => delayMs >= 1 && delayMs <= 100)).toBe(true);
    expect(reordered).not.toEqual([...reordered].sort((one, other) => one - other));
  });

  test('a call fault ends after the calls it was made for', () => {
    const switches = switchesWith({ calls: [{ service: 'proton', operation: 'Get', how: 'throttle', next: 2 }] });
    const get = () => switches.faultOf({ service: 'proton', operation: 'Get' }, undefined);
    expect(switches.faultOf({ service: 'proton', operation: 'List' }, undefined)).toBeUndefined();
    expect([get(), get(), get()]).toEqual(['throttle', 'throttle', undefined]);
  });

  test('a kill counts the calls of each invocation by itself', () => {
    const switches = switchesWith({ kills: [{ function: 'observe', at: 'afterCall', service: 'dynamodb', nth: 2 }] });
    const caller = (invocation: object) => ({
      functionName: 'bot-dev-observe',
      isAlive: () => true,
      invocation: () => invocation,
      kill: () => undefined,
    });
    const [one, other] = [caller({}), caller({})];
    const write = { service: 'dynamodb', operation: 'PutItem' } as const;
    expect([one, other].map((who) => switches.faultOf(write, who))).toEqual([undefined, undefined]);
    expect(switches.faultOf({ service: 'sqs', operation: 'SendMessage' }, one)).toBeUndefined();
    expect(switches.faultOf(write, { ...one, functionName: 'bot-dev-sweep' })).toBeUndefined();
    expect(switches.faultOf(write, one)).toBe('killAfter');
    expect(switches.faultOf(write, other)).toBeUndefined();
  });

  test.each<[what: string, plan: unknown, message: RegExp]>([
    ['an unknown switch', { explode: true }, /explode/],
    ['a probability above one', { events: [{ drop: 2 }] }, /events\.0\.drop/],
    ['an unknown service', { calls: [{ service: 's3', how: 'fail' }] }, /calls\.0\.service/],
    ['an unknown moment', { kills: [{ function: 'a', at: 'noon' }] }, /kills\.0/],
    ['a bad pattern', { events: [{ pattern: { source: 'a' }, drop: 1 }] }, /"source" must be an object or an array/],
  ])('refuses %s, and keeps what was switched on', (_what, plan, message) => {
    const switches = switchesWith({ events: [{ drop: 1 }] });
    expect(() => switches.set(plan)).toThrow(message);
    expect(switches.deliveriesOf('default', event(1)).delaysMs).toEqual([]);
  });
});

describe('faults in a running cloud', () => {
  let running: CloudUnderTest;
  let clients: ReturnType<typeof createClients>;
  beforeEach(async () => {
    running = await startCloudUnderTest();
    clients = createClients(running.cloud.endpointUrl);
  });
  afterEach(async () => {
    clients.destroy();
    await running.stop();
  });

  const send = (body: object) =>
    clients.sqs.send(
      new SendMessageCommand({
        QueueUrl: `${running.cloud.endpointUrl}/123456789012/observe`,
        MessageBody: JSON.stringify(body),
      }),
    );
  const putItem = (target: string) =>
    clients.dynamodb.send(
      new PutItemCommand({
        TableName: 'deployments',
        Item: { target: { S: target } },
        ConditionExpression: 'attribute_not_exists(target)',
      }),
    );

  test('calls are throttled, fail, break off, and lose their answers, as clients see it', async () => {
    const fail = (service: 'dynamodb' | 'events', how: 'throttle' | 'fail' | 'reset' | 'loseAnswer') =>
      running.cloud.setFaults({ calls: [{ service, how, next: 1 }] });
    fail('dynamodb', 'throttle');
    await expect(putItem('a')).rejects.toMatchObject({ name: 'ProvisionedThroughputExceededException' });
    fail('events', 'fail');
    await expect(clients.events.send(new PutEventsCommand({ Entries: [{ Source: 's' }] }))).rejects.toMatchObject({
      name: 'InternalException',
      $metadata: { httpStatusCode: 500 },
    });
    fail('dynamodb', 'reset');
    await expect(putItem('a')).rejects.toThrow('socket hang up');
    fail('dynamodb', 'loseAnswer');
    await expect(putItem('a')).rejects.toThrow('socket hang up');
    // The write whose answer was lost was done; those before it were not.
    await expect(putItem('a')).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
  });

  test('a kill between the claim and the call leaves the claim and no call', async () => {
    running.cloud.setFaults({ kills: [{ function: 'observe', at: 'beforeCall', service: 'proton' }] });
    await send({ act: 'front-prod' });
    await running.until((activity) => activity.kind === 'invocation' && activity.outcome === 'killed');
    expect(running.protonCalls).toEqual([]);
    await expect(putItem('front-prod')).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
    // Six seconds later, the visibility timeout of the queue, the message is tried again.
    expect(running.cloud.queueCounts()['observe']).toEqual({ visible: 0, inFlight: 1, delayed: 0 });
  });

  test('a kill after a call: it was done, and the dead function never learns so', async () => {
    running.cloud.setFaults({ kills: [{ function: 'observe', at: 'afterCall', nth: 2 }] });
    await send({ act: 'front-prod' });
    await running.until((activity) => activity.kind === 'invocation' && activity.outcome === 'killed');
    expect(running.protonCalls).toHaveLength(1);
    expect(running.logLines).toEqual([]);
    const call = await running.until((activity) => activity.kind === 'call' && activity.service === 'proton');
    expect(call).toMatchObject({
      operation: 'CancelServiceInstanceDeployment',
      fault: 'killAfter',
      functionName: 'fixture-dev-observe',
    });
    expect(call).not.toHaveProperty('statusCode');
  });

  test('faults are set over HTTP, where only JSON is taken', async () => {
    const url = `${running.cloud.endpointUrl}/_local-aws/faults`;
    const post = (body: string, type = 'application/json') =>
      fetch(url, { method: 'POST', headers: { 'content-type': type }, body });
    expect((await post('{"events":[{"drop":1}]}')).status).toBe(200);
    expect(await (await fetch(url)).json()).toMatchObject({ events: [{ drop: 1 }] });
    running.cloud.putEvents([event(1)]);
    expect(running.activities.at(-1)).toMatchObject({
      kind: 'event',
      fault: 'dropped',
      rules: ['local-ProtonRule'],
    });
    expect(running.cloud.queueCounts()['observe']).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
    const refused = await post('{"events":[{"drop":"often"}]}');
    expect([refused.status, await refused.json()]).toMatchObject([
      400,
      { __type: 'ValidationException', message: expect.stringContaining('events.0.drop') },
    ]);
    expect((await post('{')).status).toBe(400);
    expect((await post('{}', 'text/plain')).status).toBe(415);
    expect(await (await fetch(url)).json()).toMatchObject({ events: [{ drop: 1 }] });
  });
});
