import { describe, expect, test } from '@jest/globals';
import { MalformedMessage, takeIn } from '../../../src/lib/aws/messages/index.ts';
import { type EventParser, MalformedEvent, type ParsedEvent } from '../../../src/lib/model/event.ts';
import type { ProviderNotification } from '../../../src/lib/model/provider-notification.ts';

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
  lines: [],
  atMs: 1,
  message: '',
};
const reference = { on: 'deployment', provider: 'anyProvider', kind: 'instance', name: 'factory' } as const;
const said: Readonly<Record<string, ParsedEvent>> = {
  news: { kind: 'notification', notification },
  change: { kind: 'hint', reference },
  nothing: { kind: 'ignored', reason: 'it says nothing' },
};
const seen: unknown[] = [];
const parser: EventParser = {
  source: 'any.source',
  parseEvent: (envelope) => {
    seen.push(envelope);
    const parsed = said[String(envelope['id'])];
    if (parsed === undefined) throw new MalformedEvent('Any Provider', 'it has no id');
    return parsed;
  },
};
const other: EventParser = {
  source: 'another.source',
  parseEvent: () => {
    throw new Error('not its event');
  },
};

function take(message: unknown, parsers: readonly EventParser[] = [other, parser]) {
  return takeIn(JSON.stringify(message), parsers);
}

describe('the intake', () => {
  test('takes events of a host that is not AWS, where one is configured', () => {
    const hosted: EventParser = { ...parser, hostSource: 'a.host' };
    expect(take({ source: 'a.host', id: 'change' }, [other, hosted])).toMatchObject({ kind: 'hint' });
    expect(take({ source: 'a.host', id: 'change' }, [other, parser])).toMatchObject({ kind: 'ignored' });
  });

  test('asks the module that the source names, and no other, once', () => {
    seen.length = 0;
    expect(take({ source: 'any.source', id: 'news' })).toEqual({ kind: 'notification', notification, eventId: 'news' });
    expect(take({ source: 'any.source', id: 'change' })).toEqual({
      kind: 'hint',
      hint: { cause: 'event', reference },
      eventId: 'change',
    });
    expect(take({ source: 'any.source', id: 'nothing' })).toEqual({
      kind: 'ignored',
      reason: 'it says nothing',
      eventId: 'nothing',
    });
    expect(seen).toHaveLength(3);
  });

  test('takes a hint of a schedule or of the sweep as it is', () => {
    const hint = { cause: 'sweep', reference };
    expect(take(hint)).toEqual({ kind: 'hint', hint, eventId: '' });
  });

  test('takes what comes from the bot’s own bus for a wake-up, whoever else is asked', () => {
    const key = { target: 'arn', attempt: '1' };
    const wakeUp = { source: 'proton-bot', id: 'e', detail: { key, entry: { id: 'entry' } } };
    const impostor = { ...other, source: 'proton-bot' };
    expect(take(wakeUp, [impostor])).toEqual({ kind: 'wakeUp', wakeUp: { key, entryId: 'entry' }, eventId: 'e' });
  });

  test('ignores what nobody reads, as when its provider was switched off', () => {
    const ignored = { kind: 'ignored', reason: 'no enabled provider sends such events' };
    expect(take({ source: 'any.source', id: 'news' }, [])).toEqual({ ...ignored, eventId: 'news' });
    expect(() => take({ source: 7, id: 7 })).toThrow(/source is no text/);
  });

  test('refuses what is no message of anybody', () => {
    expect(() => takeIn('{', [parser])).toThrow(MalformedMessage);
    expect(() => take(['any.source'])).toThrow(MalformedMessage);
    expect(() => take({ cause: 'sweep' })).toThrow(MalformedMessage);
    expect(() => take({ source: 'any.source' })).toThrow(MalformedEvent);
  });
});
