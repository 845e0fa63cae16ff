import { describe, expect, test } from '@jest/globals';
import { fromRecord } from '../../../src/lib/store/index.ts';

/** An item as the first version has written it, word for word. */
const body = {
  subject: {
    on: 'deployment',
    deployment: {
      provider: 'proton',
      kind: 'serviceInstance',
      target: 'arn:aws:proton:eu-central-1:123456789012:service/orders/service-instance/api',
      name: 'orders/api',
      account: '123456789012',
      region: 'eu-central-1',
      environment: 'prod',
      service: 'orders',
      operation: 'update',
      status: 'CANCELLING',
      id: 'd1',
      template: 'web',
      templateVersion: '1.0',
      startedAtMs: 1000,
      held: false,
      cannotCancel: '',
      advice: '',
      offers: '',
    },
  },
  firstSeenAtMs: 1000,
  statusSinceMs: 4000,
  stateVersion: 5,
  history: [
    { stateVersion: 1, atMs: 1000, event: { what: 'status', status: 'IN_PROGRESS' } },
    { stateVersion: 2, atMs: 2000, event: { what: 'ruleFailed', rule: 'broken', error: 'no such key' } },
    {
      stateVersion: 3,
      atMs: 3000,
      event: { what: 'fired', rule: 'stuck', mode: 'enforce', actions: [{ type: 'cancel', reason: 'stuck' }] },
    },
    {
      stateVersion: 4,
      atMs: 3500,
      event: {
        what: 'settled',
        action: 'cancel',
        outcome: 'refused',
        actor: { type: 'person', userId: 'U1', requestId: 'r' },
        reason: 'asked for',
        error: 'ConflictException',
      },
    },
    {
      stateVersion: 5,
      atMs: 4000,
      event: { what: 'status', status: 'CANCELLING', previousStatus: 'IN_PROGRESS', statusMessage: 'no capacity' },
    },
  ],
  rulesHash: 'h',
  verdicts: {},
  claims: {},
  extraChannels: [],
  messages: {},
  outbox: [
    {
      id: 'a~0001',
      atMs: 1000,
      target: 't',
      attempt: 'a',
      name: 'orders/api',
      environment: 'prod',
      actor: { type: 'bot' },
      event: { what: 'observed', status: 'IN_PROGRESS', cause: 'event' },
    },
  ],
  outboxDueAtMs: 31_000,
  outboxAttempts: 0,
  trailCount: 7,
  recheckAtMs: 61_000,
};

describe('an item of an earlier version', () => {
  const item = fromRecord({
    target: { S: 't' },
    attempt: { S: 'a' },
    version: { N: '7' },
    body: { S: JSON.stringify(body) },
  });

  test('keeps its history, in the events of today', () => {
    const bot = { type: 'bot' };
    expect(item.history).toEqual([
      { stateVersion: 1, atMs: 1000, actor: bot, event: { what: 'observed', status: 'IN_PROGRESS' } },
      {
        stateVersion: 2,
        atMs: 2000,
        actor: { type: 'rule', rule: 'broken' },
        event: {
          what: 'decided',
          rule: 'broken',
          mode: 'enforce',
          verdict: 'error',
          actions: [],
          trace: [],
          error: 'no such key',
        },
      },
      {
        stateVersion: 3,
        atMs: 3000,
        actor: { type: 'rule', rule: 'stuck' },
        event: {
          what: 'decided',
          rule: 'stuck',
          mode: 'enforce',
          verdict: 'fired',
          actions: [{ type: 'cancel', reason: 'stuck' }],
          trace: [],
        },
      },
      {
        stateVersion: 4,
        atMs: 3500,
        actor: { type: 'person', userId: 'U1', requestId: 'r' },
        event: { what: 'settled', action: 'cancel', outcome: 'refused', error: 'ConflictException' },
      },
      {
        stateVersion: 5,
        atMs: 4000,
        actor: bot,
        event: { what: 'observed', status: 'CANCELLING', previousStatus: 'IN_PROGRESS' },
        statusMessage: 'no capacity',
      },
    ]);
  });

  test('keeps what it has yet to send, and the number of its next entry', () => {
    expect(item.outbox).toEqual(body.outbox);
    expect(item.trailCount).toBe(7);
  });
});
