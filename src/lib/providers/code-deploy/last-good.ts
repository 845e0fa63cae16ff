import type { DeploymentGroupInfo, DeploymentInfo } from '@aws-sdk/client-codedeploy';
import type { Availability } from '../../model/observation.ts';
import { asked, millisecondsOf, ownName, textOf } from './answers.ts';
import type { CodeDeployApi } from './api.ts';
import { isOfAutoScaling, isRollback, stackOf } from './creators.ts';
import { describe } from './group.ts';
import { type Group, isDeploymentId } from './names.ts';
import type { Switches } from './observations.ts';
import { isSameRevision, type Redeployed, whyNotSendable } from './revisions.ts';

/** What a rollback needs beside the deployment that failed: kept from the fence's read until the call. */
export interface LastGood extends Redeployed {
  readonly id: string;
}

/** Whether a group can be rolled back by hand, and what the call needs where it can. */
export interface Rollback {
  readonly availability: Availability;
  readonly lastGood?: LastGood;
}

/** Shorter than what has ended is shown (`group.ts`): what is offered must still be shown when a person presses the button. */
const offeredMs = 3 * 24 * 60 * 60_000 - 60 * 60_000;

/**
 * Whether people can deploy the last good revision of a group again, after its newest deployment has ended badly. Nothing is under way
 * there. Two calls.
 *
 * @returns `undefined` where there is nothing to roll back
 * @throws CodeDeployUnavailable, a throttle, and CodeDeploy's word that the group is not there
 */
export async function rollbackOf(
  api: CodeDeployApi,
  group: Group,
  failed: DeploymentInfo,
  { switches, nowMs }: { readonly switches: Switches; readonly nowMs: number },
): Promise<Rollback | undefined> {
  const status = textOf(failed.status);
  if (status !== 'Failed' && status !== 'Stopped') return undefined;
  const reason = whyNot(failed, switches, nowMs);
  if (reason !== undefined) return no(reason);
  const info = await readGroupInfo(api, group);
  if (info === 'noConfiguration') return no('the deployment configuration of the group does not exist any more');
  // A newer one is on its way, which the list does not show yet.
  if (info?.lastAttemptedDeployment?.deploymentId !== failed.deploymentId) return undefined;
  const id = info?.lastSuccessfulDeployment?.deploymentId;
  if (!isDeploymentId(id)) return no('no deployment to the group has succeeded yet');
  const [good] = await describe(api, [id]);
  return good === undefined
    ? no(`CodeDeploy does not know ${id} any more, the last one that succeeded`)
    : to(id, good, failed);
}

function whyNot(failed: DeploymentInfo, { redeploy }: Switches, nowMs: number): string | undefined {
  if (!redeploy) return '"redeploy" of codeDeploy is off in bot.yml, so the bot has no right to it';
  const stack = stackOf(failed);
  if (stack !== undefined) return rollTheStackBack(stack);
  if (isOfAutoScaling(failed)) {
    return 'Amazon EC2 Auto Scaling began it, for an instance of its own: the others are as they were. See the Auto Scaling group';
  }
  const by = failed.rollbackInfo?.rollbackDeploymentId;
  if (isDeploymentId(by)) return `${by} rolls it back`;
  if (nowMs - millisecondsOf(failed.createTime) > offeredMs) {
    return 'it began almost three days ago: deploy a revision that works';
  }
  return undefined;
}

function to(id: string, good: DeploymentInfo, failed: DeploymentInfo): Rollback {
  const stack = stackOf(good);
  if (stack !== undefined) return no(rollTheStackBack(stack));
  const { revision, deploymentConfigName, fileExistsBehavior, ignoreApplicationStopFailures } = good;
  const reason = whyNotSendable(revision);
  if (reason !== undefined) return no(reason);
  // A rollback that failed was of the good revision, too: that is what is wanted still.
  if (!isRollback(failed) && isSameRevision(revision, failed.revision)) return no(sameRevision);
  return {
    availability: { available: true, about: id },
    lastGood: { id, revision, deploymentConfigName, fileExistsBehavior, ignoreApplicationStopFailures },
  };
}

const sameRevision =
  'it was of the same revision as the last one that succeeded, as far as CodeDeploy tells them apart: deploy a revision that works';

function rollTheStackBack(stack: string): string {
  return `CloudFormation deploys to the group: roll ${stack === '' ? 'its stack' : `the stack ${stack}`} back instead`;
}

/** An answer that CodeDeploy refuses for the group's configuration says nothing of the group's deployments. */
async function readGroupInfo(
  api: CodeDeployApi,
  { application, group }: Group,
): Promise<DeploymentGroupInfo | undefined | 'noConfiguration'> {
  try {
    const input = { applicationName: application, deploymentGroupName: group };
    const { deploymentGroupInfo } = await asked('GetDeploymentGroup', () => api.call('GetDeploymentGroup', input));
    return deploymentGroupInfo;
  } catch (error) {
    if (ownName(error) === 'DeploymentConfigDoesNotExistException') return 'noConfiguration';
    throw error;
  }
}

function no(reason: string): Rollback {
  return { availability: { available: false, reason } };
}
