/** AWS calls by caller and operation, e.g. `{ observe: { 'dynamodb.UpdateItem': 2 } }`. */
export type CallCountTable = Record<string, Record<string, number>>;

/** The name under which calls count that no Lambda function made. */
const OUTSIDE_CALLER = '(outside)';

/** Counts AWS calls by function and operation: the bench and the documentation of costs rest on it. */
export class CallCounts {
  #table: CallCountTable = {};

  record(functionName: string | undefined, service: string, operation: string): void {
    const row = (this.#table[functionName ?? OUTSIDE_CALLER] ??= {});
    const key = `${service}.${operation}`;
    row[key] = (row[key] ?? 0) + 1;
  }

  /** A copy of the counts so far. */
  snapshot(): CallCountTable {
    return structuredClone(this.#table);
  }

  reset(): void {
    this.#table = {};
  }
}
