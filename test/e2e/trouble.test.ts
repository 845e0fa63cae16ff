import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Session } from '../../src/local/session/index.ts';
import { deployService, hangUpdate, instanceStatus } from './support/service.ts';
import { logsOf, startTestSession, until } from './support/session.ts';

let session: Session;

beforeAll(async () => {
  session = await startTestSession();
});

afterAll(async () => {
  await session.stop();
});

async function post(headers: Record<string, string>, body: string): Promise<number> {
  const response = await fetch(`${session.cloud.httpApiUrl}/slack/events`, { method: 'POST', headers, body });
  return response.status;
}

describe('trouble', () => {
  test('an empty account: nothing to do, nothing said, no error', async () => {
    await session.cloud.invoke('sweep', {});
    await session.slack.runCommand('U0ADA0001', 'deploys', '/proton status');
    await until(() => session.slack.workspace.ephemerals('U0ADA0001').length > 0);
    expect(session.slack.workspace.messages('deploys')).toEqual([]);
    expect(logsOf(session).filter((line) => line.includes('"level":"ERROR"'))).toEqual([]);
  });

  test('unsigned, stale, future-dated and junk requests get 401 or 400', async () => {
    const now = Math.floor(Date.now() / 1000);
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const stamped = (seconds: number) => ({
      ...form,
      'x-slack-request-timestamp': String(seconds),
      'x-slack-signature': `v0=${'0'.repeat(64)}`,
    });
    const statuses = await Promise.all([
      post(form, 'command=/proton'),
      post(stamped(now - 3600), 'command=/proton'),
      post(stamped(now + 86_400), 'command=/proton'),
      post({ 'content-type': 'application/json' }, '{"broken'),
      post({}, ''),
    ]);
    for (const status of statuses) expect([400, 401]).toContain(status);
  });

  test('Slack answers 429 and 500 for a while: nothing lost, nothing told twice', async () => {
    await deployService(session);
    await until(() =>
      session.slack.workspace.messages('deploys').some((message) => message.text.includes('orders/api')),
    );
    session.slack.faults.rateLimit('chat.postMessage', { times: 2, retryAfterSeconds: 1 });
    session.slack.faults.fail('chat.update', { times: 1, statusCode: 500 });
    hangUpdate(session, 'orders', 'api');
    await until(() => instanceStatus(session, 'orders', 'api') === 'CANCELLED');
    const shown = () =>
      session.slack.workspace.messages('deploys').filter((message) => message.text.includes('orders/api'));
    await until(() => shown().some((message) => message.text.includes('cancelled')));
    expect(shown()).toHaveLength(2);
    const updated = shown().find((message) => message.text.includes('cancelled'));
    await until(() => repliesTo(updated?.ts).join('\n').includes('cancelled'));
    const lines = repliesTo(updated?.ts)
      .join('\n')
      .split('\n')
      .filter((line) => line.trim() !== '');
    expect(lines).toHaveLength(new Set(lines).size);
  }, 90_000);

  test('a status message as long as Proton takes, full of what Slack would act on, is shown and not logged', async () => {
    const statusMessage = '<!channel> & '.repeat(400).slice(0, 4_990);
    session.controlPlane.script('orders/api', 'hang');
    session.controlPlane.call('UpdateServiceInstance', {
      serviceName: 'orders',
      name: 'api',
      deploymentType: 'CURRENT_VERSION',
    });
    session.controlPlane.script('orders/api', 'fail', { statusMessage });
    const failed = () => session.slack.workspace.messages('deploys').some((message) => message.text.includes('failed'));
    await until(failed);
    expect(logsOf(session).join('\n')).not.toContain('<!channel>');
  });
});

function repliesTo(ts: string | undefined): readonly string[] {
  return session.slack.workspace.thread('deploys', ts ?? '').map((message) => message.text);
}
