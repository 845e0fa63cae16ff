import { expect, test } from '@jest/globals';
import { describeActor, describeEvent, describeTrailEntry } from '../../src/cli/trail-text.ts';
import type { TrailEvent } from '../../src/lib/model/trail.ts';

const decided: TrailEvent = {
  what: 'decided',
  rule: 'stuck',
  mode: 'shadow',
  verdict: 'fired',
  actions: [{ type: 'cancel', reason: 'stuck for long' }],
  trace: [{ clause: 'when', outcome: true, source: 'deployment.held', values: { 'deployment.held': 'true' } }],
};

test.each<[TrailEvent, string]>([
  [{ what: 'observed', status: 'IN_PROGRESS', cause: 'event' }, 'saw IN_PROGRESS (by event)'],
  [
    { what: 'observed', status: 'SUCCEEDED', previousStatus: 'IN_PROGRESS', cause: 'sweep' },
    'saw SUCCEEDED, was IN_PROGRESS (by sweep)',
  ],
  [
    decided,
    'decided: stuck (shadow): would ask for: cancel: stuck for long (shadow: nothing is done)\n' +
      '  ✓ when: deployment.held\n      deployment.held = true',
  ],
  [{ what: 'claimed', action: 'cancel', reason: 'stuck', attempt: 2 }, 'claimed cancel, attempt 2: stuck'],
  [{ what: 'settled', action: 'cancel', outcome: 'accepted' }, 'cancel: accepted'],
  [
    { what: 'settled', action: 'cancel', outcome: 'refused', error: 'ValidationException' },
    'cancel: refused (ValidationException)',
  ],
  [{ what: 'requested', request: 'cancel orders/api' }, 'asked to cancel orders/api'],
  [{ what: 'refused', request: 'accept', reason: 'nobody may' }, 'was refused "accept": nobody may'],
])('%j reads well', (event, text) => {
  expect(describeEvent(event)).toBe(text);
});

test('an entry says when, who and what', () => {
  const entry = {
    id: '1',
    atMs: Date.UTC(2026, 0, 2, 3, 4, 5, 6),
    target: 'arn:aws:proton:eu-central-1:123456789012:environment/prod',
    name: 'prod',
    environment: 'prod',
    actor: { type: 'person', userId: 'U0123456789', requestId: 'r' },
    event: { what: 'requested', request: 'cancel' },
  } as const;
  expect(describeTrailEntry(entry)).toBe('2026-01-02T03:04:05.006Z  person U0123456789  asked to cancel');
  expect(describeActor({ type: 'rule', rule: 'stuck' })).toBe('rule stuck');
  expect(describeActor({ type: 'bot' })).toBe('bot');
});
