import type { ActionType } from '../../model/claim.ts';
import type { DeploymentFacts } from '../../model/subject.ts';
import type { CallResult } from '../../ports.ts';
import { classify } from './answers.ts';
import type { CodeDeployApi } from './api.ts';
import type { LastGood } from './last-good.ts';
import { splitName } from './names.ts';
import { readyWait } from './observations.ts';

/** What a call is about beside the deployment, and why it is made. */
export interface CallContext {
  readonly about: string | undefined;
  /** As the fence's read showed it. */
  readonly lastGood: LastGood | undefined;
  readonly reason: string;
}

/** The API has an error for a description that is too long, and does not say how long one may be (assumption A82). */
const longestReason = 100;

/**
 * Does one thing to a deployment, in one attempt. What stops or continues it names it, so it never acts on another one. What was
 * deployed before comes back with the stop: without that, instances are left as they happen to be
 * (https://docs.aws.amazon.com/codedeploy/latest/userguide/deployments-stop.html).
 *
 * A rollback is a new deployment, and has no client token. Whether it is sent again the fence decides, by a read that is certainly
 * later than the last call. What the last good deployment says of how its revision is deployed is said again; the rest, such as alarms and
 * instances, is as the group has it now.
 */
export async function act(
  api: CodeDeployApi,
  action: ActionType,
  { id: deploymentId, name }: DeploymentFacts,
  { about, lastGood, reason }: CallContext,
): Promise<CallResult> {
  try {
    switch (action) {
      case 'cancel':
        await api.call('StopDeployment', { deploymentId, autoRollbackEnabled: true });
        return { result: 'accepted' };
      case 'continue':
        if (about !== readyWait) return refused('NothingToContinue');
        await api.call('ContinueDeployment', { deploymentId, deploymentWaitType: readyWait });
        return { result: 'accepted' };
      case 'rollback': {
        const group = splitName(name);
        if (group === undefined) return refused('NothingToRollBackTo');
        // What people saw is deployed, and nothing else.
        if (lastGood === undefined || lastGood.id !== about) {
          return { result: 'refused', conflict: true, error: 'NotShown' };
        }
        const { id, ...redeployed } = lastGood;
        await api.call('CreateDeployment', {
          ...redeployed,
          applicationName: group.application,
          deploymentGroupName: group.group,
          description: `${reason.slice(0, longestReason)}: back from ${deploymentId} to the revision of ${id}`,
        });
        return { result: 'accepted' };
      }
      default:
        return refused('NotAnActionOfCodeDeploy');
    }
  } catch (error) {
    return classify(error);
  }
}

/** Nothing was sent. */
function refused(error: string): CallResult {
  return { result: 'refused', conflict: false, error };
}
