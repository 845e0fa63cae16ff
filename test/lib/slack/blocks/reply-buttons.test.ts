import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { withQuestion } from '../../../../src/lib/model/approvals.ts';
import type { Item } from '../../../../src/lib/model/item.ts';
import { noDetails } from '../../../../src/lib/model/observation.ts';
import { replyActionIds } from '../../../../src/lib/slack/action-ids.ts';
import { liveMessage } from '../../../../src/lib/slack/blocks/index.ts';
import { formatReplyValue, parseReplyValue } from '../../../../src/lib/slack/button-value.ts';
import { deploymentItem, startMs } from '../../model/subjects.ts';

const intent = { action: 'cancel', actor: { type: 'rule', rule: 'stuck' }, reason: 'stuck for an hour' } as const;

function asked(): Item {
  const question = { id: 'question-1', ruleHash: 'h', expiresAtMs: startMs + 3_600_000, people: 2, approvedBy: [] };
  return withQuestion(deploymentItem(), intent, question, startMs);
}

function buttonsOf(item: Item) {
  return liveMessage(item)
    .blocks.flatMap((block) => (block.type === 'actions' ? block.elements : []))
    .flatMap((element) => (element.type === 'button' ? [element] : []));
}

describe('what a rule asks', () => {
  test('has two buttons, whose dialogs say exactly what will be done', () => {
    const item = asked();
    const [approve, decline] = buttonsOf(item);
    expect([approve?.action_id, decline?.action_id]).toEqual([replyActionIds.approve, replyActionIds.decline]);
    expect(approve?.confirm?.text.text).toBe(
      'Cancels the deployment of service instance orders/api in prod-eu: stuck for an hour',
    );
    expect(decline?.confirm?.text.text).toMatch(/^This will not be done: /);
    expect(parseReplyValue(approve?.value)).toEqual({ key: item.key, questionId: 'question-1' });
  });

  test('is said in the small print: who asks, why, how many must approve, until when, and its id', () => {
    const print = JSON.stringify(liveMessage(asked()).blocks);
    for (const part of ['stuck for an hour', '2 people must approve it', 'question-1']) expect(print).toContain(part);
  });

  test('says why a back end lets no rule do it without approval, where it does', () => {
    const askFirst = 'it is the first deployment of its service';
    const item = { ...asked(), details: { ...noDetails, actions: { cancel: { available: true, askFirst } } } } as const;
    const said = 'Needs approval in every mode: it is the first deployment of its service.';
    expect(JSON.stringify(liveMessage(item).blocks)).toContain(said);
    expect(JSON.stringify(liveMessage(asked()).blocks)).not.toContain('in every mode');
  });

  test('keeps the button to cancel: awaiting approval keeps nobody away', () => {
    expect(buttonsOf(asked()).map(({ text }) => text.text)).toContain('Cancel deployment');
  });
});

describe('what its buttons carry', () => {
  const text = fc.string({ minLength: 1, maxLength: 200 });

  test('is read as it was written', () => {
    fc.assert(
      fc.property(text, text, text, (target, attempt, questionId) => {
        const value = { key: { target, attempt }, questionId };
        expect(parseReplyValue(formatReplyValue(value))).toEqual(value);
      }),
    );
  });

  test.each([
    undefined,
    5,
    '',
    'x'.repeat(2001),
    '[]',
    'null',
    '{"target":"t","attempt":"a"}',
    '{"target":"t","attempt":"a","question":""}',
    '{"target":"t","attempt":"a","question":1}',
    '{"target":"t","attempt":"a","question":"q","more":1}',
    '{"target":"","attempt":"a","question":"q"}',
  ])('%j is nothing that it carries', (value) => {
    expect(parseReplyValue(value)).toBeUndefined();
  });

  test('is not made where Slack would not take it', () => {
    expect(formatReplyValue({ key: { target: 'x'.repeat(2000), attempt: 'a' }, questionId: 'q' })).toBeUndefined();
  });
});
