import {
  ListServiceInstancesFilterBy,
  ListServiceInstancesSortBy,
  type ProtonClient,
  paginateListServiceInstances,
  type ServiceInstanceSummary,
  SortOrder,
} from '@aws-sdk/client-proton';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type RunningServer, startServer } from '../../support/server.ts';
import { createWorld, serviceSpec, type World } from '../../support/world.ts';
import { serviceInstanceActions, sortField } from './support/service-instance-scenes.ts';

/*
 * Every filter with every order: https://docs.aws.amazon.com/proton/latest/APIReference/API_ListServiceInstances.html.
 * What fits and what comes first is worked out here, from the whole list.
 */

let world: World;
let server: RunningServer;
let client: ProtonClient;
let all: ServiceInstanceSummary[];

/** The versions of template "api" are drafts again, which does not touch what is deployed from them. */
function prepare(): void {
  serviceInstanceActions.prepare(world);
  for (let number = 0; number < 20; number += 1) serviceInstanceActions.add(world, number);
  world.clock.advance(1000);
  world.call('CreateService', {
    name: 'shop',
    templateName: 'web',
    templateMajorVersion: '1',
    spec: serviceSpec(['blue', 'green', 'red']),
  });
  world.clock.settle();
  const version = { templateName: 'api', majorVersion: '1', minorVersion: '0' };
  world.call('UpdateServiceTemplateVersion', { ...version, status: 'DRAFT' });
}

async function list(input: Parameters<typeof paginateListServiceInstances>[1], pageSize: number) {
  const told: ServiceInstanceSummary[] = [];
  for await (const page of paginateListServiceInstances({ client, pageSize }, { ...input })) {
    told.push(...(page.serviceInstances ?? []));
  }
  return told;
}

beforeAll(async () => {
  world = createWorld();
  server = await startServer({ plane: world.plane });
  client = server.client();
  prepare();
  all = await list({}, 100);
});

afterAll(() => server.close());

type Fits = (instance: ServiceInstanceSummary) => boolean;
const timeOf = (text: string): Date => new Date(text);

/** A value of each filter that some fit and others do not, and what it means. */
const FILTERS: Readonly<Record<ListServiceInstancesFilterBy, () => { value: string; fits: Fits }>> = {
  name: () => ({ value: 'instance-3', fits: ({ name }) => name === 'instance-3' }),
  deploymentStatus: () => ({ value: 'FAILED', fits: ({ deploymentStatus }) => deploymentStatus === 'FAILED' }),
  templateName: () => ({ value: 'api', fits: ({ templateName }) => templateName === 'api' }),
  serviceName: () => ({ value: 'shop', fits: ({ serviceName }) => serviceName === 'shop' }),
  deployedTemplateVersionStatus: () => ({
    value: 'DRAFT',
    fits: ({ templateName, lastSucceededDeploymentId }) =>
      templateName === 'api' && lastSucceededDeploymentId !== undefined,
  }),
  environmentName: () => ({ value: 'stage', fits: ({ environmentName }) => environmentName === 'stage' }),
  lastDeploymentAttemptedAtBefore: () => timeFilter('lastDeploymentAttemptedAt', (time, limit) => time < limit),
  lastDeploymentAttemptedAtAfter: () => timeFilter('lastDeploymentAttemptedAt', (time, limit) => time > limit),
  createdAtBefore: () => timeFilter('createdAt', (time, limit) => time < limit),
  createdAtAfter: () => timeFilter('createdAt', (time, limit) => time > limit),
};

/** The limit is the very time of one of them, which is neither before nor after. */
function timeFilter(field: 'createdAt' | 'lastDeploymentAttemptedAt', holds: (time: Date, limit: Date) => boolean) {
  const times = all.flatMap((instance) => instance[field] ?? []);
  const value = times.sort((left, right) => left.getTime() - right.getTime())[times.length >> 1]?.toISOString() ?? '';
  const fits: Fits = (instance) => instance[field] !== undefined && holds(instance[field], timeOf(value));
  return { value, fits };
}

const ORDERS = Object.values(ListServiceInstancesSortBy).flatMap((sortBy) =>
  Object.values(SortOrder).map((sortOrder) => ({ sortBy, sortOrder })),
);

function inOrder({ sortBy, sortOrder }: (typeof ORDERS)[number], instances: ServiceInstanceSummary[]): string[] {
  const keyed = instances.map((instance) => ({
    name: `${instance.serviceName}/${instance.name}`,
    key: [sortField(sortBy, instance), instance.serviceName ?? '', instance.name ?? ''],
  }));
  const sign = sortOrder === 'DESCENDING' ? -1 : 1;
  keyed.sort((left, right) => {
    const index = left.key.findIndex((part, place) => part !== right.key[place]);
    return (left.key[index] ?? '') < (right.key[index] ?? '') ? -sign : sign;
  });
  return keyed.map(({ name }) => name);
}

describe.each(Object.values(ListServiceInstancesFilterBy))('the filter %s', (key) => {
  test('leaves what fits, in every order, page by page', async () => {
    const { value, fits } = FILTERS[key]();
    const expected = all.filter(fits);
    expect(expected.length).toBeGreaterThan(2);
    expect(expected.length).toBeLessThan(all.length);
    for (const order of ORDERS) {
      const told = await list({ ...order, filters: [{ key, value }] }, 5);
      expect(told.map((instance) => `${instance.serviceName}/${instance.name}`)).toEqual(inOrder(order, expected));
    }
  });
});

test('filters together leave what fits all of them', async () => {
  const filters = [
    { key: 'templateName', value: 'web' },
    { key: 'environmentName', value: 'prod' },
    { key: 'deploymentStatus', value: 'SUCCEEDED' },
  ] as const;
  const expected = all.filter((instance) =>
    filters.every((filter) => FILTERS_OF_TEXT[filter.key](instance) === filter.value),
  );
  expect(expected.length).toBeGreaterThan(2);
  const told = await list({ filters: [...filters] }, 2);
  expect(told.map((instance) => instance.arn)).toEqual(expected.map((instance) => instance.arn));
});

const FILTERS_OF_TEXT = {
  templateName: (instance: ServiceInstanceSummary) => instance.templateName,
  environmentName: (instance: ServiceInstanceSummary) => instance.environmentName,
  deploymentStatus: (instance: ServiceInstanceSummary) => instance.deploymentStatus,
};
