import { describe, expect, test } from '@jest/globals';
import { MalformedMessage, readToTell } from '../../../src/lib/aws/messages/index.ts';
import type { Notice, NoticeReader } from '../../../src/lib/model/notice.ts';

const notice: Notice = {
  id: 'one',
  provider: 'anyProvider',
  kind: 'instance',
  target: 'arn',
  name: 'factory',
  title: 'An import',
  status: 'FAILED',
  outlook: 'trouble',
  lines: [],
  atMs: 1,
  message: '',
};
const reader: NoticeReader = {
  source: 'any.source',
  read: ({ id }) => (id === 'news' ? notice : { ignored: 'it says nothing' }),
};

function read(message: unknown, readers: readonly NoticeReader[] = [reader]) {
  return readToTell(JSON.stringify(message), readers);
}

describe('what is on the queue that notify reads', () => {
  test('is news where a reader is for its source, or nothing, with the reason', () => {
    expect(read({ source: 'any.source', id: 'news' })).toEqual({ about: 'notice', notice, eventId: 'news' });
    const nothing = { about: 'nothing', reason: 'it says nothing' };
    expect(read({ source: 'any.source', id: 'else' })).toEqual({ ...nothing, eventId: 'else' });
    expect(read({ source: 'any.source', id: 7 })).toEqual({ ...nothing, eventId: '' });
  });

  test('is about an item where it comes from the bot’s own bus', () => {
    const key = { target: 'arn', attempt: '1' };
    const said = { source: 'proton-bot', detail: { key, entry: { id: 'entry' } } };
    expect(read(said)).toEqual({ about: 'item', notification: { key, entryId: 'entry' } });
  });

  test('is malformed where nobody reads its source, as when its provider is not enabled', () => {
    expect(() => read({ source: 'any.source', id: 'news' }, [])).toThrow(MalformedMessage);
    expect(() => readToTell('{', [reader])).toThrow(MalformedMessage);
    expect(() => read(['any.source'])).toThrow(MalformedMessage);
  });
});
