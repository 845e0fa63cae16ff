import type { Change } from '../../journal/index.ts';
import type { ProtonEvent } from '../envelope.ts';

/** An event that is not known to have arrived. */
export interface WaitingEvent {
  /** Counts up, over all restarts. */
  readonly sequence: number;
  readonly event: ProtonEvent;
}

/** Where waiting events are in a journal, beside the collections of a store. */
const COLLECTION = 'waitingEvents';
/** Keys of a journal are texts. */
const DIGITS = 16;

type Put = Extract<Change, { type: 'put' }>;
type Remove = Extract<Change, { type: 'remove' }>;

/** Whether a change of a journal is of waiting events, and not of a store. */
export function isOfWaitingEvents(change: Change): change is Put | Remove {
  return 'collection' in change && change.collection === COLLECTION;
}

/** A change that was read is no waiting event. */
export class UnusableEventError extends Error {
  override readonly name = 'UnusableEventError';
}

/**
 * Events on their way out. Each is kept with the change that it reports, and goes when it has arrived; so it is sent at least
 * once, whatever happens to the process. Of one resource, only the oldest is on its way: they arrive in order.
 */
export class WaitingEvents {
  readonly #bySequence = new Map<number, WaitingEvent>();
  /** Of each resource, in order. */
  readonly #byResource = new Map<string, number[]>();
  /** Resources whose oldest event may be sent, in the order in which they became so. */
  readonly #ready = new Set<string>();
  readonly #keep: (change: Change) => void;
  #lastSequence = 0;

  /** @param keep receives every change of what waits */
  constructor(keep: (change: Change) => void) {
    this.#keep = keep;
  }

  get count(): number {
    return this.#bySequence.size;
  }

  /** Whether there is one that may be sent now. */
  get hasReady(): boolean {
    return this.#ready.size > 0;
  }

  add(event: ProtonEvent): void {
    const waiting = { sequence: this.#lastSequence + 1, event };
    this.#take(waiting);
    this.#keep(putOf(waiting));
  }

  /** Takes over a change that was kept. @throws UnusableEventError */
  apply(change: Put | Remove): void {
    const sequence = Number(change.key);
    if (change.type === 'remove') this.#forget(sequence);
    else if (isWaitingEvent(change.record) && change.record.sequence === sequence) this.#take(change.record);
    else throw new UnusableEventError(`"${COLLECTION}" holds something that is not an event`);
    this.#lastSequence = Math.max(this.#lastSequence, sequence);
  }

  /** All that wait, read little by little: what changes meanwhile may be among them, or not. */
  *state(): Generator<Change> {
    for (const waiting of this.#bySequence.values()) yield putOf(waiting);
  }

  /**
   * So many of those that may be sent now, at most one of each resource. Each is to be given to `arrived` or `release`
   * afterwards.
   */
  take(most: number): readonly WaitingEvent[] {
    const taken: WaitingEvent[] = [];
    for (const resource of this.#ready) {
      if (taken.length === most) break;
      this.#ready.delete(resource);
      const oldest = this.#bySequence.get(this.#byResource.get(resource)?.[0] ?? 0);
      if (oldest !== undefined) taken.push(oldest);
    }
    return taken;
  }

  /** An event has arrived: it waits no more, and the next one of its resource may be sent. */
  arrived({ sequence, event }: WaitingEvent): void {
    this.#forget(sequence);
    this.#keep({ type: 'remove', region: event.region, collection: COLLECTION, key: keyOf(sequence) });
    this.release(event.resources[0]);
  }

  /** The oldest event of a resource may be sent, also again. */
  release(resource: string): void {
    if (this.#byResource.has(resource)) this.#ready.add(resource);
  }

  #take(waiting: WaitingEvent): void {
    const { sequence, event } = waiting;
    const [resource] = event.resources;
    const others = this.#byResource.get(resource);
    if (others === undefined) {
      this.#byResource.set(resource, [sequence]);
      this.#ready.add(resource);
    } else {
      others.push(sequence);
    }
    this.#bySequence.set(sequence, waiting);
    this.#lastSequence = Math.max(this.#lastSequence, sequence);
  }

  #forget(sequence: number): void {
    const waiting = this.#bySequence.get(sequence);
    if (waiting === undefined) return;
    this.#bySequence.delete(sequence);
    const [resource] = waiting.event.resources;
    const left = this.#byResource.get(resource)?.filter((other) => other !== sequence) ?? [];
    if (left.length > 0) {
      this.#byResource.set(resource, left);
      return;
    }
    this.#byResource.delete(resource);
    this.#ready.delete(resource);
  }
}

function keyOf(sequence: number): string {
  return String(sequence).padStart(DIGITS, '0');
}

function putOf(waiting: WaitingEvent): Change {
  const { sequence, event } = waiting;
  return { type: 'put', region: event.region, collection: COLLECTION, key: keyOf(sequence), record: waiting };
}

/** As far as it takes to send it; nobody but a control plane writes them. */
function isWaitingEvent(record: object): record is WaitingEvent {
  const { sequence, event } = Object(record);
  const { resources, region, detail, time } = Object(event);
  const texts = [Object(event)['detail-type'], region, time, Object(resources)[0]];
  return (
    Number.isSafeInteger(sequence) && texts.every((text) => typeof text === 'string') && typeof detail === 'object'
  );
}
