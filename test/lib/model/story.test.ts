import { describe, expect, test } from '@jest/globals';
import { nextIntent } from '../../../src/lib/flow/intents.ts';
import { claimKey } from '../../../src/lib/model/claim.ts';
import { claimLeaseMs, withClaim, withOutcome } from '../../../src/lib/model/claims.ts';
import type { Decision } from '../../../src/lib/model/decision.ts';
import type { Item } from '../../../src/lib/model/item.ts';
import { checkChildren, claimPlaceOf, unlinkedParts, withPartOf, withParts } from '../../../src/lib/model/story.ts';
import { createStore } from '../../../src/lib/store/index.ts';
import { createMemoryTable } from '../../../src/simulation/index.ts';
import { deploymentItem, startMs } from './subjects.ts';

/** Rules 7 and 8: a story is acted on once, at its root. Each test is a counterexample found without one part of them. */

const intent = { action: 'cancel', actor: { type: 'rule', rule: 'stuck' }, reason: 'stuck' } as const;
const key = claimKey(intent.actor, intent.action);
const fired: Decision = {
  rule: 'stuck',
  mode: 'enforce',
  verdict: 'fired',
  actions: [{ type: 'cancel', reason: 'stuck' }],
  trace: [],
};

function newStore() {
  let ids = 0;
  const random = { uuid: () => `write-${(ids += 1)}` };
  return createStore({ table: createMemoryTable(), tableName: 'bot', clock: { now: () => startMs }, random });
}

async function stored(store: ReturnType<typeof newStore>, item: Item): Promise<Item> {
  const written = await store.put(item);
  if (written === undefined) throw new Error('somebody else was faster');
  return written;
}

function itemOf(name: string, different: Partial<Item> = {}): Item {
  const item = deploymentItem({ target: name, id: name });
  return { ...item, key: { target: name, attempt: 'a1' }, ...different };
}

const parent = itemOf('pipeline');
const child = itemOf('deployment');

describe('a parent', () => {
  test("looks at children's claims: a child that was acted on, or is being, keeps it from acting", () => {
    const claimed = withClaim(child, intent, 'lease', startMs);
    expect(checkChildren([child, claimed], 'cancel')).toEqual({ kind: 'wait', child: claimed });
    const done = withOutcome(claimed, key, 'accepted', startMs);
    expect(checkChildren([child, done], 'cancel')).toMatchObject({ kind: 'done', claim: { outcome: 'accepted' } });
    const nothing = withOutcome(claimed, key, 'tooLate', startMs);
    expect(checkChildren([child, nothing], 'cancel')).toEqual({ kind: 'free' });
    expect(checkChildren([claimed], 'accept')).toEqual({ kind: 'free' });
  });

  test('conditional link: a child that claims between its being read and its being linked is seen', async () => {
    const store = newStore();
    const read = await stored(store, child);
    await stored(store, withClaim(read, intent, 'lease', startMs));
    expect(await store.put(withPartOf(read, parent.key))).toBeUndefined();
    const again = await store.get(child.key);
    if (again === undefined) throw new Error('the child is gone');
    const linked = await stored(store, withPartOf(again, parent.key));
    expect(checkChildren([linked], 'cancel')).toMatchObject({ kind: 'wait' });
  });

  test('creating missing items: a child whose item the parent created linked does not act for itself', async () => {
    const store = newStore();
    await stored(store, withPartOf(child, parent.key));
    // The child's own look, which knew of no item, loses, and reads what the parent has written.
    expect(await store.put(withClaim(child, intent, 'lease', startMs))).toBeUndefined();
    const found = await store.get(child.key);
    expect(nextIntent(found ?? child, { decisions: [fired], askedAtMs: startMs, isOnHold: false })).toBeUndefined();
  });

  test("the parent's fence on links: a child unseen at the decision makes it withdraw", () => {
    const unseen = { reference: { on: 'deploymentId', provider: 'proton', id: 'unseen' }, id: 'unseen' } as const;
    const linked = { ...unseen, id: 'linked' };
    const whole = withParts(parent, [{ id: 'linked', key: child.key }, { id: 'notFound' }]);
    expect(unlinkedParts(whole, [linked], 0)).toEqual([]);
    expect(unlinkedParts(whole, [linked, unseen], 0)).toEqual(['unseen']);
    // What was looked for and is nowhere, nothing can act on.
    expect(unlinkedParts(whole, [{ ...unseen, id: 'notFound' }], 0)).toEqual([]);
    expect(unlinkedParts(parent, [linked], 0)).toEqual(['linked']);
    expect(unlinkedParts(parent, undefined, 0)).toEqual([]);
  });

  test('keeps a part that was found, and finds it later where it was not', () => {
    const first = withParts(parent, [{ id: 'one', key: child.key }, { id: 'two' }]);
    expect(withParts(first, [{ id: 'one' }, { id: 'two' }])).toBe(first);
    const later = { target: 'two', attempt: 'a1' };
    expect(withParts(first, [{ id: 'two', key: later }]).parts).toEqual([
      { id: 'one', key: child.key },
      { id: 'two', key: later },
    ]);
  });
});

describe('a child', () => {
  test('following partOf: what a rule asks for the child alone is claimed at the root of its story', async () => {
    const store = newStore();
    const root = await stored(store, parent);
    const middle = await stored(store, withPartOf(itemOf('stage'), root.key));
    const linked = withPartOf(child, middle.key);
    expect(await claimPlaceOf(linked, (one) => store.get(one))).toEqual({ kind: 'item', item: root });
    expect(await claimPlaceOf(root, (one) => store.get(one))).toEqual({ kind: 'item', item: root });
    const lost = withPartOf(child, { target: 'nobody', attempt: 'a1' });
    expect(await claimPlaceOf(lost, (one) => store.get(one))).toMatchObject({ kind: 'unknown' });
  });

  test('that is part of itself, by whatever mistake, claims nothing and does not hang', async () => {
    const circle = withPartOf(child, child.key);
    expect(await claimPlaceOf(circle, async () => circle)).toMatchObject({ kind: 'unknown' });
  });

  test('finishing where it lies: a claim that is open when the child is linked is taken up there', () => {
    const linked = withPartOf(withClaim(child, intent, 'lease', startMs), parent.key);
    const look = { decisions: [fired], askedAtMs: startMs + claimLeaseMs, isOnHold: false };
    expect(nextIntent(linked, look)).toEqual(intent);
    expect(nextIntent(withPartOf(child, parent.key), look)).toBeUndefined();
  });

  test('is linked once', () => {
    const linked = withPartOf(child, parent.key);
    expect(withPartOf(linked, { ...parent.key })).toBe(linked);
  });
});
