import { describe, expect, test } from '@jest/globals';
import { checkMessageBlocks } from '@proton-bot/local-slack';
import * as fc from 'fast-check';
import type { Notice } from '../../../../src/lib/model/notice.ts';
import { noticeMessage } from '../../../../src/lib/slack/blocks/index.ts';
import { text } from '../support/arbitraries.ts';
import { problemsOf } from '../support/slack-limits.ts';

const notice: Notice = {
  id: 'one',
  provider: 'anyProvider',
  kind: 'instance',
  target: 'arn',
  name: 'factory',
  title: 'An import',
  status: 'FAILED',
  outlook: 'trouble',
  lines: [{ label: 'Source', value: 'S3' }],
  atMs: Date.parse('2026-03-30T12:28:10Z'),
  message: 'no such bucket',
};

const anyNotice: fc.Arbitrary<Notice> = fc.record({
  id: text,
  provider: fc.constant('anyProvider'),
  kind: fc.constant('instance' as const),
  target: text,
  name: text,
  title: text,
  status: text,
  outlook: fc.constantFrom('underWay', 'well', 'trouble', 'unknown'),
  lines: fc.array(fc.record({ label: fc.constant('Source'), value: text }), { maxLength: 4 }),
  atMs: fc.oneof(fc.integer(), fc.double()),
  message: text,
});

describe('news as a message', () => {
  test('says what is new of what, when, and in the provider’s words why', () => {
    const { text: fallback, blocks } = noticeMessage(notice);
    expect(fallback).toBe('❌ `An import` of `factory`: `FAILED`');
    const shown = JSON.stringify(blocks);
    for (const part of ['*Source*\\n`S3`', '2026-03-30 12:28:10 UTC', 'no such bucket']) expect(shown).toContain(part);
  });

  test('has no empty box where the provider says nothing', () => {
    expect(noticeMessage({ ...notice, message: ' \u202e\n' }).blocks).toHaveLength(2);
  });

  test('is taken by Slack whatever it says, and holds no markup but the bot’s', () => {
    fc.assert(
      fc.property(anyNotice, (news) => {
        const message = noticeMessage(news);
        expect(problemsOf(message)).toEqual([]);
        expect(checkMessageBlocks(message.blocks)).not.toHaveProperty('error');
      }),
    );
  });
});
