import * as fc from 'fast-check';
import type { Change, Journal } from '../../../src/journal/journal.ts';

/** What changes make of nothing: `region collection` → key → record, and the clock. */
export class State {
  readonly #collections = new Map<string, Map<string, object>>();
  #advancedMs = 0;

  apply(change: Change): void {
    if (change.type === 'clock') {
      this.#advancedMs = change.advancedMs;
      return;
    }
    const name = `${change.region} ${change.collection}`;
    const collection = this.#collections.get(name) ?? new Map<string, object>();
    this.#collections.set(name, collection);
    if (change.type === 'clear') collection.clear();
    else if (change.type === 'remove') collection.delete(change.key);
    else collection.set(change.key, change.record);
  }

  /** As puts, read little by little. */
  *changes(): Generator<Change> {
    yield { type: 'clock', advancedMs: this.#advancedMs };
    for (const [name, collection] of this.#collections) {
      const [region = '', kind = ''] = name.split(' ');
      for (const [key, record] of collection) yield { type: 'put', region, collection: kind, key, record };
    }
  }

  /**
   * To be compared: records by their keys, as every list sorts them by itself, and a snapshot that is made beside changes may have
   * them in another order; an empty collection is none.
   */
  get shown(): unknown {
    const collections = [...this.#collections].filter(([, { size }]) => size > 0).sort(byKey);
    return {
      advancedMs: this.#advancedMs,
      collections: collections.map(([name, records]) => [name, [...records].sort(byKey)]),
    };
  }
}

function byKey([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number {
  return left < right ? -1 : 1;
}

export function stateOf(changes: Iterable<Change>): State {
  const state = new State();
  for (const change of changes) state.apply(change);
  return state;
}

export async function readState(journal: Journal): Promise<{ readonly state: State; readonly number: number }> {
  const state = new State();
  const number = await journal.read((change) => state.apply(change));
  return { state, number };
}

export const put = (key: string, record: object, collection = 'services'): Change => ({
  type: 'put',
  region: 'eu-central-1',
  collection,
  key,
  record,
});

const place = { region: fc.constantFrom('eu-central-1', 'us-east-1'), collection: fc.constantFrom('services', 'tags') };
const key = fc.constantFrom('a', 'b', 'c', 'd');
/** Large texts, that come again and again, and texts that look like what stands for one. */
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('x'.repeat(300), 'Ä\n"'.repeat(200), '\u0001', '\u0001\u0001abc', '\u2028', '\ud800'),
);
const record = fc.dictionary(
  fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor')),
  fc.oneof(
    text,
    fc.integer(),
    fc.boolean(),
    fc.array(text, { maxLength: 3 }),
    fc.dictionary(fc.string(), text, { maxKeys: 2 }),
  ),
  { maxKeys: 4 },
);
export const anyChange: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant('put' as const),
      ...place,
      key,
      record: record.map((value) => ({ ...value })),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('remove' as const), ...place, key }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('clear' as const), ...place }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('clock' as const), advancedMs: fc.nat() }) },
);
