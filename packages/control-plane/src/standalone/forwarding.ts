import { createForwarder, type EventSender, type Forwarder, type WaitingEvents } from '../events/forwarding/index.ts';
import type { createControlPlaneRegions } from '../regions.ts';
import type { MachineTime } from './advanceable-clock.ts';

/** All of `createControlPlaneRegions` that is no part of a running machine. */
export type RegionSettings = Omit<Parameters<typeof createControlPlaneRegions>[0], 'clock' | 'onChange'>;

/** So long a stop waits for events that are being sent. */
export const LONGEST_SENDING_MS = 5000;

/** Sends what waits, by the machine's timers; undefined without a sender. */
export function forwarderOf<Timer>(
  waiting: WaitingEvents,
  sender: EventSender | undefined,
  kept: () => Promise<void> | undefined,
  machine: MachineTime<Timer>,
  tell: (line: string) => void,
): Forwarder | undefined {
  if (sender === undefined) return undefined;
  return createForwarder(waiting, sender, {
    kept,
    tell,
    setTimer(run, afterMs) {
      const timer = machine.setTimer(run, afterMs);
      return () => machine.clearTimer(timer);
    },
  });
}

/** Where the events of control planes go: to whom they went before, and among those that wait. */
export function emitTo(
  { emit }: RegionSettings,
  waiting: WaitingEvents,
  forwarder: Forwarder | undefined,
): RegionSettings['emit'] {
  if (forwarder === undefined) return emit;
  return (event) => {
    emit(event);
    waiting.add(event);
    forwarder.wake();
  };
}

/** For a program without a bus, whose state has events for one. */
export function withoutBus(count: number): string {
  return `${count} events wait for an event bus. They are kept; start with --event-bus to have them forwarded.`;
}
