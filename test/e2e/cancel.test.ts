import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Session } from '../../src/local/session/index.ts';
import { deployService, hangUpdate, instanceStatus } from './support/service.ts';
import { startTestSession, until } from './support/session.ts';

let session: Session;

beforeEach(async () => {
  session = await startTestSession();
});

afterEach(async () => {
  await session.stop();
});

function callsOf(operation: string): number {
  const counts = Object.values(session.cloud.calls());
  return counts.reduce((sum, byOperation) => sum + (byOperation[operation] ?? 0), 0);
}

describe('the deployed bot', () => {
  test('cancels with one call although every event comes twice and ten get stuck at once', async () => {
    const instances = Array.from({ length: 10 }, (_, index) => `api-${index}`);
    await deployService(session, { instances });
    session.cloud.setFaults({ events: [{ pattern: { source: ['aws.proton'] }, duplicate: 1 }] });
    for (const instance of instances) hangUpdate(session, 'orders', instance);
    await until(() => instances.every((instance) => instanceStatus(session, 'orders', instance) === 'CANCELLED'));
    expect(callsOf('proton.CancelServiceInstanceDeployment')).toBe(10);
    // One message for each creation and one for each update, and no more.
    const shown = () =>
      session.slack.workspace.messages('deploys').filter((message) => message.text.includes('orders/'));
    await until(() => shown().filter((message) => message.text.includes('cancelled')).length === 10);
    expect(shown()).toHaveLength(20);
  });

  test('finds and cancels a stuck deployment by the sweep alone when every event is lost', async () => {
    await deployService(session);
    session.cloud.setFaults({ events: [{ pattern: { source: ['aws.proton'] }, drop: 1 }] });
    hangUpdate(session, 'orders', 'api');
    await until(() => {
      void session.cloud.invoke('sweep', {});
      return instanceStatus(session, 'orders', 'api') === 'CANCELLED';
    });
    expect(callsOf('proton.CancelServiceInstanceDeployment')).toBe(1);
  });
});
