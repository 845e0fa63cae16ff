import type { Provider } from '../../../../src/lib/ports.ts';

/** What comes in the place of an answer: an error as clients throw it, or whatever the test makes up. */
export type Interference = 'throttle' | 'lost' | (() => unknown);

/** A back end that holds one sort of thing, with a provider in front of it; nothing in it ends before the test says so. */
export interface ContractWorld {
  readonly provider: Provider;
  /** Calls that reached the back end and change something. */
  readonly mutations: readonly string[];
  /** Whether what is deleted is found by its ARN for good, as far as a test is concerned. */
  readonly keepsDeletedByArn?: boolean;
  /** What a thing of this name is called in its facts, where that is more than the name. */
  readonly shownName?: (name: string) => string;
  /** Where a deletion is no attempt: how its words are, and what is one instead. */
  readonly deletesUnseen?: {
    readonly begun: string;
    readonly succeeded: string;
    readonly failed: string;
    /** Begins another attempt on what is there. */
    again(name: string): Promise<void>;
  };
  /** Whether nothing of it is ever created or removed by a deployment: targets stay, and have one deployment after the other. */
  readonly keepsTargets?: boolean;
  /** Begins to make something of this name. */
  create(name: string): void;
  endCreation(name: string, outcome: 'succeed' | 'fail'): Promise<void>;
  /** Begins something that may be cancelled where anything can be: on a thing of this name, which is there afterwards. */
  deploy(name: string): Promise<void>;
  remove(name: string): void;
  endRemoval(name: string, outcome: 'succeed' | 'fail'): Promise<void>;
  pass(durationMs: number): Promise<void>;
  /** From now on, or, with `undefined`, no more. */
  interfere(how: Interference | undefined): void;
}

/** Answers a call, or what the test wants in its place. */
export function interfered(
  how: Interference | undefined,
  call: () => Record<string, unknown>,
): Record<string, unknown> {
  if (how === undefined) return call();
  if (how === 'throttle') throw clientError('ThrottlingException', { httpStatusCode: 429 });
  if (how === 'lost') throw clientError('TimeoutError', {});
  const answer: unknown = how();
  return typeof answer === 'object' && answer !== null ? { ...answer } : {};
}

function clientError(name: string, metadata: object): Error {
  return Object.assign(new Error(`the words of ${name}`), { name, $metadata: metadata });
}
