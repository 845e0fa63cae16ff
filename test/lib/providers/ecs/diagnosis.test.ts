import { beforeEach, describe, expect, test } from '@jest/globals';
import { diagnosisOf } from '../../../../src/lib/model/diagnosis.ts';
import type { DeploymentFacts } from '../../../../src/lib/model/subject.ts';
import { clientError, minuteMs, Shop } from './shop.ts';

let shop: Shop;
beforeEach(async () => {
  shop = new Shop();
  await shop.run('orders');
});

/** What each investigator finds; the name of its error if it finds nothing. */
function investigate(facts: DeploymentFacts) {
  shop.calls.length = 0;
  const { signal } = new AbortController();
  return Promise.all(
    (shop.provider.investigators?.(facts) ?? []).map((one) =>
      one.investigate(signal).catch((error: unknown) => [String(Reflect.get(Object(error), 'name'))]),
    ),
  );
}

async function deployed(outcome: 'fail' | 'succeed'): Promise<DeploymentFacts> {
  shop.script('orders', outcome);
  const deploymentConfiguration = { deploymentCircuitBreaker: { enable: true, rollback: false } };
  shop.deploy('orders', { deploymentConfiguration });
  await shop.clock.advance(outcome === 'fail' ? minuteMs : 1_000);
  return (await shop.only('orders')).facts;
}

describe('a diagnosis of a service deployment', () => {
  test('whose tasks fail has why they stopped, with the exit code, and what ECS says of the service', async () => {
    const [tasks, events, definitions] = await investigate(await deployed('fail'));
    expect(tasks?.[0]).toMatch(
      /^task \d{32} of .+ stopped at 2026-11-21 \d\d:\d\d:\d\d UTC: EssentialContainerExited: Essential container in task exited$/,
    );
    expect(tasks?.[1]).toBe('container orders: exit code 1');
    expect(events?.[0]).toMatch(
      /^2026-11-21 \d\d:\d\d:\d\d UTC: \(service orders\) is unable to consistently start tasks successfully\.$/,
    );
    // The local ECS knows no task definition that nobody registered.
    expect(definitions).toEqual(['EcsUnavailable']);
    expect(shop.calls.map(({ operation }) => operation).toSorted()).toEqual([
      'DescribeServices',
      'DescribeTaskDefinition',
      'DescribeTasks',
      'ListTasks',
    ]);
  });

  test('of a healthy one is none, by two calls', async () => {
    expect(await investigate(await deployed('succeed'))).toEqual([[], [], [], []]);
    expect(shop.calls.map(({ operation }) => operation).toSorted()).toEqual(['DescribeServices', 'ListTasks']);
  });

  test('has failing health checks, and leaves out what goes well and what was before', async () => {
    const facts = await deployed('succeed');
    const at = (second: number) => new Date(facts.startedAtMs + second * 1000);
    const unhealthy = '(service orders) (port 80) is unhealthy in (target-group web) due to (reason Request timed out)';
    shop.instead = (operation) =>
      operation === 'DescribeServices'
        ? {
            services: [
              {
                events: [
                  { createdAt: at(9), message: '(service orders) has started 1 tasks: (task 1).' },
                  { createdAt: at(5), message: unhealthy },
                  { createdAt: at(-5), message: unhealthy },
                ],
              },
            ],
          }
        : undefined;
    const [, events] = await investigate(facts);
    expect(events).toHaveLength(1);
    expect(events?.[0]).toContain(unhealthy);
  });

  test('that is denied is an error of each, and a daemon has none', async () => {
    const facts = await deployed('succeed');
    shop.instead = () => {
      throw clientError('AccessDeniedException');
    };
    expect(await investigate(facts)).toEqual(Array.from({ length: 4 }, () => ['EcsUnavailable']));
    expect(await investigate({ ...facts, kind: 'daemon' })).toEqual([[], [], [], []]);
    expect(shop.calls).toEqual([]);
  });
});

describe('what the newest stopped task is made of, and what it logged', () => {
  const logConfiguration = {
    logDriver: 'awslogs',
    options: { 'awslogs-group': '/ecs/orders', 'awslogs-region': 'eu-central-1', 'awslogs-stream-prefix': 'ecs' },
  };
  const web = {
    name: 'web',
    image: '111122223333.dkr.ecr.eu-central-1.amazonaws.com/orders:v42',
    healthCheck: { command: ['CMD-SHELL', 'curl -f http://user:hunter2@localhost:81/'] },
    environment: [{ name: 'DB_PASSWORD', value: 'hunter2' }],
    logConfiguration,
  };

  /** A deployment whose tasks fail, of such containers. */
  async function failing(containerDefinitions: readonly object[]): Promise<DeploymentFacts> {
    const { taskDefinition } = Object(
      shop.ecs.call('RegisterTaskDefinition', { family: 'orders', containerDefinitions }),
    );
    shop.script('orders', 'fail');
    const deploymentConfiguration = { deploymentCircuitBreaker: { enable: true, rollback: false } };
    shop.deploy('orders', { taskDefinition: taskDefinition.taskDefinitionArn, deploymentConfiguration });
    await shop.clock.advance(minuteMs);
    return (await shop.only('orders')).facts;
  }

  async function streamOfNewest(): Promise<string> {
    const { taskArns } = Object(
      shop.ecs.call('ListTasks', { cluster: 'shop', serviceName: 'orders', desiredStatus: 'STOPPED' }),
    );
    return `ecs/web/${String(taskArns[0]).split('/').at(-1)}`;
  }

  test('the image and the health check, without the environment', async () => {
    const [, , definitions] = await investigate(await failing([web, { name: 'sidecar', image: 'envoy' }]));
    expect(definitions).toEqual([
      `container web is made of ${web.image}: health check CMD-SHELL curl -f http://user:hunter2@localhost:81/`,
      'container sidecar is made of envoy',
    ]);
    // What is kept and shown has no secrets.
    expect(diagnosisOf([definitions ?? []], 1)?.text).not.toContain('hunter2');
  });

  test('the last twenty lines, oldest first, from the documented stream', async () => {
    const facts = await failing([web]);
    const lines = Array.from({ length: 30 }, (_, index) => `line ${index}`);
    shop.logs.write('/ecs/orders', await streamOfNewest(), lines);
    const [, , , logged] = await investigate(facts);
    expect(logged).toEqual(lines.slice(-20).map((line) => `web logged: ${line}`));
    expect(shop.logCalls).toEqual([
      { logGroupName: '/ecs/orders', logStreamName: await streamOfNewest(), limit: 20, startFromHead: false },
    ]);
  });

  test('secrets go before anything is cut, also one of many lines; what is long is cut, and the newest lines stay', async () => {
    const facts = await failing([web]);
    const key = ['-----BEGIN PRIVATE KEY-----', 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC', '-----END PRIVATE KEY-----'];
    const tooLong = 'x'.repeat(5_000);
    shop.logs.write('/ecs/orders', await streamOfNewest(), [
      ...Array.from({ length: 10 }, (_, index) => `early ${index} ${tooLong}`),
      ...key,
      'password=hunter2',
      '',
      'exit: no such table',
    ]);
    const [tasks, events, definitions, logged = []] = await investigate(facts);
    expect(logged.at(-1)).toBe('web logged: exit: no such table');
    expect(logged.join('\n')).not.toMatch(/hunter2|MIIEvQ/);
    expect(logged.every((line) => line.length < 330)).toBe(true);
    const whole = diagnosisOf([tasks ?? [], events ?? [], definitions ?? [], logged], 1)?.text ?? '';
    expect(new TextEncoder().encode(whole).length).toBeLessThanOrEqual(4096);
    expect(whole).toContain('no such table');
  });

  test.each([
    ['another log driver', { ...web, logConfiguration: { ...logConfiguration, logDriver: 'splunk' } }],
    [
      'another Region',
      {
        ...web,
        logConfiguration: {
          ...logConfiguration,
          options: { ...logConfiguration.options, 'awslogs-region': 'us-east-1' },
        },
      },
    ],
    [
      'no prefix, so that nobody knows the stream',
      { ...web, logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': 'g' } } },
    ],
    ['no log configuration', { name: 'web', image: 'web' }],
  ])('%s: no log is asked for', async (_name, container) => {
    const [, , , logged] = await investigate(await failing([container]));
    expect([logged, shop.logCalls]).toEqual([[], []]);
  });

  test('a log that is denied, or not there, takes nothing from the rest', async () => {
    const [tasks, , definitions, logged] = await investigate(await failing([web]));
    expect([tasks?.length, definitions?.length, logged]).toEqual([6, 1, ['EcsUnavailable']]);
  });

  test('the tasks and their definition are read once for all of them', async () => {
    await investigate(await failing([web]));
    expect(shop.calls.map(({ operation }) => operation).toSorted()).toEqual([
      'DescribeServices',
      'DescribeTaskDefinition',
      'DescribeTasks',
      'ListTasks',
    ]);
  });
});
