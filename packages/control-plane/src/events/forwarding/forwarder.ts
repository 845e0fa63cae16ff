import type { ProtonEvent } from '../envelope.ts';
import type { WaitingEvent, WaitingEvents } from './waiting-events.ts';

/** Where events go. */
export interface EventSender {
  /** In words, for messages. */
  readonly name: string;
  /** How many it takes at a time. */
  readonly mostEvents: number;
  /**
   * Sends events.
   * @returns of each, the code with which it was refused, or undefined when it was taken
   * @throws when it is not known that any was taken
   */
  send(events: readonly ProtonEvent[]): Promise<readonly (string | undefined)[]>;
}

/** What the forwarder needs beside what waits and the sender. */
export interface ForwarderContext {
  /** A promise for when all that waits is kept; undefined when it is. */
  readonly kept: () => Promise<void> | undefined;
  /** Runs once after so many milliseconds; returns a function that cancels it. */
  readonly setTimer: (run: () => void, afterMs: number) => () => void;
  /** Receives a line when events do not arrive, and when they do again. */
  readonly tell: (line: string) => void;
}

/** Sends what waits, one batch at a time, until it has arrived. Nobody waits for it. */
export interface Forwarder {
  /** There may be something to send. */
  wake(): void;
  /** Whether something did not arrive when it was sent last. */
  readonly isDelayed: boolean;
  /** Sends nothing more, and waits for what is under way, for so long at most. What has not arrived is sent after the next start. */
  stop(longestMs: number): Promise<void>;
}

const SHORTEST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;

/** Twice as long each time, up to a minute; it is never given up, since no event may be lost. */
function pauseAfter(failures: number): number {
  return Math.min(SHORTEST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS);
}

export function createForwarder(
  waiting: WaitingEvents,
  sender: EventSender,
  { kept, setTimer, tell }: ForwarderContext,
): Forwarder {
  /** How often in a row the sender, and each resource's event, has failed. */
  let failures = 0;
  const refusals = new Map<string, number>();
  const cancels = new Set<() => void>();
  let running: Promise<void> | undefined;
  let isPaused = false;
  let isStopped = false;
  /** Nobody keeps anything any more. */
  let isOver = false;
  let told: string | undefined;

  function later(run: () => void, afterMs: number): void {
    if (isStopped) return;
    const cancel = setTimer(() => {
      cancels.delete(cancel);
      run();
    }, afterMs);
    cancels.add(cancel);
  }

  function report(problem: string | undefined): void {
    if (problem === told) return;
    told = problem;
    if (problem === undefined) tell(`Events are forwarded to ${sender.name} again.`);
    else tell(`${problem} They are kept, and sent again until they arrive.`);
  }

  function refused({ event }: WaitingEvent, code: string): void {
    const [resource] = event.resources;
    const count = (refusals.get(resource) ?? 0) + 1;
    refusals.set(resource, count);
    report(`${sender.name} refuses events: ${code}, such as those of ${resource}.`);
    later(() => {
      waiting.release(resource);
      wake();
    }, pauseAfter(count));
  }

  function pause(batch: readonly WaitingEvent[]): void {
    for (const { event } of batch) waiting.release(event.resources[0]);
    failures += 1;
    isPaused = true;
    later(() => {
      isPaused = false;
      wake();
    }, pauseAfter(failures));
  }

  /** @returns whether there may be more to send now */
  async function sendBatch(): Promise<boolean> {
    const batch = isStopped ? [] : waiting.take(sender.mostEvents);
    if (batch.length === 0) return false;
    let codes: readonly (string | undefined)[];
    try {
      // Of what is not kept, nobody else may know.
      await kept();
    } catch {
      // That the state cannot be saved is reported where it is saved.
      pause(batch);
      return false;
    }
    try {
      codes = await sender.send(batch.map(({ event }) => event));
    } catch (error) {
      report(`Events cannot be forwarded to ${sender.name}: ${nameOf(error)}.`);
      pause(batch);
      return false;
    }
    if (isOver) return false;
    failures = 0;
    for (const [index, one] of batch.entries()) {
      const code = codes[index];
      if (code !== undefined) {
        refused(one, code);
        continue;
      }
      refusals.delete(one.event.resources[0]);
      waiting.arrived(one);
    }
    // Nothing waits for this: should it be lost, they are sent once more.
    void kept()?.catch(() => undefined);
    if (refusals.size === 0) report(undefined);
    return true;
  }

  async function run(): Promise<void> {
    while (await sendBatch());
    running = undefined;
    // What has come between the last batch and now.
    if (!isStopped && !isPaused && waiting.hasReady) wake();
  }

  function wake(): void {
    if (isStopped || isPaused) return;
    running ??= run();
  }

  return {
    wake,
    get isDelayed() {
      return failures > 0 || refusals.size > 0;
    },
    async stop(longestMs) {
      isStopped = true;
      for (const cancel of cancels) cancel();
      cancels.clear();
      if (running === undefined) return;
      let cancel: () => void = () => undefined;
      const tooLong = new Promise<void>((resolve) => {
        cancel = setTimer(resolve, longestMs);
      });
      await Promise.race([running, tooLong]);
      isOver = true;
      cancel();
    },
  };
}

/** A name or a code, such as ECONNREFUSED: the messages of SDKs may have anything in them. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  return error.name === 'Error' && 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
