import type { Observation, TargetState } from '../../model/observation.ts';
import type { SubjectReference } from '../../model/reference.ts';
import type { DeploymentFacts } from '../../model/subject.ts';
import type { Tags } from '../../model/tags.ts';
import type { Provider, ReadPurpose } from '../../ports.ts';
import { type Cache, createCache } from '../cache.ts';
import { createCallRate } from '../call-rate.ts';
import type { ProviderRuntime } from '../module.ts';
import { objectsIn } from '../paging.ts';
import { act, type CallNeeds, gateNeeded } from './act.ts';
import { actionResults } from './action-results.ts';
import { asked, IncompleteAnswer, isNotFound, textOf } from './answers.ts';
import type { CodePipelineApi } from './api.ts';
import { discover } from './discover.ts';
import { candidates, isExecutionId, isPipelineName, pipelineArn, providerName, referenceOf } from './names.ts';
import { cancelOf, executionTraits, observationOf, type Pipeline, type Switches } from './observations.ts';
import { isAsItWas, lastGoodIn, type PipelineSnapshot, readExecution, readPipeline, readStages } from './pipeline.ts';
import { canRollBack, stageToRetry } from './stages.ts';
import { causeOf, isUnderWay, phaseOf } from './statuses.ts';

/** What the provider is made with, beside its API. */
export interface CodePipelineOptions extends Pick<ProviderRuntime, 'clock' | 'region' | 'wait' | 'tagKeys'> {
  readonly switches: Switches;
}

/** Tags change seldom, and cost a call. */
const tagsKeptMs = 10 * 60_000;

/** The read before a cancel may be so old, if the state of the stages shows that nothing has changed since. */
const snapshotKeptMs = 20_000;

/** What the looks of one container share. */
interface Looking {
  readonly api: CodePipelineApi;
  readonly options: CodePipelineOptions;
  readonly tags: Cache<Tags>;
  /** The account, which no list names: it is that of any pipeline's ARN. */
  readonly account: Cache<string>;
  /** What a call needs, by the very facts that the fence's read made. */
  readonly needs: WeakMap<DeploymentFacts, CallNeeds>;
  /** What was read of pipelines last, by their targets. */
  readonly snapshots: Cache<PipelineSnapshot>;
}

interface Place {
  readonly name: string;
  readonly target: string;
}

/** AWS CodePipeline. */
export function createCodePipelineProvider(api: CodePipelineApi, options: CodePipelineOptions): Provider {
  const { clock, wait } = options;
  const looking: Looking = {
    api,
    options,
    tags: createCache({ clock, keptMs: tagsKeptMs }),
    account: createCache({ clock, keptMs: Number.POSITIVE_INFINITY }),
    needs: new WeakMap(),
    snapshots: createCache({ clock, keptMs: snapshotKeptMs }),
  };
  const mayCall = createCallRate({ clock, wait });
  const targetOf = async (name: string): Promise<string> =>
    pipelineArn({ region: options.region, account: await accountOf(looking, name, mayCall) }, name);
  return {
    name: providerName,
    observe: (reference, purpose) => observe(looking, reference, purpose),
    observeAttempt: (facts) => observeAttempt(looking, facts),
    async perform(action, subject, about, reason = 'proton-bot') {
      if (subject.on !== 'deployment') {
        return { result: 'refused', conflict: false, error: 'CodePipelineHasNoConnections' };
      }
      return act(api, action, subject.deployment, { needs: looking.needs.get(subject.deployment), about, reason });
    },
    investigators: (facts) => [actionResults(api, facts)],
    discover: (discoverOptions) => discover(api, { mayCall, targetOf }, discoverOptions),
    candidates,
  };
}

async function observe(
  looking: Looking,
  reference: SubjectReference,
  { beforeCancelOf }: ReadPurpose = {},
): Promise<TargetState | undefined> {
  if (reference.on !== 'deployment' || !isPipelineName(reference.name)) return undefined;
  const { name } = reference;
  const target = reference.target ?? (await orNothing(() => arnOf(looking, name)));
  const place = target === undefined ? undefined : referenceOf(target);
  if (place === undefined) return undefined;
  const state = { reference: { ...reference, target: place.target }, traits: executionTraits };
  const known = beforeCancelOf && (await snapshotIfSame(looking, place, beforeCancelOf.id));
  const snapshot = known ?? (await orNothing(() => readSnapshot(looking, place)));
  if (snapshot === undefined) return { ...state, attempts: [], completeSinceMs: 0, gone: true };
  const attempts = await observationsOf(looking, { name, target: place.target }, snapshot);
  const { completeSinceMs } = snapshot;
  return { ...state, attempts, ...(completeSinceMs === undefined ? {} : { completeSinceMs }), gone: false };
}

async function readSnapshot({ api, options, snapshots }: Looking, { name, target }: Place): Promise<PipelineSnapshot> {
  const snapshot = await readPipeline(api, name, options.clock.now());
  snapshots.keep(target, snapshot);
  return snapshot;
}

/** What was read a moment ago, where one call shows that it is still so. */
async function snapshotIfSame(
  { api, snapshots }: Looking,
  { name, target }: Place,
  id: string,
): Promise<PipelineSnapshot | undefined> {
  const known = await snapshots.kept(target);
  if (known === undefined || known.stages.length === 0) return undefined;
  const stages = await orNothing(() => readStages(api, name));
  return stages !== undefined && isAsItWas(known, stages, id) ? known : undefined;
}

async function observationsOf(
  looking: Looking,
  { name, target }: Place,
  snapshot: PipelineSnapshot,
): Promise<readonly Observation[]> {
  const { options, needs } = looking;
  const { executions, stages } = snapshot;
  if (executions.length === 0) return [];
  const tags = await looking.tags.get(target, () => readTags(looking.api, target));
  const [, , , region = '', account = ''] = target.split(':');
  const pipeline: Pipeline = { target, name, account, region, tags };
  const observations: Observation[] = [];
  for (const execution of executions) {
    const stage = stageToRetry(execution, stages);
    const lastGood =
      stage === undefined || !canRollBack(execution)
        ? undefined
        : await lastGoodIn(looking.api, name, stage, execution.id);
    const observation = observationOf(execution, {
      pipeline,
      stages,
      tagKeys: options.tagKeys,
      switches: options.switches,
      stageToRetry: stage,
      lastGood,
    });
    if (observation.subject.on === 'deployment') {
      const gate = gateNeeded(execution, snapshot);
      needs.set(observation.subject.deployment, { gate, stageToRetry: stage, lastGood });
    }
    observations.push(observation);
  }
  return observations;
}

/**
 * How an execution stands that its pipeline's list shows no more, or not yet. CodePipeline says no times of it here, so they are as
 * they were; and nothing of what can be done.
 */
async function observeAttempt({ api, options }: Looking, facts: DeploymentFacts): Promise<Observation | undefined> {
  const { id, name } = facts;
  if (!isExecutionId(id)) return undefined;
  const execution = await orNothing(() => readExecution(api, name, id));
  if (execution === undefined) return undefined;
  const { status, statusSummary } = execution;
  // What it waits for is not shown here: it is as it was.
  const isAsKnown = status === facts.status && isUnderWay(status);
  const deployment = { ...facts, status, phase: isAsKnown ? facts.phase : phaseOf(status), cause: causeOf(status) };
  const actions = isAsKnown ? { cancel: cancelOf(options.switches) } : {};
  return {
    subject: { on: 'deployment', deployment },
    details: { actions, links: {}, hint: '', operations: [] },
    ...(statusSummary === '' ? {} : { statusMessage: statusSummary }),
  };
}

/** CodePipeline's own word that there is no such thing becomes nothing. */
async function orNothing<Answer>(ask: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** Only the pipeline's own definition says in which account it is; what it defines is not looked at. */
async function arnOf({ api }: Pick<Looking, 'api'>, name: string): Promise<string> {
  const { metadata } = await asked('GetPipeline', () => api.call('GetPipeline', { name }));
  const arn = textOf(metadata?.pipelineArn);
  if (referenceOf(arn) === undefined) throw new IncompleteAnswer('GetPipeline', 'metadata.pipelineArn');
  return arn;
}

function accountOf(looking: Looking, name: string, mayCall: () => Promise<void>): Promise<string> {
  return looking.account.get('own', async () => {
    await mayCall();
    const [, , , , account = ''] = (await arnOf(looking, name)).split(':');
    return account;
  });
}

async function readTags(api: CodePipelineApi, resourceArn: string): Promise<Tags> {
  const { tags } = await asked('ListTagsForResource', () => api.call('ListTagsForResource', { resourceArn }));
  const entries = objectsIn(tags).map(({ key, value }) => [textOf(key), textOf(value)] as const);
  return Object.fromEntries(entries.filter(([key]) => key !== ''));
}
