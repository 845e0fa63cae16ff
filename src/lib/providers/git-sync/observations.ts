import type { ResourceSyncAttempt, Revision, SyncBlocker } from '@aws-sdk/client-codestar-connections';
import { type AttemptDetails, type AttemptTraits, noDetails, type Observation } from '../../model/observation.ts';
import { isFinalPhase } from '../../model/statuses.ts';
import type { DeploymentFacts } from '../../model/subject.ts';
import { objectsIn } from '../paging.ts';
import { IncompleteAnswer, millisecondsOf, textOf } from './answers.ts';
import { type Place, providerName, stackConsoleUrl, syncArn, syncKind } from './names.ts';
import { blockedStatus, noStop, phaseOf, resolvedStatus } from './statuses.ts';

/**
 * Syncs have no ids, blockers have. A stack may be blocked while the sync before has long ended. How old an answer may be is not
 * documented (assumption G3).
 */
export const syncTraits: AttemptTraits = {
  oneAtATime: false,
  identifiedBy: 'start',
  idsBeginAgain: false,
  readLagMs: 30_000,
};

/** Whose sync it is, and what the bot may do. */
export interface SyncContext extends Place {
  readonly stack: string;
  readonly canResolve: boolean;
}

function factsOf(
  { account, region, stack }: SyncContext,
  { id = '', status, startedAtMs }: { readonly id?: string; readonly status: string; readonly startedAtMs: number },
): DeploymentFacts {
  const target = syncArn({ account, region }, stack);
  const phase = phaseOf(status);
  return {
    provider: providerName,
    kind: syncKind,
    target,
    name: `sync:${stack}`,
    account,
    region,
    environment: '',
    service: '',
    labels: {},
    status,
    phase,
    operation: 'update',
    id,
    startedAtMs,
    endedAtMs: 0,
    lastProgressAtMs: startedAtMs,
    expectedByMs: 0,
    initiator: '',
    cause: phase === 'failed' ? 'unknown' : '',
    needsHuman: status === blockedStatus,
    template: '',
    templateVersion: '',
  };
}

/**
 * One sync, in the bot's words.
 *
 * @throws IncompleteAnswer without its start or its status
 */
export function readSync(attempt: ResourceSyncAttempt, context: SyncContext): Observation {
  const what = `the sync of ${context.stack}`;
  const [startedAtMs, status] = [millisecondsOf(attempt.StartedAt), textOf(attempt.Status)];
  if (startedAtMs === 0) throw new IncompleteAnswer(what, 'StartedAt');
  if (status === '') throw new IncompleteAnswer(what, 'Status');
  const events = objectsIn(attempt.Events).toSorted(
    (one, other) => millisecondsOf(one.Time) - millisecondsOf(other.Time),
  );
  const newest = events.at(-1);
  const lastMs = Math.max(startedAtMs, millisecondsOf(newest?.Time));
  const facts = factsOf(context, { status, startedAtMs });
  const isEnded = isFinalPhase(facts.phase);
  const deployment = { ...facts, lastProgressAtMs: lastMs, endedAtMs: isEnded ? lastMs : 0 };
  const statusMessage = textOf(newest?.Event);
  return {
    subject: { on: 'deployment', deployment },
    details: {
      ...detailsOf(context, attempt.TargetRevision),
      ...(isEnded ? {} : { actions: { cancel: { available: false, reason: noStop } } }),
    },
    providerTimeMs: lastMs,
    ...(statusMessage === '' ? {} : { statusMessage }),
  };
}

const mayNotResolve = '"resolve" of gitSync is off in bot.yml, so the bot has no right to it';

/**
 * A blocker, as an attempt of its own: it begins when CodeConnections creates it, and ends when somebody resolves it. It may come
 * long after the sync before has ended.
 *
 * @param revision - what the stack is to become
 * @throws IncompleteAnswer without its id or the time of its creation
 */
export function readBlocker(blocker: SyncBlocker, revision: Revision | undefined, context: SyncContext): Observation {
  const what = `a blocker of the sync of ${context.stack}`;
  const [id, createdAtMs] = [textOf(blocker.Id), millisecondsOf(blocker.CreatedAt)];
  if (id === '') throw new IncompleteAnswer(what, 'Id');
  if (createdAtMs === 0) throw new IncompleteAnswer(what, 'CreatedAt');
  const isActive = blocker.Status !== resolvedStatus;
  const resolvedAtMs = isActive ? 0 : millisecondsOf(blocker.ResolvedAt);
  const facts = factsOf(context, { id, status: isActive ? blockedStatus : resolvedStatus, startedAtMs: createdAtMs });
  const deployment = { ...facts, endedAtMs: resolvedAtMs, lastProgressAtMs: Math.max(createdAtMs, resolvedAtMs) };
  const contexts = objectsIn(blocker.Contexts).map(({ Key, Value }) => `${textOf(Key)}: ${textOf(Value)}`);
  const reasons = [textOf(blocker.CreatedReason), ...contexts, textOf(blocker.ResolvedReason)];
  const resolve = context.canResolve
    ? { available: true as const, about: id }
    : { available: false as const, reason: mayNotResolve };
  return {
    subject: { on: 'deployment', deployment },
    details: {
      ...detailsOf(context, revision),
      ...(isActive
        ? { actions: { cancel: { available: false, reason: noStop }, continue: resolve }, hint: blockedHint }
        : {}),
    },
    providerTimeMs: Math.max(createdAtMs, resolvedAtMs),
    statusMessage: reasons.filter((text) => text !== '').join('\n'),
  };
}

const blockedHint = 'No commit is synced until the blocker is resolved; resolve it when its cause is removed';

function detailsOf({ region, stack }: SyncContext, revision: Revision | undefined): AttemptDetails {
  const commit = commitUrl(revision);
  const progress = revision === undefined ? '' : describeRevision(revision);
  return {
    ...noDetails,
    links: { console: stackConsoleUrl(region, stack), ...(commit === undefined ? {} : { commit }) },
    ...(progress === '' ? {} : { progress }),
  };
}

/** `commit 1a2b3c4 of main in acme/shop`. */
function describeRevision({ Sha, Branch, OwnerId, RepositoryName }: Revision): string {
  const sha = textOf(Sha);
  if (sha === '') return '';
  const branch = textOf(Branch);
  const repository = [textOf(OwnerId), textOf(RepositoryName)].filter((text) => text !== '').join('/');
  const where = repository === '' ? '' : ` in ${repository}`;
  return `commit ${sha.slice(0, 7)}${branch === '' ? '' : ` of ${branch}`}${where}`;
}

/** Pages of commits where the provider is known to be one public site; those that people host themselves have unknown addresses. */
const commitPages: Readonly<Record<string, (repository: string, sha: string) => string>> = {
  GitHub: (repository, sha) => `https://github.com/${repository}/commit/${sha}`,
  GitLab: (repository, sha) => `https://gitlab.com/${repository}/-/commit/${sha}`,
  Bitbucket: (repository, sha) => `https://bitbucket.org/${repository}/commits/${sha}`,
};

/** The page of a commit; a provider may be one that the SDK does not know yet. */
export function commitUrl(
  revision: (Omit<Revision, 'ProviderType'> & { readonly ProviderType: string | undefined }) | undefined,
): string | undefined {
  const { ProviderType, OwnerId, RepositoryName, Sha } = revision ?? {};
  const type = textOf(ProviderType);
  const page = Object.hasOwn(commitPages, type) ? commitPages[type] : undefined;
  const parts = [textOf(OwnerId), textOf(RepositoryName)];
  const areNames = parts.every((part) => /^[\w.-]+(?:\/[\w.-]+)*$/.test(part));
  const sha = textOf(Sha);
  return page !== undefined && areNames && /^[0-9a-f]{7,64}$/i.test(sha) ? page(parts.join('/'), sha) : undefined;
}
