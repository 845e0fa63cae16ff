import type { ResourceOperation } from '../../../../src/lib/model/resource-operation.ts';
import type { Provider, ResourceManager } from '../../../../src/lib/ports.ts';

/** What becomes of a call: it is turned away, it does not reach the service, or its answer does not come back. */
export type Trouble = 'throttled' | 'lostBefore' | 'lostAfter' | 'refused' | undefined;

/** A resource manager in front of a service, which the test can look at past it. */
export interface ManagerWorld {
  readonly manager: ResourceManager;
  readonly provider: Provider;
  /** Every call that was made, in order. */
  readonly calls: readonly string[];
  /** What creates a resource of this name. */
  creationOf(name: string): ResourceOperation;
  /** What a field is called, and what it must not be. */
  readonly wrong: { readonly member: string; readonly value: string };
  /** How many resources of this name there are. */
  count(name: string): number;
  /** What becomes of the next calls; when there is nothing left, they are answered. */
  trouble(...troubles: readonly Trouble[]): void;
}

/** Makes a call as the test wants it to go. */
export async function troubled<Output>(how: Trouble, call: () => Output): Promise<Output> {
  if (how === 'throttled') throw clientError('ThrottlingException', 429);
  if (how === 'refused') throw clientError('AccessDeniedException', 403);
  if (how === 'lostBefore') throw clientError('TimeoutError');
  const output = call();
  if (how === 'lostAfter') throw clientError('TimeoutError');
  return output;
}

function clientError(name: string, httpStatusCode?: number): Error {
  const metadata = httpStatusCode === undefined ? {} : { httpStatusCode };
  return Object.assign(new Error(`the words of ${name}`), { name, $metadata: metadata });
}

/** Counts calls and makes them go wrong, for every kind of API. */
export class Troubles {
  readonly calls: string[] = [];
  readonly #troubles: Trouble[] = [];

  readonly trouble = (...troubles: readonly Trouble[]): void => {
    this.#troubles.splice(0, this.#troubles.length, ...troubles);
  };

  call<Output>(operation: string, call: () => Output): Promise<Output> {
    this.calls.push(operation);
    return troubled(this.#troubles.shift(), call);
  }
}
