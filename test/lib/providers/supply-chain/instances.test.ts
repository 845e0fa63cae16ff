import { afterEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  createSupplyChainApi,
  createSupplyChainProvider,
  instanceQuota,
  type SupplyChainProvider,
  supplyChainOperations,
} from '../../../../src/lib/providers/supply-chain/index.ts';
import { violationsOfModel } from './create-model.ts';
import { clientError, fakeApi } from './fake-api.ts';
import { fuzzedFields, fuzzedToken } from './fuzzed-fields.ts';
import { errorReply, type Loopback, okReply, patientFor, type Reply, startLoopback } from './loopback.ts';
import { clock, idOf, instanceId, region, target, wireInstance } from './wire-instance.ts';

const clientToken = '5a2ecc0e-68b1-4a1e-9a5b-1f1d0c7d3b11';

let loopback: Loopback | undefined;

afterEach(async () => {
  await loopback?.close();
  loopback = undefined;
});

/** The provider over real clients: several attempts to read, one to act. */
async function providerThatHears(
  reply: (attempt: number) => Reply | 'reset' | 'silence',
  patienceMs = 10_000,
): Promise<{ provider: SupplyChainProvider; server: Loopback }> {
  const server = await startLoopback((_request, attempt) => reply(attempt));
  loopback = server;
  const requestHandler = patientFor(patienceMs);
  const reading = server.client({ maxAttempts: 2, requestHandler });
  const api = createSupplyChainApi({ reading, acting: server.client({ requestHandler }) });
  return { provider: createSupplyChainProvider(api, { region, clock }), server };
}

describe('a call that is taken', () => {
  test('create: the reading is what the service answers', async () => {
    const { provider, server } = await providerThatHears(() => okReply({ instance: wireInstance() }));
    const result = await provider.create({ instanceName: ' factory-eu ', tags: { team: 'logistics' } }, clientToken);
    expect(result).toMatchObject({
      result: 'accepted',
      target,
      observation: {
        subject: { deployment: { target, name: 'factory-eu', status: 'IN_PROGRESS', operation: 'create' } },
      },
    });
    expect(JSON.parse(server.received[0]?.body ?? '')).toEqual({
      instanceName: 'factory-eu',
      tags: { team: 'logistics' },
      clientToken,
    });
  });

  test('create: repeated with the same token, the request is the same', async () => {
    const { provider, server } = await providerThatHears((attempt) =>
      attempt === 1 ? 'reset' : okReply({ instance: wireInstance() }),
    );
    const fields = { instanceName: 'factory-eu', tags: { b: '2', a: '1' } };
    expect(await provider.create(fields, clientToken)).toMatchObject({ result: 'unknown' });
    expect(await provider.create(fields, clientToken)).toMatchObject({ result: 'accepted' });
    expect(server.received).toHaveLength(2);
    expect(server.received[1]?.body).toBe(server.received[0]?.body);
  });

  test('update', async () => {
    const { provider, server } = await providerThatHears(() =>
      okReply({ instance: wireInstance({ state: 'Active' }) }),
    );
    const result = await provider.update(instanceId, { instanceDescription: '' });
    expect(result).toMatchObject({
      result: 'accepted',
      observation: { subject: { deployment: { status: 'SUCCEEDED' } } },
    });
    expect(server.received[0]).toMatchObject({ method: 'PATCH', body: '{"instanceDescription":""}' });
  });

  test('remove', async () => {
    const { provider, server } = await providerThatHears(() =>
      okReply({ instance: wireInstance({ state: 'Deleting' }) }),
    );
    const result = await provider.remove(instanceId);
    expect(result).toMatchObject({
      result: 'accepted',
      observation: { subject: { deployment: { status: 'DELETE_IN_PROGRESS', operation: 'delete' } } },
    });
    expect(server.received[0]).toMatchObject({ method: 'DELETE', url: `/api/instance/${instanceId}` });
  });

  test('without enough for a reading, its ARN is still told', async () => {
    const { provider } = await providerThatHears(() => okReply({ instance: wireInstance({ createdTime: null }) }));
    expect(await provider.create({}, clientToken)).toEqual({ result: 'accepted', target });
  });

  test('without even an id, only that it was taken', async () => {
    const { provider } = await providerThatHears(() => okReply({ instance: wireInstance({ instanceId: 'x' }) }));
    expect(await provider.create({}, clientToken)).toEqual({ result: 'accepted' });
  });
});

describe('a call that is not taken is made once, and is', () => {
  const message = 'the service says no';
  const cases = [
    [
      'a conflict',
      errorReply(409, 'ConflictException'),
      { result: 'refused', conflict: true, error: 'ConflictException', message },
    ],
    [
      'nothing there',
      errorReply(404, 'ResourceNotFoundException'),
      { result: 'refused', conflict: true, error: 'ResourceNotFoundException', message },
    ],
    [
      'a refusal',
      errorReply(400, 'ValidationException'),
      { result: 'refused', conflict: false, error: 'ValidationException', message },
    ],
    [
      'the quota',
      errorReply(402, 'ServiceQuotaExceededException'),
      { result: 'refused', conflict: false, error: 'ServiceQuotaExceededException', message },
    ],
    [
      'no permission',
      errorReply(403, 'AccessDeniedException'),
      { result: 'refused', conflict: false, error: 'AccessDeniedException', message },
    ],
    [
      'a wrong signature',
      errorReply(403, 'InvalidSignatureException'),
      { result: 'refused', conflict: false, error: 'InvalidSignatureException', message },
    ],
    [
      'a quota without a type',
      { status: 402, body: '{"message":"the service says no"}' },
      { result: 'refused', conflict: false, error: 'ServiceQuotaExceededException', message },
    ],
    ['a throttle', errorReply(429, 'ThrottlingException'), { result: 'throttled' }],
    ['a gateway’s throttle', { status: 429, body: 'slow down' }, { result: 'throttled' }],
    [
      'a server’s error',
      errorReply(500, 'InternalServerException'),
      { result: 'unknown', error: 'InternalServerException' },
    ],
    [
      'a gateway’s page',
      { status: 503, body: '<html>busy</html>' },
      { result: 'unknown', error: 'InternalServerException' },
    ],
    ['a gateway’s timeout', { status: 408, body: '' }, { result: 'unknown', error: 'UnknownError' }],
    ['a redirection', { status: 302, headers: { location: '/sign-in' } }, { result: 'unknown', error: 'UnknownError' }],
    ['an answer that is no JSON', { status: 200, body: '<html>' }, { result: 'unknown', error: 'UnreadableAnswer' }],
    [
      'an answer that is cut off',
      { status: 200, body: '{"inst', promised: 99 },
      { result: 'unknown', error: 'UnreadableAnswer' },
    ],
    ['a reset', 'reset', { result: 'unknown' }],
    ['silence', 'silence', { result: 'unknown', error: 'TimeoutError' }],
  ] as const;

  test.each(cases)('%s', async (_, reply, expected) => {
    const { provider, server } = await providerThatHears(() => reply, reply === 'silence' ? 200 : undefined);
    expect(await provider.create({ instanceName: 'factory-eu' }, clientToken)).toMatchObject(expected);
    expect(server.received).toHaveLength(1);
    expect(await provider.update(instanceId, { instanceName: 'new' })).toMatchObject(expected);
    expect(server.received).toHaveLength(2);
    expect(await provider.remove(instanceId)).toMatchObject(expected);
    expect(server.received).toHaveLength(3);
  });

  test('while a read is repeated', async () => {
    const { provider, server } = await providerThatHears((attempt) =>
      attempt === 1 ? errorReply(500, 'InternalServerException') : okReply({ instances: [] }),
    );
    expect(await provider.countInstances()).toBe(0);
    expect(server.received).toHaveLength(2);
  });
});

describe('what the model would refuse is not sent', () => {
  const { api, calls } = fakeApi(() => ({ instance: undefined }));
  const provider = createSupplyChainProvider(api, { region, clock });

  test.each([
    ['create, a name', () => provider.create({ instanceName: '-' }, clientToken), 'instanceName'],
    ['create, no token', () => provider.create({}, ''), 'clientToken'],
    ['create, a short token', () => provider.create({}, 'short'), 'clientToken'],
    ['update, an id', () => provider.update('../x', { instanceName: 'x' }), 'instanceId'],
    ['update, nothing', () => provider.update(instanceId, {}), 'instanceName'],
    ['remove, an id', () => provider.remove('factory-eu'), 'instanceId'],
  ] as const)('%s', async (_, call, member) => {
    calls.length = 0;
    const problems = [{ member, problem: expect.stringMatching(/\S/) }];
    expect(await call()).toEqual({ result: 'refused', conflict: false, error: 'InvalidInput', problems });
    expect(calls).toEqual([]);
  });

  test('10,000 creates: refused with the member named and never sent, or sent as the model allows', async () => {
    const seen = { sent: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(fuzzedFields, fuzzedToken, async (fields, token) => {
        calls.length = 0;
        const result = await provider.create(fields, token);
        if (result.result === 'refused') {
          seen.refused += 1;
          expect(calls).toEqual([]);
          expect(result.problems?.length).toBeGreaterThan(0);
          for (const { member } of result.problems ?? []) {
            expect([...Object.keys(fields), 'clientToken']).toContain(member);
          }
          return;
        }
        seen.sent += 1;
        expect(calls).toHaveLength(1);
        expect(calls[0]?.input).toHaveProperty('clientToken');
        expect(violationsOfModel(calls[0]?.input ?? {})).toEqual([]);
      }),
      { numRuns: 10_000 },
    );
    expect(seen.sent).toBeGreaterThan(1000);
    expect(seen.refused).toBeGreaterThan(1000);
  });

  test('what is sent arrives as it was meant', async () => {
    const heard = await providerThatHears(() => okReply({ instance: wireInstance() }));
    await fc.assert(
      fc.asyncProperty(fuzzedFields, fuzzedToken, async (fields, token) => {
        heard.server.received.length = 0;
        calls.length = 0;
        await provider.create(fields, token);
        await heard.provider.create(fields, token);
        expect(heard.server.received.map(({ body }) => JSON.parse(body))).toEqual(calls.map(({ input }) => input));
      }),
      { numRuns: 300 },
    );
  });
});

describe('the quota', () => {
  test('counts every instance once, to the last page, but not what is deleted', async () => {
    const pages = [
      {
        instances: [
          { instanceId: idOf(1), state: 'Active' },
          { instanceId: idOf(2), state: 'CreateFailed' },
        ],
        nextToken: 'b',
      },
      {
        instances: [
          { instanceId: idOf(2), state: 'Deleting' },
          { instanceId: idOf(3), state: 'Deleted' },
        ],
      },
    ];
    const { api, calls } = fakeApi(() => pages.shift() ?? {});
    expect(await createSupplyChainProvider(api, { region, clock }).countInstances()).toBe(2);
    expect(calls.map(({ input }) => input)).toEqual([{ maxResults: 20 }, { maxResults: 20, nextToken: 'b' }]);
    expect(instanceQuota).toBe(10);
  });

  test('that cannot be counted is told', async () => {
    const { api } = fakeApi(() => {
      throw clientError('AccessDeniedException', 403);
    });
    await expect(createSupplyChainProvider(api, { region, clock }).countInstances()).rejects.toThrow(
      'AccessDeniedException',
    );
  });
});

test('the operations that the bot calls are the ones its policies name', () => {
  expect([...supplyChainOperations].sort()).toEqual([
    'CreateInstance',
    'DeleteInstance',
    'GetInstance',
    'ListInstances',
    'UpdateInstance',
  ]);
});
