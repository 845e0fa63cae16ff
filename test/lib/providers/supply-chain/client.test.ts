import { afterEach, describe, expect, test } from '@jest/globals';
import { HttpRequest } from '@smithy/core/protocols';
import {
  CreateInstanceCommand,
  DeleteInstanceCommand,
  GetInstanceCommand,
  ListInstancesCommand,
  SupplyChainClient,
  UpdateInstanceCommand,
} from '../../../../src/lib/providers/supply-chain/client/index.ts';
import { errorReply, type Loopback, okReply, type Reply, startLoopback } from './loopback.ts';
import { createdAtMs, instanceId, wireInstance } from './wire-instance.ts';

let loopback: Loopback | undefined;

afterEach(async () => {
  await loopback?.close();
  loopback = undefined;
});

async function serverThat(reply: Parameters<typeof startLoopback>[0]): Promise<Loopback> {
  loopback = await startLoopback(reply);
  return loopback;
}

const answersAnInstance = () => okReply({ instance: wireInstance() });

describe('the five operations on the wire', () => {
  test('CreateInstance: POST, with everything in the body', async () => {
    const server = await serverThat(answersAnInstance);
    const input = {
      instanceName: 'factory-eu',
      instanceDescription: 'all plants',
      kmsKeyArn: 'arn:aws:kms:eu-central-1:111122223333:key/b14ffc39-b7d4-45ab-991a-6257a7f0d24d',
      webAppDnsDomain: 'factory',
      tags: { team: 'logistics', 'cost centre': 'ä 7' },
      clientToken: 'a-client-token-of-33-characters-0',
    };
    const { instance } = await server.client().send(new CreateInstanceCommand(input));
    const [request] = server.received;
    expect(request).toMatchObject({ method: 'POST', url: '/api/instance' });
    expect(request?.headers['content-type']).toBe('application/json');
    expect(JSON.parse(request?.body ?? '')).toEqual(input);
    expect(instance).toEqual({
      instanceId,
      awsAccountId: '111122223333',
      state: 'Initializing',
      createdTime: new Date(createdAtMs),
      lastModifiedTime: new Date(createdAtMs),
      instanceName: 'factory-eu',
      instanceDescription: 'all plants in Europe',
      versionNumber: 2,
    });
  });

  test('CreateInstance without a token makes one up, as every SDK client does: a UUID', async () => {
    const server = await serverThat(answersAnInstance);
    await server.client().send(new CreateInstanceCommand({}));
    const { clientToken } = JSON.parse(server.received[0]?.body ?? '');
    expect(clientToken).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });

  test('GetInstance: the id is one segment of the path, whatever is in it', async () => {
    const server = await serverThat(answersAnInstance);
    await server.client().send(new GetInstanceCommand({ instanceId: 'a/../b ?c=d#e%' }));
    expect(server.received[0]).toMatchObject({
      method: 'GET',
      url: '/api/instance/a%2F..%2Fb%20%3Fc%3Dd%23e%25',
      body: '',
    });
  });

  test('ListInstances: lists in the query are repeated', async () => {
    const server = await serverThat(() => okReply({ instances: [wireInstance()], nextToken: 'more' }));
    const answer = await server.client().send(
      new ListInstancesCommand({
        maxResults: 20,
        nextToken: 'a+b/c=&',
        instanceNameFilter: ['factory eu', "o'brien & co"],
        instanceStateFilter: ['Initializing', 'Deleting'],
      }),
    );
    const [request] = server.received;
    expect(request?.method).toBe('GET');
    const url = new URL(request?.url ?? '', server.url);
    expect(url.pathname).toBe('/api/instance');
    expect(url.searchParams.getAll('instanceNameFilter')).toEqual(['factory eu', "o'brien & co"]);
    expect(url.searchParams.getAll('instanceStateFilter')).toEqual(['Initializing', 'Deleting']);
    expect(url.searchParams.get('nextToken')).toBe('a+b/c=&');
    expect(url.searchParams.get('maxResults')).toBe('20');
    expect(request?.url).not.toContain('+');
    expect(answer).toMatchObject({ instances: [{ instanceId, state: 'Initializing' }], nextToken: 'more' });
  });

  test('UpdateInstance: PATCH, the id in the path and nothing of it in the body', async () => {
    const server = await serverThat(answersAnInstance);
    await server.client().send(new UpdateInstanceCommand({ instanceId, instanceName: 'new', instanceDescription: '' }));
    expect(server.received[0]).toMatchObject({ method: 'PATCH', url: `/api/instance/${instanceId}` });
    expect(JSON.parse(server.received[0]?.body ?? '')).toEqual({ instanceName: 'new', instanceDescription: '' });
  });

  test('DeleteInstance: DELETE, without a body', async () => {
    const server = await serverThat(() => okReply({ instance: wireInstance({ state: 'Deleting' }) }));
    const { instance } = await server.client().send(new DeleteInstanceCommand({ instanceId }));
    expect(server.received[0]).toMatchObject({ method: 'DELETE', url: `/api/instance/${instanceId}`, body: '' });
    expect(instance?.state).toBe('Deleting');
  });

  test('without the id that the path needs nothing is sent', async () => {
    const server = await serverThat(answersAnInstance);
    await expect(server.client().send(new GetInstanceCommand({ instanceId: undefined }))).rejects.toThrow('instanceId');
    expect(server.received).toEqual([]);
  });
});

describe('as an SDK client', () => {
  test('requests are signed for scn in the client’s Region', async () => {
    const server = await serverThat(answersAnInstance);
    await server.client({ region: 'us-west-2' }).send(new GetInstanceCommand({ instanceId }));
    const { authorization } = server.received[0]?.headers ?? {};
    expect(authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=test\/\d{8}\/us-west-2\/scn\/aws4_request, /);
    expect(authorization).toMatch(/Signature=[0-9a-f]{64}$/);
  });

  test('an output says of which request it is the answer', async () => {
    const server = await serverThat(answersAnInstance);
    const { $metadata } = await server.client().send(new GetInstanceCommand({ instanceId }));
    expect($metadata).toMatchObject({ httpStatusCode: 200, requestId: 'request-1', attempts: 1 });
  });

  test('what is absent or null in an answer is absent in the output; unknownFields are left out', async () => {
    const instance = { ...wireInstance({ kmsKeyArn: null, colour: 'green' }), ['__proto__']: { state: 'Active' } };
    const server = await serverThat(() => okReply({ instance, more: [] }));
    const output = await server.client().send(new GetInstanceCommand({ instanceId }));
    expect(output.instance).not.toHaveProperty('kmsKeyArn');
    expect(output.instance).not.toHaveProperty('colour');
    expect(output.instance?.state).toBe('Initializing');
  });

  test('a call can be given up', async () => {
    const server = await serverThat(() => 'silence');
    const controller = new AbortController();
    const call = server
      .client({ requestHandler: { requestTimeout: 30_000 } })
      .send(new GetInstanceCommand({ instanceId }), { abortSignal: controller.signal });
    controller.abort();
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('the configured number of attempts is kept', async () => {
    const server = await serverThat(answersAnInstance);
    expect(await server.client({ maxAttempts: 1 }).config.maxAttempts()).toBe(1);
    expect(await server.client({ maxAttempts: 5 }).config.maxAttempts()).toBe(5);
  });
});

describe('the endpoint', () => {
  const variables = ['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_SUPPLYCHAIN'] as const;
  const before = variables.map((name) => [name, process.env[name]] as const);

  afterEach(() => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });

  /** Where a request would go; it goes nowhere. */
  async function addressOf(settings: ConstructorParameters<typeof SupplyChainClient>[0]): Promise<string> {
    const addresses: string[] = [];
    const client = new SupplyChainClient({
      region: 'eu-central-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 1,
      ...settings,
    });
    client.middlewareStack.add(
      () => async (args) => {
        if (!HttpRequest.isInstance(args.request)) throw new Error('no request');
        const { protocol, hostname, port, path } = args.request;
        addresses.push(`${protocol}//${hostname}${port ? `:${port}` : ''}${path}`);
        throw new Error('nothing is sent');
      },
      { step: 'finalizeRequest', priority: 'low' },
    );
    await expect(client.send(new ListInstancesCommand({}))).rejects.toThrow('nothing is sent');
    return addresses.join();
  }

  test('is the Region’s, in the partition of the Region', async () => {
    for (const name of variables) delete process.env[name];
    expect(await addressOf({})).toBe('https://scn.eu-central-1.amazonaws.com/api/instance');
    expect(await addressOf({ region: 'cn-north-1' })).toBe('https://scn.cn-north-1.amazonaws.com.cn/api/instance');
    expect(await addressOf({ useFipsEndpoint: true })).toBe('https://scn-fips.eu-central-1.amazonaws.com/api/instance');
    expect(await addressOf({ useDualstackEndpoint: true })).toBe('https://scn.eu-central-1.api.aws/api/instance');
  });

  test('is what the environment says, for all services or for this one', async () => {
    process.env['AWS_ENDPOINT_URL'] = 'http://127.0.0.1:4566';
    delete process.env['AWS_ENDPOINT_URL_SUPPLYCHAIN'];
    expect(await addressOf({})).toBe('http://127.0.0.1:4566/api/instance');
    process.env['AWS_ENDPOINT_URL_SUPPLYCHAIN'] = 'http://127.0.0.1:4567/prefix';
    expect(await addressOf({})).toBe('http://127.0.0.1:4567/prefix/api/instance');
    expect(await addressOf({ endpoint: 'http://127.0.0.1:4568' })).toBe('http://127.0.0.1:4568/api/instance');
  });

  test('of one’s own goes together neither with FIPS nor with dual-stack', async () => {
    const common = {
      region: 'eu-central-1',
      endpoint: 'http://127.0.0.1:1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    };
    for (const settings of [{ useFipsEndpoint: true }, { useDualstackEndpoint: true }]) {
      const client = new SupplyChainClient({ ...common, ...settings });
      await expect(client.send(new ListInstancesCommand({}))).rejects.toThrow('Invalid Configuration');
    }
  });
});

describe('how often is asked', () => {
  const again: readonly (readonly [string, Reply | 'reset'])[] = [
    ['a throttle', errorReply(429, 'ThrottlingException')],
    ['a server’s error', errorReply(500, 'InternalServerException')],
    ['a connection that breaks', 'reset'],
    ['an answer that is cut off', { status: 200, body: '{"instance":{', promised: 500 }],
  ];
  const never: readonly (readonly [string, Reply])[] = [
    ['a validation error', errorReply(400, 'ValidationException')],
    ['a quota', errorReply(402, 'ServiceQuotaExceededException')],
    ['no permission', errorReply(403, 'AccessDeniedException')],
    ['nothing there', errorReply(404, 'ResourceNotFoundException')],
    ['a conflict', errorReply(409, 'ConflictException')],
    ['an answer that is no JSON', { status: 200, body: '<html>' }],
  ];

  test.each(again)('again after %s, as often as it may', async (_, reply) => {
    const server = await serverThat((_request, attempt) => (attempt === 1 ? reply : answersAnInstance()));
    const { $metadata } = await server.client({ maxAttempts: 2 }).send(new GetInstanceCommand({ instanceId }));
    expect($metadata.attempts).toBe(2);
    expect(server.received).toHaveLength(2);
  });

  test.each(again)('once in all after %s, where one attempt is allowed', async (_, reply) => {
    const server = await serverThat(() => reply);
    const create = new CreateInstanceCommand({ instanceName: 'factory-eu' });
    await expect(server.client({ maxAttempts: 1 }).send(create)).rejects.toBeInstanceOf(Error);
    expect(server.received).toHaveLength(1);
  });

  test.each(never)('once in all after %s', async (_, reply) => {
    const server = await serverThat(() => reply);
    await expect(server.client({ maxAttempts: 3 }).send(new GetInstanceCommand({ instanceId }))).rejects.toBeInstanceOf(
      Error,
    );
    expect(server.received).toHaveLength(1);
  });
});
