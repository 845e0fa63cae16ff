import { CodeDeployClient } from '@aws-sdk/client-codedeploy';
import { ECSClient } from '@aws-sdk/client-ecs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ManualClock } from '@proton-bot/local-aws';
import { type CloudUnderTest, startCloudUnderTest } from '../../../packages/local-aws/test/fixture/cloud.ts';
import { usualTagKeys } from '../../../src/lib/model/tags.ts';
import type { Provider } from '../../../src/lib/ports.ts';
import { createCodeDeployApi } from '../../../src/lib/providers/code-deploy/api.ts';
import { createCodeDeployProvider } from '../../../src/lib/providers/code-deploy/index.ts';
import { createEcsApi, createEcsProvider, createLabels } from '../../../src/lib/providers/ecs/index.ts';
import { readAttempt } from './read-attempt.ts';

const minuteMs = 60_000;
const region = 'eu-central-1';

let clock: ManualClock;
let running: CloudUnderTest;
const clients: { destroy(): void }[] = [];
beforeEach(async () => {
  clock = new ManualClock(Date.parse('2026-11-21T10:00:00Z'));
  running = await startCloudUnderTest({ template: { Resources: {} }, clock });
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await running.stop();
});

/** As the bot has them: what acts makes one attempt. */
function clientsOf<Client extends { destroy(): void }>(
  Class: new (options: object) => Client,
): { readonly reading: Client; readonly acting: Client } {
  const options = {
    region,
    endpoint: running.cloud.endpointUrl,
    credentials: { accessKeyId: '123456789012', secretAccessKey: 'test' },
  };
  const made = { reading: new Class(options), acting: new Class({ ...options, maxAttempts: 1 }) };
  clients.push(made.reading, made.acting);
  return made;
}

/** What failed is the newest deployment of a target, and something succeeded before. */
interface Stage {
  readonly provider: Provider;
  readonly reference: { on: 'deployment'; provider: string; kind: string; name: string; target: string };
  readonly service: string;
  readonly operation: string;
  /** What its deployments have deployed, oldest first. */
  deployed(): readonly string[];
}

const now = () => clock.nowMs();

async function ecsStage(): Promise<Stage> {
  const { ecs } = running.cloud;
  const orders = { cluster: 'shop', service: 'orders' };
  ecs.call('CreateCluster', { clusterName: 'shop' });
  for (let revision = 1; revision <= 2; revision += 1) {
    ecs.call('RegisterTaskDefinition', { family: 'orders', containerDefinitions: [{ name: 'web' }] });
  }
  ecs.call('CreateService', { cluster: 'shop', serviceName: 'orders', taskDefinition: 'orders:1' });
  await clock.advance(5 * minuteMs);
  ecs.script('shop/orders', 'fail');
  const deploymentConfiguration = { deploymentCircuitBreaker: { enable: true, rollback: false } };
  ecs.call('UpdateService', { ...orders, taskDefinition: 'orders:2', deploymentConfiguration });
  await clock.advance(5 * minuteMs);
  const api = createEcsApi(clientsOf(ECSClient));
  return {
    provider: createEcsProvider({
      api,
      listing: api,
      clock: { now },
      labelsOf: createLabels(api, { now }, usualTagKeys),
      powers: { cancel: false, approve: false, redeploy: true },
    }),
    reference: {
      on: 'deployment',
      provider: 'ecs',
      kind: 'service',
      name: 'shop/orders',
      target: `arn:aws:ecs:${region}:123456789012:service/shop/orders`,
    },
    service: 'ecs',
    operation: 'UpdateService',
    deployed() {
      const { serviceDeployments } = ecs.call('ListServiceDeployments', orders);
      return Array.from<{ targetServiceRevisionArn: string }>(Object(serviceDeployments))
        .toReversed()
        .map(({ targetServiceRevisionArn }) => {
          const asked = { serviceRevisionArns: [targetServiceRevisionArn] };
          const [revision] = Object(ecs.call('DescribeServiceRevisions', asked)['serviceRevisions']);
          return String(revision.taskDefinition).split('/').at(-1) ?? '';
        });
    },
  };
}

async function codeDeployStage(): Promise<Stage> {
  const { codeDeploy } = running.cloud;
  codeDeploy.define({ application: 'shop', group: 'fleet', platform: 'Server' });
  for (const [outcome, key] of [
    ['succeed', 'good.zip'],
    ['fail', 'bad.zip'],
  ] as const) {
    codeDeploy.script('shop/fleet', outcome);
    codeDeploy.call('CreateDeployment', {
      applicationName: 'shop',
      deploymentGroupName: 'fleet',
      revision: { revisionType: 'S3', s3Location: { bucket: 'shop', key, bundleType: 'zip' } },
    });
    await clock.advance(10 * minuteMs);
  }
  return {
    provider: createCodeDeployProvider(createCodeDeployApi(clientsOf(CodeDeployClient)), {
      region,
      clock: { now },
      wait: (durationMs) => clock.advance(durationMs),
      tagKeys: usualTagKeys,
      switches: { cancel: false, approve: false, redeploy: true },
    }),
    reference: {
      on: 'deployment',
      provider: 'codeDeploy',
      kind: 'deploymentGroup',
      name: 'shop/fleet',
      target: `arn:aws:codedeploy:${region}:123456789012:deploymentgroup:shop/fleet`,
    },
    service: 'codedeploy',
    operation: 'CreateDeployment',
    deployed: () => codeDeploy.state.deployments.map(({ revision }) => revision.s3Location?.key ?? ''),
  };
}

const stages = [
  ['ECS', ecsStage, ['orders:1', 'orders:2', 'orders:1']],
  ['CodeDeploy', codeDeployStage, ['good.zip', 'bad.zip', 'good.zip']],
] as const;

async function rollBack({ provider, reference }: Stage) {
  const reading = await readAttempt(provider, reference);
  const rollback = reading?.details.actions.rollback;
  if (reading === undefined || rollback?.available !== true) throw new Error('no rollback is offered');
  return provider.perform('rollback', reading.subject, rollback.about);
}

async function isOffered({ provider, reference }: Stage): Promise<boolean> {
  return (await readAttempt(provider, reference))?.details.actions.rollback?.available === true;
}

describe.each(stages)('a rollback on %s, with the SDK’s own client', (_name, begin, after) => {
  test('deploys the last good version, once', async () => {
    const stage = await begin();
    expect(await rollBack(stage)).toEqual({ result: 'accepted' });
    expect([stage.deployed(), await isOffered(stage)]).toEqual([after, false]);
  });

  test('whose answer is lost is in doubt; the next read shows the new deployment, and offers nothing', async () => {
    const stage = await begin();
    const { service, operation } = stage;
    running.cloud.setFaults({ calls: [{ service, operation, how: 'loseAnswer', next: 1 }] });
    expect(await rollBack(stage)).toMatchObject({ result: 'unknown' });
    expect([stage.deployed(), await isOffered(stage)]).toEqual([after, false]);
  });

  test('that never arrived is in doubt, too; the next read still offers it, and then it is done once', async () => {
    const stage = await begin();
    const { service, operation } = stage;
    running.cloud.setFaults({ calls: [{ service, operation, how: 'reset', next: 1 }] });
    expect(await rollBack(stage)).toMatchObject({ result: 'unknown' });
    expect([stage.deployed(), await isOffered(stage)]).toEqual([after.slice(0, 2), true]);
    expect(await rollBack(stage)).toEqual({ result: 'accepted' });
    expect(stage.deployed()).toEqual(after);
  });

  test('that is throttled was not done', async () => {
    const stage = await begin();
    const { service, operation } = stage;
    running.cloud.setFaults({ calls: [{ service, operation, how: 'throttle', next: 1 }] });
    expect(await rollBack(stage)).toEqual({ result: 'throttled' });
    expect(stage.deployed()).toEqual(after.slice(0, 2));
  });
});
