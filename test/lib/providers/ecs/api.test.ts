import { CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import * as client from '@aws-sdk/client-ecs';
import {
  ContinueServiceDeploymentCommand,
  ECSClient,
  ListServiceDeploymentsCommand,
  type ServiceInputTypes,
  type ServiceOutputTypes,
  StopServiceDeploymentCommand,
} from '@aws-sdk/client-ecs';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { type AwsClientStub, mockClient } from 'aws-sdk-client-mock';
import {
  createEcsApi,
  createEcsProvider,
  type EcsApi,
  ecsOperations,
} from '../../../../src/lib/providers/ecs/index.ts';
import { createLogsApi, logLines } from '../../../../src/lib/providers/ecs/log-lines.ts';
import { isReading } from '../../../../src/lib/providers/sdk-api.ts';
import { deployment } from '../../model/subjects.ts';

const target = 'arn:aws:ecs:eu-west-1:111122223333:service/shop/orders';
const subject = deployment({ provider: 'ecs', kind: 'service', target, name: 'shop/orders', id: 'x_-1' });
const serviceDeploymentArn = 'arn:aws:ecs:eu-west-1:111122223333:service-deployment/shop/orders/x_-1';
const options = { region: 'eu-west-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } };

type Stub = AwsClientStub<ECSClient> & { readonly _of?: [ServiceInputTypes, ServiceOutputTypes] };

let reading: Stub;
let acting: Stub;
let api: EcsApi;
beforeEach(() => {
  const clients = { reading: new ECSClient(options), acting: new ECSClient({ ...options, maxAttempts: 1 }) };
  reading = mockClient(clients.reading);
  acting = mockClient(clients.acting);
  api = createEcsApi(clients);
});

function provider() {
  return createEcsProvider({
    api,
    listing: api,
    clock: { now: () => Date.parse('2026-11-21T09:00:00Z') },
    labelsOf: async () => ({ environment: '', service: '', labels: {} }),
    powers: { cancel: true, approve: true, redeploy: true },
  });
}

test('log lines are read by one call, which names the stream; its errors leave the rest as it is', async () => {
  const logsClient = new CloudWatchLogsClient(options);
  const logsMock = mockClient(logsClient);
  const container = {
    name: 'web',
    logConfiguration: {
      logDriver: 'awslogs',
      options: { 'awslogs-group': 'g', 'awslogs-region': 'eu-west-1', 'awslogs-stream-prefix': 'p' },
    },
  } as const;
  const read = async () => ({ taskId: 't1', containers: [container] });
  const { signal } = new AbortController();
  const lines = logLines(read, {
    logs: createLogsApi({ reading: logsClient, acting: logsClient }),
    region: 'eu-west-1',
  });
  logsMock.on(GetLogEventsCommand).resolves({ events: [{ message: 'one' }, {}, { message: 'two\r\nthree' }] });
  expect(await lines.investigate(signal)).toEqual(['web logged: one', 'web logged: two', 'web logged: three']);
  expect(logsMock.calls()[0]?.args[0].input).toEqual({
    logGroupName: 'g',
    logStreamName: 'p/web/t1',
    limit: 20,
    startFromHead: false,
  });
  for (const name of ['ResourceNotFoundException', 'AccessDeniedException', 'ThrottlingException', 'TimeoutError']) {
    logsMock.on(GetLogEventsCommand).rejects(Object.assign(new Error('no'), { name }));
    await expect(lines.investigate(signal)).rejects.toMatchObject({ name: 'EcsUnavailable', retryable: true });
  }
  logsMock.on(GetLogEventsCommand).resolves({});
  expect(await lines.investigate(signal)).toEqual([]);
});

test('every operation has a command of the same name, and what acts has the client that makes one attempt', async () => {
  reading.resolves({});
  acting.resolves({});
  const inputs = { serviceDeploymentArn, hookId: 'one', service: 'orders', services: [], resourceArn: target };
  for (const operation of ecsOperations) {
    expect(`${operation}Command` in client).toBe(true);
    const before = [reading.calls().length, acting.calls().length];
    await api.call(operation, { ...inputs, serviceDeploymentArns: [], daemonArn: '', daemonDeploymentArns: [] });
    const after = [reading.calls().length, acting.calls().length];
    expect(after).toEqual(isReading(operation) ? [(before[0] ?? 0) + 1, before[1]] : [before[0], (before[1] ?? 0) + 1]);
  }
});

describe('a stop on the wire', () => {
  test('names the deployment, and always says that it wants a rollback', async () => {
    acting.on(StopServiceDeploymentCommand).resolves({ serviceDeploymentArn });
    expect(await provider().perform('cancel', subject)).toEqual({ result: 'accepted' });
    expect(acting.commandCalls(StopServiceDeploymentCommand).map(({ args: [command] }) => command.input)).toEqual([
      { serviceDeploymentArn, stopType: 'ROLLBACK' },
    ]);
  });

  test('and a pause is ended by its id, with the action said', async () => {
    acting.on(ContinueServiceDeploymentCommand).resolves({ serviceDeploymentArn });
    expect(await provider().perform('continue', subject, 'ecs-pause-1')).toEqual({ result: 'accepted' });
    expect(acting.commandCalls(ContinueServiceDeploymentCommand).map(({ args: [command] }) => command.input)).toEqual([
      { serviceDeploymentArn, hookId: 'ecs-pause-1', action: 'CONTINUE' },
    ]);
  });

  /** As the client makes them of an answer. */
  const declared = [
    new client.ConflictException({ message: 'm', $metadata: { httpStatusCode: 400 } }),
    new client.AccessDeniedException({ message: 'm', $metadata: { httpStatusCode: 400 } }),
    new client.InvalidParameterException({ message: 'm', $metadata: { httpStatusCode: 400 } }),
    new client.ClientException({ message: 'm', $metadata: { httpStatusCode: 400 } }),
    new client.ServiceDeploymentNotFoundException({ message: 'm', $metadata: { httpStatusCode: 400 } }),
    new client.UnsupportedFeatureException({ message: 'm', $metadata: { httpStatusCode: 400 } }),
  ];
  test.each(declared.map((error) => [error.name, error] as const))('%s is a certain no', async (name, error) => {
    acting.on(StopServiceDeploymentCommand).rejects(error);
    const conflict = ['ConflictException', 'ServiceDeploymentNotFoundException'].includes(name);
    expect(await provider().perform('cancel', subject)).toEqual({ result: 'refused', conflict, error: name });
  });

  test('what the server fails at may have been done', async () => {
    acting
      .on(StopServiceDeploymentCommand)
      .rejects(new client.ServerException({ message: 'm', $metadata: { httpStatusCode: 500 } }));
    expect(await provider().perform('cancel', subject)).toEqual({ result: 'unknown', error: 'ServerException' });
  });
});

describe('a list', () => {
  const brief = { serviceDeploymentArn, status: 'SUCCESSFUL' as const };

  test('is read to its end, over empty pages', async () => {
    reading
      .on(ListServiceDeploymentsCommand, { nextToken: undefined })
      .resolves({ serviceDeployments: [], nextToken: 'second' })
      .on(ListServiceDeploymentsCommand, { nextToken: 'second' })
      .resolves({ serviceDeployments: [brief] })
      .on(client.DescribeServiceDeploymentsCommand)
      .resolves({
        serviceDeployments: [{ ...brief, createdAt: new Date(0), sourceServiceRevisions: [{ arn: 'before' }] }],
      });
    const state = await provider().observe({
      on: 'deployment',
      provider: 'ecs',
      kind: 'service',
      name: 'shop/orders',
      target,
    });
    expect(state?.attempts).toMatchObject([{ subject: { deployment: { id: 'x_-1', phase: 'succeeded' } } }]);
  });

  test('whose token comes round again ends', async () => {
    reading.on(ListServiceDeploymentsCommand).resolves({ serviceDeployments: [], nextToken: 'again' });
    const state = await provider().observe({
      on: 'deployment',
      provider: 'ecs',
      kind: 'service',
      name: 'shop/orders',
      target,
    });
    expect(state?.attempts).toEqual([]);
  });

  test('that is throttled is told as what it is', async () => {
    const error = Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' });
    reading.on(ListServiceDeploymentsCommand).rejects(error);
    const reference = { on: 'deployment', provider: 'ecs', kind: 'service', name: 'shop/orders', target } as const;
    await expect(provider().observe(reference)).rejects.toBe(error);
  });
});
