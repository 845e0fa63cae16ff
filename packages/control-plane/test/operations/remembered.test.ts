import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { jsonOf, remembered } from '../../src/operations/views/remembered.ts';
import { runs } from '../support/properties.ts';
import { createShop, createWorld, listOf } from '../support/world.ts';

interface Record {
  readonly name: string;
}

describe('a view that is remembered', () => {
  test('is made once for a record, and for another record anew', () => {
    let made = 0;
    const view = remembered(({ name }: Record) => {
      made += 1;
      return { name };
    });
    const [first, second] = [{ name: 'a' }, { name: 'a' }];
    expect([view(first), view(first), view(second)]).toEqual([{ name: 'a' }, { name: 'a' }, { name: 'a' }]);
    expect(made).toBe(2);
  });

  test('cannot be changed, as others get the same one', () => {
    const view = remembered(({ name }: Record) => ({ name }));
    const record = { name: 'a' };
    expect(() => Object.assign(view(record), { name: 'b' })).toThrow(TypeError);
    expect(view(record)).toEqual({ name: 'a' });
  });

  test('is right however many there were', () => {
    const view = remembered(({ name }: Record) => ({ name, text: 'x'.repeat(1_000_000) }));
    const records = Array.from({ length: 40 }, (_, index) => ({ name: `name-${index}` }));
    for (const record of [...records, ...records]) expect(view(record)['name']).toBe(record.name);
    expect(jsonOf({ list: records.slice(0, 3).map(view) })).toBe(
      JSON.stringify({ list: records.slice(0, 3).map(view) }),
    );
  });
});

test('the JSON of an output is what JSON.stringify makes, whatever is in it', () => {
  const view = remembered((record: { readonly value: unknown }) => ({ value: record.value }));
  const entry = fc.oneof(
    fc.jsonValue(),
    fc.jsonValue().map((value) => view({ value })),
    fc.constant(undefined),
  );
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.oneof(entry, fc.array(entry))), (output) => {
      expect(jsonOf(output)).toBe(JSON.stringify(output));
    }),
    runs(300),
  );
});

test('a list shows what has changed since it was asked for the last time', () => {
  const world = createWorld();
  createShop(world, ['blue', 'green']);
  const list = () => JSON.stringify(world.call('ListServiceInstances'));
  const json = () => jsonOf(world.call('ListServiceInstances'));
  const before = json();
  expect(before).toBe(list());
  world.call('UpdateServiceInstance', { serviceName: 'shop', name: 'green', deploymentType: 'CURRENT_VERSION' });
  expect(json()).not.toBe(before);
  expect(json()).toBe(list());
  const statuses = listOf(world.call('ListServiceInstances')['serviceInstances']).map((one) => one['deploymentStatus']);
  expect(statuses).toEqual(['SUCCEEDED', 'IN_PROGRESS']);
});
