import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MalformedEvent } from '../../../../src/lib/model/event.ts';
import { ecsDetailTypes, ecsEvents } from '../../../../src/lib/providers/ecs/index.ts';
import { manifest } from '../../../../src/lib/providers/ecs/manifest.ts';

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_deployment_events.html */
const deploymentInProgress = {
  version: '0',
  id: 'ddca6449-b258-46c0-8653-e0e3a6EXAMPLE',
  'detail-type': 'ECS Deployment State Change',
  source: 'aws.ecs',
  account: '111122223333',
  time: '2020-05-23T12:31:14Z',
  region: 'us-west-2',
  resources: ['arn:aws:ecs:us-west-2:111122223333:service/default/servicetest'],
  detail: {
    eventType: 'INFO',
    eventName: 'SERVICE_DEPLOYMENT_IN_PROGRESS',
    deploymentId: 'ecs-svc/123',
    updatedAt: '2020-05-23T11:11:11Z',
    reason: 'ECS deployment deploymentId in progress.',
  },
};

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_hook_state_change_events.html */
const hookAwaitingAction = {
  version: '0',
  id: '3329f79b-3dca-07f8-b1c2-5fe99f0b5e87',
  'detail-type': 'ECS Hook State Change',
  source: 'aws.ecs',
  account: '123456789012',
  time: '2026-03-05T15:54:41Z',
  region: 'us-west-2',
  resources: ['arn:aws:ecs:us-west-2:123456789012:service-deployment/my-cluster/my-service/0EYSiB0qap8xf0N76FsbE'],
  detail: {
    eventType: 'INFO',
    eventName: 'HOOK_AWAITING_ACTION',
    hookId: 'ecs-pause-e7tK9G_WRJqNF_EOMjztDXfKenlJuEUVjsNStf4WLKw',
    hookType: 'PAUSE',
    expiresAt: '2026-03-05T16:04:41Z',
    lifecycleStage: 'POST_TEST_TRAFFIC_SHIFT',
    clusterArn: 'arn:aws:ecs:us-west-2:123456789012:cluster/my-cluster',
    serviceArn: 'arn:aws:ecs:us-west-2:123456789012:service/my-cluster/my-service',
    serviceDeploymentArn:
      'arn:aws:ecs:us-west-2:123456789012:service-deployment/my-cluster/my-service/0EYSiB0qap8xf0N76FsbE',
    updatedAt: '2026-03-05T15:54:41.618059641Z',
  },
};

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/managed-daemons-events.html */
const daemonPending = {
  version: '0',
  id: '3329f79b-3dca-07f8-b1c2-5fe99f0b5e87',
  'detail-type': 'ECS Daemon Deployment State Change',
  source: 'aws.ecs',
  account: '111122223333',
  time: '2026-03-05T15:54:41Z',
  region: 'us-west-2',
  resources: ['arn:aws:ecs:us-west-2:111122223333:daemon/my-cluster/my-daemon'],
  detail: {
    eventType: 'INFO',
    eventName: 'DAEMON_DEPLOYMENT_PENDING',
    clusterArn: 'arn:aws:ecs:us-west-2:111122223333:cluster/my-cluster',
    daemonArn: 'arn:aws:ecs:us-west-2:111122223333:daemon/my-cluster/my-daemon',
    daemonDeploymentArn:
      'arn:aws:ecs:us-west-2:111122223333:daemon-deployment/my-cluster/my-daemon/0EYSiB0qap8xf0N76FsbE',
    targetDaemonRevisionArn:
      'arn:aws:ecs:us-west-2:111122223333:daemon-revision/my-cluster/my-daemon/85707969-3732-4b6a-a37d-5cefddd7d7dd',
    updatedAt: '2026-03-05T15:54:41.618059641Z',
  },
};

const serviceReference = (target: string) => {
  const [, cluster = '', name = ''] = target.split('/');
  return { on: 'deployment', provider: 'ecs', kind: 'service', name: `${cluster}/${name}`, target };
};

describe('the documented examples', () => {
  test('a deployment: its service is looked at', () => {
    expect(ecsEvents.parseEvent(deploymentInProgress)).toEqual({
      kind: 'hint',
      reference: serviceReference('arn:aws:ecs:us-west-2:111122223333:service/default/servicetest'),
    });
  });

  test('a pause: the service of its deployment is looked at', () => {
    expect(ecsEvents.parseEvent(hookAwaitingAction)).toEqual({
      kind: 'hint',
      reference: serviceReference('arn:aws:ecs:us-west-2:123456789012:service/my-cluster/my-service'),
    });
  });

  test('a daemon: it is looked at', () => {
    expect(ecsEvents.parseEvent(daemonPending)).toEqual({
      kind: 'hint',
      reference: {
        on: 'deployment',
        provider: 'ecs',
        kind: 'daemon',
        name: 'my-cluster/my-daemon',
        target: 'arn:aws:ecs:us-west-2:111122223333:daemon/my-cluster/my-daemon',
      },
    });
  });
});

describe('what an event names', () => {
  const withDetail = (detail: object, resources: unknown = deploymentInProgress.resources) => ({
    ...deploymentInProgress,
    resources,
    detail: { ...deploymentInProgress.detail, ...detail },
  });

  test.each(['COMPLETED', 'FAILED'])('%s says where to look, and nothing of what it says is believed', (name) => {
    const eventName = `SERVICE_DEPLOYMENT_${name}`;
    expect(ecsEvents.parseEvent(withDetail({ eventName }))).toEqual(ecsEvents.parseEvent(deploymentInProgress));
  });

  test('an ARN of the old form has its cluster in the detail, where the event names it', () => {
    const event = withDetail({ clusterArn: 'arn:aws:ecs:us-west-2:111122223333:cluster/shop' }, [
      'arn:aws:ecs:us-west-2:111122223333:service/servicetest',
    ]);
    expect(ecsEvents.parseEvent(event)).toEqual({
      kind: 'hint',
      reference: serviceReference('arn:aws:ecs:us-west-2:111122223333:service/shop/servicetest'),
    });
  });

  test('without its cluster it can only be one of the default one, and whether it is, ECS must say', () => {
    const event = withDetail({}, ['arn:aws:ecs:us-west-2:111122223333:service/servicetest']);
    const reference = { on: 'deployment', provider: 'ecs', kind: 'service', name: 'default/servicetest' };
    expect(ecsEvents.parseEvent(event)).toEqual({ kind: 'hint', reference });
  });

  test.each([
    ['aws-cn', 'cn-north-1'],
    ['aws-us-gov', 'us-gov-west-1'],
  ])('other partitions: %s', (partition, region) => {
    const target = `arn:${partition}:ecs:${region}:111122223333:service/shop/orders`;
    expect(ecsEvents.parseEvent(withDetail({}, [target]))).toMatchObject({ reference: { target } });
  });

  test('the same news as a service action', () => {
    const event = { ...deploymentInProgress, 'detail-type': 'ECS Service Action' };
    expect(ecsEvents.parseEvent(event)).toEqual(ecsEvents.parseEvent(deploymentInProgress));
  });

  test.each([
    [{ ...deploymentInProgress, 'detail-type': 'ECS Task State Change' }],
    [
      {
        ...deploymentInProgress,
        'detail-type': 'ECS Service Action',
        detail: { eventType: 'INFO', eventName: 'SERVICE_STEADY_STATE' },
      },
    ],
    [{ ...deploymentInProgress, 'detail-type': 'Something New' }],
    [{ ...deploymentInProgress, 'detail-type': 'constructor' }],
  ])('what is of no use is ignored, with the reason', (event) => {
    expect(ecsEvents.parseEvent(event)).toEqual({ kind: 'ignored', reason: expect.stringMatching(/./) });
  });

  test.each([
    [{ ...deploymentInProgress, source: 'aws.eks' }],
    [{ ...deploymentInProgress, resources: [] }],
    [{ ...deploymentInProgress, resources: ['arn:aws:ecs:us-west-2:111122223333:task/default/1234'] }],
    [{ ...deploymentInProgress, resources: [`arn:aws:ecs:us-west-2:111122223333:service/a/${'b'.repeat(2_000)}`] }],
    [{ ...daemonPending, resources: ['arn:aws:ecs:us-west-2:1:daemon/a/b'], detail: {} }],
    [{ ...deploymentInProgress, 'detail-type': undefined }],
  ])('what names nothing is malformed, and the reason quotes nothing of it', (event) => {
    expect(() => ecsEvents.parseEvent(event)).toThrow(MalformedEvent);
  });

  test('whatever comes, it is a hint, ignored, or malformed', () => {
    const anything = fc.oneof(fc.anything(), fc.constantFrom(...deploymentInProgress.resources, ...ecsDetailTypes));
    const members = fc.record(
      {
        source: fc.constantFrom('aws.ecs', 'other'),
        'detail-type': fc.oneof(fc.constantFrom(...ecsDetailTypes), fc.anything()),
        resources: fc.oneof(fc.array(anything), anything),
        detail: fc.oneof(fc.dictionary(fc.constantFrom('serviceArn', 'clusterArn', 'eventName'), anything), anything),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(members, (event) => {
        try {
          expect(['hint', 'ignored']).toContain(ecsEvents.parseEvent(event).kind);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedEvent);
        }
      }),
    );
  });
});

test('the event rule asks for what the parser watches', () => {
  const [events] = manifest.features.flatMap((feature) => feature.events ?? []);
  expect(events?.detailTypes).toEqual(ecsDetailTypes);
});
