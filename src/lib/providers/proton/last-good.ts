import type { Deployment, DeploymentState } from '@aws-sdk/client-proton';
import { errorName } from '../../model/errors.ts';
import type { DeploymentFacts } from '../../model/subject.ts';
import { orNothing, ProtonUnavailable } from './answers.ts';
import type { ProtonApi } from './api.ts';
import { canonicalArn } from './names.ts';

/** The members of a target that say what was deployed to it last, and what with success; each may be absent (assumption A11). */
export interface RolledBackResource {
  readonly lastAttemptedDeploymentId?: string | undefined;
  readonly lastDeploymentSucceededAt?: Date | undefined;
  readonly lastSucceededDeploymentId?: string | undefined;
  readonly templateName?: string | undefined;
  readonly templateMajorVersion?: string | undefined;
  readonly templateMinorVersion?: string | undefined;
  readonly serviceName?: string | undefined;
  readonly serviceInstanceName?: string | undefined;
}

/** The last deployment that succeeded, with what it deployed, and what the newest one was to deploy. Specs in them are sensitive. */
export interface LastGood<State> {
  readonly id: string;
  readonly state: State;
  readonly attempted: State | undefined;
}

/** Why something is not offered, as the rest of a sentence for people. Nothing in it is from a spec. */
export class NotOffered {
  readonly reason: string;
  constructor(reason: string) {
    this.reason = reason;
  }
}

/**
 * What was deployed with success last, by the history. Only the history has it: the target's own answer shows specs of some kinds, and
 * of what failed, none.
 *
 * @param stateIn - what is deployed to targets of its kind
 * @throws ProtonUnavailable or a throttle, where the history cannot be read
 */
export async function readLastGood<State>(
  api: ProtonApi,
  { target, operation }: DeploymentFacts,
  resource: RolledBackResource,
  stateIn: (state: DeploymentState) => State | undefined,
): Promise<LastGood<State> | NotOffered> {
  const { lastSucceededDeploymentId: id, lastAttemptedDeploymentId: newestId } = resource;
  if (operation === 'delete') return new NotOffered('AWS Proton has no operation that takes a deletion back');
  if (id === undefined) {
    return new NotOffered(
      resource.lastDeploymentSucceededAt === undefined
        ? 'no deployment of it has succeeded so far'
        : 'AWS Proton does not say which of its deployments succeeded last',
    );
  }
  // Without the newest one's id, nothing keeps the call from replacing a later deployment (assumption A11).
  if (newestId === undefined) return new NotOffered('AWS Proton does not say which of its deployments is the newest');
  if (id === newestId) return new NotOffered('its last successful deployment is what is deployed');
  const [good, newest] = await Promise.all([readDeployment(api, id), readDeployment(api, newestId)]);
  if (good === undefined) return new NotOffered('the history has its last successful deployment no more');
  if (good.deploymentStatus?.startsWith('DELETE') === true) {
    return new NotOffered('its last successful deployment was a deletion');
  }
  const state = good.targetState && stateIn(good.targetState);
  const isOfTarget = canonicalArn(good.targetArn ?? '') === target && good.deploymentStatus === 'SUCCEEDED';
  if (!isOfTarget || state === undefined) {
    return new NotOffered('the history does not show what its last successful deployment deployed');
  }
  return { id, state, attempted: newest?.targetState && stateIn(newest.targetState) };
}

async function readDeployment(api: ProtonApi, id: string): Promise<Deployment | undefined> {
  const answer = await orNothing('GetDeployment', () => api.call('GetDeployment', { id }));
  return answer?.deployment;
}

/**
 * Whether the template version is still registered. The right to ask comes with `redeploy`, so a role may lack it: that keeps nobody from
 * seeing the failure itself.
 *
 * @throws ProtonUnavailable or a throttle
 */
export async function hasVersion(
  api: ProtonApi,
  of: 'environment' | 'service',
  version: { readonly templateName: string; readonly majorVersion: string; readonly minorVersion: string },
): Promise<boolean | NotOffered> {
  const operation = of === 'environment' ? 'GetEnvironmentTemplateVersion' : 'GetServiceTemplateVersion';
  try {
    return (await orNothing(operation, () => api.call(operation, version))) !== undefined;
  } catch (error) {
    const cause = error instanceof ProtonUnavailable ? error.cause : error;
    if (errorName(cause) !== 'AccessDeniedException') throw error;
    return new NotOffered(
      `the role of this account may not call proton:${operation}: give it the rights of "redeploy"`,
    );
  }
}
