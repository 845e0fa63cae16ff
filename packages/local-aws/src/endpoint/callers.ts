import type { IdentifiedCall } from './service.ts';

/** Who makes AWS calls with one access key: one environment of one Lambda function. */
export interface Caller {
  readonly functionName: string;
  /** False once the environment was killed or stopped: calls that are still on their way no longer count. */
  readonly isAlive: () => boolean;
  /** An object that stands for the invocation in progress, so that calls can be counted for each. */
  readonly invocation: () => object | undefined;
  /** Ends the environment at once, as a crash. */
  readonly kill: () => void;
}

/** Finds the environment behind an access key: each one signs with a key of its own. */
export class Callers {
  readonly #byAccessKeyId = new Map<string, Caller>();

  add(accessKeyId: string, caller: Caller): void {
    this.#byAccessKeyId.set(accessKeyId, caller);
  }

  find(accessKeyId: string | undefined): Caller | undefined {
    return accessKeyId === undefined ? undefined : this.#byAccessKeyId.get(accessKeyId);
  }
}

/** AWS calls by caller and operation, e.g. `{ observe: { 'dynamodb.UpdateItem': 2 } }`. */
export type CallCountTable = Record<string, Record<string, number>>;

/** The name under which calls count that no Lambda function made. */
const OUTSIDE_CALLER = '(outside)';

/** Counts AWS calls by function and operation: what a use case costs is read from it. */
export class CallCounts {
  #table: CallCountTable = {};

  record(functionName: string | undefined, { service, operation }: IdentifiedCall): void {
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
