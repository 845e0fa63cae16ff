import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { hasCli } from '../../packages/control-plane/test/support/aws-cli.ts';
import { ownActionId } from '../../src/lib/slack/action-ids.ts';
import type { Session } from '../../src/local/index.ts';
import { isQuiet } from './support/queues.ts';
import { projectDirectory, startTestSession, until } from './support/session.ts';
import { sweepUntil } from './support/sweeps.ts';
import { type CancelCall, recordCancels } from './support/wire.ts';

const run = promisify(execFile);
let session: Session;
let cancels: readonly CancelCall[];

const isInstalled = hasCli();
const testWithCli = isInstalled ? test : test.skip;

beforeAll(async () => {
  if (!isInstalled) return;
  session = await startTestSession();
  cancels = recordCancels(session);
});

afterAll(async () => {
  if (isInstalled) await session.stop();
});

async function aws(...words: readonly string[]): Promise<Record<string, Record<string, unknown>>> {
  const endpoint = ['--endpoint-url', session.awsUrl, '--region', 'eu-central-1', '--output', 'json'];
  const credentials = { AWS_ACCESS_KEY_ID: '123456789012', AWS_SECRET_ACCESS_KEY: 'local', AWS_PAGER: '' };
  const { stdout } = await run('aws', ['proton', ...words, ...endpoint], { env: { ...process.env, ...credentials } });
  return stdout.trim() === '' ? {} : JSON.parse(stdout);
}

const sourceOption = ['--source', 's3={bucket=templates,key=template.tar.gz}'];
const serviceSpec =
  'proton: ServiceSpec\ninstances:\n  - name: api\n    environment: prod-eu\n    spec:\n      port: 80\n';

const version = ['--major-version', '1', '--minor-version', '0'];
const instance = ['--service-name', 'orders', '--name', 'api'];

/** Templates, the environment `prod-eu` and the service `orders` with the instance `api`, all deployed. */
async function deployOrders(): Promise<void> {
  await aws('create-environment-template', '--name', 'fargate');
  await aws('create-environment-template-version', '--template-name', 'fargate', ...sourceOption);
  await aws('create-service-template', '--name', 'web', '--pipeline-provisioning', 'CUSTOMER_MANAGED');
  const compatible = ['--compatible-environment-templates', 'templateName=fargate,majorVersion=1'];
  await aws('create-service-template-version', '--template-name', 'web', ...sourceOption, ...compatible);
  await aws('wait', 'service-template-version-registered', '--template-name', 'web', ...version);
  const publish = [...version, '--status', 'PUBLISHED'];
  await aws('update-environment-template-version', '--template-name', 'fargate', ...publish);
  await aws('update-service-template-version', '--template-name', 'web', ...publish);
  const fargate = ['--template-name', 'fargate', '--template-major-version', '1'];
  const environmentSpec = ['--spec', 'proton: EnvironmentSpec\nspec:\n  size: small\n'];
  const role = ['--proton-service-role-arn', 'arn:aws:iam::123456789012:role/proton'];
  await aws('create-environment', '--name', 'prod-eu', ...fargate, ...environmentSpec, ...role);
  await aws('wait', 'environment-deployed', '--name', 'prod-eu');
  const web = ['--template-name', 'web', '--template-major-version', '1', '--spec', serviceSpec];
  await aws('create-service', '--name', 'orders', ...web);
  await aws('wait', 'service-created', '--name', 'orders');
}

/** Scripts the instance to hang, and updates it. */
async function updateThatHangs(): Promise<void> {
  const bot = [`${projectDirectory}/bin/proton-bot.js`, 'local', 'script', 'orders/api', 'hang'];
  await run(process.execPath, [...bot, '--aws-port', new URL(session.awsUrl).port]);
  await aws('update-service-instance', ...instance, '--deployment-type', 'CURRENT_VERSION', '--spec', serviceSpec);
}

/** The live messages about the instance, one for each of its deployments, oldest first. */
function messages() {
  return session.slack.workspace
    .messages('deploys')
    .filter(({ text, threadTs }) => threadTs === undefined && text.includes('`orders/api`'));
}

/** The newest of so many messages says that the update is cancelled, and nothing is on its way any more. */
function isToldCancelled(count: number): boolean {
  return (
    messages().length === count && messages().at(-1)?.text.includes('update cancelled') === true && isQuiet(session)
  );
}

/** The replies in the thread of the newest message. */
function replies() {
  return session.slack.workspace.thread('deploys', messages().at(-1)?.ts ?? '').slice(1);
}

/** What the newest message went through, as its thread tells it, without the times. */
function story(): readonly string[] {
  const own = replies().filter(({ alsoInChannel }) => !alsoInChannel);
  return own.flatMap(({ text }) => text.split('\n').map((line) => line.replace(/^<!date[^>]*>\s*/, '')));
}

/** The lines of the thread that the channel shows, too. */
function alerts() {
  return replies().filter(({ alsoInChannel }) => alsoInChannel);
}

/** How Proton and the people see it: cancelled by the rule, by one call, in one message that went through its states. */
async function expectCancelled(count: number): Promise<void> {
  const { serviceInstance } = await aws('get-service-instance', ...instance);
  expect(serviceInstance?.['deploymentStatus']).toBe('CANCELLED');
  expect(serviceInstance?.['deploymentStatusMessage']).toBe('User initiated cancellation.');
  expect(messages()).toHaveLength(count);
  const [message] = messages().slice(-1);
  const buttons = JSON.stringify(message).match(/"action_id":"[^"]+"/g);
  expect(buttons).toEqual([`"action_id":"${ownActionId}"`]);
  expect(story()).toEqual([
    '🔵 update in progress',
    '⚖️ Rule `cancel-stuck-production` fired: `stuck for more than two seconds`.',
    '🤖 Cancel requested by rule `cancel-stuck-production`: The provider accepted the request.',
    '🟠 update is being cancelled',
    '⛔ update cancelled',
  ]);
  expect(alerts().at(-1)?.text).toBe(
    '⛔ Service instance orders/api in prod-eu: update cancelled. Cancelled by rule cancel-stuck-production: stuck for more than two seconds.',
  );
  // Whom the rule mentions is mentioned there, once.
  expect(alerts().filter(({ blocks }) => JSON.stringify(blocks).includes('<@U0CLEO001>'))).toHaveLength(1);
  const cancel = { operation: 'CancelServiceInstanceDeployment', target: 'orders/api', answer: 'accepted' };
  expect(cancels).toEqual(Array.from({ length: count - 1 }, () => cancel));
}

describe('the AWS CLI', () => {
  testWithCli('sets up a service, lets an update hang, and sees the bot cancel it', async () => {
    await deployOrders();
    // What was replaced before the bot has seen it, it would not tell of.
    await until(() => messages().length === 1 && isQuiet(session));
    await updateThatHangs();
    // One message for the creation, and one for the update.
    await until(() => isToldCancelled(2));
    await expectCancelled(2);
  });

  testWithCli(
    'sees the sweep alone cancel the next one when every event is dropped and no schedule can be made',
    async () => {
      session.cloud.setFaults({
        events: [{ pattern: { source: ['aws.proton'] }, drop: 1 }],
        calls: [{ service: 'scheduler', how: 'fail' }],
      });
      await updateThatHangs();
      // That it has come to its end is found by a sweep, too, within a minute.
      await sweepUntil(session, () => isToldCancelled(3));
      await expectCancelled(3);
    },
  );
});
