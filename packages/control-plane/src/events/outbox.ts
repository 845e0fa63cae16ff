import { envelopeOf, type ProtonEvent, type StatusChange } from './envelope.ts';

export interface EventOutboxOptions {
  readonly region: string;
  readonly now: () => number;
  readonly uuid: () => string;
  readonly emit: (event: ProtonEvent) => void;
}

/** Collects the events of one unit of work, to be sent when the state is consistent again. */
export interface EventOutbox {
  add(change: StatusChange): void;
  /**
   * Sends what was collected, in order. A receiver may call the control plane from within.
   * @returns whether there was anything to send
   */
  flush(): boolean;
}

export function createEventOutbox(options: EventOutboxOptions): EventOutbox {
  let pending: ProtonEvent[] = [];
  return {
    add(change) {
      pending.push(envelopeOf(change, { id: options.uuid(), timeMs: options.now(), region: options.region }));
    },
    flush() {
      const events = pending;
      pending = [];
      for (const event of events) options.emit(event);
      return events.length > 0;
    },
  };
}
