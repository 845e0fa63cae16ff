import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { claimLeaseMs } from '../../src/lib/model/claims.ts';
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

describe('a worker that is killed between claim and call', () => {
  test('leaves its claim behind; when the lease has lapsed, another makes the one call', async () => {
    await deployService(session);
    const operation = 'CancelServiceInstanceDeployment';
    session.cloud.setFaults({
      kills: [{ function: 'observe', at: 'beforeCall', service: 'proton', operation, nth: 1, times: 1 }],
    });
    hangUpdate(session, 'orders', 'api');
    // The deadline comes after two seconds, the claim with it, and its lease lapses a minute later.
    await sleep(claimLeaseMs);
    expect(instanceStatus(session, 'orders', 'api')).toBe('IN_PROGRESS');
    await sleep(10_000);
    await session.cloud.invoke('sweep', {});
    await until(() => instanceStatus(session, 'orders', 'api') === 'CANCELLED', 60_000);
    // On the wire: the call that died at the door, before anything was done, and the one that was accepted.
    const calls = Object.values(session.cloud.calls()).map((byOperation) => byOperation[`proton.${operation}`] ?? 0);
    expect(calls.reduce((sum, count) => sum + count, 0)).toBe(2);
  }, 180_000);
});
