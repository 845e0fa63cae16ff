import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Session } from '../../src/local/session/index.ts';
import { deployService, hangUpdate, instanceStatus } from './support/service.ts';
import { startTestSession, until } from './support/session.ts';

let session: Session;

beforeAll(async () => {
  session = await startTestSession();
});

afterAll(async () => {
  await session.stop();
});

/** AWS calls that `observe` has made since they were last reset. */
function callsByObserve(): number {
  const [, counts = {}] = Object.entries(session.cloud.calls()).find(([name]) => name.endsWith('-observe')) ?? [];
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function isQuiet(): boolean {
  return Object.values(session.cloud.queueCounts()).every(
    ({ visible, inFlight, delayed }) => visible + inFlight + delayed === 0,
  );
}

describe('AWS calls per event', () => {
  test('at most six for a new deployment, three where nothing changed, eight for a cancel', async () => {
    await deployService(session);
    await until(isQuiet);
    // Proton says each change twice: as the instance's and as the deployment's. One of them is enough here.
    const twin = { 'detail-type': ['AWS Proton Deployment Status Change'] };
    session.cloud.setFaults({ events: [{ pattern: twin, drop: 1 }] });
    session.cloud.resetCalls();
    hangUpdate(session, 'orders', 'api');
    await until(() => callsByObserve() > 0 && isQuiet());
    expect(callsByObserve()).toBeLessThanOrEqual(6);

    session.cloud.setFaults({ events: [{ pattern: { source: ['aws.proton'] }, drop: 1 }] });
    session.cloud.resetCalls();
    await until(() => instanceStatus(session, 'orders', 'api') !== 'IN_PROGRESS');
    await until(isQuiet);
    expect(callsByObserve()).toBeLessThanOrEqual(8);

    await until(() => instanceStatus(session, 'orders', 'api') === 'CANCELLED');
    session.cloud.setFaults({});
    const resource = 'arn:aws:proton:eu-central-1:123456789012:service/orders/service-instance/api';
    const event = {
      source: 'aws.proton',
      'detail-type': 'AWS Proton Service Instance Status Change',
      resources: [resource],
      detail: { name: 'api', serviceName: 'orders', status: 'CANCELLED' },
    };
    // The first look sees CANCELLED; the second finds nothing new.
    session.cloud.putEvents([event]);
    await until(isQuiet);
    session.cloud.resetCalls();
    session.cloud.putEvents([event]);
    await until(() => callsByObserve() > 0 && isQuiet());
    expect(callsByObserve()).toBeLessThanOrEqual(3);
  }, 90_000);
});
