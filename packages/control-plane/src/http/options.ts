import type { ControlPlaneRandom } from '../engine/ports.ts';
import type { EventTap } from '../events/event-tap.ts';
import type { Seen } from '../journal/index.ts';
import type { AuditLog } from './call-notes.ts';
import type { Health } from './health.ts';

/** What a caller of the control plane signs with, and whom it is then taken for. */
export interface ControlPlaneCredential {
  readonly secretAccessKey: string;
  readonly accountId: string;
}

/** Finds the credential of an access key id among those that count now. A `Map` is one. */
export interface CredentialLookup {
  get(accessKeyId: string): ControlPlaneCredential | undefined;
}

/** What keeps the state: an answer waits until what it did and what it shows is kept. */
export interface StateKeeping {
  /** A promise for when all that was done so far is kept, or undefined when it is. It rejects when it cannot be kept. */
  kept(): Promise<void> | undefined;
  /** Runs a read, which changes nothing: its answer waits for what it has seen alone. */
  seenBy<Answer>(read: () => Answer): Seen<Answer>;
  /** Whether the last changes could not be kept. No call is run before they are. */
  readonly isFailing: boolean;
}

export interface ControlPlaneHttpOptions {
  /** Without it, the state is in memory only, and nothing waits. */
  readonly keeping?: StateKeeping | undefined;
  /** Larger bodies are refused; 2 MiB by default, ten times what any operation takes. A snapshot may be larger. */
  readonly maximumBodyBytes?: number;
  /** Makes the request ids; they count up without it. */
  readonly random?: ControlPlaneRandom;
  /** Told of every fault of the control plane itself, which the caller sees as an InternalServerException. */
  readonly onFault?: (error: unknown) => void;
  /**
   * Which account calls with which access key id. An id of twelve digits that is not listed is the account itself; any
   * other, and a call without one, is the management account.
   */
  readonly accounts?: ReadonlyMap<string, string>;
  /** Secrets and accounts by access key id. They name accounts even where signatures are not required. */
  readonly credentials?: CredentialLookup;
  /** Refuses calls that are not signed with one of `credentials` (SigV4); needs `credentials` and `now`. */
  readonly requireSignatures?: boolean;
  /**
   * Epoch milliseconds by the clock that the callers sign with, i.e. the machine's, also where the control plane runs on
   * a clock that can be advanced.
   */
  readonly now?: () => number;
  /** Where every call is put on record, refused ones too. */
  readonly audit?: AuditLog | undefined;
  /** Serves `GET /health`, unsigned. It must not reject. */
  readonly health?: (() => Promise<Health>) | undefined;
  /** Refuses calls whose `Host` is not a name of this machine, as those of a page of another site after DNS rebinding. */
  readonly onlyLoopbackHosts?: boolean;
  /**
   * Serves the control routes under `/_proton-bot/`, which are for tests; not by default, since whoever reaches them reads
   * every spec and replaces the whole state. Where signatures are required they must be signed as calls are; elsewhere
   * they are for this machine only: its loopback interface, under one of its names.
   */
  readonly testRoutes?: boolean | undefined;
  /** Of the control routes, serves `POST reset`, `GET snapshot` and `PUT snapshot`. */
  readonly stateRoutes?: boolean;
  /** Of the control routes, serves `POST clock`, which hands over by how many milliseconds to advance. */
  readonly advanceClock?: (byMs: number) => void;
  /** Of the control routes, serves `GET tap` with what it has recorded. */
  readonly tap?: EventTap;
}
