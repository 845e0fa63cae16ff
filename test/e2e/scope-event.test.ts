import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Session } from '../../src/local/index.ts';
import { logsOf, until } from './support/session.ts';
import { grants, member, roleArn, startWithTwoAccounts } from './support/two-accounts.ts';

let session: Session;
let asked: readonly URLSearchParams[] = [];

beforeAll(async () => {
  ({ session, asked } = await startWithTwoAccounts(grants));
  // The same names in both accounts: what is looked up by name, or in the wrong account, is found, too.
  for (const owner of [undefined, member]) {
    session.cloud.ecs.call('CreateCluster', { clusterName: 'shop' }, owner);
    session.cloud.ecs.call('CreateService', { cluster: 'shop', serviceName: 'orders', desiredCount: 2 }, owner);
    await until(() => newestIn(owner) === 'SUCCESSFUL');
  }
});

afterAll(() => session.stop());

function newestIn(owner: typeof member | undefined): string {
  const input = { cluster: 'shop', service: 'orders' };
  const { serviceDeployments } = session.cloud.ecs.call('ListServiceDeployments', input, owner);
  return String(Object(serviceDeployments)[0]?.status);
}

const arnIn = (accountId: string, region: string) => `arn:aws:ecs:${region}:${accountId}:service/shop/orders`;
const memberArn = arnIn(member.accountId, member.region);
const observed = (target: string) =>
  logsOf(session).filter((line) => line.includes('"message":"observed"') && line.includes(target));

test('an event of another account leads to a look there, and what hangs there is rolled back there', async () => {
  const before = logsOf(session).length;
  session.cloud.ecs.script(memberArn, 'hang');
  session.cloud.ecs.call('UpdateService', { cluster: 'shop', service: 'orders', forceNewDeployment: true }, member);
  await until(() =>
    logsOf(session)
      .slice(before)
      .some((line) => line.includes('"cause":"event"') && line.includes(memberArn)),
  );
  await until(() => newestIn(member) === 'ROLLBACK_SUCCESSFUL');
  expect(asked[0]?.get('RoleArn')).toBe(roleArn);
  expect(asked[0]?.get('ExternalId')).toBe('between-us');
  // The service of the same name in the bot's own account was not touched.
  expect(newestIn(undefined)).toBe('SUCCESSFUL');
});

test("an event of the bot's own account leads to a look there, with its own credentials", async () => {
  session.cloud.ecs.script('shop/orders', 'hang');
  session.cloud.ecs.call('UpdateService', { cluster: 'shop', service: 'orders', forceNewDeployment: true });
  await until(() => newestIn(undefined) === 'ROLLBACK_SUCCESSFUL');
  expect(observed(arnIn('123456789012', 'eu-central-1')).length).toBeGreaterThan(0);
});

test.each([
  ['another account', arnIn('333333333333', 'eu-west-1')],
  ['another Region', arnIn(member.accountId, 'us-east-1')],
])(
  'an event of %s that bot.yml does not name leads to no look anywhere; the log says what to do',
  async (_what, target) => {
    const [, , , region, account] = target.split(':');
    const before = logsOf(session).length;
    const logged = () => logsOf(session).slice(before);
    session.cloud.putEvents([
      {
        source: 'aws.ecs',
        'detail-type': 'ECS Deployment State Change',
        account,
        region,
        resources: [target],
        detail: { eventType: 'INFO', eventName: 'SERVICE_DEPLOYMENT_IN_PROGRESS', deploymentId: 'ecs-svc/123' },
      },
    ]);
    await until(() => logged().some((line) => line.includes("is in none of the bot's scopes")));
    expect(logged().join('\n')).toContain('"scopes\\" in bot.yml');
    expect(observed(target)).toEqual([]);
  },
);
