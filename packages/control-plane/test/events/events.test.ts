import { describe, expect, test } from '@jest/globals';
import { createControlPlane, type ProtonEvent } from '../../src/index.ts';
import { MANIFEST } from '../support/bundles.ts';
import { createVirtualClock } from '../support/virtual-clock.ts';
import { ACCOUNT, countingRandom, createShop, createWorld, ENVIRONMENT_ACCOUNT, REGION } from '../support/world.ts';

/** https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-proton.html */
const DETAIL_TYPES = [
  'AWS Proton Component Status Change',
  'AWS Proton Deployment Status Change',
  'AWS Proton Environment Account Connection Status Change',
  'AWS Proton Environment Status Change',
  'AWS Proton Environment Template Status Change',
  'AWS Proton Environment Template Version Status Change',
  'AWS Proton Service Instance Status Change',
  'AWS Proton Service Pipeline Status Change',
  'AWS Proton Service Status Change',
  'AWS Proton Service Template Status Change',
  'AWS Proton Service Template Version Status Change',
];

/** Members of `detail` beside the two statuses (https://docs.aws.amazon.com/proton/latest/userguide/event-bridge.html; A5 for deployments). */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  'AWS Proton Component Status Change': ['name'],
  'AWS Proton Environment Account Connection Status Change': ['id'],
  'AWS Proton Environment Status Change': ['name'],
  'AWS Proton Environment Template Status Change': ['name'],
  'AWS Proton Environment Template Version Status Change': ['majorVersion', 'minorVersion', 'name'],
  'AWS Proton Service Instance Status Change': ['name', 'serviceName'],
  'AWS Proton Service Pipeline Status Change': ['serviceName'],
  'AWS Proton Service Status Change': ['name'],
  'AWS Proton Service Template Status Change': ['name'],
  'AWS Proton Service Template Version Status Change': ['majorVersion', 'minorVersion', 'name'],
};

function everyEvent(): ProtonEvent[] {
  const kept: ProtonEvent[] = [];
  const world = createWorld({ emit: (event) => void kept.push(event) });
  createShop(world, ['blue'], true);
  world.call(
    'CreateEnvironmentAccountConnection',
    { managementAccountId: ACCOUNT, environmentName: 'stage' },
    { accountId: ENVIRONMENT_ACCOUNT },
  );
  world.call('CreateComponent', {
    name: 'queue',
    environmentName: 'prod',
    manifest: MANIFEST,
    templateFile: 'Resources: { Topic: { Type: "AWS::SNS::Topic" } }',
  });
  world.call('UpdateServiceInstance', { serviceName: 'shop', name: 'blue', deploymentType: 'CURRENT_VERSION' });
  world.call('CancelServiceInstanceDeployment', { serviceName: 'shop', serviceInstanceName: 'blue' });
  world.clock.settle();
  return kept;
}

describe('events', () => {
  test('are of all eleven detail-types', () => {
    expect([...new Set(everyEvent().map((event) => event['detail-type']))].sort()).toEqual(DETAIL_TYPES);
  });

  test('come in the envelope of EventBridge (A1, A2)', () => {
    for (const event of everyEvent()) {
      expect(Object.keys(event).sort()).toEqual([
        'account',
        'detail',
        'detail-type',
        'id',
        'region',
        'resources',
        'source',
        'time',
        'version',
      ]);
      expect(event).toMatchObject({ version: '0', source: 'aws.proton', region: REGION });
      expect(event.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      expect(event.resources).toHaveLength(1);
      expect(event.resources[0].split(':').slice(0, 5)).toEqual(['arn', 'aws', 'proton', REGION, event.account]);
    }
  });

  test('name their resource as the guide says', () => {
    for (const event of everyEvent()) {
      const { status, previousStatus: _, ...names } = event.detail;
      expect(status).toMatch(/^[A-Z_]+$/);
      const expected = NAMES[event['detail-type']];
      if (expected !== undefined) expect(Object.keys(names).sort()).toEqual(expected);
      for (const value of Object.values(event.detail)) expect(typeof value).toBe('string');
    }
  });

  test('of a deployment tell its target (A5)', () => {
    const ofInstance = everyEvent().filter((event) => event.detail['serviceInstanceName'] === 'blue');
    const arn = `arn:aws:proton:${REGION}:${ACCOUNT}:service/shop/service-instance/blue`;
    expect(ofInstance.at(-1)).toMatchObject({
      'detail-type': 'AWS Proton Deployment Status Change',
      detail: {
        status: 'CANCELLED',
        previousStatus: 'CANCELLING',
        targetArn: arn,
        targetResourceType: 'SERVICE_INSTANCE',
        environmentName: 'prod',
        serviceName: 'shop',
      },
    });
    for (const event of ofInstance) expect(event.resources[0]).toMatch(new RegExp(`deployment/${event.detail['id']}$`));
  });

  test('are sent when the state they tell of is in place, so that a receiver may read and act at once', () => {
    const seen: unknown[] = [];
    const clock = createVirtualClock(Date.parse('2026-03-02T09:30:00Z'));
    const plane = createControlPlane({
      clock,
      random: countingRandom(),
      region: REGION,
      accountId: ACCOUNT,
      emit({ 'detail-type': type, detail }) {
        if (!type.includes('Template Version')) return;
        const key = {
          templateName: detail['name'],
          majorVersion: detail['majorVersion'],
          minorVersion: detail['minorVersion'],
        };
        const { environmentTemplateVersion: version } = plane.call('GetEnvironmentTemplateVersion', key);
        seen.push([detail['status'], Object.entries(version ?? {}).find(([name]) => name === 'status')?.[1]]);
        if (detail['status'] === 'DRAFT')
          plane.call('UpdateEnvironmentTemplateVersion', { ...key, status: 'PUBLISHED' });
      },
    });
    plane.call('CreateEnvironmentTemplate', { name: 'network' });
    plane.call('CreateEnvironmentTemplateVersion', {
      templateName: 'network',
      source: { s3: { bucket: 'templates', key: 'k' } },
    });
    clock.settle();
    expect(seen).toEqual([
      ['REGISTRATION_IN_PROGRESS', 'REGISTRATION_IN_PROGRESS'],
      ['DRAFT', 'DRAFT'],
      ['PUBLISHED', 'PUBLISHED'],
    ]);
  });
});
