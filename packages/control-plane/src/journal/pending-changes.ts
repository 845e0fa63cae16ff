import type { Change } from './journal.ts';

/** Changes that are not kept yet, in order. Of several puts of a record in a row, only the last one counts. */
export class PendingChanges {
  #changes: Change[] = [];
  /** Where the newest change of a key is, when it is a put. */
  #puts = new Map<string, number>();

  get isEmpty(): boolean {
    return this.#changes.length === 0;
  }

  add(change: Change): void {
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

  /** Hands all of them over. */
  take(): readonly Change[] {
    const changes = this.#changes;
    this.#changes = [];
    this.#puts = new Map();
    return changes;
  }

  /** Takes some back that could not be kept, before those that have come since. */
  putBack(changes: readonly Change[]): void {
    const since = this.take();
    for (const change of changes) this.add(change);
    for (const change of since) this.add(change);
  }
}

function nameOf({ region, collection, key }: Extract<Change, { key: string }>): string {
  return `${region} ${collection} ${key}`;
}
