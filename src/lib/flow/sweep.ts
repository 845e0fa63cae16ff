import type { DiscoveryJob, DiscoveryRecord } from '../model/discovery.ts';
import type { ItemKey } from '../model/item.ts';
import type { Hint, SubjectReference } from '../model/reference.ts';
import { storyKeyOf } from '../model/story-message.ts';
import type { Bus, Clock, DiscoveryQueue, DiscoveryRecords, HintQueue, Log, Store } from '../ports.ts';

/** A provider in a scope, and how often the bot lists what is in progress there. */
export interface DiscoverySource {
  readonly provider: string;
  readonly scope: string;
  readonly intervalMs: number;
}

/** What the sweep needs from outside. */
export interface SweepPorts {
  readonly store: Pick<Store, 'due'>;
  readonly records: Pick<DiscoveryRecords, 'all'>;
  readonly sources: readonly DiscoverySource[];
  readonly queue: HintQueue;
  readonly jobs: DiscoveryQueue;
  /** Wakes the notifier for a story whose message is due. */
  readonly bus: Pick<Bus, 'wakeNotifier'>;
  readonly clock: Clock;
  readonly log: Log;
  /** The reference of a stored key; `undefined` for a key of no provider. */
  readonly referenceOf: (target: string) => SubjectReference | undefined;
}

/** How much one sweep enqueued. */
export interface SweepResult {
  /** Items and stories that are due: a deadline, an unsent outbox, an expired claim, an outdated message. */
  readonly due: number;
  /** Listings that are due. */
  readonly jobs: number;
}

/** A half of the sweep failed, after the other was done; the next sweep tries again. */
export class SweepIncomplete extends AggregateError {
  override readonly name = 'SweepIncomplete';
  constructor(failures: readonly (readonly [what: string, error: unknown])[]) {
    const causes = failures.map(([what, error]) => `${what}: ${error instanceof Error ? error.name : 'unknown error'}`);
    super(
      failures.map(([, error]) => error),
      `the sweep is incomplete (${causes.join('; ')}); the next one tries again`,
    );
  }
}

/** The sweep runs about once a minute. A listing that is due within these seconds does not wait for the next one. */
const toleranceMs = 30_000;
/** A job may wait this long in its queue, even if the interval is shorter. */
const shortestExpiryMs = 60_000;

/**
 * Enqueues a hint for each item that is due or that a crash left half done, and a job for each provider and scope that is due to
 * be listed. It acts on nothing and calls no provider, so no provider can delay it. If one half fails, the other is still done.
 *
 * @throws SweepIncomplete
 */
export async function sweep(ports: SweepPorts): Promise<SweepResult> {
  const [due] = await Promise.allSettled([enqueueDue(ports)]);
  const [jobs] = await Promise.allSettled([enqueueJobs(ports)]);
  const halves = [
    ['what is due', due],
    ['what is to be listed', jobs],
  ] as const;
  const failures = halves.flatMap(([what, half]) =>
    half.status === 'rejected' ? [[what, half.reason as unknown] as const] : [],
  );
  if (failures.length > 0) throw new SweepIncomplete(failures);
  return {
    due: due.status === 'fulfilled' ? due.value : 0,
    jobs: jobs.status === 'fulfilled' ? jobs.value : 0,
  };
}

async function enqueueDue(ports: SweepPorts): Promise<number> {
  let count = 0;
  for await (const keys of ports.store.due(ports.clock.now())) {
    const stories = keys.filter((key) => storyKeyOf(key) !== undefined);
    for (const key of stories) await ports.bus.wakeNotifier(key);
    const hints = keys.flatMap((key) => (stories.includes(key) ? [] : (hintFor(ports, key) ?? [])));
    await ports.queue.enqueue(hints);
    count += hints.length + stories.length;
  }
  return count;
}

function hintFor(ports: SweepPorts, key: ItemKey): Hint | undefined {
  const reference = ports.referenceOf(key.target);
  if (reference) return { cause: 'sweep', reference, attempt: key.attempt };
  ports.log.error('an open item has a target that no provider knows', { ...key });
  return undefined;
}

async function enqueueJobs(ports: SweepPorts): Promise<number> {
  const records = await ports.records.all();
  const nowMs = ports.clock.now();
  const jobs = ports.sources.flatMap((source): DiscoveryJob[] => {
    const { provider, scope, intervalMs } = source;
    const record = records.find((candidate) => candidate.provider === provider && candidate.scope === scope);
    if (!isTurnOf(source, record, nowMs)) return [];
    const expiresAtMs = nowMs + Math.max(intervalMs, shortestExpiryMs);
    return [{ provider, scope, enqueuedAtMs: nowMs, expiresAtMs }];
  });
  await ports.jobs.enqueue(jobs);
  return jobs.length;
}

/** Whether a sweep at this time enqueues a listing. */
export function isTurnOf(
  { intervalMs }: Pick<DiscoverySource, 'intervalMs'>,
  record: DiscoveryRecord | undefined,
  nowMs: number,
): boolean {
  if (record === undefined) return true;
  if ((record.notBeforeMs ?? 0) > nowMs) return false;
  return nowMs >= record.startedAtMs + intervalMs - toleranceMs;
}
