import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { EcsOutcome } from '@proton-bot/local-aws';
import type { Session } from '../../src/local/index.ts';
import { ask, onCall } from './support/people.ts';
import { deadLetters, isQuiet } from './support/queues.ts';
import { startTestSession, until } from './support/session.ts';
import { sweepUntil } from './support/sweeps.ts';

let session: Session;

beforeAll(async () => {
  session = await startTestSession({
    botFile: 'test/e2e/support/ecs-alone.yml',
    rulesFile: 'test/e2e/support/ecs-rules.yml',
    packageFolder: '.proton-bot/ecs-test-package',
    ecs: { pendingMs: 50, scaleUpMs: 300, stageMs: 50, rollbackMs: 400 },
  });
  session.cloud.ecs.call('CreateCluster', { clusterName: 'shop' });
}, 120_000);

afterAll(() => session.stop());

/** A service with one deployment that has succeeded. */
async function run(serviceName: string): Promise<void> {
  session.cloud.ecs.call('CreateService', { cluster: 'shop', serviceName, desiredCount: 2 });
  await until(() => statusesOf(serviceName)[0] === 'SUCCESSFUL');
}

function deploy(service: string, outcome: EcsOutcome, deploymentConfiguration: object = {}): void {
  session.cloud.ecs.script(`shop/${service}`, outcome);
  session.cloud.ecs.call('UpdateService', {
    cluster: 'shop',
    service,
    forceNewDeployment: true,
    deploymentConfiguration,
  });
}

/** Newest first. */
function statusesOf(service: string): readonly string[] {
  const { serviceDeployments } = session.cloud.ecs.call('ListServiceDeployments', { cluster: 'shop', service });
  return Object(serviceDeployments).map(({ status }: { readonly status: string }) => status);
}

const messagesAbout = (name: string) =>
  session.slack.workspace.messages('deploys').filter(({ text }) => text.includes(`\`shop/${name}\``));

const lastOf = (name: string) => JSON.stringify(messagesAbout(name).at(-1) ?? '');

test('a service that hangs is found by the sweep alone, rolled back once, and told in one message', async () => {
  await run('orders');
  // As if every event were lost, which tells nothing of a deployment that hangs anyway.
  session.cloud.setFaults({ events: [{ pattern: { source: ['aws.ecs'] }, drop: 1 }] });
  deploy('orders', 'hang');
  await sweepUntil(session, () => statusesOf('orders')[0] === 'ROLLBACK_SUCCESSFUL');
  await sweepUntil(session, () => lastOf('orders').includes('ROLLBACK_SUCCESSFUL'));
  session.cloud.setFaults({});
  const calls = Object.values(session.cloud.calls()).reduce(
    (sum, operations) => sum + (operations['ecs.StopServiceDeployment'] ?? 0),
    0,
  );
  expect(calls).toBe(1);
});

test('a first deployment that hangs is asked about, and cancelled by a person’s word', async () => {
  session.cloud.ecs.script('shop/fresh', 'hang');
  session.cloud.ecs.call('CreateService', { cluster: 'shop', serviceName: 'fresh', desiredCount: 2 });
  await sweepUntil(session, () => lastOf('fresh').includes('asks for approval'));
  expect(statusesOf('fresh')).toEqual(['IN_PROGRESS']);
  const [, id = ''] = /Id `([^`]+)`/.exec(lastOf('fresh')) ?? [];
  expect(await ask(session, `/proton approve ${id}`)).toContain('shop/fresh');
  await until(() => statusesOf('fresh')[0] === 'ROLLBACK_FAILED');
  await sweepUntil(session, () => lastOf('fresh').includes('ROLLBACK_FAILED'));
});

test('a pause shows its button, and goes on when a person presses it', async () => {
  await run('paused');
  const lifecycleHooks = [{ targetType: 'PAUSE', lifecycleStages: ['POST_SCALE_UP'] }];
  deploy('paused', 'succeed', { strategy: 'BLUE_GREEN', lifecycleHooks });
  // What Slack puts off for its rate, the next sweep takes up.
  await sweepUntil(session, () => lastOf('paused').includes('proton-bot.continue'));
  const { ts = '' } = messagesAbout('paused').at(-1) ?? {};
  const outcome = await session.slack.click(onCall, ts, 'proton-bot.continue');
  expect(outcome.ok).toBe(true);
  await until(() => statusesOf('paused')[0] === 'SUCCESSFUL');
  await sweepUntil(session, () => lastOf('paused').includes('SUCCESSFUL'));
});

test('nothing was lost on the way', async () => {
  await until(() => isQuiet(session));
  expect(deadLetters(session)).toBe(0);
});
