import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { OrderedList } from '../../src/store/ordered-list.ts';
import { compareKeys, type SortKey, sortKeyOf } from '../../src/store/sort-keys.ts';
import { runs } from '../support/properties.ts';

interface Item {
  readonly colour: string;
  readonly size: number;
  readonly id: string;
}

const parts = [({ colour }: Item) => colour, ({ size }: Item) => size, ({ id }: Item) => id];
const keyOf = (item: Item): SortKey => sortKeyOf(parts, item);
const inOrder = (items: Iterable<Item>): Item[] =>
  [...items].sort((left, right) => compareKeys(keyOf(left), keyOf(right)));

/** All that is visited; at most so many. */
function visited(list: OrderedList<Item>, way: 'ascending' | 'descending', from?: SortKey, most = 1e6): Item[] {
  const found: Item[] = [];
  const visit = (item: Item): boolean => found.push(item) < most;
  if (way === 'ascending') list.visitAscending(from, visit);
  else list.visitDescending(from, visit);
  return found;
}

const item = fc.record({
  colour: fc.constantFrom('blue', 'red', 'Red', ''),
  size: fc.integer({ min: -2, max: 2 }),
  id: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
});

describe('an ordered list', () => {
  test('has what sorting finds, whatever is added, replaced and removed', () => {
    const steps = fc.array(fc.tuple(fc.constantFrom('add', 'remove', 'replace'), item, item), { maxLength: 40 });
    fc.assert(
      fc.property(fc.array(item, { maxLength: 20 }), steps, item, (start, all, from) => {
        const kept = new Map(start.map((one) => [JSON.stringify(one), one]));
        const list = new OrderedList<Item>(parts, kept.values());
        for (const [what, one, other] of all) {
          if (what === 'add') {
            list.add(one);
            kept.set(JSON.stringify(one), one);
          } else if (what === 'remove') {
            list.remove(one);
            kept.delete(JSON.stringify(one));
          } else if (kept.has(JSON.stringify(one))) {
            list.replace(one, other);
            kept.delete(JSON.stringify(one));
            kept.set(JSON.stringify(other), other);
          }
          const expected = inOrder(kept.values());
          expect(list.count).toBe(expected.length);
          expect(visited(list, 'ascending')).toEqual(expected);
          expect(visited(list, 'descending')).toEqual(expected.toReversed());
          const [key, at] = [keyOf(from), (one: Item) => compareKeys(keyOf(one), keyOf(from))];
          expect(visited(list, 'ascending', key)).toEqual(expected.filter((one) => at(one) > 0));
          expect(visited(list, 'descending', key)).toEqual(expected.filter((one) => at(one) < 0).toReversed());
        }
      }),
      runs(150),
    );
  });

  test('stays in order when it is long, in many pieces', () => {
    const all = Array.from({ length: 4000 }, (_, index) => ({
      colour: `colour-${(index * 7919) % 13}`,
      size: (index * 104_729) % 1009,
      id: `id-${index}`,
    }));
    const list = new OrderedList(parts, all.slice(0, 1000));
    for (const one of all.slice(1000)) list.add(one);
    const removed = new Set(all.filter((_, index) => index % 3 === 0));
    for (const one of removed) list.remove(one);
    const changed = all.filter((one, index) => !removed.has(one) && index % 5 === 0);
    for (const one of changed) list.replace(one, { ...one, size: one.size + 5000 });
    const expected = inOrder(
      all
        .filter((one) => !removed.has(one))
        .map((one) => (changed.includes(one) ? { ...one, size: one.size + 5000 } : one)),
    );
    expect(visited(list, 'ascending')).toEqual(expected);
    expect(visited(list, 'descending')).toEqual(expected.toReversed());
    for (const at of [0, 1, 255, 256, 257, 511, 512, 1000, expected.length - 1]) {
      const key = keyOf(expected[at] ?? { colour: '', size: 0, id: '' });
      expect(visited(list, 'ascending', key, 3)).toEqual(expected.slice(at + 1, at + 4));
      expect(visited(list, 'descending', key, 3)).toEqual(expected.slice(Math.max(at - 3, 0), at).toReversed());
    }
    for (const one of expected) list.remove(one);
    expect([list.count, visited(list, 'ascending')]).toEqual([0, []]);
  });
});
