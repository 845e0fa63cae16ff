import type { DeployableRecord } from '../../store/records.ts';
import type { Output } from '../call.ts';

/** Timestamps on the wire are epoch seconds with a fraction. */
export function seconds(timeMs: number): number {
  return timeMs / 1000;
}
export function optionalSeconds(timeMs: number | undefined): number | undefined {
  return timeMs === undefined ? undefined : seconds(timeMs);
}

/** Leaves out members without a value (A11). */
export function present(members: Output): Output {
  const output: Output = {};
  for (const name of Object.keys(members)) if (members[name] !== undefined) output[name] = members[name];
  return output;
}

/** The members that say how the deployments of a resource went. */
export function deploymentMembers(record: DeployableRecord): Output {
  return {
    deploymentStatus: record.deploymentStatus,
    deploymentStatusMessage: record.deploymentStatusMessage,
    lastAttemptedDeploymentId: record.lastAttemptedDeploymentId,
    lastDeploymentAttemptedAt: seconds(record.lastAttemptedAtMs),
    lastDeploymentSucceededAt: optionalSeconds(record.lastSucceededAtMs),
    lastSucceededDeploymentId: record.lastSucceededDeploymentId,
  };
}

/** The live template version; absent before the first success. */
export function templateMembers(record: DeployableRecord & { readonly templateName: string }): Output {
  return {
    templateName: record.templateName,
    templateMajorVersion: record.deployed?.templateMajorVersion,
    templateMinorVersion: record.deployed?.templateMinorVersion,
  };
}
