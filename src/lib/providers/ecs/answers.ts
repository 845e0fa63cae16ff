import { errorName } from '../../model/errors.ts';
import { type CallResult, ProviderUnavailable } from '../../ports.ts';
import { classifyFailure, isThrottle as isThrottleByName } from '../answers.ts';

export { IncompleteAnswer } from '../answers.ts';

/** ECS could not be asked, or did not answer as itself. */
export class EcsUnavailable extends ProviderUnavailable {
  override readonly name = 'EcsUnavailable';
  constructor(operation: string, cause: unknown) {
    super(
      `Amazon ECS did not answer ${operation} (${errorName(cause)}): see whether the role allows ecs:${operation} on this ` +
        'cluster, and where AWS_ENDPOINT_URL_ECS leads.',
      { cause },
    );
  }
}

/** ECS's own words for "there is no such thing (any more)": a service that was deleted is inactive for a while. */
const absences: ReadonlySet<string> = new Set([
  'ServiceNotFoundException',
  'ClusterNotFoundException',
  'ServiceNotActiveException',
  'ServiceDeploymentNotFoundException',
  'DaemonNotFoundException',
  'DaemonNotActiveException',
]);

/** Whether ECS says that the service, the daemon or their cluster is not there. */
export function isAbsence(error: unknown): boolean {
  return absences.has(errorName(error));
}

/**
 * Whether ECS has no service deployments for such a service: CodeDeploy or somebody else deploys it. That it is not available in a
 * Region has the same error.
 */
export function isUnsupported(error: unknown): boolean {
  return errorName(error) === 'UnsupportedFeatureException';
}

/** Whether a call was turned away for its rate (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html). */
export function isThrottle(error: unknown): boolean {
  return isThrottleByName(error) || errorName(error) === 'RequestLimitExceeded';
}

/**
 * What a failed call that acts means. That a deployment has ended is most likely a conflict (assumption E3); that it is not known
 * (any more) is one, too: what was read before is not so.
 */
export function classify(error: unknown): Exclude<CallResult, { result: 'accepted' }> {
  const failure = isThrottle(error) ? ({ result: 'throttled' } as const) : classifyFailure(error);
  if (failure.result !== 'refused' || !isAbsence(error)) return failure;
  return { ...failure, conflict: true };
}
