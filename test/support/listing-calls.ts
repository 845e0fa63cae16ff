import { type ControlPlane, createControlPlane } from '@proton-bot/control-plane';
import { createAdvanceableClock } from '@proton-bot/control-plane/standalone';
import { discover } from '../../src/lib/flow/index.ts';
import { ownScope } from '../../src/lib/model/discovery.ts';
import { createProtonProvider, referenceOf } from '../../src/lib/providers/proton/index.ts';
import { createDiscoveryRecords, createStore } from '../../src/lib/store/index.ts';
import { createMemoryTable } from '../../src/simulation/index.ts';
import { asProtonApi, protonInProcess } from '../../src/simulation/proton-in-process.ts';
import { createFixtures, instanceAt, instancesPerService, serviceCount } from '../bench/servers/fixtures.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** What in flight stays so while calls are counted. */
const deploymentMs = 30 * minuteMs;
const deploymentType = 'CURRENT_VERSION';

export interface ListingAccount {
  readonly plane: ControlPlane;
  readonly clock: { now(): number; advance(byMs: number): void };
  /** How many records deployment history has. */
  readonly deployments: number;
}

/** What a listing comes to. */
export interface ListingCalls {
  /** Calls to Proton, minute by minute. */
  readonly perMinute: readonly number[];
  /** Targets that a hint was enqueued for. */
  readonly found: ReadonlySet<string>;
}

/** An account as large as the quotas allow: 20,000 instances, each deployed once a day, and some of them right now. */
export function largestAccount({
  inFlight,
  deploymentsPerInstance,
}: {
  readonly inFlight: number;
  readonly deploymentsPerInstance: number;
}): ListingAccount {
  let ids = 0;
  const clock = createAdvanceableClock<number>({
    now: () => Date.UTC(2026, 10, 1),
    setTimer: () => 0,
    clearTimer: () => undefined,
  });
  const plane = createControlPlane({
    clock,
    random: { uuid: () => `11111111-0000-4000-8000-${String((ids += 1)).padStart(12, '0')}` },
    region: 'eu-central-1',
    accountId: '123456789012',
    emit: () => undefined,
    durations: { deploymentMs },
  });
  createFixtures(plane, () => clock.advance(dayMs));
  for (let round = 1; round < deploymentsPerInstance; round += 1) {
    for (let index = 0; index < serviceCount * instancesPerService; index += 1) update(plane, index);
    clock.advance(dayMs);
  }
  for (let index = 0; index < inFlight; index += 1) update(plane, index);
  const { deployments } = plane.snapshot();
  return { plane, clock, deployments: Object.keys(deployments).length };
}

/** Starts a deployment of one of the instances. */
function update(plane: ControlPlane, index: number): void {
  const { serviceName, name } = instanceAt(Math.floor(index / instancesPerService), index % instancesPerService);
  plane.call('UpdateServiceInstance', { serviceName, name, deploymentType });
}

/** Has what is under way listed every minute, as the sweep does, and counts the calls. */
export async function listingCallsPerMinute({ plane, clock }: ListingAccount, minutes: number): Promise<ListingCalls> {
  let calls = 0;
  let ids = 0;
  const inProcess = protonInProcess(
    plane,
    () => clock.now(),
    () => void (calls += 1),
  );
  const provider = createProtonProvider(asProtonApi(async (...call) => inProcess(...call)));
  const random = { uuid: () => `id-${(ids += 1)}` };
  const storage = { table: createMemoryTable(), tableName: 'bot', clock, random };
  const found = new Set<string>();
  const ports = {
    provider,
    store: createStore(storage),
    records: createDiscoveryRecords(storage),
    hints: {
      enqueue: async (hints: readonly { reference: { target?: string } }[]) => {
        for (const { reference } of hints) found.add(reference.target ?? '');
      },
    },
    jobs: { enqueue: async () => undefined },
    clock,
    random,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    referenceOf,
    scopeOf: () => ownScope,
    horizonMs: 2 * 60 * minuteMs,
    remainingMs: () => 30_000,
  };
  const perMinute: number[] = [];
  for (let minute = 0; minute < minutes; minute += 1) {
    const before = calls;
    const enqueuedAtMs = clock.now();
    await discover(ports, { provider: 'proton', scope: ownScope, enqueuedAtMs, expiresAtMs: enqueuedAtMs + minuteMs });
    perMinute.push(calls - before);
    clock.advance(minuteMs);
  }
  return { perMinute, found };
}
