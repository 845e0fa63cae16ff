import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { discover } from '../../../src/lib/flow/index.ts';
import type { DiscoveryJob } from '../../../src/lib/model/discovery.ts';
import type { Hint } from '../../../src/lib/model/reference.ts';
import { usualTagKeys } from '../../../src/lib/model/tags.ts';
import type { Provider } from '../../../src/lib/ports.ts';
import { createEcsProvider, createLabels } from '../../../src/lib/providers/ecs/index.ts';
import {
  type CountedBackEnd,
  cloudFormationEstate,
  codeDeployEstate,
  codePipelineEstate,
  ecsEstate,
  estateSize,
} from '../../support/estate.ts';
import { listingCost } from '../../support/sweep-cost.ts';
import { Harness, minuteMs } from '../flow/harness.ts';
import { typedApi } from './ecs/in-process.ts';
import { clientError } from './ecs/shop.ts';

/** What AWS publishes: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html, sustained calls a second. */
const published: readonly (readonly string[])[] = [
  ['ListServices', 'DescribeServices'],
  ['ListServiceDeployments', 'DescribeServiceDeployments'],
];
const publishedRate = 20;
const unpublishedRate = 2;
const longestJobMs = 20_000;

const estates: readonly (readonly [title: string, create: () => Promise<CountedBackEnd>])[] = [
  ['500 ECS services', () => ecsEstate()],
  ['500 ECS services that each name a deployment', () => ecsEstate('namesAlways')],
  ['500 ECS services, blue/green, that name none', () => ecsEstate('namesNever', 'BLUE_GREEN')],
  ['300 stacks', cloudFormationEstate],
  ['100 pipelines', codePipelineEstate],
  ['100 deployment groups of CodeDeploy', codeDeployEstate],
];

const seconds = (ms: number): string => (ms / 1000).toFixed(1);

/** Each row of the table in the documentation is what is counted here. */
const documentation = readFileSync(new URL('../../../docs/back-ends.md', import.meta.url), 'utf8');

describe('a listing of one scope with 50 deployments in progress', () => {
  test.each(estates)('%s: within the rates, each job below 20 s, and as documented', async (title, create) => {
    const { provider, cost } = await create();
    const listing = await listingCost(cost, provider);
    expect(listing.found.size).toBe(estateSize.inFlight);
    expect(listing.longestJobMs).toBeLessThan(longestJobMs);
    for (const operations of published) expect(cost.mostInOneSecond(operations)).toBeLessThanOrEqual(publishedRate);
    for (const operation of cost.operations) {
      const isPublished = provider.name === 'ecs' && published.flat().includes(operation);
      if (!isPublished) expect(cost.mostInOneSecond([operation])).toBeLessThanOrEqual(unpublishedRate);
    }
    const before = cost.calls.length;
    for (const target of listing.found) await look(provider, target);
    const looks = cost.calls.length - before;
    const afterTags = cost.calls.length;
    cost.nowMs += minuteMs;
    for (const target of listing.found) await look(provider, target);
    const again = cost.calls.length - afterTags;
    const row =
      `| ${title} | ${listing.calls} | ${listing.jobs} | ${seconds(listing.longestJobMs)} s | ` +
      `${seconds(listing.wholeMs)} s | ${looks} | ${again} |`;
    expect([row, documentation.includes(`${row}\n`)]).toEqual([row, true]);
  });
});

async function look(provider: Provider, target: string): Promise<void> {
  const [reference] = provider.candidates(target);
  if (reference === undefined) throw new Error(`${target} is none of its targets`);
  await provider.observe({ ...reference, target });
}

/** ECS where every call is refused for the same reason. */
function refusing(error: string): Provider {
  const clock = { now: () => 0 };
  const api = typedApi(async () => {
    throw clientError(error);
  });
  const labelsOf = createLabels(api, clock, usualTagKeys);
  return createEcsProvider({
    api,
    listing: api,
    clock,
    labelsOf,
    powers: { cancel: false, approve: false, redeploy: false },
  });
}

test('ten scopes, one denied and one throttled: the others are listed as ever, and the log names those that did not answer', async () => {
  const { provider, cost } = await ecsEstate();
  const alone = await listingCost(cost, provider);
  const harness = new Harness();
  const scopes = Array.from({ length: 10 }, (_, index) => `scope-${index}`);
  const providers: Readonly<Record<string, Provider>> = {
    'scope-3': refusing('AccessDeniedException'),
    'scope-7': refusing('ThrottlingException'),
  };
  harness.sources = scopes.map((scope) => ({ provider: 'ecs', scope, intervalMs: minuteMs }));
  const logs: { level: string; message: string; fields: object }[] = [];
  const write = (level: string) => (message: string, fields?: object) =>
    void logs.push({ level, message, fields: { ...fields } });
  const log = { info: write('info'), warn: write('warn'), error: write('error') };
  const run = async (job: DiscoveryJob) => {
    const found: string[] = [];
    const before = cost.calls.length;
    const ports = {
      ...harness.ports,
      log,
      provider: providers[job.scope] ?? provider,
      hints: {
        enqueue: async (hints: readonly Hint[]) =>
          void found.push(...hints.map(({ reference }) => `${reference.scope}`)),
      },
    };
    const outcome = await discover(ports, job).then(
      (result) => result.outcome,
      (error: Error) => error.name,
    );
    return { scope: job.scope, outcome, found, calls: cost.calls.length - before };
  };
  expect(await harness.sweep()).toMatchObject({ jobs: 10 });
  const results = await Promise.all(harness.jobs.splice(0).map(run));
  for (const { scope, outcome, found, calls } of results.filter(({ scope }) => providers[scope] === undefined)) {
    expect([scope, outcome, found.length, new Set(found)]).toEqual([scope, 'listed', 50, new Set([scope])]);
    expect(calls).toBeGreaterThan(0);
  }
  expect(cost.calls.length - alone.calls).toBe(8 * alone.calls);
  expect(results.flatMap(({ scope, outcome }) => (providers[scope] ? [[scope, outcome]] : []))).toEqual([
    ['scope-3', 'DiscoveryIncomplete'],
    ['scope-7', 'throttled'],
  ]);
  const told = logs
    .filter(({ level }) => level !== 'info')
    .toSorted((one, other) => one.level.localeCompare(other.level));
  expect(told).toMatchObject([
    {
      level: 'error',
      message: 'something could not be listed',
      fields: { provider: 'ecs', scope: 'scope-3', operation: 'ListClusters', reason: 'AccessDeniedException' },
    },
    {
      level: 'warn',
      message: 'a listing was throttled',
      fields: { provider: 'ecs', scope: 'scope-7', operation: 'ListClusters', backOffMs: 2 * minuteMs },
    },
  ]);
  // The throttled one is asked less often; nobody else waits for it.
  harness.nowMs += minuteMs;
  await harness.sweep();
  expect(harness.jobs.map(({ scope }) => scope)).toEqual(scopes.filter((scope) => scope !== 'scope-7'));
});
