import { randomUUID } from 'node:crypto';
import { type ControlPlane, type ControlPlaneClock, createControlPlane } from '../../control-plane/index.ts';
import type { EventDraft } from '../index.ts';

/** A deployment takes a few seconds here, so that one can watch it. */
const durations = { deploymentMs: 6_000, cancellationMs: 3_000, deletionMs: 3_000, templateRegistrationMs: 500 };

/** Node's timers overflow beyond this. */
const longestTimerMs = 2 ** 31 - 1;

/** The control plane on the wall clock. `stop` ends its timers. */
export function createRunningControlPlane(options: {
  readonly region: string;
  readonly accountId: string;
  readonly emit: (events: readonly EventDraft[]) => void;
}): { readonly controlPlane: ControlPlane; readonly stop: () => void } {
  const timers = new Set<NodeJS.Timeout>();
  const clock: ControlPlaneClock = {
    now: () => Date.now(),
    schedule(atMs, run) {
      const timer = setTimeout(
        () => {
          timers.delete(timer);
          run();
        },
        Math.min(Math.max(0, atMs - Date.now()), longestTimerMs),
      );
      timers.add(timer);
      return () => {
        clearTimeout(timer);
        timers.delete(timer);
      };
    },
  };
  const controlPlane = createControlPlane({
    clock,
    random: { uuid: () => randomUUID() },
    region: options.region,
    accountId: options.accountId,
    durations,
    emit: (event) => options.emit([{ ...event, detail: { ...event.detail } }]),
  });
  return {
    controlPlane,
    stop: () => {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}
