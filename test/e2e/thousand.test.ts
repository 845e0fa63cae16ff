import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { statusOf } from '../../src/lib/model/statuses.ts';
import type { Session } from '../../src/local/index.ts';
import { installFleet } from './support/fleet.ts';
import { deadLetters } from './support/queues.ts';
import { hangUpdate } from './support/service.ts';
import { startTestSession } from './support/session.ts';
import { expectEachToldOnce, itemsAtRest } from './support/told.ts';

const size = 1000;
/** Three times what it takes beside the other tests: it only ends a hang. */
const limitMs = 420_000;
let session: Session;

beforeAll(async () => {
  session = await startTestSession();
});

afterAll(async () => {
  await session.stop();
});

/** Half of them get stuck; of the others every second one fails. */
function endOf(index: number): 'CANCELLED' | 'SUCCEEDED' | 'FAILED' {
  if (index % 2 === 0) return 'CANCELLED';
  return index % 4 === 1 ? 'SUCCEEDED' : 'FAILED';
}

function cancelsOnTheWire(): number {
  const counts = Object.values(session.cloud.calls());
  return counts.reduce((sum, byOperation) => sum + (byOperation['proton.CancelServiceInstanceDeployment'] ?? 0), 0);
}

describe('the deployed bot', () => {
  test(
    'follows a thousand deployments that begin at once, each to its own end, in one message each',
    async () => {
      const fleet = installFleet(session, size);
      for (const { service, instance } of fleet) hangUpdate(session, service, instance);
      const ends = new Map(fleet.map(({ name }, index) => [name, endOf(index)]));
      for (const [name, end] of ends) {
        if (end !== 'CANCELLED') session.controlPlane.script(name, end === 'FAILED' ? 'fail' : 'succeed');
      }
      const items = await itemsAtRest(session, size, limitMs);
      const reached = items.map(({ subject }) => [
        subject.on === 'deployment' ? subject.deployment.name : '',
        statusOf(subject),
      ]);
      expect(Object.fromEntries(reached)).toEqual(Object.fromEntries(ends));
      expect(cancelsOnTheWire()).toBe(size / 2);
      await expectEachToldOnce(session, 'C0DEPLOYS', items);
      expect(deadLetters(session)).toBe(0);
    },
    limitMs + 60_000,
  );
});
