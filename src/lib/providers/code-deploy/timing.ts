import type { DeploymentConfigInfo, DeploymentInfo } from '@aws-sdk/client-codedeploy';
import { BotError, errorName } from '../../model/errors.ts';
import type { Clock } from '../../ports.ts';
import { createCache } from '../cache.ts';
import { objectsIn } from '../paging.ts';
import { asked, ownName, textOf } from './answers.ts';
import type { CodeDeployApi } from './api.ts';
import { type Plan, planOf, shiftsTraffic } from './plan.ts';
import { isUnderWay } from './statuses.ts';
import { type Traffic, trafficOf } from './traffic.ts';

/** How long a deployment takes on purpose, and how far it is. */
export interface Timing {
  readonly plan: Plan;
  /** Of one to Lambda or ECS that is under way. */
  readonly traffic: Traffic | undefined;
}

/** @param mayBeKept - how far it is may be as old as {@link trafficKeptMs} */
export type TimingOf = (deployment: DeploymentInfo, mayBeKept?: boolean) => Promise<Timing>;

/**
 * Deployment configurations are never changed, and a deployment to Lambda or ECS keeps its one target
 * (https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html).
 */
const keptMs = 60 * 60_000;

/** How far a deployment is may be so old just before it is cancelled. */
const trafficKeptMs = 20_000;

/**
 * Reads what a deployment does not say itself: of one to Lambda or ECS that is under way, its configuration and how far its target
 * is. That costs one call; and two more, the first time.
 */
export function createTiming(api: CodeDeployApi, clock: Clock): TimingOf {
  const configurations = createCache<DeploymentConfigInfo | undefined>({ clock, keptMs });
  const targetIds = createCache<readonly string[]>({ clock, keptMs });
  const traffics = createCache<Traffic | undefined>({ clock, keptMs: trafficKeptMs });
  return async (deployment, mayBeKept = false) => {
    const { deploymentConfigName, deploymentId } = deployment;
    if (!isUnderWay(textOf(deployment.status)) || !shiftsTraffic(deployment)) {
      return { plan: planOf(deployment, undefined), traffic: undefined };
    }
    const name = textOf(deploymentConfigName);
    const configuration = name === '' ? undefined : await configurations.get(name, () => readConfiguration(api, name));
    const id = textOf(deploymentId);
    const plan = planOf(deployment, configuration);
    const kept = mayBeKept ? traffics.kept(id) : undefined;
    if (kept !== undefined) return { plan, traffic: await kept };
    const traffic = await readTraffic(api, id, () => targetIds.get(id, () => readTargetIds(api, id)));
    traffics.keep(id, traffic);
    return { plan, traffic };
  };
}

/** @returns `undefined` where it has been deleted since: nobody can say any more how long the traffic takes */
async function readConfiguration(
  api: CodeDeployApi,
  deploymentConfigName: string,
): Promise<DeploymentConfigInfo | undefined> {
  return asked('GetDeploymentConfig', async () => {
    try {
      const { deploymentConfigInfo } = await api.call('GetDeploymentConfig', { deploymentConfigName });
      return deploymentConfigInfo ?? undefined;
    } catch (error) {
      if (errorName(error) === 'DeploymentConfigDoesNotExistException') return undefined;
      throw error;
    }
  });
}

/** What has not been started yet, and what was deleted since, has no targets. */
const withoutTargets: ReadonlySet<string> = new Set([
  'NoTargetsYet',
  'DeploymentNotStartedException',
  'DeploymentDoesNotExistException',
  'DeploymentTargetDoesNotExistException',
]);

async function readTraffic(
  api: CodeDeployApi,
  deploymentId: string,
  idsOf: () => Promise<readonly string[]>,
): Promise<Traffic | undefined> {
  try {
    const targetIds = await idsOf();
    return await asked('BatchGetDeploymentTargets', async () => {
      const { deploymentTargets } = await api.call('BatchGetDeploymentTargets', {
        deploymentId,
        targetIds: targetIds.slice(0, 1),
      });
      return trafficOf(objectsIn(deploymentTargets)[0]);
    });
  } catch (error) {
    if (withoutTargets.has(ownName(error))) return undefined;
    throw error;
  }
}

/** What is not there yet must not be kept. */
class NoTargetsYet extends BotError {
  override readonly name = 'NoTargetsYet';
  override readonly retryable = true;
}

/** @throws NoTargetsYet, CodeDeployUnavailable */
async function readTargetIds(api: CodeDeployApi, deploymentId: string): Promise<readonly string[]> {
  const { targetIds } = await asked('ListDeploymentTargets', () => api.call('ListDeploymentTargets', { deploymentId }));
  const ids = Array.isArray(targetIds) ? targetIds.filter((id): id is string => typeof id === 'string') : [];
  if (ids.length === 0) throw new NoTargetsYet(`the deployment ${deploymentId} has no targets yet: they come soon`);
  return ids;
}
