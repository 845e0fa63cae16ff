import { discover } from '../../src/lib/flow/index.ts';
import type { DiscoveryJob } from '../../src/lib/model/discovery.ts';
import type { Provider } from '../../src/lib/ports.ts';
import { createDiscoveryRecords, createStore } from '../../src/lib/store/index.ts';
import { createMemoryTable } from '../../src/simulation/index.ts';

/** A virtual clock: calls and pauses move it, and nothing else does. */
export class CostClock {
  nowMs = Date.parse('2026-11-29T10:00:00Z');
  /** How long a call takes. In the same Region most take less. */
  readonly latencyMs = 100;
  readonly calls: { readonly operation: string; readonly atMs: number }[] = [];

  readonly clock = { now: () => this.nowMs };
  readonly wait = async (durationMs: number): Promise<void> => {
    this.nowMs += durationMs;
  };

  /** A call is made, and answered after its time. */
  counted<Answer>(operation: string, answer: () => Answer): Answer {
    this.calls.push({ operation, atMs: this.nowMs });
    this.nowMs += this.latencyMs;
    return answer();
  }

  /** How many calls of these operations were begun within one second, at most. */
  mostInOneSecond(operations: readonly string[]): number {
    const times = this.calls.filter(({ operation }) => operations.includes(operation)).map(({ atMs }) => atMs);
    return Math.max(0, ...times.map((from) => times.filter((atMs) => atMs >= from && atMs < from + 1_000).length));
  }

  countOf(operation: string): number {
    return this.calls.filter((call) => call.operation === operation).length;
  }

  get operations(): readonly string[] {
    return [...new Set(this.calls.map(({ operation }) => operation))];
  }
}

/** What one listing of a scope comes to. */
export interface ListingCost {
  readonly calls: number;
  readonly jobs: number;
  readonly longestJobMs: number;
  readonly wholeMs: number;
  /** Targets that a hint was enqueued for. */
  readonly found: ReadonlySet<string>;
}

/** An invocation of `discover` may take so long (`timeout` in serverless.yml). */
const invocationMs = 30_000;

/** One listing from its beginning to its end, with all jobs that go on with it, by the bot's own flow. */
export async function listingCost(cost: CostClock, provider: Provider): Promise<ListingCost> {
  const { clock } = cost;
  let ids = 0;
  const random = { uuid: () => `id-${(ids += 1)}` };
  const storage = { table: createMemoryTable(), tableName: 'bot', clock, random };
  const found = new Set<string>();
  const enqueuedAtMs = clock.now();
  const scope = 'own';
  const queue: DiscoveryJob[] = [{ provider: provider.name, scope, enqueuedAtMs, expiresAtMs: enqueuedAtMs + 60_000 }];
  const callsBefore = cost.calls.length;
  let jobs = 0;
  let longestJobMs = 0;
  for (let job = queue.shift(); job !== undefined; job = queue.shift()) {
    const beganAtMs = clock.now();
    const { outcome } = await discover(
      {
        provider,
        store: createStore(storage),
        records: createDiscoveryRecords(storage),
        hints: {
          enqueue: async (hints) => {
            for (const { reference } of hints) found.add(reference.target ?? '');
          },
        },
        jobs: { enqueue: async (more) => void queue.push(...more) },
        clock,
        random,
        log: { info: () => undefined, warn: () => undefined, error: () => undefined },
        referenceOf: () => undefined,
        scopeOf: () => scope,
        horizonMs: 2 * 60 * 60_000,
        remainingMs: () => invocationMs - (clock.now() - beganAtMs),
      },
      job,
    );
    if (outcome === 'dropped' || outcome === 'throttled') throw new Error(`a job of the listing was ${outcome}`);
    jobs += 1;
    longestJobMs = Math.max(longestJobMs, clock.now() - beganAtMs);
  }
  return {
    calls: cost.calls.length - callsBefore,
    jobs,
    longestJobMs,
    wholeMs: clock.now() - enqueuedAtMs,
    found,
  };
}
