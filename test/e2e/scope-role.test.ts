import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Session } from '../../src/local/index.ts';
import { ask } from './support/people.ts';
import { logsOf, projectDirectory, until } from './support/session.ts';
import { sweepUntil } from './support/sweeps.ts';
import { refuses, roleArn, startWithTwoAccounts } from './support/two-accounts.ts';

/** The bot may not assume the role of the second account in `bot.yml`. */
let session: Session;
let asked: readonly URLSearchParams[] = [];

beforeAll(async () => {
  ({ session, asked } = await startWithTwoAccounts(refuses));
  session.cloud.ecs.call('CreateCluster', { clusterName: 'shop' });
});

afterAll(() => session.stop());

const statusesOf = (service: string): readonly string[] => {
  const { serviceDeployments } = session.cloud.ecs.call('ListServiceDeployments', { cluster: 'shop', service });
  return Object(serviceDeployments).map(({ status }: { readonly status: string }) => status);
};

const linesOf = (functionName: string) =>
  logsOf(session).filter((line) => line.startsWith(`proton-bot-prod-${functionName} `));

/** What the command prints about the scope. */
async function trail(target: string): Promise<string> {
  const program = ['bin/proton-bot.js', 'trail', target];
  const env = { ...process.env, PROTON_BOT_AWS_PORT: new URL(session.awsUrl).port };
  return (await promisify(execFile)(process.execPath, program, { cwd: projectDirectory, env })).stdout;
}

test('the scope is named in the log, with its role and what to do', async () => {
  await sweepUntil(session, () => linesOf('discover').some((line) => line.includes('RoleNotAssumed')));
  const line = linesOf('discover').find((one) => one.includes('something could not be listed')) ?? '';
  expect(line).toContain('"scope":"staging"');
  expect(line).toContain(roleArn);
  expect(line).toContain('trust policy');
  expect(asked[0]?.get('RoleArn')).toBe(roleArn);
  expect(asked[0]?.get('ExternalId')).toBe('between-us');
});

test('and in its trail, with the same remedy, once', async () => {
  await sweepUntil(session, async () => (await trail('scope:staging')).includes('RoleNotAssumed'));
  const printed = await trail('scope:staging');
  expect(printed.match(/RoleNotAssumed/gu)).toHaveLength(1);
  expect(printed).toContain(roleArn);
});

test('the own account goes on: what hangs there is found by the sweep, and rolled back', async () => {
  session.cloud.ecs.call('CreateService', { cluster: 'shop', serviceName: 'orders', desiredCount: 2 });
  await until(() => statusesOf('orders')[0] === 'SUCCESSFUL');
  session.cloud.setFaults({ events: [{ pattern: { source: ['aws.ecs'] }, drop: 1 }] });
  session.cloud.ecs.script('shop/orders', 'hang');
  session.cloud.ecs.call('UpdateService', { cluster: 'shop', service: 'orders', forceNewDeployment: true });
  await sweepUntil(session, () => statusesOf('orders')[0] === 'ROLLBACK_SUCCESSFUL');
  session.cloud.setFaults({});
});

test('so does a person there, by an ARN: it says which account is meant', async () => {
  const [arn = ''] = Object(session.cloud.ecs.call('ListServices', { cluster: 'shop' })).serviceArns;
  expect(await ask(session, `/proton status ${arn}`)).toContain('shop/orders');
});

test('a name that may be there, too, is not acted on: the answer says which account and Region are silent, and why', async () => {
  const answer = await ask(session, '/proton cancel shop/orders');
  expect(answer).toContain('No answer from ecs in account 222222222222, Region eu-west-1 (the role cannot be assumed)');
  expect(answer).toContain('use its ARN');
});
