import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Session } from '../../src/local/session/index.ts';
import { projectDirectory, startTestSession, until } from './support/session.ts';

const run = promisify(execFile);
let session: Session | undefined;

function hasCli(): boolean {
  try {
    execFileSync('aws', ['--version'], { stdio: 'ignore' });
    return true;
  } catch (error) {
    if (process.env['CI']) throw error;
    console.warn("There is no aws command here; install Debian's awscli to run this test.");
    return false;
  }
}

const isInstalled = hasCli();
const testWithCli = isInstalled ? test : test.skip;

beforeAll(async () => {
  if (isInstalled) session = await startTestSession();
});

afterAll(async () => {
  await session?.stop();
});

async function aws(...words: readonly string[]): Promise<Record<string, Record<string, unknown>>> {
  const endpoint = ['--endpoint-url', session?.awsUrl ?? '', '--region', 'eu-central-1', '--output', 'json'];
  const credentials = { AWS_ACCESS_KEY_ID: '123456789012', AWS_SECRET_ACCESS_KEY: 'local', AWS_PAGER: '' };
  const { stdout } = await run('aws', ['proton', ...words, ...endpoint], { env: { ...process.env, ...credentials } });
  return stdout.trim() === '' ? {} : JSON.parse(stdout);
}

const sourceOption = ['--source', 's3={bucket=templates,key=template.tar.gz}'];
const serviceSpec =
  'proton: ServiceSpec\ninstances:\n  - name: api\n    environment: prod-eu\n    spec:\n      port: 80\n';

describe('the AWS CLI', () => {
  testWithCli(
    'sets up a service, lets an update hang, and sees the bot cancel it',
    async () => {
      await aws('create-environment-template', '--name', 'fargate');
      await aws('create-environment-template-version', '--template-name', 'fargate', ...sourceOption);
      await aws('create-service-template', '--name', 'web', '--pipeline-provisioning', 'CUSTOMER_MANAGED');
      const compatible = ['--compatible-environment-templates', 'templateName=fargate,majorVersion=1'];
      await aws('create-service-template-version', '--template-name', 'web', ...sourceOption, ...compatible);
      const version = ['--major-version', '1', '--minor-version', '0'];
      await aws('wait', 'service-template-version-registered', '--template-name', 'web', ...version);
      await aws(
        'update-environment-template-version',
        '--template-name',
        'fargate',
        ...version,
        '--status',
        'PUBLISHED',
      );
      await aws('update-service-template-version', '--template-name', 'web', ...version, '--status', 'PUBLISHED');
      const template = ['--template-name', 'fargate', '--template-major-version', '1'];
      const environmentSpec = ['--spec', 'proton: EnvironmentSpec\nspec:\n  size: small\n'];
      const role = ['--proton-service-role-arn', 'arn:aws:iam::123456789012:role/proton'];
      await aws('create-environment', '--name', 'prod-eu', ...template, ...environmentSpec, ...role);
      await aws('wait', 'environment-deployed', '--name', 'prod-eu');
      const service = [
        '--name',
        'orders',
        '--template-name',
        'web',
        '--template-major-version',
        '1',
        '--spec',
        serviceSpec,
      ];
      await aws('create-service', ...service);
      await aws('wait', 'service-created', '--name', 'orders');

      const bot = [`${projectDirectory}/bin/proton-bot.js`, 'local', 'script', 'orders/api', 'hang'];
      await run(process.execPath, [...bot, '--aws-port', new URL(session?.awsUrl ?? '').port]);
      const instance = ['--service-name', 'orders', '--name', 'api'];
      await aws('update-service-instance', ...instance, '--deployment-type', 'CURRENT_VERSION', '--spec', serviceSpec);

      const messages = () =>
        session?.slack.workspace.messages('deploys').filter(({ text }) => text.includes('orders/api')) ?? [];
      await until(() => messages().some(({ text }) => text.includes('update cancelled')), 60_000);
      const { serviceInstance } = await aws('get-service-instance', ...instance);
      expect(serviceInstance?.['deploymentStatus']).toBe('CANCELLED');
      expect(serviceInstance?.['deploymentStatusMessage']).toBe('User initiated cancellation.');
      // One message for the creation, and one that went through the states of the update.
      expect(messages()).toHaveLength(2);
      const updated = messages().find(({ text }) => text.includes('update cancelled'));
      expect(JSON.stringify(updated)).not.toContain('"button"');
      // Its thread holds what it went through, in order.
      const history = () => {
        const replies = session?.slack.workspace.thread('deploys', updated?.ts ?? '').slice(1) ?? [];
        return JSON.stringify(replies.map(({ blocks }) => blocks));
      };
      await until(() => history().includes('User initiated cancellation.'));
      const told = history();
      const states = ['update in progress', 'Asked to cancel by', 'update is being cancelled', 'update cancelled'];
      expect(states.filter((state) => !told.includes(state))).toEqual([]);
      expect(states.toSorted((one, other) => told.indexOf(one) - told.indexOf(other))).toEqual(states);
    },
    150_000,
  );
});
