import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { indexCollection } from '../../src/store/indexed-collection.ts';
import { runs } from '../support/properties.ts';

interface Item {
  readonly id: string;
  readonly colour?: string | undefined;
  readonly age: number;
}

const id = fc.constantFrom('a', 'b', 'c', 'd');
const colour = fc.constantFrom('red', 'blue', undefined);
const age = fc.integer({ min: 0, max: 3 });
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ set: fc.record({ id, colour, age }) }) },
  { weight: 3, arbitrary: fc.record({ remove: id }) },
  fc.constant({ clear: true }),
);

function byColour(kept: Map<string, Item>) {
  return indexCollection(
    kept,
    (item) => item.id,
    { colour: (item: Item) => item.colour },
    { orders: { youngest: { of: 'colour', by: [(item) => -item.age, (item) => item.id] } } },
  );
}

function youngest(items: ReturnType<typeof byColour>, wanted: string): Item[] {
  const found: Item[] = [];
  items.ordered('youngest', wanted).visitAscending(undefined, (item) => found.push(item) > 0);
  return found;
}

describe('an index', () => {
  test('has what a search through everything finds, whatever is set, deleted and cleared', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const kept = new Map<string, Item>();
        const items = byColour(kept);
        for (const one of steps) {
          if ('set' in one) {
            items.set(one.set.id, one.set);
          } else if ('remove' in one) {
            const isThere = kept.has(one.remove);
            expect(items.delete(one.remove)).toBe(isThere);
          } else {
            items.clear();
          }
          expect([...items.values()]).toEqual([...kept.values()]);
          for (const wanted of ['red', 'blue', 'green']) {
            const found = [...items.under('colour', wanted)].sort((left, right) => (left.id < right.id ? -1 : 1));
            const searched = [...kept.values()].filter((item) => item.colour === wanted);
            expect(found).toEqual(searched.sort((left, right) => (left.id < right.id ? -1 : 1)));
            expect(youngest(items, wanted)).toEqual(searched.sort((left, right) => right.age - left.age));
          }
        }
      }),
      runs(200),
    );
  });

  test('knows what was there before it', () => {
    const items = byColour(new Map([['a', { id: 'a', colour: 'red', age: 1 }]]));
    expect([...items.under('colour', 'red')]).toEqual([{ id: 'a', colour: 'red', age: 1 }]);
    expect(items.get('a')).toEqual({ id: 'a', colour: 'red', age: 1 });
  });

  test('keeps the order in which records came under a key, also when they change', () => {
    const items = byColour(new Map());
    for (const name of ['b', 'c', 'a']) items.set(name, { id: name, colour: 'red', age: 1 });
    items.set('b', { id: 'b', colour: 'red', age: 1 });
    expect([...items.under('colour', 'red')].map((item) => item.id)).toEqual(['b', 'c', 'a']);
    items.set('b', { id: 'b', colour: 'blue', age: 1 });
    items.set('b', { id: 'b', colour: 'red', age: 1 });
    expect([...items.under('colour', 'red')].map((item) => item.id)).toEqual(['c', 'a', 'b']);
  });
});
