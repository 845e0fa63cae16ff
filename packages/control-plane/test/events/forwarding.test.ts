import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ProtonEvent } from '../../src/events/envelope.ts';
import {
  createForwarder,
  type EventSender,
  isOfWaitingEvents,
  WaitingEvents,
} from '../../src/events/forwarding/index.ts';
import type { Change } from '../../src/journal/index.ts';
import { createVirtualClock } from '../support/virtual-clock.ts';

function event(id: string, resource = 'environment/prod'): ProtonEvent {
  return {
    version: '0',
    id,
    'detail-type': 'AWS Proton Environment Status Change',
    source: 'aws.proton',
    account: '123456789012',
    time: '2026-03-02T09:30:00Z',
    region: 'eu-central-1',
    resources: [`arn:aws:proton:eu-central-1:123456789012:${resource}`],
    detail: { name: 'prod', status: 'IN_PROGRESS' },
  };
}

const idsOf = (events: readonly ProtonEvent[]) => events.map(({ id }) => id);
/** Until every promise that can settle has settled. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A journal in memory, a bus that answers as it is told, and a clock. */
function world({ mostEvents = 10, journal = [] as Change[] } = {}) {
  const clock = createVirtualClock(0);
  const told: string[] = [];
  const calls: string[][] = [];
  const arrived: string[] = [];
  let answer: (ids: readonly string[]) => readonly (string | undefined)[] = (ids) => ids.map(() => undefined);
  const waiting = new WaitingEvents((change) => void journal.push(change));
  for (const change of journal) if (isOfWaitingEvents(change)) waiting.apply(change);
  let kept: Promise<void> | undefined;
  let sent: Promise<void> | undefined;
  const sender: EventSender = {
    name: 'the bus',
    mostEvents,
    async send(events) {
      const ids = idsOf(events);
      calls.push(ids);
      await sent;
      const codes = answer(ids);
      arrived.push(...ids.filter((_id, index) => codes[index] === undefined));
      return codes;
    },
  };
  const forwarder = createForwarder(waiting, sender, {
    kept: () => kept,
    setTimer: (run, afterMs) => clock.schedule(clock.now() + afterMs, run),
    tell: (line) => void told.push(line),
  });
  return {
    clock,
    told,
    calls,
    arrived,
    journal,
    waiting,
    forwarder,
    answers: (next: typeof answer) => {
      answer = next;
    },
    sends: (promise: Promise<void>) => {
      sent = promise;
    },
    keeps: (promise: Promise<void> | undefined) => {
      kept = promise;
    },
    emit(...events: readonly ProtonEvent[]) {
      for (const one of events) waiting.add(one);
      forwarder.wake();
    },
  };
}

describe('events are forwarded', () => {
  test('in batches, of each resource one at a time and in order', async () => {
    const { emit, calls, waiting } = world({ mostEvents: 2 });
    emit(event('a1', 'a'), event('a2', 'a'), event('b1', 'b'), event('c1', 'c'), event('a3', 'a'));
    await settled();
    expect(calls).toEqual([['a1', 'b1'], ['c1', 'a2'], ['a3']]);
    expect(waiting.count).toBe(0);
  });

  test('only once they are kept', async () => {
    const { emit, calls, keeps } = world();
    let keep: () => void = () => undefined;
    keeps(new Promise((resolve) => (keep = resolve)));
    emit(event('a'));
    await settled();
    expect(calls).toEqual([]);
    keep();
    await settled();
    expect(calls).toEqual([['a']]);
  });

  test('later, while the state cannot be saved', async () => {
    const { emit, calls, keeps, clock, told } = world();
    keeps(Promise.reject(new Error('full')));
    emit(event('a'));
    await settled();
    keeps(undefined);
    clock.advance(1000);
    await settled();
    expect([calls, told]).toEqual([[['a']], []]);
  });
});

describe('a bus', () => {
  test('that does not answer is asked again, twice as late each time, up to a minute; events that come meanwhile wait, too', async () => {
    const { emit, answers, clock, calls, told, forwarder, arrived } = world();
    answers(() => {
      throw Object.assign(new Error('secret'), { name: 'AccessDeniedException' });
    });
    emit(event('a'));
    await settled();
    const times = [0];
    while (times.length < 10) {
      const before = calls.length;
      emit(event(`b${String(times.length)}`, `b${String(times.length)}`));
      while (calls.length === before) {
        clock.advance(500);
        await settled();
      }
      times.push(clock.now());
    }
    const pauses = times.slice(1).map((time, index) => (time - (times[index] ?? 0)) / 1000);
    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
    expect(told).toEqual([
      'Events cannot be forwarded to the bus: AccessDeniedException. They are kept, and sent again until they arrive.',
    ]);
    expect(forwarder.isDelayed).toBe(true);
    answers((ids) => ids.map(() => undefined));
    clock.advance(60_000);
    await settled();
    expect(arrived).toHaveLength(10);
    expect(forwarder.isDelayed).toBe(false);
    expect(told.at(-1)).toBe('Events are forwarded to the bus again.');
  });

  test('that refuses one event of many gets that one again, and after it the later ones of its resource', async () => {
    const { emit, answers, clock, calls, told, forwarder } = world();
    answers((ids) => ids.map((id) => (id === 'a1' ? 'InternalFailure' : undefined)));
    emit(event('a1', 'a'), event('b1', 'b'), event('a2', 'a'), event('b2', 'b'));
    await settled();
    expect(calls).toEqual([['a1', 'b1'], ['b2']]);
    expect(forwarder.isDelayed).toBe(true);
    clock.advance(1000);
    await settled();
    clock.advance(1999);
    await settled();
    answers((ids) => ids.map(() => undefined));
    clock.advance(1);
    await settled();
    expect(calls.slice(2)).toEqual([['a1'], ['a1'], ['a2']]);
    expect(told).toEqual([
      'the bus refuses events: InternalFailure, such as those of arn:aws:proton:eu-central-1:123456789012:a. They are kept, and sent again until they arrive.',
      'Events are forwarded to the bus again.',
    ]);
  });
});

test('a connection that fails is reported by its code', async () => {
  const { emit, answers, told } = world();
  answers(() => {
    throw Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
  });
  emit(event('a'));
  await settled();
  expect(told).toEqual([expect.stringContaining('cannot be forwarded to the bus: ECONNREFUSED.')]);
});

describe('a stop', () => {
  test('waits for what is under way, and sends nothing more', async () => {
    const { keeps, emit, forwarder, calls, waiting } = world();
    let keep: () => void = () => undefined;
    keeps(new Promise((resolve) => (keep = resolve)));
    emit(event('a1'), event('a2'));
    const stopped = forwarder.stop(5000);
    keep();
    await stopped;
    expect([calls, waiting.count]).toEqual([[['a1']], 1]);
    forwarder.wake();
    await settled();
    expect(calls).toHaveLength(1);
  });

  test('does not wait for ever; what arrives after it is sent again after the next start', async () => {
    const { sends, emit, forwarder, clock, journal } = world();
    let arrive: () => void = () => undefined;
    sends(new Promise((resolve) => (arrive = resolve)));
    emit(event('a'));
    await settled();
    const stopped = forwarder.stop(5000);
    clock.advance(5000);
    await stopped;
    arrive();
    await settled();
    // By then nobody may write to the journal.
    expect(journal.map(({ type }) => type)).toEqual(['put']);
  });
});

test('whatever fails, and wherever the process ends: each event arrives, of its resource in order', async () => {
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom('a', 'b', 'c').map((resource) => ({ emit: resource })) },
    { weight: 2, arbitrary: fc.integer({ min: 100, max: 70_000 }).map((ms) => ({ advance: ms })) },
    { weight: 1, arbitrary: fc.constantFrom('fails', 'refuses', 'answers').map((mode) => ({ mode })) },
    { weight: 1, arbitrary: fc.nat({ max: 3 }).map((lost) => ({ crash: lost })) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.integer({ min: 1, max: 4 }), async (steps, mostEvents) => {
      let current = world({ mostEvents });
      const arrived: string[] = [];
      const emitted: string[] = [];
      let calls = 0;
      const answerAs = (mode: string) =>
        current.answers((ids) => {
          calls += 1;
          if (mode === 'fails') throw new Error('no answer');
          return ids.map((id, index) => (mode === 'refuses' && (calls + index) % 2 === 0 ? `no ${id}` : undefined));
        });
      const end = (): void => void arrived.push(...current.arrived);
      for (const one of steps) {
        if ('emit' in one) {
          const id = `${one.emit}${String(emitted.length).padStart(3, '0')}`;
          emitted.push(id);
          current.emit(event(id, one.emit));
        } else if ('advance' in one) current.clock.advance(one.advance);
        else if ('mode' in one) answerAs(one.mode);
        else {
          end();
          await current.forwarder.stop(0);
          // What was emitted was kept; that it has arrived may not have been.
          const removes = current.journal.flatMap(({ type }, index) => (type === 'remove' ? [index] : []));
          const forgotten = new Set(one.crash === 0 ? [] : removes.slice(-one.crash));
          current = world({ mostEvents, journal: current.journal.filter((_change, index) => !forgotten.has(index)) });
          current.forwarder.wake();
        }
        await settled();
      }
      answerAs('answers');
      for (let minute = 0; current.waiting.count > 0 && minute < 5; minute += 1) {
        current.clock.advance(60_000);
        for (let turn = 0; turn < 60; turn += 1) await settled();
      }
      end();
      expect(new Set(arrived)).toEqual(new Set(emitted));
      for (const resource of ['a', 'b', 'c']) {
        const firsts = [...new Set(arrived.filter((id) => id.startsWith(resource)))];
        expect(firsts).toEqual([...firsts].sort());
      }
    }),
    { numRuns: 150 },
  );
});
