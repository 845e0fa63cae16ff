import { describe, expect, test } from '@jest/globals';
import { isFinal } from '../../../../src/lib/model/statuses.ts';
import { rollbackIn } from '../../../../src/lib/providers/cloudformation/rollback.ts';
import { answerMessage } from '../../../../src/lib/slack/answer.ts';
import { buttonsFor } from '../../../../src/lib/slack/blocks/buttons.ts';
import { Harness, rulesFrom } from '../../flow/harness.ts';
import { createStage, longMs } from './support.ts';

type Stage = ReturnType<typeof createStage>;

async function failUpdate(stage: Stage, input: object = {}): Promise<void> {
  await stage.create('orders');
  stage.service.script('orders', 'fail');
  stage.service.call('UpdateStack', { StackName: 'orders', ...input });
  await stage.clock.advance(longMs);
}

/** What brings a stack into a state, and what people are told there. */
const states: readonly (readonly [status: string, bring: (stage: Stage) => Promise<unknown>, answer: RegExp])[] = [
  ['UPDATE_ROLLBACK_COMPLETE', (stage) => failUpdate(stage), /has rolled this update back, so the stack is as it was/],
  [
    'UPDATE_FAILED',
    (stage) => failUpdate(stage, { DisableRollback: true }),
    /rollback is off .* a person may choose "Roll back" in the console.*API_RollbackStack\.html/,
  ],
  [
    'UPDATE_ROLLBACK_FAILED',
    (stage) => {
      stage.service.script('orders', 'fail', { on: 'rollback' });
      return failUpdate(stage);
    },
    /"Continue update rollback" in the console .*continueupdaterollback\.html/,
  ],
  [
    'ROLLBACK_COMPLETE',
    (stage) => {
      stage.service.script('orders', 'fail');
      return stage.create('orders');
    },
    /no earlier version to go back to/,
  ],
  ['CREATE_COMPLETE', (stage) => stage.create('orders'), /itself rolls back an update that fails/],
];

describe('the bot rolls no stack back, and says why', () => {
  test.each(states)('%s: to whoever types the command, and no button offers it', async (status, bring, words) => {
    const stage = createStage();
    await bring(stage);
    const { details, statusMessage, subject } = await stage.read('orders');
    expect([isFinal(subject), statusMessage?.split(':')[0]]).toEqual([true, status]);

    const harness = new Harness();
    harness.rules = rulesFrom('');
    harness.details = details;
    harness.deploys({ status: 'FAILED' });
    const answer = await harness.request({ type: 'command', command: { name: 'rollback', target: 'orders/api' } });
    expect(answer).toMatchObject({ kind: 'impossible', because: expect.stringMatching(words) });
    expect(JSON.stringify(answerMessage(answer))).toMatch(/Cannot roll back .*Nothing was done/);
    await harness.observe();
    expect(buttonsFor(await harness.newest())).toEqual([]);
    expect(harness.performed).toEqual([]);
  });

  test('a sentence is there for any other state that it ends in', () => {
    for (const status of [
      'CREATE_FAILED',
      'ROLLBACK_FAILED',
      'IMPORT_ROLLBACK_FAILED',
      'IMPORT_ROLLBACK_COMPLETE',
      'X',
    ]) {
      expect(rollbackIn(status)).toMatchObject({ available: false, reason: expect.stringMatching(/\w{3}/) });
    }
  });

  test('what is under way, or was deleted, has nothing to go back from', async () => {
    const stage = createStage();
    await stage.create('orders');
    await stage.hang('orders');
    expect((await stage.read('orders')).details.actions).not.toHaveProperty('rollback');
    stage.service.script('shared', 'fail', { on: 'deletion' });
    await stage.create('shared');
    stage.service.call('DeleteStack', { StackName: 'shared' });
    await stage.clock.advance(longMs);
    expect((await stage.read('shared')).details.actions).toEqual({});
  });
});
