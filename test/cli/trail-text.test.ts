import { expect, test } from '@jest/globals';
import { describeTrailEntry } from '../../src/cli/trail-text.ts';
import type { AuditEvent } from '../../src/lib/model/audit-event.ts';
import type { Actor } from '../../src/lib/model/claim.ts';

const person: Actor = { type: 'person', userId: 'U0123456789', requestId: 'r' };
const rule: Actor = { type: 'rule', rule: 'stuck' };
const bot: Actor = { type: 'bot' };
const decided: AuditEvent = {
  what: 'decided',
  rule: 'stuck',
  mode: 'shadow',
  verdict: 'fired',
  actions: [{ type: 'cancel', reason: 'stuck for long' }],
  trace: [{ clause: 'when', outcome: true, source: 'deployment.held', values: { 'deployment.held': 'true' } }],
};

test.each<[AuditEvent, Actor, string]>([
  [{ what: 'observed', status: 'IN_PROGRESS', cause: 'event' }, bot, 'IN_PROGRESS (found by: event)'],
  [
    { what: 'observed', status: 'SUCCEEDED', previousStatus: 'IN_PROGRESS', cause: 'sweep' },
    bot,
    'SUCCEEDED (was IN_PROGRESS, found by: sweep)',
  ],
  [
    decided,
    rule,
    'Shadow rule stuck would have cancelled it.\n' +
      'stuck (shadow): would fire: cancel: stuck for long (shadow mode: takes no action)\n' +
      '  ✓ when: deployment.held\n      deployment.held = true',
  ],
  [
    { what: 'claimed', action: 'cancel', reason: 'stuck', attempt: 2 },
    rule,
    'cancel claimed by rule stuck (attempt 2, reason: stuck)',
  ],
  [
    { what: 'settled', action: 'cancel', outcome: 'accepted' },
    rule,
    'Cancel requested by rule stuck: The provider accepted the request.',
  ],
  [
    { what: 'settled', action: 'cancel', outcome: 'refused', error: 'ValidationException' },
    person,
    'Cancel requested by person U0123456789: The provider refused to cancel it (ValidationException).',
  ],
  [
    { what: 'withdrawn', action: 'cancel', reason: 'it is on hold' },
    rule,
    'Cancel requested by rule stuck: not carried out, because it is on hold.',
  ],
  [
    { what: 'approvalAsked', action: 'cancel', reason: 'stuck', questionId: 'q', people: 2, expiresAtMs: 0 },
    rule,
    'rule stuck asks for approval to cancel: stuck. 2 people must approve it by 1970-01-01T00:00:00.000Z. (question: q)',
  ],
  [
    { what: 'approvalAnswered', action: 'cancel', questionId: 'q', answer: 'declined' },
    person,
    'person U0123456789 declined the request to cancel. (question: q)',
  ],
  [
    { what: 'overrode', action: 'cancel', holds: ['h1', 'h2'], reason: 'agreed' },
    person,
    'person U0123456789 overrides a hold to cancel: agreed (holds: h1, h2)',
  ],
  [{ what: 'onHold', holds: ['h1'] }, bot, 'On hold. (holds: h1)'],
  [{ what: 'onHold', holds: [] }, bot, 'No longer on hold.'],
  [
    { what: 'controlsChanged', change: 'stopped all rules', reason: 'an outage' },
    person,
    'person U0123456789 stopped all rules: an outage',
  ],
  [{ what: 'requested', request: 'cancel orders/api' }, person, 'person U0123456789 asks to cancel orders/api'],
  [
    { what: 'refused', request: 'accept', reason: 'nobody may' },
    person,
    'person U0123456789 was refused "accept": nobody may',
  ],
])('%j reads well', (event, actor, text) => {
  const entry = {
    id: '1',
    atMs: Date.UTC(2026, 0, 2, 3, 4, 5, 6),
    target: 'arn:aws:proton:eu-central-1:123456789012:environment/prod',
    name: 'prod',
    environment: 'prod',
    actor,
    event,
  };
  expect(describeTrailEntry(entry)).toBe(`2026-01-02T03:04:05.006Z  ${text}`);
});
