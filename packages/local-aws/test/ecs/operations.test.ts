import { beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AwsError } from '../../src/index.ts';
import { identity, minuteMs, World } from './support/world.ts';

let world: World;
beforeEach(() => {
  world = new World();
});

const call = (operation: string, input: object) => world.ecs.call(operation, input);
const code = (operation: string, input: object) => world.codeOf(() => call(operation, input));

describe('errors, as the model declares them', () => {
  test.each([
    ['ListServices', { cluster: 'nowhere' }, 'ClusterNotFoundException'],
    ['DescribeServices', { cluster: 'nowhere', services: [] }, 'ClusterNotFoundException'],
    ['ListServiceDeployments', { cluster: 'nowhere', service: 'orders' }, 'ClusterNotFoundException'],
    ['ListServiceDeployments', { cluster: 'shop', service: 'orders' }, 'ServiceNotFoundException'],
    ['UpdateService', { cluster: 'shop', service: 'orders' }, 'ServiceNotFoundException'],
    [
      'ListDaemonDeployments',
      { daemonArn: 'arn:aws:ecs:eu-central-1:123456789012:daemon/shop/x' },
      'DaemonNotFoundException',
    ],
    ['StopServiceDeployment', { serviceDeploymentArn: 'nothing' }, 'ServiceDeploymentNotFoundException'],
    [
      'ContinueServiceDeployment',
      { serviceDeploymentArn: 'nothing', hookId: 'x' },
      'ServiceDeploymentNotFoundException',
    ],
    ['StopServiceDeployment', {}, 'InvalidParameterException'],
    ['DescribeServices', { services: Array.from({ length: 11 }, () => 'x') }, 'InvalidParameterException'],
    [
      'DescribeServiceDeployments',
      { serviceDeploymentArns: Array.from({ length: 21 }, () => 'x') },
      'InvalidParameterException',
    ],
    ['ListServices', { cluster: 'shop', maxResults: 101 }, 'InvalidParameterException'],
    ['ListServices', { cluster: 'shop', nextToken: 'made up' }, 'InvalidParameterException'],
    ['DeleteCluster', { cluster: 'nowhere' }, 'ClusterNotFoundException'],
    [
      'ListTagsForResource',
      { resourceArn: 'arn:aws:ecs:eu-central-1:123456789012:service/orders' },
      'InvalidParameterException',
    ],
    ['PutAccountSetting', {}, 'UnknownOperationException'],
  ])('%s %j', (operation, input, expected) => {
    expect(code(operation, input)).toBe(expected);
  });

  test('of services that are there', async () => {
    world.create({}, { deploymentController: { type: 'CODE_DEPLOY' } });
    expect(code('ListServiceDeployments', { cluster: 'shop', service: 'orders' })).toBe('UnsupportedFeatureException');
    expect(code('DeleteCluster', { cluster: 'shop' })).toBe('ClusterContainsServicesException');
    expect(code('DeleteService', { cluster: 'shop', service: 'orders' })).toBe('InvalidParameterException');
    call('DeleteService', { cluster: 'shop', service: 'orders', force: true });
    expect(code('ListServiceDeployments', { cluster: 'shop', service: 'orders' })).toBe('ServiceNotActiveException');
    expect(code('UpdateService', { cluster: 'shop', service: 'orders' })).toBe('ServiceNotActiveException');
  });

  test('of what CodeDeploy deploys, and of task definitions that were deregistered', () => {
    const orders = { cluster: 'shop', service: 'orders' };
    world.create({}, { deploymentController: { type: 'CODE_DEPLOY' } });
    expect(code('UpdateService', { ...orders, desiredCount: 3 })).toBe('accepted');
    expect(code('UpdateService', { ...orders, taskDefinition: 'task:2' })).toBe('InvalidParameterException');

    call('CreateService', { cluster: 'shop', serviceName: 'invoices' });
    const invoices = { cluster: 'shop', service: 'invoices' };
    const containerDefinitions = [{ name: 'web' }];
    for (const revision of [1, 2]) {
      expect(call('RegisterTaskDefinition', { family: 'invoices', containerDefinitions })).toMatchObject({
        taskDefinition: { revision, status: 'ACTIVE' },
      });
    }
    const { taskDefinition } = call('DeregisterTaskDefinition', { taskDefinition: 'invoices:2' });
    expect(taskDefinition).toMatchObject({ revision: 2, status: 'INACTIVE' });
    expect(code('UpdateService', { ...invoices, taskDefinition: 'invoices:2' })).toBe('ClientException');
    expect(code('CreateService', { cluster: 'shop', serviceName: 'more', taskDefinition: 'invoices:2' })).toBe(
      'ClientException',
    );
    expect(call('DescribeTaskDefinition', { taskDefinition: 'invoices:2' })).toEqual({ taskDefinition });
    expect(call('DescribeTaskDefinition', { taskDefinition: 'invoices' })).toMatchObject({
      taskDefinition: { revision: 1 },
    });
    expect(call('UpdateService', { ...invoices, taskDefinition: 'invoices' })).toMatchObject({
      service: { taskDefinition: 'arn:aws:ecs:eu-central-1:123456789012:task-definition/invoices:1' },
    });
    expect(code('DeregisterTaskDefinition', { taskDefinition: 'invoices:3' })).toBe('ClientException');
  });

  test('whatever is sent, the answer is an output or an error of AWS', () => {
    const operations = [
      'ListServices',
      'DescribeServices',
      'ListServiceDeployments',
      'CreateService',
      'StopServiceDeployment',
    ];
    const member = fc.constantFrom(
      'cluster',
      'service',
      'services',
      'status',
      'createdAt',
      'nextToken',
      'maxResults',
      'serviceName',
    );
    fc.assert(
      fc.property(fc.constantFrom(...operations), fc.dictionary(member, fc.anything()), (operation, input) => {
        try {
          expect(typeof world.ecs.call(operation, input)).toBe('object');
        } catch (error) {
          expect(error).toBeInstanceOf(AwsError);
        }
      }),
    );
  });
});

describe('lists', () => {
  test('page by page show everything once, whatever comes meanwhile', () => {
    for (let number = 0; number < 25; number += 1) world.create({}, { serviceName: `service-${number}` });
    const seen: string[] = [];
    let nextToken: unknown;
    do {
      const page = call('ListServices', { cluster: 'shop', maxResults: 10, ...(nextToken ? { nextToken } : {}) });
      seen.push(...Object(page['serviceArns']));
      ({ nextToken } = page);
      if (seen.length === 10) world.create({}, { serviceName: 'late' });
    } while (nextToken !== undefined);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toHaveLength(26);
  });

  test('of deployments: by status and by when they were created, newest first', async () => {
    await world.redeploy({}, 'hang');
    await world.clock.advance(minuteMs);
    const list = (filter: object) => {
      const answer = call('ListServiceDeployments', { cluster: 'shop', service: 'orders', ...filter });
      return Object(answer['serviceDeployments']).map(({ status }: { status: string }) => status);
    };
    const nowSeconds = world.clock.nowMs() / 1000;
    expect(list({})).toEqual(['IN_PROGRESS', 'SUCCESSFUL']);
    expect(list({ status: ['IN_PROGRESS', 'PENDING'] })).toEqual(['IN_PROGRESS']);
    expect(list({ createdAt: { after: nowSeconds - 90 } })).toEqual(['IN_PROGRESS']);
    expect(list({ createdAt: { before: nowSeconds - 90 } })).toEqual(['SUCCESSFUL']);
    const paged = call('ListServiceDeployments', { cluster: 'shop', service: 'orders', maxResults: 1 });
    expect(list({ maxResults: 1, nextToken: paged['nextToken'] })).toEqual(['SUCCESSFUL']);
  });

  test('of deployments of the same moment, each is on one page', () => {
    world.create({});
    for (let count = 0; count < 3; count += 1)
      call('UpdateService', { cluster: 'shop', service: 'orders', forceNewDeployment: true });
    const seen: unknown[] = [];
    let nextToken: unknown;
    do {
      const page = call('ListServiceDeployments', { cluster: 'shop', service: 'orders', maxResults: 1, nextToken });
      seen.push(...Object(page['serviceDeployments']));
      nextToken = page['nextToken'];
    } while (nextToken !== undefined);
    const arns = seen.map((one) => Object(one).serviceDeploymentArn);
    expect(new Set(arns).size).toBe(4);
    expect(arns).toHaveLength(4);
  });

  test('what is not there is a failure among the answers', () => {
    const arn = 'arn:aws:ecs:eu-central-1:123456789012:service-deployment/shop/orders/x';
    expect(call('DescribeServiceDeployments', { serviceDeploymentArns: [arn] })).toEqual({
      serviceDeployments: [],
      failures: [{ arn, reason: 'MISSING' }],
    });
  });
});

describe('services', () => {
  test('are told apart by account and Region', () => {
    const other = { accountId: '111122223333', region: 'us-east-1' };
    world.create();
    expect(world.ecs.call('ListClusters', {}, other)).toEqual({ clusterArns: [], nextToken: undefined });
    world.ecs.call('CreateCluster', { clusterName: 'shop' }, other);
    expect(world.ecs.call('ListServices', { cluster: 'shop' }, other)['serviceArns']).toEqual([]);
    expect(world.ecs.call('ListServices', { cluster: 'shop' }, identity)['serviceArns']).toHaveLength(1);
  });

  test('only rolling ones tell in their description how far they are', async () => {
    const described = () => Object(call('DescribeServices', { cluster: 'shop', services: ['orders'] })['services'])[0];
    await world.redeploy({}, 'hang');
    await world.clock.advance(minuteMs);
    expect(described()).toMatchObject({
      runningCount: 4,
      deployments: [{ status: 'PRIMARY', rolloutState: 'IN_PROGRESS' }, { status: 'ACTIVE' }],
      currentServiceDeployment: world.arn(),
    });
    call('UpdateService', { cluster: 'shop', service: 'orders', deploymentConfiguration: { strategy: 'BLUE_GREEN' } });
    world.ecs.script('shop/orders', 'succeed');
    await world.clock.advance(minuteMs);
    expect(described().deployments).toEqual([expect.not.objectContaining({ rolloutState: expect.anything() })]);
    expect(described()).not.toHaveProperty('tags');
  });

  test('scripts are for services, by name or ARN', () => {
    expect(world.codeOf(() => world.ecs.script('orders', 'hang'))).toBe('InvalidParameterException');
    const task = 'arn:aws:ecs:eu-central-1:123456789012:task/shop/orders';
    expect(world.codeOf(() => world.ecs.script(task, 'hang'))).toBe('InvalidParameterException');
  });
});

describe('daemons', () => {
  test('are deployed, which nobody can stop, and tell how it fares', async () => {
    call('CreateDaemon', { daemonName: 'agent', clusterArn: 'shop' });
    const daemonArn = 'arn:aws:ecs:eu-central-1:123456789012:daemon/shop/agent';
    await world.clock.advance(minuteMs);
    expect(world.events.map(({ name }) => name)).toEqual([
      'DAEMON_DEPLOYMENT_PENDING',
      'DAEMON_DEPLOYMENT_IN_PROGRESS',
      'DAEMON_DEPLOYMENT_SUCCESSFUL',
    ]);
    call('UpdateDaemon', { daemonArn });
    const { daemonDeployments } = call('ListDaemonDeployments', { daemonArn, status: ['PENDING'] });
    expect(daemonDeployments).toMatchObject([{ daemonArn, status: 'PENDING' }]);
    world.ecs.stop();
    expect(world.clock.pendingTimers).toBe(0);
  });
});
