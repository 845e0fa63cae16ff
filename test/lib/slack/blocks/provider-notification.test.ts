import { describe, expect, test } from '@jest/globals';
import { checkMessageBlocks } from '@proton-bot/local-slack';
import * as fc from 'fast-check';
import type { ProviderNotification } from '../../../../src/lib/model/provider-notification.ts';
import { notificationMessage } from '../../../../src/lib/slack/blocks/index.ts';
import { text } from '../support/arbitraries.ts';
import { problemsOf } from '../support/slack-limits.ts';

const notification: ProviderNotification = {
  id: 'one',
  provider: 'anyProvider',
  kind: 'instance',
  target: 'arn',
  account: '123456789012',
  region: 'eu-central-1',
  name: 'factory',
  title: 'An import',
  status: 'FAILED',
  severity: 'error',
  lines: [{ label: 'Source', value: 'S3' }],
  atMs: Date.parse('2026-03-30T12:28:10Z'),
  message: 'no such bucket',
};

const anyNotification: fc.Arbitrary<ProviderNotification> = fc.record({
  id: text,
  provider: fc.constant('anyProvider'),
  kind: fc.constant('instance' as const),
  target: text,
  account: text,
  region: text,
  name: text,
  title: text,
  status: text,
  severity: fc.constantFrom('info', 'success', 'error', 'unknown'),
  lines: fc.array(fc.record({ label: fc.constant('Source'), value: text }), { maxLength: 4 }),
  atMs: fc.oneof(fc.integer(), fc.double()),
  message: text,
});

describe('news as a message', () => {
  test('says what is new of what, when, and in the provider’s words why', () => {
    const { text: fallback, blocks } = notificationMessage(notification);
    expect(fallback).toBe('❌ `An import` of `factory`: `FAILED`');
    const shown = JSON.stringify(blocks);
    for (const part of ['*Source*\\n`S3`', '2026-03-30 12:28:10 UTC', 'no such bucket']) expect(shown).toContain(part);
  });

  test('has no empty box where the provider says nothing', () => {
    expect(notificationMessage({ ...notification, message: ' \u202e\n' }).blocks).toHaveLength(2);
  });

  test('is taken by Slack whatever it says, and holds no markup but the bot’s', () => {
    fc.assert(
      fc.property(anyNotification, (news) => {
        const message = notificationMessage(news);
        expect(problemsOf(message)).toEqual([]);
        expect(checkMessageBlocks(message.blocks)).not.toHaveProperty('error');
      }),
    );
  });
});
