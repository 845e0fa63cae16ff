import { describe, expect, test } from '@jest/globals';
import type { DiscoveredPage } from '../../../../src/lib/model/discovery.ts';
import type { SubjectReference } from '../../../../src/lib/model/reference.ts';
import type { DiscoverOptions } from '../../../../src/lib/ports.ts';
import { createProtonProvider } from '../../../../src/lib/providers/proton/index.ts';
import { type Called, fakeApi } from './fake-api.ts';
import { sdkError } from './sdk-errors.ts';

const prefix = 'arn:aws:proton:us-east-1:123456789012';
const connectionId = '3f1c9e0a-5b0e-4d3b-9b60-0d8a2f1f9a11';
const connectionArn = `arn:aws:proton:us-east-1:111122223333:environment-account-connection/${connectionId}`;

const members: Readonly<Record<string, string>> = {
  ListServiceInstances: 'serviceInstances',
  ListEnvironments: 'environments',
  ListComponents: 'components',
  ListDeployments: 'deployments',
  ListEnvironmentAccountConnections: 'environmentAccountConnections',
};

/** An account whose lists hold what is given, page by page. */
function account(lists: Readonly<Record<string, readonly (readonly object[])[]>>) {
  return fakeApi(({ operation, input }) => {
    const pages = lists[operation] ?? [[]];
    const index = Number(input['nextToken'] ?? 0);
    const more = index + 1 < pages.length ? { nextToken: String(index + 1) } : {};
    return { [members[operation] ?? '']: pages[index], ...more };
  });
}

type Api = ReturnType<typeof fakeApi>['api'];

async function pagesOf(api: Api, options?: DiscoverOptions): Promise<readonly DiscoveredPage[]> {
  const pages: DiscoveredPage[] = [];
  for await (const page of createProtonProvider(api).discover(options)) pages.push(page);
  return pages;
}

async function discovered(api: Api, on?: 'deployment' | 'connection'): Promise<readonly SubjectReference[]> {
  return (await pagesOf(api, on && { on })).flatMap(({ references }) => references);
}

describe('discover', () => {
  test('finds nothing in an empty account', async () => {
    expect(await discovered(account({}).api)).toEqual([]);
  });

  test('asks for instances by their status, for pipelines in the history, for connections that are pending', async () => {
    const { api, calls } = account({});
    await discovered(api);
    expect(calls.map(({ operation, input }) => [operation, input])).toEqual([
      ['ListServiceInstances', { maxResults: 100, filters: [{ key: 'deploymentStatus', value: 'IN_PROGRESS' }] }],
      ['ListEnvironments', { maxResults: 100 }],
      ['ListComponents', { maxResults: 100 }],
      ['ListDeployments', { maxResults: 100 }],
      [
        'ListEnvironmentAccountConnections',
        { maxResults: 100, requestedBy: 'MANAGEMENT_ACCOUNT', statuses: ['PENDING'] },
      ],
    ]);
  });

  test('finds what is under way, and nothing else', async () => {
    const statuses = ['IN_PROGRESS', 'CANCELLING', 'DELETE_IN_PROGRESS', 'SUCCEEDED', 'FAILED', undefined];
    const list = (kind: string) =>
      statuses.map((deploymentStatus, index) => ({
        name: `e${index}`,
        arn: `${prefix}:${kind}/e${index}`,
        deploymentStatus,
      }));
    const { api } = account({
      ListServiceInstances: [
        [{ serviceName: 'orders', name: 'api', arn: `${prefix}:service/orders/service-instance/api` }],
      ],
      ListEnvironments: [list('environment')],
      ListComponents: [list('component')],
      ListDeployments: [
        [
          {
            targetResourceType: 'SERVICE_PIPELINE',
            serviceName: 'orders',
            targetArn: `${prefix}:service/orders/pipeline/${connectionId}`,
            deploymentStatus: 'IN_PROGRESS',
          },
          { targetResourceType: 'SERVICE_PIPELINE', serviceName: 'old', deploymentStatus: 'SUCCEEDED' },
          { targetResourceType: 'ENVIRONMENT', environmentName: 'e0', deploymentStatus: 'IN_PROGRESS' },
        ],
      ],
      ListEnvironmentAccountConnections: [[{ id: connectionId, arn: connectionArn, status: 'PENDING' }]],
    });
    const found = await discovered(api);
    expect(found.map((reference) => (reference.on === 'deployment' ? reference.name : reference.id))).toEqual([
      'orders/api',
      'e0',
      'e1',
      'e2',
      'e0',
      'e1',
      'e2',
      'orders',
      connectionId,
    ]);
    expect(found.map(({ target }) => target)).toContain(`${prefix}:service/orders/pipeline`);
  });

  test('only of the sort that is asked for', async () => {
    const connections = account({ ListEnvironmentAccountConnections: [[{ id: connectionId }]] });
    expect(await discovered(connections.api, 'connection')).toEqual([
      { on: 'connection', provider: 'proton', id: connectionId },
    ]);
    expect(connections.calls).toHaveLength(1);
    const deployments = account({});
    await discovered(deployments.api, 'deployment');
    expect(deployments.calls.map(({ operation }) => operation)).not.toContain('ListEnvironmentAccountConnections');
  });

  test('follows every page', async () => {
    const page = (from: number) =>
      Array.from({ length: 100 }, (_, index) => ({ name: `e${from + index}`, deploymentStatus: 'IN_PROGRESS' }));
    const { api } = account({ ListEnvironments: [page(0), page(100), page(200)] });
    const found = await discovered(api, 'deployment');
    expect(new Set(found.map((reference) => ('name' in reference ? reference.name : ''))).size).toBe(300);
  });

  test.each([
    ['the same token again', ['a', 'a', 'a', 'a']],
    ['tokens that go round', ['a', 'b', 'a', 'b', 'a', 'b']],
  ])('ends when the list gives %s', async (_, tokens) => {
    let page = 0;
    const { api, calls } = fakeApi(({ operation }) => {
      if (operation !== 'ListEnvironments') return {};
      page += 1;
      if (page > tokens.length) throw new Error('the walk goes round for ever');
      return { environments: [], nextToken: tokens[page - 1] };
    });
    await discovered(api, 'deployment');
    expect(calls.filter(({ operation }) => operation === 'ListEnvironments').length).toBeLessThanOrEqual(3);
  });

  test('skips what is listed without the names to ask for it (A11)', async () => {
    const { api } = account({
      ListServiceInstances: [[{ name: 'api' }, { serviceName: 'orders' }, {}]],
      ListEnvironments: [[{ deploymentStatus: 'IN_PROGRESS' }]],
      ListDeployments: [[{ targetResourceType: 'SERVICE_PIPELINE', deploymentStatus: 'IN_PROGRESS' }]],
      ListEnvironmentAccountConnections: [[{ arn: connectionArn }]],
    });
    expect(await discovered(api)).toEqual([]);
  });

  test('answers without the list are empty lists', async () => {
    expect(await discovered(fakeApi(() => ({})).api)).toEqual([]);
  });

  test('what one list refuses is told, after all other lists were given', async () => {
    const { api } = fakeApi(({ operation }: Called) => {
      if (operation === 'ListEnvironments') throw sdkError('AccessDeniedException', 400);
      return operation === 'ListComponents'
        ? { components: [{ name: 'cache', deploymentStatus: 'IN_PROGRESS' }] }
        : operation === 'ListEnvironmentAccountConnections'
          ? { environmentAccountConnections: [{ id: connectionId }] }
          : {};
    });
    const pages = await pagesOf(api);
    expect(pages.flatMap(({ references }) => references)).toHaveLength(2);
    expect(pages.flatMap(({ failure }) => failure ?? [])).toMatchObject([
      { operation: 'ListEnvironments', error: 'AccessDeniedException', isThrottle: false },
    ]);
  });

  test('a throttle is told apart', async () => {
    const { api } = fakeApi(() => {
      throw sdkError('ThrottlingException', 400);
    });
    expect(await pagesOf(api, { on: 'connection' })).toMatchObject([
      { references: [], failure: { operation: 'ListEnvironmentAccountConnections', isThrottle: true } },
    ]);
  });

  test('goes on wherever it was left: each token leads to what was not given yet', async () => {
    const page = (...names: string[]) => names.map((name) => ({ name, deploymentStatus: 'IN_PROGRESS' }));
    const lists = {
      ListEnvironments: [page('e1'), page('e2'), page('e3')],
      ListComponents: [page('c1'), page('c2')],
      ListEnvironmentAccountConnections: [[{ id: connectionId }]],
    };
    const whole = await pagesOf(account(lists).api);
    expect(whole.at(-1)?.nextToken).toBeUndefined();
    for (const [index, { nextToken }] of whole.slice(0, -1).entries()) {
      if (nextToken === undefined) throw new Error('a page before the last leads nowhere');
      expect(await pagesOf(account(lists).api, { token: nextToken })).toEqual(whole.slice(index + 1));
    }
  });

  test('goes on behind a list that is refused', async () => {
    const { api } = fakeApi(({ operation }) => {
      if (operation === 'ListServiceInstances') throw sdkError('AccessDeniedException', 400);
      return {};
    });
    const [refused] = await pagesOf(api);
    expect(refused).toMatchObject({ failure: { operation: 'ListServiceInstances' }, nextToken: 'environments:' });
  });
});

describe('deployment history', () => {
  const hourMs = 60 * 60_000;
  const nowMs = Date.UTC(2026, 10, 29);
  /** One of a pipeline an hour, newest first, and all still under way. */
  const history = Array.from({ length: 10 }, (_, page) =>
    Array.from({ length: 100 }, (_unused, index) => ({
      targetResourceType: 'SERVICE_PIPELINE',
      serviceName: `s${page * 100 + index}`,
      deploymentStatus: 'IN_PROGRESS',
      createdAt: new Date(nowMs - (page * 100 + index) * hourMs),
    })),
  );
  const historyCalls = (calls: readonly Called[]) => calls.filter(({ operation }) => operation === 'ListDeployments');

  test('is read as far back as is asked for, and not a page further', async () => {
    const { api, calls } = account({ ListDeployments: history });
    const pages = await pagesOf(api, { sinceMs: nowMs - 150 * hourMs });
    expect(historyCalls(calls)).toHaveLength(2);
    // What is under way beyond the horizon is given where it is seen anyway.
    expect(pages.flatMap(({ references }) => references)).toHaveLength(200);
  });

  test('is read whole where it does not say when things began', async () => {
    const undated = history.map((page) => page.map(({ createdAt: _unknown, ...deployment }) => deployment));
    const { api, calls } = account({ ListDeployments: undated });
    await pagesOf(api, { sinceMs: nowMs });
    expect(historyCalls(calls)).toHaveLength(10);
  });

  test('is walked page by page to its end, whatever the horizon', async () => {
    const provider = createProtonProvider(account({ ListDeployments: history }).api);
    const found: SubjectReference[] = [];
    let token: string | undefined;
    let pages = 0;
    do {
      const page: DiscoveredPage | undefined = await provider.walk?.(token);
      found.push(...(page?.references ?? []));
      token = page?.nextToken;
      pages += 1;
    } while (token !== undefined);
    expect([pages, found.length]).toEqual([10, 1000]);
  });

  test('a walk that is refused says by what', async () => {
    const { api } = fakeApi(() => {
      throw sdkError('ValidationException', 400);
    });
    await expect(createProtonProvider(api).walk?.('of yesterday')).rejects.toMatchObject({
      name: 'ListingFailed',
      operation: 'ListDeployments',
      error: 'ValidationException',
    });
  });
});
