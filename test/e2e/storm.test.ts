import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { statusOf } from '../../src/lib/model/statuses.ts';
import type { Session } from '../../src/local/index.ts';
import { callsOf } from './support/call-counts.ts';
import { deadLetters, isQuiet } from './support/queues.ts';
import { deployService, hangUpdate, instanceStatus } from './support/service.ts';
import { startTestSession } from './support/session.ts';
import { sweepUntil } from './support/sweeps.ts';
import { expectEachToldOnce, itemsAtRest } from './support/told.ts';
import { recordCancels } from './support/wire.ts';

const cancel = 'CancelServiceInstanceDeployment';
const instances = Array.from({ length: 10 }, (_, index) => `api-${index}`);
/** The environment, and of each instance its creation and its update. */
const itemCount = 1 + 2 * instances.length;
let session: Session;

beforeAll(async () => {
  session = await startTestSession();
});

afterAll(async () => {
  await session.stop();
});

test('every event twice, ten stuck at once, a worker killed between claim and call: one accepted cancel each', async () => {
  await deployService(session, { instances });
  // What was replaced before the bot has seen it, it would not tell of.
  await itemsAtRest(session, 1 + instances.length);
  session.cloud.setFaults({
    events: [{ pattern: { source: ['aws.proton'] }, duplicate: 1 }],
    kills: [{ function: 'observe', at: 'beforeCall', service: 'proton', operation: cancel, times: 1 }],
  });
  const cancels = recordCancels(session);
  for (const instance of instances) hangUpdate(session, 'orders', instance);
  // What the killed one had claimed waits until its lease has lapsed, a minute later.
  await sweepUntil(session, () =>
    instances.every((instance) => instanceStatus(session, 'orders', instance) === 'CANCELLED'),
  );
  // What the killed one had been given is hidden for three minutes: here they pass at once, so that it all comes again.
  session.cloud.revealMessages();
  const items = await itemsAtRest(session, itemCount);

  // Of the calls on the wire one died at the door; the control plane got one for each, and took it.
  expect(callsOf(session, `proton.${cancel}`)).toBe(instances.length + 1);
  expect(cancels.toSorted((one, other) => one.target.localeCompare(other.target))).toEqual(
    instances.map((instance) => ({ operation: cancel, target: `orders/${instance}`, answer: 'accepted' })),
  );
  const ends = items.map(({ subject }) => statusOf(subject)).toSorted();
  expect(ends).toEqual([...instances.map(() => 'CANCELLED'), ...Array(itemCount - instances.length).fill('SUCCEEDED')]);
  for (const { claims } of items.filter(({ subject }) => statusOf(subject) === 'CANCELLED')) {
    expect(Object.values(claims).map(({ state, outcome }) => [state, outcome])).toEqual([
      ['settled', expect.stringMatching(/^(accepted|observed)$/)],
    ]);
  }
  await expectEachToldOnce(session, 'C0DEPLOYS', items);
  expect([isQuiet(session), deadLetters(session)]).toEqual([true, 0]);
});
