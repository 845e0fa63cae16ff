import type { DeploymentConfiguration, DeploymentLifecycleHookDetail } from '@aws-sdk/client-ecs';

const minuteMs = 60_000;

/** Where the configuration does not say: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LinearConfiguration.html and API_CanaryConfiguration.html */
const usual = { stepPercent: 10, stepBakeMinutes: 6, canaryBakeMinutes: 10 } as const;

/** What of a deployment says how long it takes on purpose. */
export interface Planned {
  readonly deploymentConfiguration?: DeploymentConfiguration | undefined;
  readonly lifecycleHookDetails?: readonly DeploymentLifecycleHookDetail[] | undefined;
}

/**
 * By when a deployment has ended if its tasks start at once: its bake time, the steps of its strategy, and its pauses counted in.
 * How long a pause really took is not answered, so one that was reached counts until the moment at which it would end by itself.
 *
 * @returns 0 where nothing makes it wait on purpose
 */
export function expectedByMs(startedAtMs: number, { deploymentConfiguration, lifecycleHookDetails }: Planned): number {
  const bakesMs = plannedMs(deploymentConfiguration ?? {});
  const pauses = objects(lifecycleHookDetails).flatMap((hook) => pauseEndMs(hook) ?? []);
  if (bakesMs === 0 && pauses.length === 0) return 0;
  return Math.max(startedAtMs, ...pauses) + bakesMs;
}

/** How long the settings of a deployment keep it waiting, whatever its tasks do (ms). */
export function plannedMs(configuration: DeploymentConfiguration): number {
  const bakeMs = minutes(configuration.bakeTimeInMinutes);
  switch (configuration.strategy) {
    case 'LINEAR':
      return linearMs(configuration) + bakeMs;
    case 'CANARY':
      return minutes(configuration.canaryConfiguration?.canaryBakeTimeInMinutes, usual.canaryBakeMinutes) + bakeMs;
    default:
      return bakeMs;
  }
}

/** Traffic moves step by step, with a wait between them and none behind the last. */
function linearMs({ linearConfiguration }: DeploymentConfiguration): number {
  const percent = numberOr(linearConfiguration?.stepPercent, usual.stepPercent);
  const steps = percent > 0 ? Math.ceil(100 / percent) : 1;
  return (steps - 1) * minutes(linearConfiguration?.stepBakeTimeInMinutes, usual.stepBakeMinutes);
}

/** A pause ends by itself at a known time; a function that is being waited for has one, too, and none once it has answered. */
function pauseEndMs({ targetType, status, expiresAt }: DeploymentLifecycleHookDetail): number | undefined {
  const isWaitedFor = status === 'AWAITING_ACTION' || status === 'IN_PROGRESS';
  if (targetType !== 'PAUSE' && !isWaitedFor) return undefined;
  const endMs = expiresAt instanceof Date ? expiresAt.getTime() : Number.NaN;
  return Number.isNaN(endMs) ? undefined : endMs;
}

/** The pause that waits for a person, where there is one. Linear and canary deployments have a new one with each step. */
export function awaitedHook({ lifecycleHookDetails }: Planned): DeploymentLifecycleHookDetail | undefined {
  return objects(lifecycleHookDetails).find(({ status }) => status === 'AWAITING_ACTION');
}

/** Whether a hook has made the deployment fail: it said so, or its time ran out and ECS rolls back then. */
export function hasHookFailed({ lifecycleHookDetails }: Planned): boolean {
  return objects(lifecycleHookDetails).some(
    ({ targetType, status, timeoutAction }) =>
      (status === 'FAILED' && targetType !== 'PAUSE') || (status === 'TIMED_OUT' && timeoutAction !== 'CONTINUE'),
  );
}

function objects<Member>(members: readonly Member[] | undefined): readonly Member[] {
  return Array.isArray(members) ? members.filter((member) => typeof member === 'object' && member !== null) : [];
}

function minutes(value: number | undefined, otherwise = 0): number {
  return Math.max(0, numberOr(value, otherwise)) * minuteMs;
}

function numberOr(value: number | undefined, otherwise: number): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : otherwise;
}
