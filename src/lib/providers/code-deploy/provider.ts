import type { DeploymentInfo } from '@aws-sdk/client-codedeploy';
import type { ActionType } from '../../model/claim.ts';
import type { Observation, TargetState } from '../../model/observation.ts';
import { placeOfArn, type SubjectReference } from '../../model/reference.ts';
import type { DeploymentFacts, Subject } from '../../model/subject.ts';
import type { CallResult, Provider, ReadPurpose } from '../../ports.ts';
import { createCallRate } from '../call-rate.ts';
import type { ProviderRuntime } from '../module.ts';
import { classify, orNothing } from './answers.ts';
import type { CodeDeployApi } from './api.ts';
import { deploymentError } from './deployment-error.ts';
import { discover } from './discover.ts';
import { readDeployment, readGroup } from './group.ts';
import { createLabels, type TargetLabels } from './labels.ts';
import { byName, candidates, type Group, groupArn, groupOf, providerName, splitName } from './names.ts';
import { deploymentTraits, observationOf, readyWait, type Switches } from './observations.ts';
import { createPlace, type PlaceOf } from './place.ts';
import { targetErrors } from './target-errors.ts';
import { createTiming, type TimingOf } from './timing.ts';

/** What the provider is made with, beside its API. */
export interface CodeDeployOptions extends Pick<ProviderRuntime, 'clock' | 'region' | 'wait' | 'tagKeys'> {
  readonly switches: Switches;
}

/** What the looks of one container share. */
interface Looking {
  readonly api: CodeDeployApi;
  readonly options: CodeDeployOptions;
  readonly labelsOf: (target: string) => Promise<TargetLabels>;
  readonly placeOf: PlaceOf;
  readonly timingOf: TimingOf;
}

/** AWS CodeDeploy, on all three compute platforms. */
export function createCodeDeployProvider(api: CodeDeployApi, options: CodeDeployOptions): Provider {
  const { clock, wait, region, tagKeys } = options;
  const mayCall = createCallRate({ clock, wait });
  const looking: Looking = {
    api,
    options,
    labelsOf: createLabels(api, clock, tagKeys),
    placeOf: createPlace(api, { clock, region }),
    timingOf: createTiming(api, clock),
  };
  return {
    name: providerName,
    observe: (reference, purpose) => observe(looking, reference, purpose),
    observeAttempt: (facts) => observeAttempt(looking, facts),
    perform: (action, subject, about) => perform(api, action, subject, about),
    investigators: (facts) => [deploymentError(api, facts), targetErrors(api, facts)],
    discover: (discoverOptions) => discover(api, { mayCall, placeOf: looking.placeOf }, discoverOptions),
    candidates,
  };
}

async function observe(
  looking: Looking,
  reference: SubjectReference,
  { beforeCancelOf }: ReadPurpose = {},
): Promise<TargetState | undefined> {
  const asking = await groupAskedAbout(looking, reference);
  if (asking === undefined) return undefined;
  const { group, deployment: also } = asking;
  const target = reference.target ?? (await targetOf(looking, group));
  if (target === undefined) return undefined;
  const { scope } = reference;
  const state = {
    reference: { ...byName(group), target, ...(scope === undefined ? {} : { scope }) },
    traits: deploymentTraits,
  };
  const { api, options } = looking;
  // By its id, and alone: what else there is was read by whoever decided, and nothing is concluded from what is not shown.
  const alone = beforeCancelOf && (await readDeployment(api, beforeCancelOf.id));
  if (alone !== undefined) {
    return { ...state, attempts: await observationsOf(looking, target, [alone], true), gone: false };
  }
  const isAsked = reference.target === undefined;
  const snapshot = await orNothing(() => readGroup(api, group, options.clock.now(), { also, isAsked }));
  if (snapshot === undefined) return { ...state, attempts: [], completeSinceMs: 0, gone: true };
  const attempts = await observationsOf(looking, target, snapshot.deployments);
  const { completeSinceMs } = snapshot;
  return { ...state, attempts, ...(completeSinceMs === undefined ? {} : { completeSinceMs }), gone: false };
}

/** An id that CodeDeploy does not know says nothing about any group, and one without a group is CloudFormation's (assumption A63). */
async function groupAskedAbout(
  { api }: Looking,
  reference: SubjectReference,
): Promise<{ readonly group: Group; readonly deployment?: DeploymentInfo } | undefined> {
  if (reference.on === 'connection') return undefined;
  if (reference.on === 'deployment') {
    const group = splitName(reference.name);
    return group === undefined ? undefined : { group };
  }
  const deployment = await readDeployment(api, reference.id);
  const group = groupOf(deployment?.applicationName, deployment?.deploymentGroupName);
  return deployment === undefined || group === undefined ? undefined : { group, deployment };
}

async function targetOf({ placeOf }: Looking, group: Group): Promise<string | undefined> {
  return orNothing(async () => groupArn(await placeOf(group, 'thisGroup'), group));
}

async function observationsOf(
  looking: Looking,
  target: string,
  deployments: readonly DeploymentInfo[],
  mayBeKept = false,
): Promise<readonly Observation[]> {
  if (deployments.length === 0) return [];
  const labels = await looking.labelsOf(target);
  return Promise.all(
    deployments.map((deployment) => observationIn(looking, { target, labels }, deployment, mayBeKept)),
  );
}

async function observationIn(
  looking: Looking,
  { target, labels }: { readonly target: string; readonly labels: TargetLabels },
  deployment: DeploymentInfo,
  mayBeKept = false,
): Promise<Observation> {
  const { account, region } = placeOfArn(target) ?? { account: '', region: '' };
  const { clock, switches } = looking.options;
  const timing = await looking.timingOf(deployment, mayBeKept);
  return observationOf(deployment, { target, account, region, labels, switches, ...timing, nowMs: clock.now() });
}

/** How a deployment stands that its group does not show any more. */
async function observeAttempt(looking: Looking, facts: DeploymentFacts): Promise<Observation | undefined> {
  const deployment = await readDeployment(looking.api, facts.id);
  if (deployment === undefined) return undefined;
  const { environment, service, labels, target } = facts;
  return observationIn(looking, { target, labels: { environment, service, labels } }, deployment);
}

/**
 * Both calls name the deployment, so they never act on another one. What was deployed before comes back with the stop: without that,
 * instances are left as they happen to be (https://docs.aws.amazon.com/codedeploy/latest/userguide/deployments-stop.html).
 */
async function perform(
  api: CodeDeployApi,
  action: ActionType,
  subject: Subject,
  about: string | undefined,
): Promise<CallResult> {
  if (subject.on !== 'deployment') return { result: 'refused', conflict: false, error: 'CodeDeployHasNoConnections' };
  const deploymentId = subject.deployment.id;
  try {
    if (action === 'cancel') {
      await api.call('StopDeployment', { deploymentId, autoRollbackEnabled: true });
    } else if (action === 'continue' && about === readyWait) {
      await api.call('ContinueDeployment', { deploymentId, deploymentWaitType: readyWait });
    } else {
      return { result: 'refused', conflict: false, error: 'NothingToContinue' };
    }
    return { result: 'accepted' };
  } catch (error) {
    return classify(error);
  }
}
