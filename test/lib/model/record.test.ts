import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { type AuditEvent, factsVersion } from '../../../src/lib/model/audit-event.ts';
import type { Item } from '../../../src/lib/model/item.ts';
import { outboxGraceMs, withAudit, withoutDelivered } from '../../../src/lib/model/record.ts';
import { deploymentItem, startMs } from './subjects.ts';

const bot = { type: 'bot' } as const;
const event = { what: 'settled', action: 'cancel', outcome: 'accepted' } as const;

function told(item: Item, times: number): Item {
  let next = item;
  for (let count = 0; count < times; count += 1) next = withAudit(next, startMs, bot, event);
  return next;
}

describe('what people are told', () => {
  const posted = (stateVersion: number) => ({ posted: { stateVersion } });
  /** Of an item that was last told before there were stories. */
  const behind = (threadedStateVersion: number, failure?: string) => ({
    ts: '1',
    renderedStateVersion: threadedStateVersion,
    threadedStateVersion,
    ...(failure === undefined ? {} : { failure }),
  });

  test('raises the state version by one for each entry', () => {
    fc.assert(
      fc.property(fc.nat(120), (times) => {
        const before = deploymentItem();
        expect(told(before, times).stateVersion).toBe(before.stateVersion + times);
      }),
    );
  });

  test('spills what is old and told', () => {
    const item = told({ ...deploymentItem(), ...posted(1_000) }, 100);
    expect(item.history).toHaveLength(50);
    expect(item.history.at(-1)?.stateVersion).toBe(item.stateVersion);
  });

  test('keeps what has not been posted yet', () => {
    const item = told({ ...deploymentItem(), ...posted(3) }, 100);
    expect(item.history[0]?.stateVersion).toBe(4);
    expect(told(deploymentItem(), 100).history).toHaveLength(deploymentItem().history.length + 100);
  });

  test('before there were stories: keeps what one of the channels has not been told yet', () => {
    const messages = { deploys: behind(1_000), platform: behind(3) };
    const item = told({ ...deploymentItem(), messages }, 100);
    expect(item.history[0]?.stateVersion).toBe(4);
    expect(item.history).toHaveLength(item.stateVersion - 3);
  });

  test('and does not wait for a channel that will never take the message', () => {
    const messages = { deploys: behind(1_000), gone: behind(0, 'channel_not_found') };
    expect(told({ ...deploymentItem(), messages }, 100).history).toHaveLength(50);
  });

  test('no untold entry is ever lost', () => {
    fc.assert(
      fc.property(fc.nat(80), fc.nat(80), (times, threaded) => {
        const item = told({ ...deploymentItem(), ...posted(threaded) }, times);
        const kept = new Set(item.history.map(({ stateVersion }) => stateVersion));
        for (let version = threaded + 1; version <= item.stateVersion; version += 1)
          expect(kept.has(version)).toBe(true);
      }),
    );
  });
});

describe('one event', () => {
  const facts = deploymentItem().subject;
  const trace = [{ clause: 'when', source: 'true', outcome: true, values: {} }];
  const cases: readonly (readonly [AuditEvent, boolean])[] = [
    [{ what: 'observed', status: 'FAILED', previousStatus: 'IN_PROGRESS', cause: 'event', factsVersion, facts }, true],
    [{ what: 'observed', status: 'IN_PROGRESS', cause: 'event', factsVersion, facts }, true],
    [{ what: 'observed', status: 'FAILED', previousStatus: 'FAILED', cause: 'event', factsVersion, facts }, false],
    [{ what: 'decided', rule: 'r', mode: 'enforce', verdict: 'fired', actions: [], trace }, true],
    [{ what: 'decided', rule: 'r', mode: 'shadow', verdict: 'error', actions: [], trace, error: 'e' }, true],
    [{ what: 'decided', rule: 'r', mode: 'enforce', verdict: 'waiting', actions: [], trace }, false],
    [event, true],
    [{ what: 'claimed', action: 'cancel', reason: 'stuck', attempt: 1 }, false],
    [{ what: 'requested', request: 'cancel' }, false],
    [{ what: 'refused', request: 'cancel', reason: 'nobody may' }, false],
  ];

  test.each(cases)('%j is in the outbox whole, and in the history where people are told: %p', (happened, isToldOf) => {
    const before = deploymentItem();
    const after = withAudit(before, startMs, bot, happened, { statusMessage: 'sensitive' });
    expect(after.outbox.at(-1)).toMatchObject({ event: happened, actor: bot, atMs: startMs });
    expect(JSON.stringify(after.outbox)).not.toContain('sensitive');
    const told = after.history.slice(before.history.length);
    expect(told).toHaveLength(isToldOf ? 1 : 0);
    expect(after.stateVersion - before.stateVersion).toBe(isToldOf ? 1 : 0);
    if (!isToldOf) return;
    expect(told[0]).toMatchObject({ actor: bot, statusMessage: 'sensitive', event: { what: happened.what } });
    expect(told[0]?.event).not.toHaveProperty('facts');
    if (told[0]?.event.what === 'decided') expect(told[0].event.trace).toEqual([]);
  });
});

describe('the outbox', () => {
  test('gives every entry an id of its own that depends on nothing but the item', () => {
    const add = (times: number): Item => {
      let item = deploymentItem();
      for (let count = 0; count < times; count += 1) {
        item = withAudit(item, startMs + count, bot, { what: 'requested', request: 'cancel' });
        // What was sent leaves the outbox; its ids are not used again.
        if (count % 3 === 0) item = { ...item, outbox: [] };
      }
      return item;
    };
    fc.assert(
      fc.property(fc.nat(30), (times) => {
        const ids = add(times).outbox.map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        expect(ids).toEqual(add(times).outbox.map(({ id }) => id));
        expect(add(times).trailCount).toBe(times + 1);
      }),
    );
    const first = deploymentItem({ id: 'd1' }).outbox[0]?.id;
    expect(first).not.toBe(deploymentItem({ startedAtMs: startMs + 1 }).outbox[0]?.id);
  });

  test('ids of one item sort in the order of its entries', () => {
    let item = deploymentItem();
    for (let count = 0; count < 200; count += 1)
      item = withAudit(item, startMs, bot, { what: 'requested', request: '' });
    const ids = item.outbox.map(({ id }) => id);
    expect([...ids].sort()).toEqual(ids);
  });

  test('a fresh outbox is left to its writer for a while; a second entry does not put it off', () => {
    const emptied = { ...deploymentItem(), outbox: [], outboxAttempts: 4 };
    const first = withAudit(emptied, startMs, bot, { what: 'requested', request: '' });
    expect(first).toMatchObject({ outboxDueAtMs: startMs + outboxGraceMs, outboxAttempts: 0 });
    const second = withAudit(first, startMs + 20_000, bot, { what: 'requested', request: '' });
    expect(second).toMatchObject({ outboxDueAtMs: startMs + outboxGraceMs });
  });
});

describe('withoutDelivered', () => {
  test('takes out what came back from the bus, and nothing else', () => {
    const item = withAudit(deploymentItem(), startMs, bot, { what: 'requested', request: '' });
    const [first, second] = item.outbox;
    if (!first || !second) throw new Error('two entries were expected');
    expect(withoutDelivered(item, new Set([first.id])).outbox).toEqual([second]);
    expect(withoutDelivered(item, new Set(['of-another-item']))).toBe(item);
  });
});
