import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { statusOf } from '../../src/lib/model/statuses.ts';
import type { Session } from '../../src/local/index.ts';
import { callsOf, instanceEvent } from './support/call-counts.ts';
import { addService, deployService, hangUpdate, instanceStatus } from './support/service.ts';
import { projectDirectory, startTestSession, until } from './support/session.ts';
import { sweepUntil } from './support/sweeps.ts';
import { storedItems } from './support/table.ts';
import { expectEachToldOnce, itemsAtRest } from './support/told.ts';
import { type CancelCall, intercept, recordCancels } from './support/wire.ts';

const run = promisify(execFile);
const cancel = 'CancelServiceInstanceDeployment';
const everyEvent = { pattern: { source: ['aws.proton'] }, drop: 1 };
let session: Session;
let cancels: readonly CancelCall[];

beforeAll(async () => {
  session = await startTestSession();
  cancels = recordCancels(session);
  await deployService(session);
  await addService(session, { environment: 'prod-eu', service: 'unhurried', instances: ['api'] });
});

afterAll(async () => {
  await session.stop();
});

/** What `proton-bot trail` prints of a target. */
async function trailOf(name: string): Promise<string> {
  const program = `${projectDirectory}/bin/proton-bot.js`;
  const { stdout } = await run(process.execPath, [program, 'trail', name, '--aws-port', new URL(session.awsUrl).port]);
  return stdout;
}

/** Answers to the cancels of a target since the one with this index. */
function answersFor(target: string, since: number): readonly string[] {
  return cancels.slice(since).flatMap((call) => (call.target === target ? call.answer : []));
}

describe('the deployed bot', () => {
  test('finds and cancels a stuck deployment by the sweep alone when every event is lost, and no schedule can be made', async () => {
    await itemsAtRest(session, 3);
    session.cloud.setFaults({ events: [everyEvent], calls: [{ service: 'scheduler', how: 'fail' }] });
    session.cloud.resetCalls();
    hangUpdate(session, 'orders', 'api');
    await sweepUntil(session, () => instanceStatus(session, 'orders', 'api') === 'CANCELLED');
    // A sweep would see this end within a minute, too; the event spares the test the wait.
    session.cloud.setFaults({});
    session.cloud.putEvents([instanceEvent('orders', 'api', 'CANCELLED')]);
    const items = await itemsAtRest(session, 4);
    expect(callsOf(session, `proton.${cancel}`)).toBe(1);
    expect(answersFor('orders/api', 0)).toEqual(['accepted']);
    expect(await trailOf('orders/api')).toContain('The provider accepted the request.');
    await expectEachToldOnce(session, 'C0DEPLOYS', items);
  });

  test('leaves a deployment alone that began after a rule had decided on the one before, and the trail says why', async () => {
    const known = (await itemsAtRest(session, 4)).length;
    const since = cancels.length;
    const restore = atCall('observe', cancel, 1, {
      before: () => succeedAndBeginAnother('orders', 'api'),
      // It ends before its own deadline: the rule would be right to cancel it then.
      after: () => session.controlPlane.script('orders/api', 'succeed'),
    });
    hangUpdate(session, 'orders', 'api');
    const items = await itemsAtRest(session, known + 2);
    restore();
    expect(answersFor('orders/api', since)).toEqual(['ConflictException']);
    expect(items.filter(({ subject }) => statusOf(subject) === 'CANCELLED')).toHaveLength(1);
    const trail = (await trailOf('orders/api')).split('\n').filter((line) => /cancel/.test(line));
    expect(trail.at(-1)).toMatch(
      /Cancel requested by rule cancel-stuck-production: Not cancelled: a newer deployment has replaced it/,
    );
    await expectEachToldOnce(session, 'C0DEPLOYS', items);
  });

  test.each([
    // The first call finds what the name means, the second is the look, the third the fence.
    ['just before the fence looks', 'GetServiceInstance', 3],
    ['just after it has looked', cancel, 1],
  ] as const)(
    'leaves a deployment alone that began %s for a person, and the trail says why',
    async (_when, operation, nth) => {
      const since = cancels.length;
      hangUpdate(session, 'unhurried', 'api');
      await until(() => shown().at(-1)?.text.includes('update in progress') === true);
      const known = (await storedItems(session)).length;
      // Nothing but the request may look at it now.
      session.cloud.setFaults({ events: [everyEvent] });
      const restore = atCall('command', operation, nth, { before: () => succeedAndBeginAnother('unhurried', 'api') });
      await session.slack.runCommand('U0ADA0001', 'deploys', '/proton cancel unhurried/api');
      await until(async () => (await trailOf('unhurried/api')).includes('a newer deployment has replaced it'));
      restore();
      session.cloud.setFaults({});
      expect(answersFor('unhurried/api', since)).toEqual(operation === cancel ? ['ConflictException'] : []);
      expect(instanceStatus(session, 'unhurried', 'api')).toBe('IN_PROGRESS');

      session.controlPlane.script('unhurried/api', 'succeed');
      const items = await itemsAtRest(session, known + 1);
      const ends = items.filter(({ key }) => key.target.includes('unhurried')).map(({ subject }) => statusOf(subject));
      expect(new Set(ends)).toEqual(new Set(['SUCCEEDED']));
      await expectEachToldOnce(session, 'C0DEPLOYS', items);
    },
  );
});

function shown() {
  return session.slack.workspace.messages('deploys').filter(({ text }) => text.includes('unhurried/api'));
}

/** The deployment that hangs ends well, and the next one of the same instance hangs in its place. */
function succeedAndBeginAnother(service: string, instance: string): void {
  session.controlPlane.script(`${service}/${instance}`, 'succeed');
  hangUpdate(session, service, instance);
}

interface AtCall {
  readonly before: () => void;
  readonly after?: () => void;
}

/** Lets something happen, once, just before and just after a function's n-th call of an operation is answered. Gives what ends it. */
function atCall(functionName: string, operation: string, nth: number, { before, after }: AtCall): () => void {
  let isOver = false;
  session.cloud.resetCalls();
  const calls = () => session.cloud.calls()[`proton-bot-prod-${functionName}`]?.[`proton.${operation}`] ?? 0;
  return intercept(session, (called, _input, answer) => {
    if (isOver || called !== operation || calls() < nth) return answer();
    isOver = true;
    before();
    try {
      return answer();
    } finally {
      after?.();
    }
  });
}
