import { beforeEach, describe, expect, test } from '@jest/globals';
import type { DeploymentFacts } from '../../../../src/lib/model/subject.ts';
import { clientError, minuteMs, Shop } from './shop.ts';

let shop: Shop;
beforeEach(async () => {
  shop = new Shop();
  await shop.run('orders');
});

/** What each investigator finds; the name of its error if it finds nothing. */
function investigate(facts: DeploymentFacts) {
  shop.calls.length = 0;
  const { signal } = new AbortController();
  return Promise.all(
    (shop.provider.investigators?.(facts) ?? []).map((one) =>
      one.investigate(signal).catch((error: unknown) => [String(Reflect.get(Object(error), 'name'))]),
    ),
  );
}

async function deployed(outcome: 'fail' | 'succeed'): Promise<DeploymentFacts> {
  shop.script('orders', outcome);
  const deploymentConfiguration = { deploymentCircuitBreaker: { enable: true, rollback: false } };
  shop.deploy('orders', { deploymentConfiguration });
  await shop.clock.advance(outcome === 'fail' ? minuteMs : 1_000);
  return (await shop.only('orders')).facts;
}

describe('a diagnosis of a service deployment', () => {
  test('whose tasks fail has why they stopped, with the exit code, and what ECS says of the service', async () => {
    const [tasks, events] = await investigate(await deployed('fail'));
    expect(tasks?.[0]).toMatch(
      /^task \d{32} of .+ stopped at 2026-11-21 \d\d:\d\d:\d\d UTC: EssentialContainerExited: Essential container in task exited$/,
    );
    expect(tasks?.[1]).toBe('container orders: exit code 1');
    expect(events?.[0]).toMatch(
      /^2026-11-21 \d\d:\d\d:\d\d UTC: \(service orders\) is unable to consistently start tasks successfully\.$/,
    );
    expect(shop.calls.map(({ operation }) => operation).toSorted()).toEqual([
      'DescribeServices',
      'DescribeTasks',
      'ListTasks',
    ]);
  });

  test('of a healthy one is none, by two calls', async () => {
    expect(await investigate(await deployed('succeed'))).toEqual([[], []]);
    expect(shop.calls.map(({ operation }) => operation).toSorted()).toEqual(['DescribeServices', 'ListTasks']);
  });

  test('has failing health checks, and leaves out what goes well and what was before', async () => {
    const facts = await deployed('succeed');
    const at = (second: number) => new Date(facts.startedAtMs + second * 1000);
    const unhealthy = '(service orders) (port 80) is unhealthy in (target-group web) due to (reason Request timed out)';
    shop.instead = (operation) =>
      operation === 'DescribeServices'
        ? {
            services: [
              {
                events: [
                  { createdAt: at(9), message: '(service orders) has started 1 tasks: (task 1).' },
                  { createdAt: at(5), message: unhealthy },
                  { createdAt: at(-5), message: unhealthy },
                ],
              },
            ],
          }
        : undefined;
    const [, events] = await investigate(facts);
    expect(events).toHaveLength(1);
    expect(events?.[0]).toContain(unhealthy);
  });

  test('that is denied is an error of each, and a daemon has none', async () => {
    const facts = await deployed('succeed');
    shop.instead = () => {
      throw clientError('AccessDeniedException');
    };
    expect(await investigate(facts)).toEqual([['EcsUnavailable'], ['EcsUnavailable']]);
    expect(await investigate({ ...facts, kind: 'daemon' })).toEqual([[], []]);
    expect(shop.calls).toEqual([]);
  });
});
