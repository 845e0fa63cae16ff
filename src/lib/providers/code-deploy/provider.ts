import type { DeploymentInfo } from '@aws-sdk/client-codedeploy';
import type { Observation, TargetState } from '../../model/observation.ts';
import { placeOfArn, type SubjectReference } from '../../model/reference.ts';
import type { DeploymentFacts } from '../../model/subject.ts';
import type { Provider, ReadPurpose } from '../../ports.ts';
import { createCallRate } from '../call-rate.ts';
import type { ProviderRuntime } from '../module.ts';
import { act } from './act.ts';
import { millisecondsOf, orNothing, textOf } from './answers.ts';
import type { CodeDeployApi } from './api.ts';
import { deploymentError } from './deployment-error.ts';
import { discover } from './discover.ts';
import { readDeployment, readGroup } from './group.ts';
import { createLabels, type TargetLabels } from './labels.ts';
import { type LastGood, type Rollback, rollbackOf } from './last-good.ts';
import { byName, candidates, type Group, groupArn, groupOf, providerName, splitName } from './names.ts';
import { deploymentTraits, observationOf, type Switches } from './observations.ts';
import { createPlace, type PlaceOf } from './place.ts';
import { isUnderWay } from './statuses.ts';
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
  /** What a rollback needs, by the very facts that the fence's read made. */
  readonly lastGood: WeakMap<DeploymentFacts, LastGood>;
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
    lastGood: new WeakMap(),
  };
  return {
    name: providerName,
    observe: (reference, purpose) => observe(looking, reference, purpose),
    observeAttempt: (facts) => observeAttempt(looking, facts),
    async perform(action, subject, about, reason = 'proton-bot') {
      if (subject.on !== 'deployment') {
        return { result: 'refused', conflict: false, error: 'CodeDeployHasNoConnections' };
      }
      const { deployment } = subject;
      return act(api, action, deployment, { about, lastGood: looking.lastGood.get(deployment), reason });
    },
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
    return { ...state, attempts: await observationsOf(looking, target, [alone], { mayBeKept: true }), gone: false };
  }
  const isAsked = reference.target === undefined;
  const read = await orNothing(async () => {
    const snapshot = await readGroup(api, group, options.clock.now(), { also, isAsked });
    return { ...snapshot, rollback: await rollbackIn(looking, group, snapshot.deployments) };
  });
  if (read === undefined) return { ...state, attempts: [], completeSinceMs: 0, gone: true };
  const { rollback, ...snapshot } = read;
  const attempts = await observationsOf(
    looking,
    target,
    snapshot.deployments,
    rollback === undefined ? {} : { rollback },
  );
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

/** The newest deployment that an answer shows, where nothing is under way: only that one can be rolled back. */
interface RollbackOfNewest extends Rollback {
  readonly of: string | undefined;
}

async function rollbackIn(
  { api, options: { switches, clock } }: Looking,
  group: Group,
  deployments: readonly DeploymentInfo[],
): Promise<RollbackOfNewest | undefined> {
  const newest = deployments.toSorted((one, other) => startOf(one) - startOf(other)).at(-1);
  if (newest === undefined || deployments.some(({ status }) => isUnderWay(textOf(status)))) return undefined;
  const rollback = await rollbackOf(api, group, newest, { switches, nowMs: clock.now() });
  return rollback && { ...rollback, of: newest.deploymentId };
}

function startOf({ createTime }: DeploymentInfo): number {
  return millisecondsOf(createTime);
}

/** What else is known of deployments. */
interface Known {
  /** How far they are may be as old as what was read before. */
  readonly mayBeKept?: boolean;
  readonly rollback?: RollbackOfNewest;
}

async function observationsOf(
  looking: Looking,
  target: string,
  deployments: readonly DeploymentInfo[],
  known: Known = {},
): Promise<readonly Observation[]> {
  if (deployments.length === 0) return [];
  const labels = await looking.labelsOf(target);
  return Promise.all(deployments.map((deployment) => observationIn(looking, { target, labels }, deployment, known)));
}

async function observationIn(
  looking: Looking,
  { target, labels }: { readonly target: string; readonly labels: TargetLabels },
  deployment: DeploymentInfo,
  { mayBeKept = false, rollback: ofNewest }: Known = {},
): Promise<Observation> {
  const { account, region } = placeOfArn(target) ?? { account: '', region: '' };
  const { clock, switches } = looking.options;
  const timing = await looking.timingOf(deployment, mayBeKept);
  const rollback = ofNewest?.of === deployment.deploymentId ? ofNewest : undefined;
  const place = { target, account, region, labels };
  const { availability } = rollback ?? {};
  const observation = observationOf(deployment, {
    ...place,
    ...timing,
    switches,
    nowMs: clock.now(),
    rollback: availability,
  });
  if (rollback?.lastGood !== undefined && observation.subject.on === 'deployment') {
    looking.lastGood.set(observation.subject.deployment, rollback.lastGood);
  }
  return observation;
}

/** How a deployment stands that its group does not show any more. */
async function observeAttempt(looking: Looking, facts: DeploymentFacts): Promise<Observation | undefined> {
  const deployment = await readDeployment(looking.api, facts.id);
  if (deployment === undefined) return undefined;
  const { environment, service, labels, target } = facts;
  return observationIn(looking, { target, labels: { environment, service, labels } }, deployment);
}
