import type { ActionType } from '../../model/claim.ts';
import type { DeploymentFacts } from '../../model/subject.ts';
import type { CallResult } from '../../ports.ts';
import { classify } from './answers.ts';
import type { EcsApi } from './api.ts';
import type { LastGood } from './last-good.ts';
import { deploymentArn, parseArn } from './names.ts';

/** What a call is about beside the deployment. */
export interface CallContext {
  readonly about: string | undefined;
  /** As the fence's read showed it. */
  readonly lastGood: LastGood | undefined;
}

/**
 * Does one thing to a service deployment, in one attempt. What stops or continues it names it, so it never acts on another one. What
 * stops it always says how: without that, ECS's default counts, which is documented for one of them only.
 *
 * A rollback names only the service, and has no client token: `UpdateService` triggers a deployment each time. Whether it is sent again
 * the fence decides, by a read that is certainly later than the last call. It changes the task definition and nothing else.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html
 */
export async function act(
  api: EcsApi,
  action: ActionType,
  { target, id }: DeploymentFacts,
  { about, lastGood }: CallContext,
): Promise<CallResult> {
  const serviceDeploymentArn = deploymentArn(target, id);
  try {
    switch (action) {
      case 'cancel':
        await api.call('StopServiceDeployment', { serviceDeploymentArn, stopType: 'ROLLBACK' });
        return { result: 'accepted' };
      case 'continue':
        if (about === undefined || about === '') return refused('NothingToContinue');
        await api.call('ContinueServiceDeployment', { serviceDeploymentArn, hookId: about, action: 'CONTINUE' });
        return { result: 'accepted' };
      case 'rollback': {
        const { cluster, name: service } = parseArn(target) ?? {};
        if (cluster === undefined || service === undefined) return refused('NothingToRollBackTo');
        // What people saw is deployed, and nothing else.
        if (lastGood === undefined || lastGood.taskDefinition !== about) {
          return { result: 'refused', conflict: true, error: 'NotShown' };
        }
        await api.call('UpdateService', { cluster, service, taskDefinition: lastGood.taskDefinition });
        return { result: 'accepted' };
      }
      default:
        return refused('NotAnActionOfEcs');
    }
  } catch (error) {
    return classify(error);
  }
}

/** Nothing was sent. */
function refused(error: string): CallResult {
  return { result: 'refused', conflict: false, error };
}
