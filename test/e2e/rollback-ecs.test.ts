import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { GroupDefinition } from '@proton-bot/local-aws';
import { isFinal, statusOf } from '../../src/lib/model/statuses.ts';
import { actionIds } from '../../src/lib/slack/action-ids.ts';
import type { Session } from '../../src/local/index.ts';
import { callsOf } from './support/call-counts.ts';
import { ask, ben, onCall } from './support/people.ts';
import { deadLetters, isQuiet } from './support/queues.ts';
import { startTestSession, until } from './support/session.ts';
import { storedItems, storedStories } from './support/table.ts';

/** The whole bot, deployed to the local cloud with ECS and CodeDeploy: people go back to what worked last. */
let session: Session;

beforeAll(async () => {
  session = await startTestSession({
    botFile: 'test/e2e/support/rollback-ecs.yml',
    rulesFile: 'test/e2e/support/code-deploy-rules.yml',
    packageFolder: '.proton-bot/rollback-test-package',
    ecs: { pendingMs: 50, scaleUpMs: 300, stageMs: 50, taskMs: 50 },
    codeDeploy: { stepMs: 300 },
  });
  session.cloud.ecs.call('CreateCluster', { clusterName: 'shop' });
});

afterAll(async () => {
  await until(() => isQuiet(session));
  expect(deadLetters(session)).toBe(0);
  await session.stop();
});

async function itemOf(id: string) {
  const items = await storedItems(session);
  return items.find(({ subject }) => subject.on === 'deployment' && subject.deployment.id === id);
}

const endsAs = (id: string, status: string) =>
  until(async () => {
    const item = await itemOf(id);
    return item !== undefined && isFinal(item.subject) && statusOf(item.subject) === status && isQuiet(session);
  });

/** The live message of a deployment. */
async function messageOf(id: string) {
  const stories = await storedStories(session);
  const story = stories.find(({ key }) => key.root.attempt.endsWith(`#${id}`));
  return session.slack.workspace.messages('deploys').find(({ ts }) => ts === story?.ts);
}

const shows = async (id: string, text: string) => JSON.stringify((await messageOf(id)) ?? '').includes(text);

/** Presses the button, and so answers what its dialog asks. */
async function pressRollBack(id: string): Promise<void> {
  await until(() => shows(id, actionIds.rollback));
  const message = await messageOf(id);
  expect(JSON.stringify(message?.blocks)).toContain('Roll back to the last good version?');
  const outcome = await session.slack.click(onCall, message?.ts ?? '', actionIds.rollback);
  if (!outcome.ok && outcome.error !== 'operation_timeout') throw new Error(`Slack says: ${outcome.error}`);
}

describe('a service of ECS', () => {
  interface Listed {
    readonly serviceDeploymentArn: string;
    readonly targetServiceRevisionArn: string;
    readonly status: string;
  }
  const deploymentsOf = (service: string): readonly Listed[] =>
    Object(session.cloud.ecs.call('ListServiceDeployments', { cluster: 'shop', service })).serviceDeployments;
  const newest = (service: string) => {
    const { serviceDeploymentArn = '', status = '' } = deploymentsOf(service)[0] ?? {};
    return { id: serviceDeploymentArn.split('/').at(-1) ?? '', status };
  };
  /** What its deployments have deployed, newest first. */
  const deployedTo = (service: string) =>
    deploymentsOf(service).map(({ targetServiceRevisionArn }) => {
      const asked = { serviceRevisionArns: [targetServiceRevisionArn] };
      const { serviceRevisions } = session.cloud.ecs.call('DescribeServiceRevisions', asked);
      return String(Object(serviceRevisions)[0].taskDefinition).split('/').at(-1);
    });

  /** Deploys a first revision, and then fails to deploy a second one, without going back. @returns what failed */
  async function failed(service: string, tags: readonly object[] = []): Promise<string> {
    const containerDefinitions = [{ name: 'web' }];
    for (let revision = 1; revision <= 2; revision += 1) {
      session.cloud.ecs.call('RegisterTaskDefinition', { family: service, containerDefinitions });
    }
    const taskDefinition = `${service}:1`;
    session.cloud.ecs.call('CreateService', { cluster: 'shop', serviceName: service, taskDefinition, tags });
    await until(() => newest(service).status === 'SUCCESSFUL');
    session.cloud.ecs.script(`shop/${service}`, 'hang');
    session.cloud.ecs.call('UpdateService', {
      cluster: 'shop',
      service,
      taskDefinition: `${service}:2`,
      deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: false } },
    });
    const { id } = newest(service);
    // What ECS may not list yet is not gone back over: nothing is offered so early.
    await sleep(31_000);
    session.cloud.ecs.script(`shop/${service}`, 'fail');
    await until(() => newest(service).status === 'STOPPED');
    session.cloud.ecs.script(`shop/${service}`, 'succeed');
    await endsAs(id, 'STOPPED');
    return id;
  }

  const ofStack = {
    key: 'aws:cloudformation:stack-id',
    value: 'arn:aws:cloudformation:eu-central-1:123456789012:stack/checkout/0f1e2d3c',
  };
  /** What failed, by the name of the service: one wait for all of them. */
  let failures: Readonly<Record<'orders' | 'invoices' | 'checkout', string>>;
  beforeAll(async () => {
    const [orders, invoices, checkout] = await Promise.all([
      failed('orders'),
      failed('invoices'),
      failed('checkout', [ofStack]),
    ]);
    failures = { orders, invoices, checkout };
  });

  test('that failed to deploy goes back to its last good task definition, when a person presses the button and confirms', async () => {
    const bad = failures.orders;
    expect(deployedTo('orders')).toEqual(['orders:2', 'orders:1']);
    expect(await ask(session, '/proton rollback shop/orders', ben)).toContain('not');
    expect([newest('orders').id, callsOf(session, 'ecs.UpdateService')]).toEqual([bad, 0]);
    await pressRollBack(bad);
    await until(() => newest('orders').id !== bad && newest('orders').status === 'SUCCESSFUL');
    const good = newest('orders').id;
    await endsAs(good, 'SUCCESSFUL');
    expect(deployedTo('orders')).toEqual(['orders:1', 'orders:2', 'orders:1']);
    expect(callsOf(session, 'ecs.UpdateService')).toBe(1);
    // The new deployment has a message of its own; the old one's offers nothing any more.
    await until(async () => (await shows(good, 'SUCCESSFUL')) && !(await shows(bad, actionIds.rollback)));
    expect(await ask(session, '/proton rollback shop/orders')).toContain('Cannot');
  });

  test('is deployed once, where the answer is lost: who asks again is told that it was asked for', async () => {
    const bad = failures.invoices;
    const before = callsOf(session, 'ecs.UpdateService');
    session.cloud.setFaults({
      calls: [{ service: 'ecs', operation: 'UpdateService', how: 'loseAnswer', next: 1 }],
    });
    await ask(session, '/proton rollback shop/invoices');
    await until(() => newest('invoices').id !== bad && newest('invoices').status === 'SUCCESSFUL');
    session.cloud.setFaults({});
    await endsAs(newest('invoices').id, 'SUCCESSFUL');
    await ask(session, '/proton rollback shop/invoices');
    const item = await itemOf(bad);
    expect(Object.values(item?.claims ?? {})).toMatchObject([{ action: 'rollback', actor: { type: 'person' } }]);
    expect([deploymentsOf('invoices').length, callsOf(session, 'ecs.UpdateService') - before]).toEqual([3, 1]);
  });

  test('of a stack is not: who asks is told which stack to roll back', async () => {
    const before = callsOf(session, 'ecs.UpdateService');
    expect(await ask(session, '/proton rollback shop/checkout')).toContain('roll the stack back instead');
    expect(await shows(failures.checkout, actionIds.rollback)).toBe(false);
    expect(callsOf(session, 'ecs.UpdateService')).toBe(before);
  });
});

describe('a deployment group of CodeDeploy', () => {
  const infoOf = (deploymentId: string) =>
    Object(Object(session.cloud.codeDeploy.call('GetDeployment', { deploymentId })).deploymentInfo);
  const idsOf = ({ application, group }: GroupDefinition): readonly string[] => {
    const asked = { applicationName: application, deploymentGroupName: group };
    return Object(session.cloud.codeDeploy.call('ListDeployments', asked)).deployments;
  };

  async function deploy({ application, group }: GroupDefinition, outcome: 'succeed' | 'fail', key: string) {
    session.cloud.codeDeploy.script(`${application}/${group}`, outcome);
    const { deploymentId } = Object(
      session.cloud.codeDeploy.call('CreateDeployment', {
        applicationName: application,
        deploymentGroupName: group,
        deploymentConfigName: 'CodeDeployDefault.AllAtOnce',
        revision: { revisionType: 'S3', s3Location: { bucket: 'shop', key, bundleType: 'zip' } },
      }),
    );
    await endsAs(deploymentId, outcome === 'succeed' ? 'Succeeded' : 'Failed');
    return String(deploymentId);
  }

  function define(group: string): GroupDefinition {
    const defined: GroupDefinition = { application: 'shop', group, platform: 'Server' };
    session.cloud.codeDeploy.define(defined);
    return defined;
  }

  test('that failed to deploy goes back to its last good revision, when a person asks for it', async () => {
    const fleet = define('fleet');
    const good = await deploy(fleet, 'succeed', 'good.zip');
    const bad = await deploy(fleet, 'fail', 'bad.zip');
    session.cloud.codeDeploy.script('shop/fleet', 'succeed');
    await until(() => shows(bad, actionIds.rollback));
    expect(await ask(session, '/proton rollback shop/fleet', ben)).toContain('not');
    expect([idsOf(fleet).length, callsOf(session, 'codedeploy.CreateDeployment')]).toEqual([2, 0]);
    await pressRollBack(bad);
    await until(() => idsOf(fleet).length === 3);
    const [back = ''] = idsOf(fleet);
    await endsAs(back, 'Succeeded');
    expect(infoOf(back)).toMatchObject({
      revision: { s3Location: { key: 'good.zip' } },
      deploymentConfigName: 'CodeDeployDefault.AllAtOnce',
      description: expect.stringContaining(`back from ${bad} to the revision of ${good}`),
    });
    expect(callsOf(session, 'codedeploy.CreateDeployment')).toBe(1);
    await until(async () => (await shows(back, 'Succeeded')) && !(await shows(bad, actionIds.rollback)));
  });

  test('is deployed to once, where the answer is lost', async () => {
    const group = define('workers');
    await deploy(group, 'succeed', 'good.zip');
    const bad = await deploy(group, 'fail', 'bad.zip');
    session.cloud.codeDeploy.script('shop/workers', 'succeed');
    const before = callsOf(session, 'codedeploy.CreateDeployment');
    session.cloud.setFaults({
      calls: [{ service: 'codedeploy', operation: 'CreateDeployment', how: 'loseAnswer', next: 1 }],
    });
    await ask(session, '/proton rollback shop/workers');
    await until(() => idsOf(group).length === 3);
    session.cloud.setFaults({});
    await endsAs(idsOf(group)[0] ?? '', 'Succeeded');
    await ask(session, '/proton rollback shop/workers');
    expect(Object.values((await itemOf(bad))?.claims ?? {})).toMatchObject([{ action: 'rollback' }]);
    expect([idsOf(group).length, callsOf(session, 'codedeploy.CreateDeployment') - before]).toEqual([3, 1]);
  });

  test('of a stack is not: who asks is told which stack to roll back', async () => {
    const group = define('of-a-stack');
    await deploy(group, 'succeed', 'good.zip');
    session.cloud.codeDeploy.script('shop/of-a-stack', 'fail');
    const externalId = 'arn:aws:cloudformation:eu-central-1:123456789012:stack/checkout/1';
    const bad = session.cloud.codeDeploy.start('shop', 'of-a-stack', { creator: 'CloudFormation', externalId });
    await endsAs(bad, 'Failed');
    const before = callsOf(session, 'codedeploy.CreateDeployment');
    expect(await ask(session, '/proton rollback shop/of-a-stack')).toContain('roll the stack checkout back instead');
    expect(callsOf(session, 'codedeploy.CreateDeployment')).toBe(before);
  });
});
