import type { Change } from './journal.ts';

/** What was read: a record, or more of a collection when there is no key. */
export interface Place {
  readonly region: string;
  readonly collection: string;
  readonly key?: string | undefined;
}

/** Changes that are not kept yet, in order. Of several puts of a record in a row, only the last one counts. */
export class PendingChanges {
  #changes: Change[] = [];
  /** Where the newest change of a key is, when it is a put. */
  #puts = new Map<string, number>();
  #touched = new Touched();

  get isEmpty(): boolean {
    return this.#changes.length === 0;
  }

  add(change: Change): void {
    this.#touched.add(change);
    switch (change.type) {
      case 'put': {
        const name = nameOf(change);
        const before = this.#puts.get(name);
        if (before === undefined) this.#puts.set(name, this.#changes.push(change) - 1);
        else this.#changes[before] = change;
        break;
      }
      case 'remove':
        this.#puts.delete(nameOf(change));
        this.#changes.push(change);
        break;
      case 'clear':
        // What is put after it comes after it.
        this.#puts.clear();
        this.#changes.push(change);
        break;
      case 'clock':
        this.#changes.push(change);
    }
  }

  /** What they are about. */
  get touched(): Touched {
    return this.#touched;
  }

  /** Hands all of them over. */
  take(): readonly Change[] {
    const changes = this.#changes;
    this.#changes = [];
    this.#puts = new Map();
    this.#touched = new Touched();
    return changes;
  }

  /** Takes some back that could not be kept, before those that have come since. */
  putBack(changes: readonly Change[]): void {
    const since = this.take();
    for (const change of changes) this.add(change);
    for (const change of since) this.add(change);
  }
}

/** What changes are about. */
export class Touched {
  readonly #records = new Set<string>();
  readonly #collections = new Set<string>();
  readonly #cleared = new Set<string>();

  add(change: Change): void {
    // No answer shows how far the clock was set forward; what became due on the way are changes of records.
    if (change.type === 'clock') return;
    const collection = `${change.region} ${change.collection}`;
    this.#collections.add(collection);
    if (change.type === 'clear') this.#cleared.add(collection);
    else this.#records.add(nameOf(change));
  }

  has({ region, collection, key }: Place): boolean {
    const name = `${region} ${collection}`;
    if (key === undefined) return this.#collections.has(name);
    return this.#records.has(`${name} ${key}`) || this.#cleared.has(name);
  }
}

function nameOf({ region, collection, key }: Extract<Change, { key: string }>): string {
  return `${region} ${collection} ${key}`;
}
