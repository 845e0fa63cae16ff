import { expect, test } from '@jest/globals';
import { timelineEntryOfLog } from '../../src/local/timeline-entries.ts';

const fields = { level: 'INFO', name: 'factory', status: 'FAILED', channel: 'C0PLATFRM' };
const line = (message: string, more: object = {}) => JSON.stringify({ message, ...fields, ...more });

test('what the notifier told stands in the timeline: live messages, and news', () => {
  const told = { atMs: 1, kind: 'told', target: 'factory' };
  expect(timelineEntryOfLog(line('told'), 1)).toEqual({ ...told, title: 'the live message in #platform shows FAILED' });
  expect(timelineEntryOfLog(line('posted a notification', { title: 'An import' }), 1)).toEqual({
    ...told,
    title: 'news in #platform: An import FAILED',
  });
});

test('nothing else that a function logs does', () => {
  for (const message of ['observed', 'told off', 'told a notice twice']) {
    expect(timelineEntryOfLog(line(message), 1)).toBeUndefined();
  }
});
