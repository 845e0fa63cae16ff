import { beforeEach, describe, expect, test } from '@jest/globals';
import { noDetails } from '../../../src/lib/model/observation.ts';
import { actionIds } from '../../../src/lib/slack/action-ids.ts';
import { buttonsFor } from '../../../src/lib/slack/blocks/index.ts';
import { parseButtonValue } from '../../../src/lib/slack/button-value.ts';
import { Harness, minuteMs } from './harness.ts';

/** A deployment that waits at a pause goes on by a person's word, and the pause that was seen is the one that ends. */

let harness: Harness;
beforeEach(() => {
  harness = new Harness();
  harness.deploys({ status: 'AWAITING_ACTION', phase: 'waiting' });
  waitsAt('pause-1');
});

function waitsAt(pause: string | undefined): void {
  const cancel = { available: true } as const;
  harness.details = {
    ...noDetails,
    actions: pause === undefined ? { cancel } : { cancel, continue: { available: true, about: pause } },
  };
}

/** Presses the button as the message shows it now. */
async function button(action: 'continue' | 'cancel' = 'continue') {
  await harness.observe();
  const pressed = buttonsFor(await harness.newest()).find(({ action_id: id }) => id === actionIds[action]);
  const value = parseButtonValue(pressed?.value);
  if (value === undefined) return undefined;
  const { about, ...key } = value;
  return { type: 'click', action, key, ...(about === undefined ? {} : { about }) } as const;
}

const typed = { type: 'command', command: { name: 'continue', target: 'orders/api' } } as const;

describe('a pause', () => {
  test('ends by its button, which names it', async () => {
    const click = await button();
    if (click === undefined) throw new Error('there is no button');
    expect(click).toMatchObject({ about: 'pause-1' });
    expect(await harness.request(click)).toMatchObject({ kind: 'settled', action: 'continue', outcome: 'accepted' });
    expect(harness.performed).toMatchObject([{ action: 'continue', about: 'pause-1' }]);
  });

  test('ends by a typed command', async () => {
    expect(await harness.request(typed)).toMatchObject({ kind: 'settled', outcome: 'accepted' });
    expect(harness.performed).toMatchObject([{ about: 'pause-1' }]);
  });

  test('that nobody has seen is not ended by the button of the one before', async () => {
    const click = await button();
    if (click === undefined) throw new Error('there is no button');
    waitsAt('pause-2');
    expect(await harness.request(click)).toMatchObject({ kind: 'notNow', action: 'continue' });
    expect(harness.performed).toEqual([]);
  });

  test('that comes between the look and the call is not ended, either', async () => {
    harness.beforeRead = (count) => {
      // Its name is looked up, then it is looked at; the third read is the fence's.
      if (count === 3) waitsAt('pause-2');
    };
    expect(await harness.request(typed)).toMatchObject({ kind: 'settled', outcome: 'tooLate' });
    expect(harness.performed).toEqual([]);
  });

  test('that is over has no button, and a command comes too late', async () => {
    waitsAt(undefined);
    expect(await button()).toBeUndefined();
    expect(await harness.request(typed)).toMatchObject({ kind: 'notNow' });
  });

  test('ends once, whoever else presses', async () => {
    await harness.request(typed, 'first');
    waitsAt('pause-1');
    expect(await harness.request(typed, 'second')).toMatchObject({ kind: 'alreadyClaimed' });
    expect(harness.performed).toHaveLength(1);
  });

  test('the next one of the same deployment is another, and can be ended, too', async () => {
    await harness.request(typed, 'first');
    waitsAt('pause-2');
    harness.deploys({ status: 'AWAITING_ACTION', phase: 'waiting' });
    harness.nowMs += minuteMs;
    const click = await button();
    if (click === undefined) throw new Error('there is no button');
    expect(await harness.request(click, 'second')).toMatchObject({ kind: 'settled', outcome: 'accepted' });
    expect(harness.performed.map(({ about }) => about)).toEqual(['pause-1', 'pause-2']);
  });

  test('whose answer is lost is not ended twice: it is seen to be over', async () => {
    harness.performances.push(() => {
      waitsAt(undefined);
      return { result: 'unknown', error: 'TimeoutError' };
    });
    await harness.request(typed);
    harness.nowMs += 5 * minuteMs;
    await harness.observe();
    expect(harness.performed).toHaveLength(1);
    expect(await harness.told()).toEqual(['observed']);
  });

  test('that was ended leaves the deployment to be cancelled', async () => {
    await harness.request(typed);
    expect(await button('cancel')).toBeDefined();
  });
});
