import { beforeEach, describe, expect, test } from '@jest/globals';
import type { DiscoveredPage } from '../../../../src/lib/model/discovery.ts';
import { discover } from '../../../../src/lib/providers/ecs/discover.ts';
import { pacedApi } from '../../../../src/lib/providers/ecs/index.ts';
import { callInProcess, typedApi } from './in-process.ts';
import { clientError, minuteMs, Shop } from './shop.ts';

let shop: Shop;
beforeEach(() => {
  shop = new Shop();
});

async function pagesFrom(token?: string): Promise<readonly DiscoveredPage[]> {
  const found: DiscoveredPage[] = [];
  for await (const page of shop.provider.discover({ on: 'deployment', ...(token === undefined ? {} : { token }) })) {
    found.push(page);
  }
  return found;
}

const namesIn = (pages: readonly DiscoveredPage[]) =>
  pages.flatMap(({ references }) =>
    references.map((reference) => (reference.on === 'deployment' ? reference.name : '')),
  );

const callsTo = (operation: string) => shop.calls.filter((call) => call.operation === operation);

describe('what is under way', () => {
  test('is found, whatever its strategy, and nothing else is', async () => {
    await shop.run('at-rest');
    await shop.run('blue-at-rest', { deploymentConfiguration: { strategy: 'BLUE_GREEN' } });
    await shop.run('rolling');
    await shop.run('baking', { deploymentConfiguration: { strategy: 'CANARY' } });
    await shop.run('stopped');
    shop.create('elsewhere', { deploymentController: { type: 'CODE_DEPLOY' } });
    for (const name of ['rolling', 'baking', 'stopped']) shop.deploy(name);
    await shop.clock.advance(5_000);
    const [stopped] = await shop.observe('stopped');
    if (stopped === undefined) throw new Error('it does not run');
    await shop.provider.perform('cancel', stopped.subject);
    expect([...namesIn(await pagesFrom())].sort()).toEqual(['shop/baking', 'shop/rolling', 'shop/stopped']);
    for await (const { references } of shop.provider.discover({ on: 'connection' })) expect(references).toEqual([]);
  });

  test('one that hangs without an event is found by this alone', async () => {
    await shop.run('orders');
    shop.script('orders', 'hang');
    shop.deploy('orders');
    await shop.clock.advance(24 * 60 * minuteMs);
    expect(namesIn(await pagesFrom())).toEqual(['shop/orders']);
  });

  test('daemons, too, but for those that nobody has changed since long ago', async () => {
    shop.ecs.call('CreateDaemon', { daemonName: 'old', clusterArn: 'shop' });
    await shop.clock.advance(60 * minuteMs);
    shop.ecs.call('CreateDaemon', { daemonName: 'agent', clusterArn: 'shop' });
    const sinceMs = shop.clock.nowMs() - minuteMs;
    const found: string[] = [];
    for await (const page of shop.provider.discover({ sinceMs })) found.push(...namesIn([page]));
    expect(found).toEqual(['shop/agent']);
    expect(callsTo('ListDaemonDeployments')).toHaveLength(1);
  });

  test('in every cluster, and from where a page said to go on', async () => {
    for (const cluster of ['alpha', 'zeta']) {
      shop.ecs.call('CreateCluster', { clusterName: cluster });
      shop.ecs.call('CreateService', { cluster, serviceName: 'orders' });
    }
    shop.create('orders');
    const pages = await pagesFrom();
    expect(namesIn(pages)).toEqual(['alpha/orders', 'shop/orders', 'zeta/orders']);
    for (const [index, { nextToken }] of pages.entries()) {
      if (nextToken !== undefined) expect(await pagesFrom(nextToken)).toEqual(pages.slice(index + 1));
    }
    expect(pages.at(-1)?.nextToken).toBeUndefined();
    expect(await pagesFrom('no token of ours')).toEqual(pages);
  });

  test('where deployments are listed service by service, each ten services are a page that may be the last one of a job', async () => {
    for (let number = 10; number < 45; number += 1) {
      shop.create(`service-${number}`, { deploymentConfiguration: { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 0 } });
    }
    await shop.clock.advance(30 * minuteMs);
    for (const number of [11, 25, 44]) {
      shop.script(`service-${number}`, 'hang');
      shop.deploy(`service-${number}`);
    }
    shop.instead = (operation, input) => {
      if (operation !== 'DescribeServices') return undefined;
      const { services } = callInProcess(shop.ecs, operation, input);
      const unnamed = Array.isArray(services) ? services : [];
      return { services: unnamed.map((service) => ({ ...Object(service), currentServiceDeployment: undefined })) };
    };
    const pages = await pagesFrom();
    expect(pages.map((page) => namesIn([page]))).toEqual([
      ['shop/service-11'],
      ['shop/service-25'],
      [],
      ['shop/service-44'],
      [],
    ]);
    for (const [index, { nextToken }] of pages.entries()) {
      if (nextToken !== undefined) expect(await pagesFrom(nextToken)).toEqual(pages.slice(index + 1));
    }
  });

  test('a cluster that is deleted meanwhile has nothing under way, and the rest goes on', async () => {
    for (const cluster of ['alpha', 'zeta']) shop.ecs.call('CreateCluster', { clusterName: cluster });
    shop.ecs.call('CreateService', { cluster: 'zeta', serviceName: 'orders' });
    shop.instead = (operation, input) => {
      if (operation === 'ListServices' && JSON.stringify(input).includes('alpha')) {
        throw clientError('ClusterNotFoundException');
      }
      return undefined;
    };
    const pages = await pagesFrom();
    expect(namesIn(pages)).toEqual(['zeta/orders']);
    expect(pages.flatMap(({ failure }) => failure ?? [])).toEqual([]);
  });

  test('where a Region has no daemons, there is nothing to list', async () => {
    shop.instead = (operation) => {
      if (operation === 'ListDaemons') throw clientError('UnsupportedFeatureException');
      return undefined;
    };
    expect((await pagesFrom()).flatMap(({ failure }) => failure ?? [])).toEqual([]);
  });
});

describe('what cannot be listed', () => {
  test.each(['ListClusters', 'ListServices', 'DescribeServices', 'ListDaemons'] as const)(
    '%s denied: the page says so, and the rest goes on',
    async (operation) => {
      shop.create('orders');
      shop.ecs.call('CreateCluster', { clusterName: 'zeta' });
      shop.ecs.call('CreateService', { cluster: 'zeta', serviceName: 'late' });
      shop.instead = (called, input) => {
        const isMeant = called === operation && !JSON.stringify(input).includes('zeta');
        if (isMeant) throw clientError('AccessDeniedException');
        return undefined;
      };
      const pages = await pagesFrom();
      const failures = pages.flatMap(({ failure }) => failure ?? []);
      expect(failures).toMatchObject([{ operation, error: 'AccessDeniedException', isThrottle: false }]);
      if (operation !== 'ListClusters') expect(namesIn(pages)).toContain('zeta/late');
    },
  );

  test('a throttle ends the listing: whoever is turned away asks for less, and later', async () => {
    shop.ecs.call('CreateCluster', { clusterName: 'zeta' });
    shop.instead = (operation) => {
      if (operation === 'ListServices') throw clientError('ThrottlingException');
      return undefined;
    };
    const failures = (await pagesFrom()).flatMap(({ failure }) => failure ?? []);
    expect(failures).toMatchObject([{ operation: 'ListServices', isThrottle: true }]);
    expect(callsTo('ListServices')).toHaveLength(1);
  });

  test('an empty page with a token is not the end', async () => {
    shop.create('orders');
    shop.instead = (operation, input) => {
      if (operation !== 'ListServices') return undefined;
      if (!('nextToken' in input)) return { serviceArns: [], nextToken: 'goes-on' };
      return shop.ecs.call('ListServices', { cluster: 'shop' });
    };
    shop.create('invoices');
    expect([...namesIn(await pagesFrom())].sort()).toEqual(['shop/invoices', 'shop/orders']);
  });
});

describe('500 services, 50 of them under way', () => {
  test('cost so many calls, within the published rates and in time', async () => {
    for (let number = 0; number < 500; number += 1) shop.create(`service-${number}`);
    await shop.clock.advance(minuteMs);
    for (let number = 0; number < 50; number += 1) shop.deploy(`service-${number * 10}`);
    let nowMs = 0;
    const made: { operation: string; atMs: number }[] = [];
    const api = pacedApi(
      typedApi(async (operation, input) => {
        made.push({ operation, atMs: nowMs });
        // A call takes its time, too.
        nowMs += 20;
        return callInProcess(shop.ecs, operation, input);
      }),
      {
        clock: { now: () => nowMs },
        wait: async (durationMs) => {
          nowMs += durationMs;
        },
      },
    );
    let found = 0;
    for await (const { references } of discover(api)) found += references.length;
    expect(found).toBe(50);
    const counts = new Map<string, number>();
    for (const { operation } of made) counts.set(operation, (counts.get(operation) ?? 0) + 1);
    expect(Object.fromEntries(counts)).toEqual({
      ListClusters: 1,
      ListServices: 5,
      DescribeServices: 50,
      ListDaemons: 1,
    });
    expect(nowMs).toBeLessThan(20_000);
    // Sustained rates of https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html
    for (const { atMs } of made) {
      expect(made.filter((call) => call.atMs >= atMs && call.atMs < atMs + 1_000).length).toBeLessThanOrEqual(20);
    }
  });

  test('where every service names a deployment, those are asked in batches of twenty', async () => {
    for (let number = 0; number < 40; number += 1) shop.create(`service-${number}`);
    await shop.clock.advance(minuteMs);
    shop.instead = (operation, input) => {
      if (operation !== 'DescribeServices') return undefined;
      const answer = callInProcess(shop.ecs, operation, input);
      const services: unknown[] = Array.isArray(answer['services']) ? answer['services'] : [];
      return {
        services: services.map((service) => ({
          ...Object(service),
          currentServiceDeployment: `${String(Object(service).serviceArn).replace('service/', 'service-deployment/')}/ended`,
        })),
      };
    };
    expect(namesIn(await pagesFrom())).toEqual([]);
    expect(callsTo('DescribeServiceDeployments')).toHaveLength(2);
    expect(callsTo('ListServiceDeployments')).toHaveLength(0);
  });
});
