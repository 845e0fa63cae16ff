import { describe, expect, test } from '@jest/globals';
import { statusOf } from '../../src/lib/model/statuses.ts';
import { holds } from './support/run.ts';
import { acceptedCalls } from './support/truth.ts';

const halfHourMs = 30 * 60_000;
const jumpEveryMs = 11 * 60_000;

/** Every eleven minutes the bot's clock jumps half an hour ahead, and back again; in the end it is right. */
function jumpingClock(nowMs: number): number {
  return Math.floor(nowMs / jumpEveryMs) % 2 === 0 ? 0 : halfHourMs;
}

describe('a clock that jumps', () => {
  test('makes nothing happen twice, and loses nothing', async () => {
    await holds(
      ({ world, items, messageOf, turnedBack }) => {
        const hit = acceptedCalls(world).map((call) => call.deploymentId ?? String(call.input['id']));
        expect(hit).toHaveLength(new Set(hit).size);
        expect(turnedBack).toEqual([]);
        for (const item of items) {
          const shown = world.chat.messages.filter((message) => message.ts === messageOf(item)?.ts);
          expect(shown.map(({ status }) => status)).toEqual([statusOf(item.subject)]);
        }
      },
      { skewMs: jumpingClock },
    );
  });
});
