import { describe, expect, test } from '@jest/globals';
import { statusOf } from '../../src/lib/model/statuses.ts';
import { channel, holds } from './support/run.ts';
import { acceptedCalls, trailOf } from './support/truth.ts';

describe('I5 every recorded transition is told: the message ends at the latest state, its thread holds them all', () => {
  test('one message per deployment and channel, whatever fails on the way', async () => {
    await holds(({ world, items, messageOf }) => {
      for (const item of items) {
        const key = `${item.key.target} ${item.key.attempt}`;
        const messages = world.chat.of(channel, key);
        const reference = messageOf(item);
        const current = messages.find((message) => message.ts === reference?.ts);
        expect({ key, shown: current?.stateVersion, status: current?.status }).toEqual({
          key,
          shown: item.stateVersion,
          status: statusOf(item.subject),
        });
        const threaded = new Set(current?.thread.map((entry) => entry.stateVersion));
        const recorded = item.history.map((entry) => entry.stateVersion);
        expect([key, recorded.filter((stateVersion) => !threaded.has(stateVersion))]).toEqual([key, []]);
        // Only a fault between the chat's answer and its record may double a message, and each only once.
        expect([key, messages.length <= 1 + world.recordsLost]).toEqual([key, true]);
        if (world.recordsLost === 0) {
          expect([key, messages.length]).toEqual([key, 1]);
          expect([key, current?.thread.length]).toEqual([key, threaded.size]);
        }
      }
    });
  });

  test('the history holds every transition that the trail holds', async () => {
    await holds(async ({ world, items }) => {
      for (const item of items) {
        const trail = await trailOf(world, item.key.target);
        const observed = trail
          .filter((entry) => entry.attempt === item.key.attempt)
          .flatMap(({ event }) => (event.what === 'observed' ? [event.status] : []));
        const history = item.history.flatMap(({ event }) => (event.what === 'observed' ? [event.status] : []));
        expect([item.key, history]).toEqual([item.key, observed]);
      }
    });
  });
});

describe('I8 every decision, action, click and refusal is in the trail', () => {
  test('no entry that was ever made is missing, and no accepted call is without its entries', async () => {
    await holds(async ({ world, items }) => {
      for (const item of items) {
        const trail = await trailOf(world, item.key.target);
        const own = trail.filter(({ id }) => id.startsWith(`${item.key.attempt}~`));
        const numbers = own.map((entry) => Number(entry.id.split('~')[1])).sort((left, right) => left - right);
        expect([item.key, numbers]).toEqual([
          item.key,
          Array.from({ length: item.trailCount }, (_, index) => index + 1),
        ]);
        expect([item.key, item.outbox]).toEqual([item.key, []]);
      }
      for (const call of acceptedCalls(world)) {
        const item = items.find(({ subject }) =>
          subject.on === 'deployment'
            ? subject.deployment.id === call.deploymentId
            : subject.connection.id === call.input['id'],
        );
        const trail = await trailOf(world, item?.key.target ?? '');
        const settled = trail.filter(
          ({ event }) => event.what === 'settled' && /accepted|observed/.test(event.outcome),
        );
        expect([call, settled.length > 0]).toEqual([call, true]);
      }
    });
  });

  test('a refusal is in the trail, with its reason', async () => {
    let refusals = 0;
    await holds(
      async ({ world }, history) => {
        const isAsked = history.steps.some(({ step }) => step.type === 'cancelByPerson');
        const answers = world.chat.answers.filter(({ answer }) => answer.kind === 'refused');
        if (!isAsked || answers.length === 0) return;
        const targets = new Set(world.published.map((entry) => entry.target));
        const trails = await Promise.all([...targets].map((target) => trailOf(world, target)));
        const refused = trails.flat().filter(({ event }) => event.what === 'refused' && event.reason === 'nobody may');
        expect(refused.length).toBeGreaterThan(0);
        refusals += refused.length;
      },
      { authorize: async () => ({ allowed: false, reason: 'nobody may' }) },
    );
    expect(refusals).toBeGreaterThan(0);
  });
});

describe('I9 a terminal attempt never turns back', () => {
  test('no write moves an item out of a final status', async () => {
    await holds(({ turnedBack }) => {
      expect(turnedBack).toEqual([]);
    });
  });
});
