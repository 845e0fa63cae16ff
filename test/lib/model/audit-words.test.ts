import { describe, expect, test } from '@jest/globals';
import { outcomeWords, plainText, requestedBy } from '../../../src/lib/model/audit-words.ts';
import { type ActionOutcome, actionTypes, infinitiveOf } from '../../../src/lib/model/claim.ts';
import { subjectsOfActions } from '../../../src/lib/model/permission.ts';
import { answerMessage } from '../../../src/lib/slack/answer.ts';

const outcomes: readonly ActionOutcome[] = [
  'accepted',
  'observed',
  'alreadyDone',
  'tooLate',
  'superseded',
  'refusedCreate',
  'impossible',
  'refused',
  'expired',
  'declined',
  'outdated',
  'gaveUp',
];

describe.each(actionTypes)('%s, in words', (action) => {
  const sentences = outcomes.map((outcome) => plainText(outcomeWords(action, outcome)));

  test('is about what it is done to: only accept and reject speak of a connection', () => {
    const speaksOfConnections = sentences.some((sentence) => sentence.includes('connection'));
    expect(speaksOfConnections).toBe(subjectsOfActions[action] === 'connection');
  });

  test('is in words of people, and each outcome has a sentence', () => {
    const requested = plainText(requestedBy(action, { type: 'bot' }));
    for (const sentence of [requested, ...sentences]) expect(sentence).not.toMatch(/[a-z][A-Z]/u);
    expect(new Set(sentences).size).toBe(outcomes.length);
  });
});

test('a verb of two words goes around what it is done to', () => {
  expect(infinitiveOf('turnDown')).toBe('turn down');
  expect(infinitiveOf('rollback', 'it')).toBe('roll it back');
  expect(plainText(outcomeWords('retry', 'accepted'))).toBe('The provider accepted the request.');
  expect(plainText(outcomeWords('cancel', 'accepted', { part: 'shop/fleet' }))).toBe(
    'The provider accepted the request. The request was for its part shop/fleet.',
  );
  expect(plainText(outcomeWords('turnDown', 'refused'))).toBe('The provider refused to turn it down.');
});

test('a name that is not unique is answered with the command as it is typed', () => {
  const choices = [{ provider: 'ecs', name: 'orders', target: 'arn:one' }];
  const { text } = answerMessage({ kind: 'ambiguous', action: 'turnDown', name: 'orders', choices });
  expect(text).toContain('`/proton turn-down`');
});
