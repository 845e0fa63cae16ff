import type { SyncBlocker } from '@aws-sdk/client-codestar-connections';
import { parseArn } from '../../model/arn.ts';
import type { ActionType } from '../../model/claim.ts';
import type { Observation, TargetState } from '../../model/observation.ts';
import type { SubjectReference } from '../../model/reference.ts';
import type { DeploymentFacts, Subject } from '../../model/subject.ts';
import type { CallResult, Investigator, Provider } from '../../ports.ts';
import { type CallRate, createCallRate } from '../call-rate.ts';
import { utc } from '../findings.ts';
import type { ProviderRuntime } from '../module.ts';
import { objectsIn } from '../paging.ts';
import { classify, IncompleteAnswer, millisecondsOf, orNothing, textOf } from './answers.ts';
import type { GitSyncApi, GitSyncOperation } from './api.ts';
import { discover, isActive } from './discover.ts';
import { candidates, parseSyncArn, providerName, referenceOf, stackIn, syncArn, syncType } from './names.ts';
import { readBlocker, readSync, type SyncContext, syncTraits } from './observations.ts';

/** What the provider is made with, beside its API. */
export interface GitSyncOptions extends Pick<ProviderRuntime, 'clock' | 'region' | 'wait'> {
  /** Whether the bot was given the right to resolve blockers. */
  readonly canResolve: boolean;
}

/** CloudFormation's Git sync, by AWS CodeConnections: syncs of stacks with a repository, and what blocks them. */
export function createGitSyncProvider(api: GitSyncApi, options: GitSyncOptions): Provider {
  const rates = new Map<GitSyncOperation, CallRate>();
  const rateOf = (operation: GitSyncOperation): CallRate => {
    const rate = rates.get(operation) ?? createCallRate(options);
    rates.set(operation, rate);
    return rate;
  };
  return {
    name: providerName,
    observe: (reference) => observe(api, options, reference),
    observeAttempt: (facts) => observeAttempt(api, options, facts),
    perform: (action, subject, about, reason) => perform(api, action, subject, about, reason),
    investigators: (facts) => [syncEvents(api, facts)],
    discover: (discoverOptions) => discover(api, rateOf, discoverOptions),
    candidates,
  };
}

async function observe(
  api: GitSyncApi,
  options: GitSyncOptions,
  reference: SubjectReference,
): Promise<TargetState | undefined> {
  if (reference.on !== 'deployment') return undefined;
  const stack = stackIn(reference.name);
  const target = reference.target ?? (stack && (await targetOf(api, options, stack)));
  const place = target === undefined ? undefined : parseSyncArn(target);
  const located = target === undefined ? undefined : referenceOf(target);
  if (place === undefined || located === undefined) return undefined;
  const { scope } = reference;
  const state = { reference: { ...located, ...(scope === undefined ? {} : { scope }) }, traits: syncTraits };
  const attempts = await attemptsOf(api, { ...place, canResolve: options.canResolve });
  return { ...state, attempts: attempts ?? [], completeSinceMs: 0, gone: attempts === undefined };
}

/** The account of a stack that is only named: that of the role that its sync has. */
async function targetOf(api: GitSyncApi, { region }: GitSyncOptions, stack: string): Promise<string | undefined> {
  const answer = await orNothing('GetSyncConfiguration', () =>
    api.call('GetSyncConfiguration', { ResourceName: stack, SyncType: syncType }),
  );
  if (answer === undefined) return undefined;
  const account = parseArn(textOf(answer.SyncConfiguration?.RoleArn))?.account ?? '';
  if (account === '') throw new IncompleteAnswer('GetSyncConfiguration', 'RoleArn');
  return syncArn({ account, region }, stack);
}

/**
 * The newest sync and what blocks the stack, oldest first; of what was blocked, what was resolved last. Two calls.
 *
 * @returns `undefined` where CodeConnections knows neither: the stack is not synced (any more)
 */
async function attemptsOf(api: GitSyncApi, context: SyncContext): Promise<readonly Observation[] | undefined> {
  const input = { ResourceName: context.stack, SyncType: syncType } as const;
  const [status, summary] = await Promise.all([
    orNothing('GetResourceSyncStatus', () => api.call('GetResourceSyncStatus', input)),
    orNothing('GetSyncBlockerSummary', () => api.call('GetSyncBlockerSummary', input)),
  ]);
  if (status === undefined && summary === undefined) return undefined;
  if (summary !== undefined && typeof summary.SyncBlockerSummary !== 'object') {
    throw new IncompleteAnswer('GetSyncBlockerSummary', 'SyncBlockerSummary');
  }
  const shown: Observation[] = shownOf(objectsIn(summary?.SyncBlockerSummary?.LatestBlockers)).map((blocker) =>
    readBlocker(blocker, status?.DesiredState, context),
  );
  if (status !== undefined) {
    if (typeof status.LatestSync !== 'object') throw new IncompleteAnswer('GetResourceSyncStatus', 'LatestSync');
    shown.push(readSync(status.LatestSync, context));
  }
  return shown.sort((one, other) => startOf(one) - startOf(other));
}

/** Those that block it, and the newest one that does not any more. */
function shownOf(blockers: readonly SyncBlocker[]): readonly SyncBlocker[] {
  const resolved = blockers
    .filter((blocker) => !isActive(blocker))
    .toSorted((one, other) => millisecondsOf(other.CreatedAt) - millisecondsOf(one.CreatedAt));
  return [...blockers.filter(isActive), ...resolved.slice(0, 1)];
}

function startOf({ subject }: Observation): number {
  return subject.on === 'deployment' ? subject.deployment.startedAtMs : 0;
}

/** How an attempt stands that is shown no more: of blockers, CodeConnections keeps the latest; of syncs, the last two. */
async function observeAttempt(
  api: GitSyncApi,
  { canResolve }: GitSyncOptions,
  facts: DeploymentFacts,
): Promise<Observation | undefined> {
  const place = parseSyncArn(facts.target);
  if (place === undefined) return undefined;
  const context = { ...place, canResolve };
  const input = { ResourceName: place.stack, SyncType: syncType } as const;
  if (facts.id !== '') {
    const summary = await orNothing('GetSyncBlockerSummary', () => api.call('GetSyncBlockerSummary', input));
    const blocker = objectsIn(summary?.SyncBlockerSummary?.LatestBlockers).find(({ Id }) => Id === facts.id);
    return blocker && readBlocker(blocker, undefined, context);
  }
  const status = await orNothing('GetResourceSyncStatus', () => api.call('GetResourceSyncStatus', input));
  const syncs = [status?.LatestSync, status?.LatestSuccessfulSync];
  const same = syncs.find((sync) => millisecondsOf(sync?.StartedAt) === facts.startedAtMs);
  return same && readSync(same, context);
}

/** The most that `ResolvedReason` takes. */
const longestReason = 250;

/** The call names the blocker, so it never resolves another one. */
async function perform(
  api: GitSyncApi,
  action: ActionType,
  subject: Subject,
  about: string | undefined,
  reason = 'proton-bot',
): Promise<CallResult> {
  const place = subject.on === 'deployment' ? parseSyncArn(subject.deployment.target) : undefined;
  if (place === undefined || action !== 'continue' || about === undefined || about === '') {
    return { result: 'refused', conflict: false, error: 'NothingToResolve' };
  }
  try {
    await api.call('UpdateSyncBlocker', {
      Id: about,
      SyncType: syncType,
      ResourceName: place.stack,
      ResolvedReason: reason.slice(0, longestReason),
    });
    return { result: 'accepted' };
  } catch (error) {
    return classify(error);
  }
}

/** What CodeConnections says of the newest sync, step by step. */
function syncEvents(api: GitSyncApi, { target }: DeploymentFacts): Investigator {
  return {
    name: 'syncEvents',
    async investigate(signal) {
      const place = parseSyncArn(target);
      if (place === undefined) return [];
      const input = { ResourceName: place.stack, SyncType: syncType } as const;
      const status = await orNothing('GetResourceSyncStatus', () =>
        api.call('GetResourceSyncStatus', input, { signal }),
      );
      return objectsIn(status?.LatestSync?.Events)
        .toSorted((one, other) => millisecondsOf(other.Time) - millisecondsOf(one.Time))
        .slice(0, 10)
        .map(({ Time, Type, Event }) => `${utc(millisecondsOf(Time))}: ${textOf(Type)}: ${textOf(Event)}`);
    },
  };
}
