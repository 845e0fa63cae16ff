import type { ProtonEvent } from './envelope.ts';

/** An event, and the how-manieth it was. */
export interface TappedEvent {
  /** Counts up by one from 1, over the whole life of the tap. */
  readonly sequence: number;
  readonly event: ProtonEvent;
}

/** Keeps the newest events, so that a test can read what happened since it last looked. */
export interface EventTap {
  /** To be called with every event, from the control plane's `emit`. */
  record(event: ProtonEvent): void;
  /** What was recorded after that sequence number and is still kept, oldest first. */
  after(sequence: number): readonly TappedEvent[];
  /** The number of the newest event; 0 before the first. */
  readonly lastSequence: number;
  /** Forgets the events, but goes on counting, so that a sequence number never means two events. */
  clear(): void;
}

/** @param options.capacity how many events are kept; 1,000 by default */
export function createEventTap(options: { readonly capacity?: number } = {}): EventTap {
  const capacity = options.capacity ?? 1000;
  let kept: TappedEvent[] = [];
  let lastSequence = 0;
  return {
    record(event) {
      lastSequence += 1;
      kept.push({ sequence: lastSequence, event });
      // Cut back only now and then, since that moves every entry.
      if (kept.length >= 2 * capacity) kept = newest();
    },
    after: (sequence) => newest().filter((entry) => entry.sequence > sequence),
    get lastSequence() {
      return lastSequence;
    },
    clear() {
      kept = [];
    },
  };

  function newest(): TappedEvent[] {
    return capacity === 0 ? [] : kept.slice(-capacity);
  }
}
