import { randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { type ControlPlane, type ControlPlaneDurations, createControlPlane } from '@proton-bot/control-plane';
import { createAdvanceableClock } from '@proton-bot/control-plane/standalone';
import { createListenerService, type EventDraft, type Service } from '@proton-bot/local-aws';

/** A deployment takes a few seconds here, so that people can watch it. */
const durations = { deploymentMs: 6_000, cancellationMs: 3_000, deletionMs: 3_000, templateRegistrationMs: 500 };

/** The control plane on the wall clock. `durations` win over those that people can watch. `stop` ends its timers. */
export function createRunningControlPlane(options: {
  readonly region: string;
  readonly accountId: string;
  readonly durations: Partial<ControlPlaneDurations> | undefined;
  readonly emit: (events: readonly EventDraft[]) => void;
}): { readonly controlPlane: ControlPlane; readonly stop: () => void } {
  const clock = createAdvanceableClock<NodeJS.Timeout>({
    now: () => Date.now(),
    setTimer: (run, afterMs) => setTimeout(run, afterMs),
    clearTimer: (timer) => clearTimeout(timer),
  });
  const controlPlane = createControlPlane({
    clock,
    random: { uuid: () => randomUUID() },
    region: options.region,
    accountId: options.accountId,
    durations: { ...durations, ...options.durations },
    emit: (event) => options.emit([{ ...event, detail: { ...event.detail } }]),
  });
  return { controlPlane, stop: () => clock.stop() };
}

/** The path of the control routes. The control plane has the same path when it runs on its own. */
export const controlPath = '/_proton-bot/';

/**
 * Makes Proton a service of the local cloud.
 *
 * @param listener - that of the control plane: it answers calls, and the requests under the control path that no other service
 *   answers
 */
export function createProtonService(listener: RequestListener): Service {
  return createListenerService({
    name: 'proton',
    targetPrefix: 'AwsProton20200720',
    faultErrors: { throttle: ['ThrottlingException', 400], fail: ['InternalServerException', 500] },
    listener,
    control: () => listener,
  });
}
