import { describe, expect, test } from '@jest/globals';
import type { Session } from '../../src/local/index.ts';
import { type FleetInstance, installFleet, unhurried } from './support/fleet.ts';
import { deadLetters, isQuiet } from './support/queues.ts';
import { hangUpdate } from './support/service.ts';
import { startTestSession, until } from './support/session.ts';
import { expectEachToldOnce, itemsAtRest } from './support/told.ts';

const channelId = 'C0DEPLOYS';

type Faults = Session['slack']['faults'];

/** Makes so many calls of a method fail, one way or the other. */
type Plan = (faults: Faults, method: string, times: number) => void;

const plans: readonly (readonly [string, Plan])[] = [
  ['429', (faults, method, times) => faults.rateLimit(method, { times, retryAfterSeconds: 1 })],
  ['500', (faults, method, times) => faults.fail(method, { times })],
  [
    'both, in turn',
    (faults, method, times) => {
      for (let time = 0; time < times; time += 1) {
        if (time % 2 === 0) faults.rateLimit(method, { times: 1, retryAfterSeconds: 1 });
        else faults.fail(method, { times: 1, statusCode: 503 });
      }
    },
  ],
];

describe('nothing is lost, and nothing told twice, while Slack answers new messages, replies and updates with', () => {
  // Side by side: most of the time, everybody waits for Slack.
  test.concurrent.each(plans)('%s', async (_name, refuse) => {
    const session = await startTestSession();
    try {
      const { faults, workspace } = session.slack;
      const fleet = installFleet(session, 4, unhurried);
      const hang = ({ service, instance }: FleetInstance) => hangUpdate(session, service, instance);
      const messages = () => workspace.messages(channelId);
      const [first, ...others] = fleet;

      // The message is taken, and then its first reply is not: it must not be posted anew.
      faults.slow('chat.postMessage', { times: 1, delayMs: 0 });
      refuse(faults, 'chat.postMessage', 1);
      if (first) hang(first);
      await until(() => faults.calls('chat.postMessage') === 2);
      refuse(faults, 'chat.postMessage', 2);
      for (const instance of others) hang(instance);
      await until(() => messages().length === fleet.length && isQuiet(session));
      expect(messages().every(({ text }) => text.includes('in progress'))).toBe(true);

      // Two of the four fail at the message, the other two at the reply in its thread.
      refuse(faults, 'chat.update', 2);
      refuse(faults, 'chat.postMessage', 2);
      for (const { name } of fleet) session.controlPlane.script(name, 'succeed');
      await expectEachToldOnce(session, channelId, await itemsAtRest(session, fleet.length));

      // Each call that was not refused has made exactly one message or reply.
      const posted = messages().reduce((sum, { ts }) => sum + workspace.thread(channelId, ts).length, 0);
      expect(faults.calls('chat.postMessage') - posted).toBe(1 + 2 + 2);
      expect(faults.calls('chat.update')).toBeGreaterThanOrEqual(fleet.length + 2);
      expect(deadLetters(session)).toBe(0);
    } finally {
      await session.stop();
    }
  });
});
