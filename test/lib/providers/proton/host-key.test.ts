import 'aws-sdk-client-mock-jest';
import { once } from 'node:events';
import {
  CancelEnvironmentDeploymentCommand,
  CreateServiceTemplateCommand,
  ListEnvironmentsCommand,
} from '@aws-sdk/client-proton';
import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  type ControlPlaneCredential,
  createControlPlane,
  createControlPlaneHttpHandler,
  createControlPlaneHttpServer,
} from '@proton-bot/control-plane';
import { mockClient } from 'aws-sdk-client-mock';
import type { ProviderRuntime } from '../../../../src/lib/providers/module.ts';
import { classify, ProtonUnavailable } from '../../../../src/lib/providers/proton/answers.ts';
import { createClients } from '../../../../src/lib/providers/proton/clients.ts';
import { hostKeyParameter } from '../../../../src/lib/providers/proton/host-settings.ts';

const parameterName = '/proton-bot/proton/key';
const accountId = '123456789012';
const credentials = new Map<string, ControlPlaneCredential>();
const controlPlane = createControlPlane({
  clock: { now: () => Date.now(), schedule: () => () => undefined },
  random: { uuid: () => '5a1c2f60-8a0e-4c6d-9a35-6a1b0c0d0e0f' },
  region: 'eu-central-1',
  accountId,
  emit: () => undefined,
});
const server = createControlPlaneHttpServer((request, response) => void serve(request, response));
const serve = createControlPlaneHttpHandler(controlPlane, {
  requireSignatures: true,
  credentials,
  now: () => Date.now(),
});
const before = { ...process.env };
let endpoint: string;
let ssm: ReturnType<typeof mockClient>;
let nowMs: number;

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server has no address');
  endpoint = `http://127.0.0.1:${String(address.port)}`;
  // What a function of the bot has: credentials of its role, with a session token, which no other host than AWS knows.
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_PROTON: endpoint,
    AWS_ACCESS_KEY_ID: 'ASIAROLE',
    AWS_SECRET_ACCESS_KEY: 'role',
    AWS_SESSION_TOKEN: 'token',
  });
});

afterAll(async () => {
  process.env = before;
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

beforeEach(() => {
  ssm = mockClient(SSMClient);
  nowMs = 0;
  credentials.clear();
  issue('PBAK1', 'first');
});

afterEach(() => ssm.restore());

/** Issues a key, and puts it into the parameter. */
function issue(accessKeyId: string, secretAccessKey: string): void {
  credentials.set(accessKeyId, { secretAccessKey, accountId });
  store(JSON.stringify({ accessKeyId, secretAccessKey, accountId }));
}

function store(value: string | undefined): void {
  ssm
    .on(GetParametersCommand, { Names: [parameterName], WithDecryption: true })
    .resolves(value === undefined ? { InvalidParameters: [parameterName] } : { Parameters: [{ Value: value }] });
}

function clients(environment: Readonly<Record<string, string>> = {}, runtime: Partial<ProviderRuntime> = {}) {
  return createClients(
    {
      region: 'eu-central-1',
      clientSettings: {
        maxAttempts: 1,
        requestHandler: { connectionTimeout: 2000, requestTimeout: 8000, throwOnRequestTimeout: true },
      },
      clock: { now: () => nowMs },
      wait: () => Promise.resolve(),
      tagKeys: { environment: [], service: [] },
      ...runtime,
    },
    { AWS_ENDPOINT_URL_PROTON: endpoint, PROTON_BOT_PROTON_KEY_PARAMETER: parameterName, ...environment },
  );
}

const list = new ListEnvironmentsCommand({});

describe('the key of a host', () => {
  test('signs the calls of both clients, read once for many calls at a time, and again after five minutes', async () => {
    const { reading, acting } = clients();
    await Promise.all([reading.send(list), reading.send(list), reading.send(list)]);
    await acting.send(new CreateServiceTemplateCommand({ name: `web` }));
    nowMs = 299_999;
    await reading.send(list);
    expect(ssm).toHaveReceivedCommandTimes(GetParametersCommand, 1);
    nowMs = 300_000;
    await reading.send(list);
    expect(ssm).toHaveReceivedCommandTimes(GetParametersCommand, 2);
  });

  test('that was revoked is read again, and the call that reads is made once more', async () => {
    const { reading } = clients();
    await reading.send(list);
    credentials.delete('PBAK1');
    issue('PBAK2', 'second');
    nowMs = 60_000;
    expect((await reading.send(list)).environments).toEqual([]);
    // So is one with a new secret.
    issue('PBAK2', 'third');
    nowMs = 120_000;
    expect((await reading.send(list)).environments).toEqual([]);
    expect(ssm).toHaveReceivedCommandTimes(GetParametersCommand, 3);
  });

  test('that was revoked before a call that acts: nothing is done, and it is tried later', async () => {
    const { reading, acting } = clients();
    await reading.send(list);
    credentials.delete('PBAK1');
    issue('PBAK2', 'second');
    nowMs = 60_000;
    const cancel = new CancelEnvironmentDeploymentCommand({ environmentName: 'prod' });
    const error: unknown = await acting.send(cancel).catch((failure: unknown) => failure);
    expect(error).toMatchObject({ name: 'HostKeyChanged' });
    expect(classify(error)).toEqual({ result: 'throttled' });
    // The next one has the new key: this is the answer to the call itself.
    await expect(acting.send(cancel)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('that was revoked a moment after it was read is read again at once', async () => {
    const { reading } = clients();
    await reading.send(list);
    credentials.delete('PBAK1');
    issue('PBAK2', 'second');
    expect((await reading.send(list)).environments).toEqual([]);
    expect(ssm).toHaveReceivedCommandTimes(GetParametersCommand, 2);
  });

  test('that is wrong is read once, and then at most every ten seconds', async () => {
    const { reading } = clients();
    credentials.clear();
    for (nowMs = 0; nowMs < 30_000; nowMs += 1000) {
      await expect(reading.send(list)).rejects.toMatchObject({ name: 'HostKeyUnusable' });
    }
    expect(ssm).toHaveReceivedCommandTimes(GetParametersCommand, 4);
  });

  test.each<[string, string | undefined, string]>([
    ['is missing', undefined, 'is not there'],
    ['is no JSON', 'PBAK1:very secret', 'is not JSON with "accessKeyId" and "secretAccessKey"'],
    ['lacks a part', '{"accessKeyId":"PBAK1"}', 'is not JSON with "accessKeyId" and "secretAccessKey"'],
    ['is refused', '{"accessKeyId":"PBAK9","secretAccessKey":"very secret"}', 'is refused by it'],
  ])('that %s is reported with what to do, and without the secret', async (_what, value, problem) => {
    store(value);
    const error: unknown = await clients()
      .reading.send(list)
      .catch((failure: unknown) => failure);
    const { message } = new ProtonUnavailable('ListEnvironments', error);
    expect(message).toContain(problem);
    expect(message).toContain(parameterName);
    expect(message).toContain('npx proton-bot keys create --json');
    expect(message).not.toContain('secret"');
    expect(message).not.toContain('very secret');
  });

  test('whose parameter cannot be read is asked for again, ten seconds later', async () => {
    ssm.on(GetParametersCommand).rejects(Object.assign(new Error('no'), { name: 'AccessDeniedException' }));
    const { reading } = clients();
    await expect(reading.send(list)).rejects.toMatchObject({
      remedy: expect.stringContaining('AccessDeniedException'),
    });
    await expect(reading.send(list)).rejects.toMatchObject({ name: 'HostKeyUnusable' });
    issue('PBAK1', 'first');
    nowMs = 10_000;
    expect((await reading.send(list)).environments).toEqual([]);
  });
});

describe('other credentials', () => {
  test('are used where no parameter is named, and for the roles of scopes', async () => {
    const refused = { name: 'UnrecognizedClientException' };
    await expect(clients({ PROTON_BOT_PROTON_KEY_PARAMETER: '' }).reading.send(list)).rejects.toMatchObject(refused);
    const role = { accessKeyId: 'ASIASCOPE', secretAccessKey: 'scope', sessionToken: 'token' };
    const inScope = clients({}, { credentials: () => Promise.resolve(role) });
    await expect(inScope.reading.send(list)).rejects.toMatchObject(refused);
    expect(ssm).not.toHaveReceivedCommand(GetParametersCommand);
  });

  test.each([
    ['https://proton.eu-central-1.amazonaws.com', undefined],
    ['https://proton.cn-north-1.amazonaws.com.cn', undefined],
    ['https://proton.eu-central-1.api.aws', undefined],
    ['https://vpce-1.proton.eu-central-1.vpce.amazonaws.com', undefined],
    ['https://proton.example.com', parameterName],
    // What is hosted on AWS is not AWS's own.
    ['https://proton-1.eu-central-1.elb.amazonaws.com', parameterName],
    ['https://amazonaws.com.example.com', parameterName],
    ['http://127.0.0.1:4600', parameterName],
    ['', undefined],
    ['proton.example.com', undefined],
  ])('with %j the parameter is %j', (url, expected) => {
    const environment = { AWS_ENDPOINT_URL_PROTON: url, PROTON_BOT_PROTON_KEY_PARAMETER: parameterName };
    expect(hostKeyParameter(environment)).toBe(expected);
  });
});
