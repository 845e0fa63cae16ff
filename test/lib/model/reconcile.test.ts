import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { attemptKey, nextKey } from '../../../src/lib/model/identity.ts';
import type { Item } from '../../../src/lib/model/item.ts';
import { withEnd } from '../../../src/lib/model/item-changes.ts';
import { type AttemptTraits, noDetails, type TargetState } from '../../../src/lib/model/observation.ts';
import { type Change, type ReadById, reconcile } from '../../../src/lib/model/reconcile.ts';
import { isFinal, statusOf } from '../../../src/lib/model/statuses.ts';
import type { DeploymentFacts, Subject } from '../../../src/lib/model/subject.ts';
import {
  connection,
  connectionArn,
  connectionItem,
  deployment,
  deploymentItem,
  detailsFor,
  facts,
  instanceArn,
  traits as protonLike,
  startMs,
} from './subjects.ts';

const lagMs = 30_000;
const minuteMs = 60_000;
/** One attempt at a time, ids that are final, answers up to half a minute old. */
const single: AttemptTraits = { ...protonLike, readLagMs: lagMs };
/** Executions of a pipeline: side by side, and resumed under the same id. */
const resumable: AttemptTraits = {
  oneAtATime: false,
  identifiedBy: 'id',
  idsBeginAgain: true,
  readLagMs: lagMs,
};

interface Look {
  readonly shows?: readonly { readonly facts: Partial<DeploymentFacts>; readonly providerTimeMs?: number }[];
  readonly gone?: boolean;
  readonly completeSinceMs?: number;
  readonly askedAtMs: number;
  readonly answeredAtMs?: number;
  readonly traits?: AttemptTraits;
  readonly byId?: Readonly<Record<string, ReadById>>;
}

/** One look: what the provider's answer shows, brought together with what is known. */
function look(known: readonly Item[], { shows = [], gone = false, traits = single, ...rest }: Look) {
  const { askedAtMs, answeredAtMs = askedAtMs, completeSinceMs, byId = {} } = rest;
  const state: TargetState = {
    reference: {
      on: 'deployment',
      provider: 'proton',
      kind: 'serviceInstance',
      name: 'orders/api',
      target: instanceArn,
    },
    traits,
    attempts: shows.map(({ facts: shown, providerTimeMs }) => ({
      subject: deployment(shown),
      details: detailsFor(deployment(shown)),
      ...(providerTimeMs === undefined ? {} : { providerTimeMs }),
    })),
    ...(completeSinceMs === undefined ? {} : { completeSinceMs }),
    gone,
  };
  const context = { askedAtMs, answeredAtMs, cause: 'event' } as const;
  return reconcile({ known, state, context, byId: new Map(Object.entries(byId)) });
}

function kindsOf(changes: readonly Change[]): readonly string[] {
  return changes.map(({ kind }) => kind);
}

/** An item as the table has it, shown last at a moment. */
function known(different: Partial<DeploymentFacts>, more: Partial<Item> = {}, ordinal = 1): Item {
  return { ...deploymentItem(different, ordinal), version: 1, lastShownAtMs: startMs + 1_000, ...more };
}

const d1 = known({ id: 'd1' });
const d2 = known({ id: 'd2', startedAtMs: startMs + minuteMs }, { lastShownAtMs: startMs + minuteMs + 1_000 });
const shortlyMs = startMs + minuteMs + 2_000;
const muchLaterMs = startMs + 20 * minuteMs;

describe('reconcile: what an answer shows', () => {
  test('a target that nobody knew has a new attempt', () => {
    const { changes } = look([], { shows: [{ facts: {} }], askedAtMs: startMs });
    expect(kindsOf(changes)).toEqual(['new']);
    expect(changes[0]?.item).toMatchObject({
      key: { target: instanceArn, attempt: attemptKey(facts(), 1, single) },
      version: 0,
      lastShownAtMs: startMs,
    });
  });

  test.each(['IN_PROGRESS', 'CANCELLING', 'SUCCEEDED', 'A_WORD_OF_TOMORROW'])(
    'a known attempt is recognised by its id when it is %s',
    (status) => {
      const { changes } = look([d1], { shows: [{ facts: { status } }], askedAtMs: shortlyMs });
      expect(changes[0]?.item.key).toEqual(d1.key);
      expect(changes[0] && statusOf(changes[0].item.subject)).toBe(status);
    },
  );

  test('the id decides, also when the start is told differently later', () => {
    const { changes } = look([d1], { shows: [{ facts: { startedAtMs: startMs + 40 } }], askedAtMs: shortlyMs });
    expect(kindsOf(changes)).toEqual(['updated']);
  });

  test('a sighting without an id is adopted when the id appears, and the other way round', () => {
    const without = known({ id: '' });
    expect(kindsOf(look([without], { shows: [{ facts: { id: 'd1' } }], askedAtMs: shortlyMs }).changes)).toEqual([
      'updated',
    ]);
    expect(kindsOf(look([d1], { shows: [{ facts: { id: '' } }], askedAtMs: shortlyMs }).changes)).toEqual(['same']);
  });

  test('the same answer changes nothing: the very same item', () => {
    const { changes } = look([d1], { shows: [{ facts: {} }], askedAtMs: shortlyMs });
    expect(changes[0]).toMatchObject({ kind: 'same' });
    expect(changes[0]?.item).toBe(d1);
  });

  test('a later start is a new attempt that sorts after every older one', () => {
    const { changes } = look([d1], {
      shows: [{ facts: { id: 'd2', startedAtMs: startMs + 1 } }],
      askedAtMs: shortlyMs,
    });
    expect(kindsOf(changes)).toEqual(['new', 'absent']);
    expect((changes[0]?.item.key.attempt ?? '') > d1.key.attempt).toBe(true);
  });

  test('an older attempt that is known is recognised, though it is not the newest', () => {
    const { changes } = look([d2, d1], { shows: [{ facts: { status: 'SUCCEEDED' } }], askedAtMs: shortlyMs });
    expect(changes.find(({ item }) => item.key === d1.key || item.key.attempt === d1.key.attempt)?.kind).toBe('ended');
  });

  test.each(['SUCCEEDED', 'FAILED', 'CANCELLED', 'DELETED', 'ENDED_UNSEEN'])(
    'an attempt that is %s never turns back: IN_PROGRESS is an answer from the past (I9)',
    (status) => {
      const { changes } = look([known({ status })], { shows: [{ facts: {} }], askedAtMs: muchLaterMs });
      expect(kindsOf(changes)).toEqual(['stale']);
    },
  );

  test('a cancellation is not taken back: IN_PROGRESS after CANCELLING is an answer from the past', () => {
    const stopping = known({ status: 'CANCELLING' });
    expect(kindsOf(look([stopping], { shows: [{ facts: {} }], askedAtMs: muchLaterMs }).changes)).toEqual(['stale']);
  });

  test('“ended unseen” may become the true end, and nothing else', () => {
    const unseen = known({ status: 'ENDED_UNSEEN' });
    const { changes } = look([unseen], { shows: [{ facts: { status: 'FAILED' } }], askedAtMs: shortlyMs });
    expect(changes[0] && statusOf(changes[0].item.subject)).toBe('FAILED');
    const failed = known({ status: 'FAILED' });
    expect(
      kindsOf(look([failed], { shows: [{ facts: { status: 'SUCCEEDED' } }], askedAtMs: shortlyMs }).changes),
    ).toEqual(['stale']);
  });

  test('connections have one item each, whatever their status', () => {
    const state = (subject: Subject): TargetState => ({
      reference: { on: 'connection', provider: 'proton', id: 'c', target: connectionArn },
      traits: single,
      attempts: [{ subject, details: detailsFor(subject) }],
      completeSinceMs: 0,
      gone: false,
    });
    const context = { askedAtMs: shortlyMs, answeredAtMs: shortlyMs, cause: 'event' } as const;
    const first = reconcile({ known: [], state: state(connection()), context });
    expect(first.changes[0]?.item.key).toEqual({ target: connectionArn, attempt: 'connection' });
    const connected = { ...connectionItem({ status: 'CONNECTED' }), version: 1 };
    const rejected = reconcile({ known: [connected], state: state(connection({ status: 'REJECTED' })), context });
    expect(rejected.changes[0] && statusOf(rejected.changes[0].item.subject)).toBe('REJECTED');
    const pending = reconcile({ known: [connected], state: state(connection()), context });
    expect(kindsOf(pending.changes)).toEqual(['stale']);
  });
});

describe('reconcile: deletions', () => {
  const deleting = { operation: 'delete', status: 'DELETE_IN_PROGRESS' } as const;
  const update = known({ status: 'SUCCEEDED' });

  test('a deletion keeps the start of the deployment before it, and is an attempt of its own', () => {
    for (const id of ['d2', 'd1', '']) {
      const { changes } = look([update], { shows: [{ facts: { ...deleting, id } }], askedAtMs: shortlyMs });
      expect(kindsOf(changes)).toEqual(['new', 'absent']);
      expect((changes[0]?.item.key.attempt ?? '') > update.key.attempt).toBe(true);
    }
  });

  test('where attempts have ids, an old answer about a deletion with the same rough start ends nothing newer (I9)', () => {
    const byIds: AttemptTraits = { ...single, identifiedBy: 'id' };
    const known = [deploymentItem({ id: 'd-new' })];
    const deletion = { id: 'd-old', operation: 'delete', status: 'DELETE_IN_PROGRESS' } as const;
    const { changes } = look(known, { shows: [{ facts: deletion }], traits: byIds, askedAtMs: startMs + 1 });
    expect(kindsOf(changes)).toEqual(['absent']);
  });

  test('a failed deletion that is tried again is a third attempt, once an answer is certainly later', () => {
    for (const id of ['d3', '']) {
      const failed = known({ operation: 'delete', status: 'DELETE_FAILED', id: id && 'd2' }, {}, 2);
      const shows = [{ facts: { ...deleting, id } }];
      expect(kindsOf(look([failed, update], { shows, askedAtMs: muchLaterMs }).changes)[0]).toBe('new');
      const third = look([failed, update], { shows, askedAtMs: muchLaterMs }).changes[0];
      expect(third?.item.key.attempt).toBe(attemptKey(facts(), 3, single));
      expect(kindsOf(look([failed, update], { shows, askedAtMs: startMs + 2_000 }).changes)).not.toContain('new');
    }
  });

  test.each(['DELETE_FAILED', 'DELETED'])(
    'an answer about a deletion that is %s is no new try where the id says so (I9)',
    (status) => {
      const ended = known({ operation: 'delete', status, id: 'd2' }, {}, 2);
      const { changes } = look([ended], { shows: [{ facts: { ...deleting, id: 'd2' } }], askedAtMs: muchLaterMs });
      expect(kindsOf(changes)).toEqual(['stale']);
    },
  );

  test('a seventh try sorts after the sixth', () => {
    const tries = [6, 5, 4, 3, 2].map((ordinal) =>
      known({ operation: 'delete', status: 'DELETE_FAILED', id: `d${ordinal}` }, {}, ordinal),
    );
    const { changes } = look(tries, { shows: [{ facts: { ...deleting, id: 'a-small-id' } }], askedAtMs: muchLaterMs });
    const seventh = changes.find(({ kind }) => kind === 'new');
    expect(tries.every(({ key }) => key.attempt < (seventh?.item.key.attempt ?? ''))).toBe(true);
  });

  test('the update before it is recognised when the deletion is called off, and the deletion is asked for by its id', () => {
    const removal = known({ ...deleting, id: 'd2' }, {}, 2);
    const answer = { shows: [{ facts: { status: 'SUCCEEDED' } }], completeSinceMs: 0 };
    const { changes, toConfirm } = look([removal, update], { ...answer, askedAtMs: muchLaterMs });
    expect(kindsOf(changes)).toEqual(['same', 'absent']);
    expect(toConfirm).toEqual([removal]);
  });
});

describe('reconcile: attempts in parallel', () => {
  test('one that is not among the known ones gets its old key, also with the start of others: its creation fails, and it is read', () => {
    const parallel = { ...single, oneAtATime: false, identifiedBy: 'id' } as const;
    const keyOf = (others: readonly Item[]) => nextKey(others, deploymentItem({ id: 'd1' }).subject, parallel);
    const others = [2, 3].map((ordinal) => known({ id: `d${ordinal}` }, {}, ordinal));
    expect(keyOf(others)).toEqual(keyOf([]));
    expect(nextKey(others, deploymentItem({ id: 'd1' }).subject, { ...parallel, oneAtATime: true })).not.toEqual(
      keyOf([]),
    );
  });
});

describe('reconcile: the stories of the bug', () => {
  test('a slow look that saw D1 end does not end D2, which began meanwhile', () => {
    const { changes, toConfirm } = look([d2, d1], {
      shows: [{ facts: { id: 'd1', status: 'SUCCEEDED' } }],
      askedAtMs: startMs + minuteMs - 5_000,
      answeredAtMs: startMs + minuteMs + 3_000,
      completeSinceMs: 0,
    });
    expect(toConfirm).toEqual([]);
    expect(changes.find(({ item }) => item.key.attempt === d2.key.attempt)?.kind).toBe('absent');
    expect(changes.find(({ item }) => item.key.attempt === d1.key.attempt)?.kind).toBe('ended');
  });

  test('a slow look that saw the target gone does not end what was created again meanwhile', () => {
    const { toConfirm } = look([d2], { gone: true, askedAtMs: startMs + minuteMs, answeredAtMs: shortlyMs });
    expect(toConfirm).toEqual([]);
  });

  test('what is older than the attempt that is shown has ended: with its true end, or unseen', () => {
    const newer = { shows: [{ facts: { id: 'd2', startedAtMs: startMs + minuteMs } }], askedAtMs: shortlyMs };
    const items = [d2, d1];
    expect(look(items, newer).toConfirm).toEqual([d1]);
    const unseen = look(items, { ...newer, byId: { [d1.key.attempt]: 'notFound' } });
    expect(unseen.changes.map(({ kind, item }) => [kind, statusOf(item.subject)])).toContainEqual([
      'ended',
      'ENDED_UNSEEN',
    ]);
    const failed = { subject: deployment({ status: 'FAILED' }), details: noDetails, statusMessage: 'no capacity' };
    const known1 = look(items, { ...newer, byId: { [d1.key.attempt]: failed } });
    expect(known1.changes.find(({ kind }) => kind === 'ended')?.item).toMatchObject({ statusMessage: 'no capacity' });
  });

  test('a target that is certainly gone ends what was open', () => {
    const answer = { gone: true, askedAtMs: d2.lastShownAtMs + lagMs + 1 };
    expect(look([d2], answer).toConfirm).toEqual([d2]);
    const { changes } = look([d2], { ...answer, byId: { [d2.key.attempt]: 'notFound' } });
    expect(changes.map(({ kind, item }) => [kind, statusOf(item.subject)])).toEqual([['ended', 'DELETED']]);
  });
});

describe('reconcile: each part of the rule (reads that lag)', () => {
  const later = d2.lastShownAtMs + lagMs;

  test('the time test in (b): a lagging read that shows the target gone, or empty, ends no live attempt', () => {
    for (const answer of [{ gone: true }, { completeSinceMs: 0 }]) {
      expect(look([d2], { ...answer, askedAtMs: later }).toConfirm).toEqual([]);
      expect(look([d2], { ...answer, askedAtMs: later + 1 }).toConfirm).toEqual([d2]);
    }
  });

  test('“newer” in (a): a lagging read that shows the one before does not end the live one', () => {
    const { toConfirm } = look([d2, d1], { shows: [{ facts: { id: 'd1' } }], askedAtMs: later });
    expect(toConfirm).toEqual([]);
  });

  test('a run that has begun under the id of another ends that one, and is not mistaken for it', () => {
    const run1 = known({ id: 'd1' });
    const run2: ReadById = {
      subject: deployment({ id: 'd1', startedAtMs: startMs + minuteMs, template: 'run-2' }),
      details: noDetails,
    };
    const answer = { askedAtMs: startMs + 5 * minuteMs, completeSinceMs: 0, traits: resumable };
    const { changes } = look([run1], { ...answer, byId: { [run1.key.attempt]: run2 } });
    expect(kindsOf(changes)).toEqual(['ended']);
    expect(changes[0]?.item.subject).toMatchObject({
      deployment: { status: 'ENDED_UNSEEN', startedAtMs: startMs, template: facts().template },
    });
  });

  test('a read by id that says open, or fails, keeps it open; “not found” is no veto', () => {
    const answer = { completeSinceMs: 0, askedAtMs: later + 1 };
    const open = look([d2], { ...answer, byId: { [d2.key.attempt]: { subject: d2.subject, details: noDetails } } });
    expect(open.changes.every(({ item }) => !isFinal(item.subject))).toBe(true);
    expect(kindsOf(look([d2], { ...answer, byId: { [d2.key.attempt]: 'unreadable' } }).changes)).toEqual(['absent']);
    expect(kindsOf(look([d2], { ...answer, byId: { [d2.key.attempt]: 'notFound' } }).changes)).toEqual(['ended']);
  });

  test('lastShownAt is when the answer was given: asked at t0 and answered at t2, a list of t1 does not end it', () => {
    const [created] = look([], { shows: [{ facts: {} }], askedAtMs: startMs, answeredAtMs: startMs + 20_000 }).changes;
    const item = { ...(created?.item ?? d1), version: 1 };
    expect(look([item], { gone: true, askedAtMs: startMs + lagMs + 10_000 }).toConfirm).toEqual([]);
    expect(look([item], { gone: true, askedAtMs: startMs + lagMs + 20_001 }).toConfirm).toEqual([item]);
  });

  test('the first showing is enough where ids cannot begin again, and the last one counts where they can', () => {
    const again = { shows: [{ facts: { id: 'd2', startedAtMs: startMs + minuteMs } }], askedAtMs: muchLaterMs };
    expect(look([d2], again).changes[0]?.item).toBe(d2);
    const [showing] = look([d2], { ...again, traits: resumable }).changes;
    expect(showing?.item.lastShownAtMs).toBe(muchLaterMs);
  });

  test('last showing → first, ids begin again: shown, ended, resumed and shown; a list that lacks it as of the end does not end it', () => {
    const resumed = known({ id: 'e1' }, { lastShownAtMs: startMs + 100_000 });
    const list = { completeSinceMs: 0, traits: resumable, askedAtMs: startMs + 110_000 };
    expect(look([resumed], list).toConfirm).toEqual([]);
  });

  test('terminal at once, ids begin again: a lagging end from before the resumption does not end it, by list or by id', () => {
    const resumed = known({ id: 'e1' }, { lastShownAtMs: startMs + 100_000, providerTimeMs: startMs + 90_000 });
    const ended = { facts: { id: 'e1', status: 'FAILED' }, providerTimeMs: startMs + 60_000 };
    const answer = { traits: resumable, askedAtMs: startMs + 110_000 };
    expect(kindsOf(look([resumed], { ...answer, shows: [ended] }).changes)).toEqual(['stale']);
    const byId = {
      [resumed.key.attempt]: { subject: deployment(ended.facts), details: noDetails, providerTimeMs: startMs + 60_000 },
    };
    const certain = { traits: resumable, askedAtMs: startMs + 100_000 + lagMs + 1, completeSinceMs: 0, byId };
    expect(look([resumed], certain).changes.every(({ item }) => !isFinal(item.subject))).toBe(true);
    const true1 = { facts: { id: 'e1', status: 'FAILED' }, providerTimeMs: startMs + 95_000 };
    expect(kindsOf(look([resumed], { ...answer, shows: [true1] }).changes)).toEqual(['ended']);
  });

  // What is being stopped is never acted on again, so a run that is taken for one would hang for ever.
  test('a lagging answer that shows the run before as being stopped does not stop the run that goes on under its id', () => {
    const resumed = known({ id: 'e1' }, { lastShownAtMs: startMs + 100_000, providerTimeMs: startMs + 90_000 });
    const stopping = (providerTimeMs: number) => ({ facts: { id: 'e1', status: 'CANCELLING' }, providerTimeMs });
    const at = (askedAtMs: number, providerTimeMs: number) =>
      kindsOf(look([resumed], { traits: resumable, askedAtMs, shows: [stopping(providerTimeMs)] }).changes);
    expect(at(startMs + 110_000, startMs + 60_000)).toEqual(['stale']);
    expect(at(startMs + 110_000, startMs + 95_000)).toEqual(['updated']);
    const untimed = known({ id: 'e1' }, { lastShownAtMs: startMs + 100_000 });
    const shows = [{ facts: { id: 'e1', status: 'CANCELLING' } }];
    const kinds = (askedAtMs: number) => kindsOf(look([untimed], { shows, traits: resumable, askedAtMs }).changes);
    expect(kinds(startMs + 100_000 + lagMs)).toEqual(['stale']);
    expect(kinds(startMs + 100_000 + lagMs + 1)).toEqual(['updated']);
  });

  test('without times of the provider, an end counts once the read is certainly later', () => {
    const resumed = known({ id: 'e1' }, { lastShownAtMs: startMs + 100_000 });
    const shows = [{ facts: { id: 'e1', status: 'FAILED' } }];
    const at = (askedAtMs: number) => kindsOf(look([resumed], { shows, traits: resumable, askedAtMs }).changes);
    expect(at(startMs + 100_000 + lagMs)).toEqual(['stale']);
    expect(at(startMs + 100_000 + lagMs + 1)).toEqual(['ended']);
  });

  test('what began and ended within one tick of the provider’s clock ends once the read is certainly later', () => {
    const brief = known({ id: 'e1' }, { lastShownAtMs: startMs + 1_000, providerTimeMs: startMs });
    const shows = [{ facts: { id: 'e1', status: 'SUCCEEDED' }, providerTimeMs: startMs }];
    const at = (askedAtMs: number) => kindsOf(look([brief], { shows, traits: resumable, askedAtMs }).changes);
    expect(at(startMs + 1_000 + lagMs)).toEqual(['stale']);
    expect(at(startMs + 1_000 + lagMs + 1)).toEqual(['ended']);
  });

  test('a later start under an id that is open: the run before has ended unseen, and another has begun', () => {
    const first = known({ id: 'e1' });
    const resumed = { id: 'e1', startedAtMs: startMs + minuteMs };
    const { changes } = look([first], {
      shows: [{ facts: resumed }],
      traits: resumable,
      askedAtMs: startMs + minuteMs,
    });
    expect(changes.map(({ kind, item }) => [kind, statusOf(item.subject)])).toEqual([
      ['new', 'IN_PROGRESS'],
      ['ended', 'ENDED_UNSEEN'],
    ]);
  });

  test('a later start under an id, from before a newer attempt that is known: it ends the run before, and creates nothing', () => {
    const first = known({ id: 'd1' });
    const newer = known({ id: 'd2', startedAtMs: startMs + 2 * minuteMs });
    const { changes } = look([first, newer], {
      shows: [{ facts: { id: 'd1', startedAtMs: startMs + minuteMs } }],
      traits: { ...resumable, oneAtATime: true },
      askedAtMs: startMs + 2 * minuteMs,
    });
    expect(changes.map(({ kind, item }) => [kind, statusOf(item.subject)])).toEqual([
      ['ended', 'ENDED_UNSEEN'],
      ['absent', 'IN_PROGRESS'],
    ]);
  });

  test('a later start under an id, told as that of another attempt: it creates nothing before a read that is certainly later', () => {
    const first = known({ id: 'd1' });
    const sameMs = startMs + minuteMs;
    const other = known({ id: 'd2', startedAtMs: sameMs }, { lastShownAtMs: sameMs });
    const at = (askedAtMs: number) =>
      kindsOf(
        look([first, other], {
          shows: [{ facts: { id: 'd1', startedAtMs: sameMs } }],
          traits: { ...resumable, oneAtATime: true },
          askedAtMs,
        }).changes,
      );
    expect(at(sameMs + lagMs)).toEqual(['ended', 'absent']);
    expect(at(sameMs + lagMs + 1)).toEqual(['new', 'ended', 'absent']);
  });

  test('the place of an earlier run under the same id does not make an answer newer than another attempt with its start', () => {
    const sameMs = startMs + minuteMs;
    const before = known({ id: 'd1', status: 'FAILED' }, {}, 2);
    const other = known({ id: 'd2', startedAtMs: sameMs }, { lastShownAtMs: sameMs });
    const { toConfirm } = look([before, other], {
      shows: [{ facts: { id: 'd1', startedAtMs: sameMs } }],
      traits: { ...resumable, oneAtATime: true },
      askedAtMs: sameMs + 1_000,
    });
    expect(toConfirm).toEqual([]);
  });

  test('an earlier start under an id that is open is an answer from the past: its age is not counted from there', () => {
    const resumed = known({ id: 'e1', startedAtMs: startMs + minuteMs });
    const shows = [{ facts: { id: 'e1', startedAtMs: startMs } }];
    const { changes } = look([resumed], { shows, traits: resumable, askedAtMs: startMs + 2 * minuteMs });
    expect(kindsOf(changes)).toEqual(['stale']);
  });

  test('strict completeSince: of two that began at the same moment, the one that a list of one lacks stays open', () => {
    const sibling = known({ id: 'e2' }, {}, 2);
    const list = { shows: [{ facts: { id: 'e1' } }], traits: resumable, askedAtMs: muchLaterMs };
    expect(look([sibling], { ...list, completeSinceMs: startMs }).toConfirm).toEqual([]);
    expect(look([sibling], { ...list, completeSinceMs: startMs - 1 }).toConfirm).toEqual([sibling]);
  });

  test('paging back, and lists that empty: what such a list lacks has ended', () => {
    expect(look([d1], { traits: resumable, completeSinceMs: 0, askedAtMs: muchLaterMs }).toConfirm).toEqual([d1]);
    expect(look([d1], { traits: resumable, askedAtMs: muchLaterMs }).toConfirm).toEqual([]);
  });

  test('any open read begins again: a lagging “open” does not reopen what has ended', () => {
    const ended = known(
      { id: 'e1', status: 'FAILED' },
      { lastShownAtMs: startMs + 100_000, providerTimeMs: startMs + 60_000 },
    );
    const lagging = { facts: { id: 'e1' }, providerTimeMs: startMs + 50_000 };
    const answer = { traits: resumable, askedAtMs: startMs + 110_000 };
    expect(kindsOf(look([ended], { ...answer, shows: [lagging] }).changes)).toEqual(['stale']);
    const resumed = { facts: { id: 'e1' }, providerTimeMs: startMs + 61_000 };
    const { changes } = look([ended], { ...answer, shows: [resumed] });
    expect(changes.map(({ kind, item }) => [kind, item.key.attempt])).toEqual([
      ['new', attemptKey(facts({ id: 'e1' }), 2, resumable)],
      ['absent', ended.key.attempt],
    ]);
  });

  test('a recorded end without a time of the provider: the resumption is recognised by a read that is certainly later', () => {
    const open = known({ id: 'e1' }, { providerTimeMs: startMs + 50_000 });
    const unseen = withEnd(open, 'ENDED_UNSEEN', {
      askedAtMs: startMs + 100_000,
      answeredAtMs: startMs + 100_000,
      cause: 'sweep',
    });
    const shows = [{ facts: { id: 'e1' }, providerTimeMs: startMs + 70_000 }];
    const at = (askedAtMs: number) => kindsOf(look([unseen], { shows, traits: resumable, askedAtMs }).changes);
    expect(at(startMs + 100_000 + lagMs)).toEqual(['stale']);
    expect(at(startMs + 100_000 + lagMs + 1)).toEqual(['new', 'absent']);
  });

  test('same-start rule of create: a deletion is known, and a lagging read shows the update before it', () => {
    const removal = known({ operation: 'delete', status: 'DELETE_IN_PROGRESS', id: 'd2' }, {}, 2);
    expect(kindsOf(look([removal], { shows: [{ facts: {} }], askedAtMs: startMs + 2_000 }).changes)).toEqual([
      'absent',
    ]);
  });

  test('an earlier start than the newest known is an answer from the past, and creates nothing', () => {
    expect(kindsOf(look([d2], { shows: [{ facts: { id: 'd1' } }], askedAtMs: muchLaterMs }).changes)).toEqual([
      'absent',
    ]);
  });

  test('the id in the key: with an id and without one, an attempt that is known by its start has the same key', () => {
    const keyOf = (id: string) => look([], { shows: [{ facts: { id } }], askedAtMs: startMs }).changes[0]?.item.key;
    expect(keyOf('d1')).toEqual(keyOf(''));
  });

  test('a run that is followed by another under its id has ended, though nobody wrote it down and its id says “open”', () => {
    const first = known({ id: 'e1' });
    const second = known({ id: 'e1', startedAtMs: startMs + minuteMs }, {}, 2);
    const shows = [{ facts: { id: 'e1', startedAtMs: startMs + minuteMs } }];
    const { changes, toConfirm } = look([second, first], { shows, traits: resumable, askedAtMs: shortlyMs });
    expect(toConfirm).toEqual([]);
    expect(changes.find(({ before }) => before === first)).toMatchObject({
      kind: 'ended',
      item: { subject: { deployment: { status: 'ENDED_UNSEEN' } } },
    });
  });

  test('attempts under way at once are known by their ids, and none ends another', () => {
    const shows = [{ facts: { id: 'e1' } }, { facts: { id: 'e2' } }, { facts: { id: 'e3', startedAtMs: startMs + 5 } }];
    const { changes } = look([], { shows, traits: resumable, askedAtMs: startMs, completeSinceMs: 0 });
    expect(kindsOf(changes)).toEqual(['new', 'new', 'new']);
    expect(new Set(changes.map(({ item }) => item.key.attempt)).size).toBe(3);
    const items = changes.map(({ item }) => ({ ...item, version: 1 }));
    expect(
      kindsOf(look(items, { shows, traits: resumable, askedAtMs: startMs + 1, completeSinceMs: 0 }).changes),
    ).toEqual(['updated', 'updated', 'updated']);
  });
});

describe('reconcile: properties', () => {
  const time = fc.integer({ min: 0, max: 5 }).map((step) => startMs + step * 20_000);
  const status = fc.constantFrom('IN_PROGRESS', 'CANCELLING', 'SUCCEEDED', 'FAILED');
  const attempt = fc.record({ id: fc.constantFrom('', 'a', 'b'), startedAtMs: time, status });

  test('no answer reopens what has ended, and an open attempt that is shown open is never ended', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(attempt, { selector: ({ startedAtMs }) => startedAtMs, maxLength: 3 }),
        fc.option(attempt, { nil: undefined }),
        fc.boolean(),
        time,
        fc.constantFrom(single, protonLike),
        (items, shown, isComplete, askedAtMs, traits) => {
          const before = items.map((different) => known(different));
          const { changes, toConfirm } = look(before, {
            shows: shown ? [{ facts: shown }] : [],
            ...(isComplete ? { completeSinceMs: 0 } : {}),
            askedAtMs,
            traits,
          });
          for (const change of changes) {
            if (change.before && isFinal(change.before.subject)) expect(isFinal(change.item.subject)).toBe(true);
            if (change.kind === 'new') expect(change.before).toBeUndefined();
          }
          for (const item of toConfirm) {
            expect(isFinal(item.subject)).toBe(false);
            const isNewer = shown !== undefined && shown.startedAtMs > facts().startedAtMs;
            expect(isNewer || askedAtMs - traits.readLagMs > item.lastShownAtMs).toBe(true);
          }
        },
      ),
    );
  });
});
