import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { EcsOutcome } from '@proton-bot/local-aws';
import type { Session } from '../../src/local/index.ts';
import { ask, onCall } from './support/people.ts';
import { deadLetters, isQuiet } from './support/queues.ts';
import { logsOf, startTestSession, until } from './support/session.ts';
import { sweepUntil } from './support/sweeps.ts';
import { storedStories } from './support/table.ts';

let session: Session;

beforeAll(async () => {
  session = await startTestSession({
    botFile: 'test/e2e/support/ecs-alone.yml',
    rulesFile: 'test/e2e/support/ecs-rules.yml',
    packageFolder: '.proton-bot/ecs-test-package',
    ecs: { pendingMs: 50, scaleUpMs: 300, stageMs: 50, rollbackMs: 400 },
  });
  session.cloud.ecs.call('CreateCluster', { clusterName: 'shop' });
});

afterAll(() => session.stop());

/** A service with one deployment that has succeeded. */
async function run(serviceName: string): Promise<void> {
  session.cloud.ecs.call('CreateService', { cluster: 'shop', serviceName, desiredCount: 2 });
  await until(() => statusOf(serviceName) === 'SUCCESSFUL');
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

interface Deployment {
  readonly serviceDeploymentArn: string;
  readonly status: string;
}

/** Newest first. */
function deploymentsOf(service: string): readonly Deployment[] {
  const { serviceDeployments } = session.cloud.ecs.call('ListServiceDeployments', { cluster: 'shop', service });
  return Object(serviceDeployments);
}

const statusOf = (service: string) => deploymentsOf(service)[0]?.status;

/** The message of the newest deployment. It need not be the last one: of two that begin together, either may be posted first. */
async function messageOf(service: string) {
  const id = deploymentsOf(service)[0]?.serviceDeploymentArn.split('/').at(-1);
  const stories = await storedStories(session);
  const story = stories.find(({ key }) => key.root.attempt.endsWith(`#${id}`));
  return session.slack.workspace.messages('deploys').find(({ ts }) => ts === story?.ts);
}

const isShown = async (service: string, text: string) =>
  JSON.stringify((await messageOf(service)) ?? '').includes(text);

test('a service that hangs is found by the sweep alone, rolled back once, and told in one message', async () => {
  await run('orders');
  // As if every event were lost, which tells nothing of a deployment that hangs anyway.
  session.cloud.setFaults({ events: [{ pattern: { source: ['aws.ecs'] }, drop: 1 }] });
  deploy('orders', 'hang');
  await sweepUntil(session, () => statusOf('orders') === 'ROLLBACK_SUCCESSFUL');
  await sweepUntil(session, () => isShown('orders', 'ROLLBACK_SUCCESSFUL'));
  session.cloud.setFaults({});
  const calls = Object.values(session.cloud.calls()).reduce(
    (sum, operations) => sum + (operations['ecs.StopServiceDeployment'] ?? 0),
    0,
  );
  expect(calls).toBe(1);
});

test('a service that hangs because its tasks fail says why, with their logs: on its message, and to whoever may ask', async () => {
  await run('invoices');
  const { taskDefinition } = Object(
    session.cloud.ecs.call('RegisterTaskDefinition', {
      family: 'invoices',
      containerDefinitions: [
        {
          name: 'web',
          image: 'invoices:v42',
          logConfiguration: {
            logDriver: 'awslogs',
            options: {
              'awslogs-group': '/ecs/invoices',
              'awslogs-region': 'eu-central-1',
              'awslogs-stream-prefix': 'ecs',
            },
          },
        },
      ],
    }),
  );
  session.cloud.ecs.script('shop/invoices', 'hang');
  session.cloud.ecs.call('UpdateService', {
    cluster: 'shop',
    service: 'invoices',
    taskDefinition: taskDefinition.taskDefinitionArn,
    // Too few fail for it: the deployment hangs, and the bot cancels it.
    deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: false } },
  });
  const stopped = () => {
    const asked = { cluster: 'shop', serviceName: 'invoices', desiredStatus: 'STOPPED' };
    return Object(session.cloud.ecs.call('ListTasks', asked)).taskArns;
  };
  await until(() => stopped().length > 0);
  for (const arn of stopped()) {
    const lines = ['listening on 8080', 'PASSWORD=hunter2', 'exit: no such table invoices'];
    session.cloud.logs.write('/ecs/invoices', `ecs/web/${String(arn).split('/').at(-1)}`, lines);
  }
  await sweepUntil(session, () => isShown('invoices', 'exit code 1'));
  const answer = await ask(session, '/proton diagnose shop/invoices');
  for (const part of [
    'exit code 1',
    'container web is made of invoices:v42',
    'web logged: exit: no such table invoices',
  ]) {
    expect(answer).toContain(part);
  }
  const posted = JSON.stringify(await messageOf('invoices'));
  expect(posted).toContain('container web is made of invoices:v42');
  expect(answer + posted + logsOf(session).join('')).not.toContain('hunter2');
  expect(logsOf(session).join('')).not.toContain('no such table');
});

test('a first deployment that hangs is asked about, and cancelled by a person’s word', async () => {
  session.cloud.ecs.script('shop/fresh', 'hang');
  session.cloud.ecs.call('CreateService', { cluster: 'shop', serviceName: 'fresh', desiredCount: 2 });
  await sweepUntil(session, () => isShown('fresh', 'asks for approval'));
  expect(statusOf('fresh')).toBe('IN_PROGRESS');
  const [, id = ''] = /Id `([^`]+)`/.exec(JSON.stringify(await messageOf('fresh'))) ?? [];
  expect(await ask(session, `/proton approve ${id}`)).toContain('shop/fresh');
  await until(() => statusOf('fresh') === 'ROLLBACK_FAILED');
  await sweepUntil(session, () => isShown('fresh', 'ROLLBACK_FAILED'));
});

test('a pause shows its button, and goes on when a person presses it', async () => {
  await run('paused');
  const lifecycleHooks = [{ targetType: 'PAUSE', lifecycleStages: ['POST_SCALE_UP'] }];
  deploy('paused', 'succeed', { strategy: 'BLUE_GREEN', lifecycleHooks });
  // What Slack puts off for its rate, the next sweep takes up.
  await sweepUntil(session, () => isShown('paused', 'proton-bot.continue'));
  const message = await messageOf('paused');
  const outcome = await session.slack.click(onCall, message?.ts ?? '', 'proton-bot.continue');
  expect(outcome.ok).toBe(true);
  await until(() => statusOf('paused') === 'SUCCESSFUL');
  await sweepUntil(session, () => isShown('paused', 'SUCCESSFUL'));
});

test('nothing was lost on the way', async () => {
  await until(() => isQuiet(session));
  expect(deadLetters(session)).toBe(0);
});
