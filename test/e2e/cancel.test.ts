import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { statusOf } from '../../src/lib/model/statuses.ts';
import type { Session } from '../../src/local/session/index.ts';
import { callsOf, instanceEvent } from './support/call-counts.ts';
import { addService, deployService, hangUpdate, instanceStatus } from './support/service.ts';
import { projectDirectory, startTestSession, until } from './support/session.ts';
import { storedItems } from './support/table.ts';
import { expectEachToldOnce, itemsAtRest } from './support/told.ts';

const run = promisify(execFile);
const cancel = 'proton.CancelServiceInstanceDeployment';
let session: Session;

beforeAll(async () => {
  session = await startTestSession();
  await deployService(session);
  await addService(session, { environment: 'prod-eu', service: 'unhurried', instances: ['api'] });
}, 60_000);

afterAll(async () => {
  await session.stop();
});

/** What `proton-bot trail` prints of a target. */
async function trailOf(name: string): Promise<string> {
  const program = `${projectDirectory}/bin/proton-bot.js`;
  const { stdout } = await run(process.execPath, [program, 'trail', name, '--aws-port', new URL(session.awsUrl).port]);
  return stdout;
}

describe('the deployed bot', () => {
  test('finds and cancels a stuck deployment by the sweep alone when every event is lost', async () => {
    await itemsAtRest(session, 3);
    session.cloud.setFaults({ events: [{ pattern: { source: ['aws.proton'] }, drop: 1 }] });
    session.cloud.resetCalls();
    hangUpdate(session, 'orders', 'api');
    while (!(await trailOf('orders/api')).includes('cancel: accepted')) {
      await session.cloud.invoke('sweep', {});
      await sleep(500);
    }
    await until(() => instanceStatus(session, 'orders', 'api') === 'CANCELLED');
    // A sweep would see this end within a minute, too; the event spares the test the wait.
    session.cloud.setFaults({});
    session.cloud.putEvents([instanceEvent('orders', 'api', 'CANCELLED')]);
    const items = await itemsAtRest(session, 4);
    expect(callsOf(session, cancel)).toBe(1);
    expectEachToldOnce(session, 'C0DEPLOYS', items);
  }, 60_000);

  test.each([
    ['just before the fence looks', 'GetServiceInstance', 2],
    ['just after it has looked', 'CancelServiceInstanceDeployment', 1],
  ] as const)(
    'leaves a deployment alone that began %s, and the trail says why',
    async (_when, operation, nth) => {
      hangUpdate(session, 'unhurried', 'api');
      await until(() => shown().at(-1)?.text.includes('update in progress') === true);
      const known = (await storedItems(session)).length;
      // Nothing but the request may look at it now.
      session.cloud.setFaults({ events: [{ pattern: { source: ['aws.proton'] }, drop: 1 }] });
      session.cloud.resetCalls();
      const restore = before(operation, nth, () => {
        session.controlPlane.script('unhurried/api', 'succeed');
        hangUpdate(session, 'unhurried', 'api');
      });
      await session.slack.runCommand('U0ADA0001', 'deploys', '/proton cancel unhurried/api');
      await until(async () => (await trailOf('unhurried/api')).includes('cancel: superseded'));
      restore();
      session.cloud.setFaults({});
      expect(callsOf(session, cancel)).toBe(operation === 'GetServiceInstance' ? 0 : 1);
      expect(instanceStatus(session, 'unhurried', 'api')).toBe('IN_PROGRESS');

      session.controlPlane.script('unhurried/api', 'succeed');
      const items = await itemsAtRest(session, known + 1);
      const ends = items.filter(({ key }) => key.target.includes('unhurried')).map(({ subject }) => statusOf(subject));
      expect(new Set(ends)).toEqual(new Set(['SUCCEEDED']));
      expectEachToldOnce(session, 'C0DEPLOYS', items);
    },
    60_000,
  );
});

function shown() {
  return session.slack.workspace.messages('deploys').filter(({ text }) => text.includes('unhurried/api'));
}

/** Lets something happen in the moment before the n-th call of an operation is answered. Gives what ends it. */
function before(operation: string, nth: number, happens: () => void): () => void {
  const { call } = session.controlPlane;
  let calls = 0;
  const intercept: typeof call = (called, ...rest) => {
    if (called === operation) calls += 1;
    if (called === operation && calls === nth) happens();
    return call(called, ...rest);
  };
  Object.defineProperty(session.controlPlane, 'call', { value: intercept, configurable: true });
  return () => Object.defineProperty(session.controlPlane, 'call', { value: call, configurable: true });
}
