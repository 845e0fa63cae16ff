import {
  type DiscoveryJob,
  type DiscoveryProgress,
  type DiscoveryRecord,
  ListingFailed,
  ownScope,
} from '../model/discovery.ts';
import { BotError } from '../model/errors.ts';
import type { ItemKey } from '../model/item.ts';
import type { SubjectReference } from '../model/reference.ts';
import type {
  Clock,
  DiscoverOptions,
  DiscoveryQueue,
  DiscoveryRecords,
  HintQueue,
  Log,
  Provider,
  Random,
  Store,
} from '../ports.ts';

/** What one job needs from outside. */
export interface DiscoverPorts {
  /** The job's provider, called in the job's scope. */
  readonly provider: Pick<Provider, 'discover' | 'walk'>;
  readonly store: Pick<Store, 'underWay' | 'appendTrail'>;
  readonly records: DiscoveryRecords;
  readonly hints: HintQueue;
  readonly jobs: DiscoveryQueue;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly referenceOf: (target: string) => SubjectReference | undefined;
  /** The scope of a target; `undefined` if its name does not show it. */
  readonly scopeOf: (target: string) => string | undefined;
  /** How far back a listing looks, if the back end can only list everything. It is longer than every rule's deadline. */
  readonly horizonMs: number;
  /** How long the invocation may still run. */
  readonly remainingMs: () => number;
}

/** The result of a job. */
export type DiscoverResult =
  | { readonly outcome: 'dropped'; readonly because: 'expired' | 'overtaken' | 'leased' | 'done' | 'throttled' }
  /** Another message continues it. */
  | { readonly outcome: 'continued'; readonly underWay: number }
  | { readonly outcome: 'listed' | 'throttled'; readonly underWay: number; readonly ended: number };

/** Something could not be listed; the rest was. The next job tries again. */
export class DiscoveryIncomplete extends BotError {
  override readonly name = 'DiscoveryIncomplete';
  override readonly retryable = true;
  readonly failures: readonly ListingFailed[];
  constructor({ provider, scope }: DiscoveryJob, failures: readonly ListingFailed[]) {
    super(
      `${provider} in the scope "${scope}" is listed in part: ${failures.map(({ message }) => message).join('; ')}`,
    );
    this.failures = failures;
  }
}

/** Longer than an invocation (30 s): when it has expired, its owner is dead, or its next message is lost. */
const leaseMs = 45_000;
/** A page may take as long as its client tries (8 s and more). With less time than this, no page is begun. */
const neededMs = 12_000;
const pagesPerJob = 20;
/** A listing that needs more messages than this has no end. */
const mostSteps = 100;
/** More does not fit into a message. Then an end is found when the item is due. */
const mostUnseen = 500;
const longestBackOffMs = 15 * 60_000;
/**
 * A walk begins once an hour, and makes this many calls per job. Together with a listing, that is 25 a minute in the largest
 * account.
 */
export const walkEveryMs = 60 * 60_000;
const walkPagesPerJob = 8;

/**
 * One job: lists what is in progress in one provider and scope. It enqueues a hint for each new target, and for each target that
 * is open here but no longer in progress there. It acts on nothing.
 *
 * @throws DiscoveryIncomplete after everything else was done
 */
export async function discover(ports: DiscoverPorts, job: DiscoveryJob): Promise<DiscoverResult> {
  const nowMs = ports.clock.now();
  const stored = await ports.records.get(job.provider, job.scope);
  const because = whyDropped(job, stored, nowMs);
  if (because) return { outcome: 'dropped', because };
  const lease = { id: job.progress?.leaseId ?? ports.random.uuid(), untilMs: nowMs + leaseMs };
  const { provider, scope } = job;
  const known = stored ?? { provider, scope, version: 0, throttles: 0, startedAtMs: nowMs };
  const startedAtMs = job.progress ? known.startedAtMs : nowMs;
  const record = await ports.records.put({ ...known, lease, startedAtMs });
  if (record === undefined) return { outcome: 'dropped', because: 'leased' };
  return list(ports, job, { ...record, lease });
}

function whyDropped(
  { progress, enqueuedAtMs, expiresAtMs }: DiscoveryJob,
  record: DiscoveryRecord | undefined,
  nowMs: number,
): Extract<DiscoverResult, { readonly outcome: 'dropped' }>['because'] | undefined {
  if (progress) return record?.lease?.id === progress.leaseId ? undefined : 'overtaken';
  if (nowMs > expiresAtMs) return 'expired';
  if (record === undefined) return undefined;
  if (record.lease && record.lease.untilMs > nowMs) return 'leased';
  if (record.startedAtMs >= enqueuedAtMs) return 'done';
  return (record.notBeforeMs ?? 0) > nowMs ? 'throttled' : undefined;
}

type Leased = DiscoveryRecord & Required<Pick<DiscoveryRecord, 'lease'>>;

async function list(ports: DiscoverPorts, job: DiscoveryJob, record: Leased): Promise<DiscoverResult> {
  const open = await openTargets(ports, job);
  const unseen = unseenAtFirst(job.progress, open);
  const failures: ListingFailed[] = [];
  let underWay = 0;
  let pages = 0;
  const sinceMs = ports.clock.now() - ports.horizonMs;
  const options: DiscoverOptions = { sinceMs, ...(job.progress ? { token: job.progress.token } : {}) };
  for await (const { references, nextToken, failure } of ports.provider.discover(options)) {
    if (failure) failures.push(failure);
    await hintAt(ports, job, references, open);
    for (const { target } of references) if (target !== undefined) unseen?.delete(target);
    underWay += references.length;
    pages += 1;
    if (nextToken === undefined || (pages < pagesPerJob && ports.remainingMs() > neededMs)) continue;
    const steps = (job.progress?.steps ?? 0) + 1;
    if (steps >= mostSteps) {
      failures.push(new ListingFailed('discover', new Error('the listing has no end'), false));
      break;
    }
    const isIncomplete = failures.length > 0 || (job.progress?.isIncomplete ?? false);
    await handOn(ports, job, { leaseId: record.lease.id, token: nextToken, isIncomplete, steps }, unseen);
    return { outcome: 'continued', underWay };
  }
  const isComplete = failures.length === 0 && !(job.progress?.isIncomplete ?? false);
  // What is open here and no longer in progress there has ended, and no event reported it.
  const ended = isComplete ? [...(unseen ?? [])].flatMap((target) => open.get(target) ?? []) : [];
  await ports.hints.enqueue(ended.flatMap((key) => hintForItem(ports, key)));
  const isThrottled = failures.length > 0 && failures.every(({ isThrottle }) => isThrottle);
  const walk = isThrottled ? record.walk : await goOnWalking(ports, job, record, open);
  await conclude(ports, job, { ...record, ...(walk ? { walk } : {}) }, failures, isComplete);
  return { outcome: isThrottled ? 'throttled' : 'listed', underWay, ended: ended.length };
}

/**
 * The items of this provider and scope that are in progress, one of each target. Those that have ended and are not posted yet are not
 * among them: they are looked at when they are due, and a new attempt must not wait for that.
 */
async function openTargets(ports: DiscoverPorts, job: DiscoveryJob): Promise<ReadonlyMap<string, ItemKey>> {
  const targets = new Map<string, ItemKey>();
  for await (const keys of ports.store.underWay()) {
    for (const key of keys) {
      const isOurs =
        ports.referenceOf(key.target)?.provider === job.provider && ports.scopeOf(key.target) === job.scope;
      if (isOurs) targets.set(key.target, key);
    }
  }
  return targets;
}

function unseenAtFirst(
  progress: DiscoveryProgress | undefined,
  open: ReadonlyMap<string, ItemKey>,
): Set<string> | undefined {
  if (progress === undefined) return new Set(open.keys());
  return progress.unseen && new Set(progress.unseen);
}

/** No hint for an open item: it is looked at when it is due, and its provider may set that time. */
async function hintAt(
  ports: DiscoverPorts,
  job: DiscoveryJob,
  references: readonly SubjectReference[],
  open: ReadonlyMap<string, ItemKey>,
): Promise<void> {
  const fresh = references.filter(({ target }) => target === undefined || !open.has(target));
  const scoped = job.scope === ownScope ? fresh : fresh.map((reference) => ({ ...reference, scope: job.scope }));
  await ports.hints.enqueue(scoped.map((reference) => ({ cause: 'sweep', reference })));
}

function hintForItem(ports: DiscoverPorts, { target, attempt }: ItemKey) {
  const reference = ports.referenceOf(target);
  return reference ? [{ cause: 'sweep' as const, reference, attempt }] : [];
}

async function handOn(
  ports: DiscoverPorts,
  job: DiscoveryJob,
  progress: Omit<DiscoveryProgress, 'unseen'>,
  unseen: ReadonlySet<string> | undefined,
): Promise<void> {
  const carried = unseen && unseen.size <= mostUnseen ? { unseen: [...unseen] } : {};
  await ports.jobs.enqueue([{ ...job, progress: { ...progress, ...carried } }]);
}

/** Some more pages of the walk, if there is one and it is due. A failure is logged, and affects nothing else. */
async function goOnWalking(
  ports: DiscoverPorts,
  job: DiscoveryJob,
  { walk }: DiscoveryRecord,
  open: ReadonlyMap<string, ItemKey>,
): Promise<DiscoveryRecord['walk']> {
  const nowMs = ports.clock.now();
  if (ports.provider.walk === undefined) return undefined;
  if (walk && walk.token === undefined && nowMs - walk.beganAtMs < walkEveryMs) return walk;
  const beganAtMs = walk?.token === undefined ? nowMs : walk.beganAtMs;
  let token = walk?.token;
  try {
    for (let pages = 0; pages < walkPagesPerJob && ports.remainingMs() > neededMs; pages += 1) {
      const { references, nextToken } = await ports.provider.walk(token);
      await hintAt(ports, job, references, open);
      if (nextToken === undefined) return { beganAtMs };
      token = nextToken;
    }
    return { beganAtMs, ...(token === undefined ? {} : { token }) };
  } catch (error) {
    ports.log.warn('the walk through what began long ago broke off', { ...nameOf(job), error, ...operationOf(error) });
    // After a throttle the walk continues. Any other error may come from the token, so the walk begins again in the next hour.
    const isThrottle = error instanceof ListingFailed && error.isThrottle;
    return { beganAtMs, ...(isThrottle && token !== undefined ? { token } : {}) };
  }
}

function operationOf(error: unknown): { readonly operation?: string; readonly reason?: string } {
  return error instanceof ListingFailed ? { operation: error.operation, reason: error.error } : {};
}

function nameOf({ provider, scope }: DiscoveryJob): { readonly provider: string; readonly scope: string } {
  return { provider, scope };
}

/** Releases the lease and records the result. @throws DiscoveryIncomplete */
async function conclude(
  ports: DiscoverPorts,
  job: DiscoveryJob,
  record: Leased,
  failures: readonly ListingFailed[],
  isComplete: boolean,
): Promise<void> {
  const nowMs = ports.clock.now();
  const { lease: _given, failure: before, notBeforeMs: _past, ...kept } = record;
  const { isThrottled, backOffMs, throttles } = throttlingOf(job, record, failures);
  const failure = isThrottled ? before : failureText(failures);
  if (failure !== undefined && failure !== before) await recordFailure(ports, job, trailText(failure, failures), nowMs);
  await ports.records.put({
    ...kept,
    throttles,
    ...(isThrottled ? { notBeforeMs: nowMs + backOffMs } : {}),
    ...(isComplete ? { lastSuccessAtMs: nowMs } : {}),
    ...(failure === undefined ? {} : { failure }),
  });
  for (const { operation, error, isThrottle, remedy } of failures) {
    const fields = { ...nameOf(job), operation, reason: error, remedy, lastSuccessAtMs: record.lastSuccessAtMs };
    if (isThrottle) ports.log.warn('a listing was throttled', { ...fields, backOffMs });
    else ports.log.error('something could not be listed', fields);
  }
  if (before !== undefined && failures.length === 0) ports.log.info('everything can be listed again', nameOf(job));
  if (failures.length > 0 && !isThrottled) throw new DiscoveryIncomplete(job, failures);
}

/** Doubles after each throttled listing, up to a quarter of an hour. */
function throttlingOf(job: DiscoveryJob, record: DiscoveryRecord, failures: readonly ListingFailed[]) {
  const isThrottled = failures.length > 0 && failures.every(({ isThrottle }) => isThrottle);
  const throttles = isThrottled ? record.throttles + 1 : 0;
  const intervalMs = job.expiresAtMs - job.enqueuedAtMs;
  return { isThrottled, throttles, backOffMs: Math.min(intervalMs * 2 ** throttles, longestBackOffMs) };
}

function failureText(failures: readonly ListingFailed[]): string | undefined {
  if (failures.length === 0) return undefined;
  return failures.map(({ operation, error }) => `${operation}: ${error}`).join(', ');
}

/** With what to do, where the failure says it: such as which role cannot be assumed. */
function trailText(failure: string, failures: readonly ListingFailed[]): string {
  return [failure, ...new Set(failures.flatMap(({ remedy }) => remedy ?? []))].join('; ');
}

/** Once for each change, so a scope that stays unreachable does not fill the trail. */
async function recordFailure(ports: DiscoverPorts, job: DiscoveryJob, reason: string, atMs: number): Promise<void> {
  const request = `list what is under way in ${job.provider}`;
  await ports.store.appendTrail([
    {
      id: `${job.provider}~${atMs}`,
      atMs,
      target: `scope:${job.scope}`,
      name: job.scope,
      environment: '',
      actor: { type: 'bot' },
      event: { what: 'refused', request, reason },
    },
  ]);
}
