import * as client from '@aws-sdk/client-ecs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ManualClock } from '../../src/index.ts';
import { type CloudUnderTest, startCloudUnderTest } from '../fixture/cloud.ts';

const minuteMs = 60_000;
const service = 'arn:aws:ecs:eu-central-1:123456789012:service/shop/orders';

let clock: ManualClock;
let running: CloudUnderTest;
let ecs: client.ECSClient;
beforeEach(async () => {
  clock = new ManualClock(Date.parse('2026-11-21T10:00:00.250Z'));
  running = await startCloudUnderTest({ template: { Resources: {} }, clock });
  ecs = new client.ECSClient({
    endpoint: running.cloud.endpointUrl,
    region: 'eu-central-1',
    credentials: { accessKeyId: '123456789012', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  await ecs.send(new client.CreateClusterCommand({ clusterName: 'shop' }));
  await ecs.send(
    new client.CreateServiceCommand({
      cluster: 'shop',
      serviceName: 'orders',
      taskDefinition: 'orders:1',
      desiredCount: 2,
      tags: [{ key: 'environment', value: 'prod' }],
      deploymentConfiguration: {
        strategy: 'LINEAR',
        bakeTimeInMinutes: 1,
        linearConfiguration: { stepPercent: 50, stepBakeTimeInMinutes: 1 },
        alarms: { enable: true, rollback: true, alarmNames: ['orders-5xx'] },
        lifecycleHooks: [{ targetType: 'PAUSE', lifecycleStages: ['POST_SCALE_UP'] }],
      },
    }),
  );
  await clock.advance(minuteMs);
});
afterEach(async () => {
  ecs.destroy();
  await running.stop();
  expect(clock.pendingTimers).toBe(0);
});

async function arnOfDeployment(): Promise<string> {
  const { serviceDeployments = [] } = await ecs.send(
    new client.ListServiceDeploymentsCommand({ cluster: 'shop', service: 'orders' }),
  );
  return serviceDeployments[0]?.serviceDeploymentArn ?? '';
}

/**
 * What is in an answer and not in what the SDK's client makes of it: its schema, which AWS generates from the API model, has no such
 * member, or another type.
 */
function strange(answered: unknown, parsed: unknown, path = ''): readonly string[] {
  if (answered === undefined || answered === null) return [];
  if (Array.isArray(answered)) {
    if (!Array.isArray(parsed)) return [path];
    return answered.flatMap((member, index) => strange(member, parsed[index], `${path}[${index}]`));
  }
  if (typeof answered === 'object') {
    if (typeof parsed !== 'object' || parsed === null || parsed instanceof Date) return [path];
    const known = new Map<string, unknown>(Object.entries(parsed));
    return Object.entries(answered).flatMap(([name, value]) => strange(value, known.get(name), `${path}.${name}`));
  }
  if (parsed instanceof Date) return typeof answered === 'number' && parsed.getTime() === answered * 1000 ? [] : [path];
  return answered === parsed ? [] : [path];
}

describe('answers', () => {
  test('have no member and no type that the API model does not have', async () => {
    const { cloud } = running;
    cloud.ecs.call('CreateDaemon', { daemonName: 'agent', clusterArn: 'shop' });
    const daemonArn = 'arn:aws:ecs:eu-central-1:123456789012:daemon/shop/agent';
    const deployment = await arnOfDeployment();
    const { daemonDeployments } = cloud.ecs.call('ListDaemonDeployments', { daemonArn });
    const daemonDeploymentArns = [String(Object(daemonDeployments)[0].daemonDeploymentArn)];
    const described = await ecs.send(
      new client.DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [deployment] }),
    );
    const revision = described.serviceDeployments?.[0]?.targetServiceRevision?.arn ?? '';
    const orders = { cluster: 'shop', service: 'orders' };
    const asked = [
      ['ListClusters', {}, await ecs.send(new client.ListClustersCommand({}))],
      ['ListServices', { cluster: 'shop' }, await ecs.send(new client.ListServicesCommand({ cluster: 'shop' }))],
      [
        'DescribeServices',
        { cluster: 'shop', services: [service, 'none'], include: ['TAGS'] },
        await ecs.send(
          new client.DescribeServicesCommand({ cluster: 'shop', services: [service, 'none'], include: ['TAGS'] }),
        ),
      ],
      ['ListServiceDeployments', orders, await ecs.send(new client.ListServiceDeploymentsCommand(orders))],
      ['DescribeServiceDeployments', { serviceDeploymentArns: [deployment] }, described],
      [
        'DescribeServiceRevisions',
        { serviceRevisionArns: [revision] },
        await ecs.send(new client.DescribeServiceRevisionsCommand({ serviceRevisionArns: [revision] })),
      ],
      [
        'ListTagsForResource',
        { resourceArn: service },
        await ecs.send(new client.ListTagsForResourceCommand({ resourceArn: service })),
      ],
      ['ListDaemons', { clusterArn: 'shop' }, await ecs.send(new client.ListDaemonsCommand({ clusterArn: 'shop' }))],
      ['ListDaemonDeployments', { daemonArn }, await ecs.send(new client.ListDaemonDeploymentsCommand({ daemonArn }))],
      [
        'DescribeDaemonDeployments',
        { daemonDeploymentArns },
        await ecs.send(new client.DescribeDaemonDeploymentsCommand({ daemonDeploymentArns })),
      ],
    ] as const;
    for (const [operation, input, parsed] of asked) {
      const answered: unknown = JSON.parse(JSON.stringify(cloud.ecs.call(operation, input)));
      expect([operation, strange(answered, parsed)]).toEqual([operation, []]);
      expect(Object.keys(Object(answered)).length).toBeGreaterThan(0);
    }
  });

  test('the check would notice', () => {
    const parsed = { at: new Date(1_000), list: [{ name: 'a' }] };
    expect(strange({ at: 1, list: [{ name: 'a' }] }, parsed)).toEqual([]);
    expect(strange({ at: '1', list: [{ name: 'a', more: 1 }], other: 1 }, parsed)).toEqual([
      '.at',
      '.list[0].more',
      '.other',
    ]);
  });
});

describe('errors', () => {
  const nowhere = () => ecs.send(new client.ListServicesCommand({ cluster: 'none' }));
  const nothing = () => ecs.send(new client.ListServiceDeploymentsCommand({ cluster: 'shop', service: 'none' }));
  const tooMany = () => ecs.send(new client.ListServicesCommand({ cluster: 'shop', maxResults: 500 }));
  const unknown = () =>
    ecs.send(new client.StopServiceDeploymentCommand({ serviceDeploymentArn: 'none', stopType: 'ROLLBACK' }));
  test.each([
    ['ServiceNotFoundException', client.ServiceNotFoundException, nothing],
    ['ClusterNotFoundException', client.ClusterNotFoundException, nowhere],
    ['InvalidParameterException', client.InvalidParameterException, tooMany],
    ['ServiceDeploymentNotFoundException', client.ServiceDeploymentNotFoundException, unknown],
  ] as const)('%s is the class that the client has for it', async (_, errorClass, send) => {
    const error: unknown = await send().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(errorClass);
    expect(error).toHaveProperty('$metadata.httpStatusCode', 400);
  });

  test('a throttle is one to the client, too', async () => {
    running.cloud.setFaults({ calls: [{ service: 'ecs', operation: 'ListClusters', how: 'throttle' }] });
    await expect(ecs.send(new client.ListClustersCommand({}))).rejects.toHaveProperty('name', 'ThrottlingException');
  });
});

describe('over HTTP', () => {
  test('a pause is ended, a deployment stopped, and the events come to the bus', async () => {
    const deployment = await arnOfDeployment();
    const describe = async () => {
      const answer = await ecs.send(
        new client.DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [deployment] }),
      );
      return answer.serviceDeployments?.[0];
    };
    const { hookId = '' } = (await describe())?.lifecycleHookDetails?.[0] ?? {};
    const goOn = { serviceDeploymentArn: deployment, hookId, action: 'CONTINUE' } as const;
    await ecs.send(new client.ContinueServiceDeploymentCommand(goOn));
    await clock.advance(10_000);
    await ecs.send(new client.StopServiceDeploymentCommand({ serviceDeploymentArn: deployment, stopType: 'ROLLBACK' }));
    expect((await describe())?.status).toBe('ROLLBACK_REQUESTED');
    const names = running.activities.flatMap((activity) =>
      activity.kind === 'event' ? [String(activity.event.detail['eventName'])] : [],
    );
    expect(names).toEqual(['SERVICE_DEPLOYMENT_IN_PROGRESS', 'HOOK_AWAITING_ACTION', 'HOOK_SUCCEEDED']);
  });

  test('outcomes are scripted by ARN, and what is no service of ECS goes on to the next', async () => {
    const script = (body: object) =>
      fetch(`${running.cloud.endpointUrl}/_local-aws/outcomes`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    expect((await script({ target: service, outcome: 'hang' })).status).toBe(200);
    expect((await script({ target: service, outcome: 'explode' })).status).toBe(400);
    expect((await script({ target: 'instance/factory', outcome: 'hang' })).status).toBe(200);
  });

  test('the Region is that of the signature, and a key that is an account id stands for that account', async () => {
    const other = new client.ECSClient({
      endpoint: running.cloud.endpointUrl,
      region: 'us-east-1',
      credentials: { accessKeyId: '111122223333', secretAccessKey: 'test' },
    });
    expect((await other.send(new client.ListClustersCommand({}))).clusterArns).toEqual([]);
    const { cluster } = await other.send(new client.CreateClusterCommand({ clusterName: 'shop' }));
    expect(cluster?.clusterArn).toBe('arn:aws:ecs:us-east-1:111122223333:cluster/shop');
    other.destroy();
  });
});

test("the SDK's waiters see a service that is stable, and one that is gone", async () => {
  await ecs.send(
    new client.CreateServiceCommand({
      cluster: 'shop',
      serviceName: 'plain',
      taskDefinition: 'plain:1',
      desiredCount: 1,
    }),
  );
  await clock.advance(30 * minuteMs);
  const waiter = { client: ecs, minDelay: 1, maxDelay: 1, maxWaitTime: 5 };
  const services = { cluster: 'shop', services: ['plain'] };
  await expect(client.waitUntilServicesStable(waiter, services)).resolves.toMatchObject({ state: 'SUCCESS' });
  await ecs.send(new client.DeleteServiceCommand({ cluster: 'shop', service: 'plain', force: true }));
  await clock.advance(30 * minuteMs);
  await expect(client.waitUntilServicesInactive(waiter, services)).resolves.toMatchObject({ state: 'SUCCESS' });
});
