import { afterEach, describe, expect, test } from '@jest/globals';
import {
  createProtonApi,
  createProtonProvider,
  expectedDeploymentHeader,
  type ProtonApi,
  protonOperations,
  rollbackOperations,
} from '../../../../src/lib/providers/proton/index.ts';
import { connection, deployment } from '../../model/subjects.ts';
import { errorReply, type Loopback, okReply, type Reply, startLoopback } from './loopback.ts';

let loopback: Loopback | undefined;

afterEach(async () => {
  await loopback?.close();
  loopback = undefined;
});

/** The API over SDK clients as the handlers make them: one attempt to act, several to read. */
async function apiThatHears(reply: (attempt: number) => Reply): Promise<{ api: ProtonApi; server: Loopback }> {
  let attempt = 0;
  const server = await startLoopback(() => reply((attempt += 1)));
  loopback = server;
  return { api: createProtonApi({ reading: server.client(2), acting: server.client(1) }), server };
}

const cancels = [
  ['environment', 'prod-eu', 'CancelEnvironmentDeployment', { environmentName: 'prod-eu' }],
  [
    'serviceInstance',
    'orders/api',
    'CancelServiceInstanceDeployment',
    { serviceName: 'orders', serviceInstanceName: 'api' },
  ],
  ['servicePipeline', 'orders/pipeline', 'CancelServicePipelineDeployment', { serviceName: 'orders' }],
  ['component', 'cache', 'CancelComponentDeployment', { componentName: 'cache' }],
] as const;

describe('a cancel on the wire', () => {
  test.each(cancels)(
    'of a %s names its target, and in the header the deployment it is meant for',
    async (kind, name, operation, body) => {
      const { api, server } = await apiThatHears(() => okReply({}));
      const subject = deployment({ kind, name, service: 'orders', id: 'the-one' });
      expect(await createProtonProvider(api).perform('cancel', subject)).toEqual({ result: 'accepted' });
      expect(server.received).toHaveLength(1);
      expect(server.received[0]).toMatchObject({ operation, body });
      expect(server.received[0]?.headers[expectedDeploymentHeader]).toBe('the-one');
    },
  );

  test('has no such header where the id is not known', async () => {
    const { api, server } = await apiThatHears(() => okReply({}));
    await createProtonProvider(api).perform('cancel', deployment({ id: '' }));
    expect(server.received[0]?.headers).not.toHaveProperty(expectedDeploymentHeader);
  });

  test('says the right id however many calls are under way at once', async () => {
    const { api, server } = await apiThatHears(() => okReply({}));
    const provider = createProtonProvider(api);
    const ids = ['a', 'b', 'c', 'd'];
    await Promise.all(
      ids.map((id) => provider.perform('cancel', deployment({ kind: 'environment', name: `env-${id}`, id }))),
    );
    const said = server.received.map(
      ({ body, headers }) => `${String(body['environmentName'])}: ${String(headers[expectedDeploymentHeader])}`,
    );
    expect(said.sort()).toEqual(ids.map((id) => `env-${id}: ${id}`));
  });

  test('says it also when two APIs share a client', async () => {
    const server = await startLoopback(() => okReply({}));
    loopback = server;
    const clients = { reading: server.client(1), acting: server.client(1) };
    const [first, second] = [createProtonApi(clients), createProtonApi(clients)];
    await createProtonProvider(first).perform('cancel', deployment({ id: 'of-the-first' }));
    await createProtonProvider(second).perform('cancel', deployment({ id: 'of-the-second' }));
    expect(server.received.map(({ headers }) => headers[expectedDeploymentHeader])).toEqual([
      'of-the-first',
      'of-the-second',
    ]);
  });
});

describe('accept and reject on the wire', () => {
  test.each([
    ['accept', 'AcceptEnvironmentAccountConnection'],
    ['reject', 'RejectEnvironmentAccountConnection'],
  ] as const)('%s is %s by id, without a header of ours', async (action, operation) => {
    const { api, server } = await apiThatHears(() => okReply({}));
    const subject = connection();
    expect(await createProtonProvider(api).perform(action, subject)).toEqual({ result: 'accepted' });
    if (subject.on !== 'connection') throw new Error('not a connection');
    expect(server.received[0]).toMatchObject({ operation, body: { id: subject.connection.id } });
    expect(server.received[0]?.headers).not.toHaveProperty(expectedDeploymentHeader);
  });
});

describe('a call that changes something is made once, whatever comes of it', () => {
  const failures = [
    ['a reset', 'reset', { result: 'unknown' }],
    ['no answer', 'silence', { result: 'unknown' }],
    ['a server’s error', errorReply(500, 'InternalServerException'), { result: 'unknown' }],
    ['a gateway’s page', { status: 503, body: '<html>busy</html>' }, { result: 'unknown' }],
    ['an answer that is no JSON', { status: 200, body: '<html>' }, { result: 'unknown' }],
    ['a throttle', errorReply(400, 'ThrottlingException'), { result: 'throttled' }],
    ['a conflict', errorReply(400, 'ConflictException'), { result: 'refused', conflict: true }],
    ['a refusal', errorReply(400, 'ValidationException'), { result: 'refused', conflict: false }],
  ] as const;

  test.each(failures)('after %s', async (_, reply, expected) => {
    const { api, server } = await apiThatHears(() => reply);
    const provider = createProtonProvider(api);
    expect(await provider.perform('cancel', deployment())).toMatchObject(expected);
    expect(server.received).toHaveLength(1);
    expect(await provider.perform('accept', connection())).toMatchObject(expected);
    expect(server.received).toHaveLength(2);
  });

  test('while a read is repeated', async () => {
    const { api, server } = await apiThatHears((attempt) => (attempt === 1 ? 'reset' : okReply({ environment: {} })));
    await api.call('GetEnvironment', { name: 'prod-eu' });
    expect(server.received).toHaveLength(2);
  });
});

test('the operations that the bot calls are the ones its policies name', () => {
  expect([...protonOperations, ...rollbackOperations].sort()).toEqual([
    'AcceptEnvironmentAccountConnection',
    'CancelComponentDeployment',
    'CancelEnvironmentDeployment',
    'CancelServiceInstanceDeployment',
    'CancelServicePipelineDeployment',
    'GetComponent',
    'GetDeployment',
    'GetEnvironment',
    'GetEnvironmentAccountConnection',
    'GetEnvironmentTemplateVersion',
    'GetService',
    'GetServiceInstance',
    'GetServiceTemplateVersion',
    'ListComponents',
    'ListDeployments',
    'ListEnvironmentAccountConnections',
    'ListEnvironments',
    'ListServiceInstances',
    'RejectEnvironmentAccountConnection',
    'UpdateComponent',
    'UpdateEnvironment',
    'UpdateServiceInstance',
    'UpdateServicePipeline',
  ]);
});
