import type { DeploymentConfigInfo, DeploymentInfo } from '@aws-sdk/client-codedeploy';
import { numberOf } from './answers.ts';

const minuteMs = 60_000;

/** How long a deployment waits on purpose, whatever its instances or tasks do (ms); `undefined` where nobody can say. */
export interface Plan {
  /** For somebody who says that traffic may be shifted. */
  readonly readyMs: number;
  /** Between the first and the last shift of traffic. */
  readonly shiftMs: number | undefined;
  /** Before what was replaced is terminated. */
  readonly terminationMs: number;
}

/** Whether a deployment shifts traffic by its configuration: only those to Lambda and ECS do. */
export function shiftsTraffic({ computePlatform }: Pick<DeploymentInfo, 'computePlatform'>): boolean {
  return computePlatform === 'Lambda' || computePlatform === 'ECS';
}

/**
 * What of a deployment takes time on purpose.
 *
 * @param configuration - its deployment configuration; `undefined` where there is none any more
 */
export function planOf(deployment: DeploymentInfo, configuration: DeploymentConfigInfo | undefined): Plan {
  const { deploymentReadyOption, terminateBlueInstancesOnDeploymentSuccess: termination } =
    deployment.blueGreenDeploymentConfiguration ?? {};
  return {
    readyMs:
      deploymentReadyOption?.actionOnTimeout === 'STOP_DEPLOYMENT'
        ? minutes(deploymentReadyOption.waitTimeInMinutes)
        : 0,
    shiftMs: shiftsTraffic(deployment) ? configuration && shiftMs(configuration) : 0,
    terminationMs: termination?.action === 'TERMINATE' ? minutes(termination.terminationWaitTimeInMinutes) : 0,
  };
}

/** https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_TrafficRoutingConfig.html: there is no wait behind the last shift. */
function shiftMs({ trafficRoutingConfig }: DeploymentConfigInfo): number {
  const { type, timeBasedCanary, timeBasedLinear } = trafficRoutingConfig ?? {};
  if (type === 'TimeBasedCanary') return minutes(timeBasedCanary?.canaryInterval);
  if (type !== 'TimeBasedLinear') return 0;
  const percentage = numberOf(timeBasedLinear?.linearPercentage);
  const steps = percentage > 0 ? Math.ceil(100 / percentage) : 1;
  return (steps - 1) * minutes(timeBasedLinear?.linearInterval);
}

/**
 * By when it has ended if everything else takes no time.
 *
 * @returns 0 where nothing makes it wait on purpose, and where nobody can say for how long
 */
export function expectedByMs(startedAtMs: number, { readyMs, shiftMs: shift, terminationMs }: Plan): number {
  const totalMs = shift === undefined ? 0 : readyMs + shift + terminationMs;
  return totalMs === 0 ? 0 : startedAtMs + totalMs;
}

function minutes(value: unknown): number {
  return numberOf(value) * minuteMs;
}
