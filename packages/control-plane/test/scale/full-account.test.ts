import { beforeAll, describe, expect, test } from '@jest/globals';
import { callOperation, serve } from '../support/http-server.ts';
import { createWorld, listOf, type World } from '../support/world.ts';
import { createFleet, ENVIRONMENTS, type Expected, INSTANCES_PER_SERVICE, SERVICES } from './fleet.ts';

type Item = Readonly<Record<string, unknown>>;

let world: World;
let fleet: Expected[];

beforeAll(() => {
  world = createWorld();
  fleet = createFleet(world);
});

/** Every page of a list, in pages of a hundred. */
function pagesOf(operation: string, member: string, input: object = {}): Item[][] {
  const pages: Item[][] = [];
  let nextToken: unknown;
  do {
    const output = world.call(operation, { ...input, ...(nextToken !== undefined && { nextToken }) });
    pages.push(listOf(output[member]));
    nextToken = output['nextToken'];
  } while (nextToken !== undefined);
  return pages;
}

const identity = ({ serviceName, name }: Item): string => `${String(serviceName)}/${String(name)}`;
const names = (items: readonly Item[]): string[] => items.map(({ name }) => String(name));

function instances(input: object = {}): Item[] {
  return pagesOf('ListServiceInstances', 'serviceInstances', input).flat();
}

/** What the list must be: those that fit, ordered by a member and then by service and name. */
function expected(member: keyof Expected, fits: (one: Expected) => boolean = () => true, descending = false): string[] {
  const ordered = fleet
    .filter(fits)
    .map((one) => ({ one, key: [one[member], one.serviceName, one.name].join(' ') }))
    .sort((left, right) => (left.key < right.key ? -1 : 1))
    .map(({ one }) => `${one.serviceName}/${one.name}`);
  return descending ? ordered.toReversed() : ordered;
}

describe('in an account that is full', () => {
  test('all pages of every list are the whole list', () => {
    const environments = pagesOf('ListEnvironments', 'environments');
    expect(environments.map((page) => page.length)).toEqual(Array.from({ length: ENVIRONMENTS / 100 }, () => 100));
    const inOrder = [...names(environments.flat())].sort((left, right) => (left < right ? -1 : 1));
    expect(names(environments.flat())).toEqual(inOrder);
    expect(new Set(names(environments.flat())).size).toBe(ENVIRONMENTS);
    const services = pagesOf('ListServices', 'services').flat();
    expect(names(services)).toEqual([...new Set(fleet.map(({ serviceName }) => serviceName))].sort());
    expect(instances().map(identity)).toEqual(expected('serviceName'));
    const deployments = pagesOf('ListDeployments', 'deployments').flat();
    const ids = new Set(deployments.map(({ id }) => id));
    expect(ids.size).toBe(ENVIRONMENTS + SERVICES * INSTANCES_PER_SERVICE);
  });

  test.each<[string, object, () => string[]]>([
    [
      'status',
      { filters: [{ key: 'deploymentStatus', value: 'FAILED' }] },
      () => expected('serviceName', ({ deploymentStatus }) => deploymentStatus === 'FAILED'),
    ],
    [
      'service',
      { serviceName: 'service-0500' },
      () => expected('serviceName', ({ serviceName }) => serviceName === 'service-0500'),
    ],
    [
      'service, as a filter',
      { filters: [{ key: 'serviceName', value: 'service-0500' }] },
      () => expected('serviceName', ({ serviceName }) => serviceName === 'service-0500'),
    ],
    [
      'environment',
      { filters: [{ key: 'environmentName', value: 'environment-0123' }] },
      () => expected('serviceName', ({ environmentName }) => environmentName === 'environment-0123'),
    ],
    [
      'name, by environment',
      { filters: [{ key: 'name', value: 'instance-0007' }], sortBy: 'environmentName' },
      () => expected('environmentName', ({ name }) => name === 'instance-0007'),
    ],
    [
      'status of two filters, by environment, backwards',
      {
        filters: [
          { key: 'deploymentStatus', value: 'SUCCEEDED' },
          { key: 'name', value: 'instance-0003' },
        ],
        sortBy: 'environmentName',
        sortOrder: 'DESCENDING',
      },
      () =>
        expected(
          'environmentName',
          (one) => one.deploymentStatus === 'SUCCEEDED' && one.name === 'instance-0003',
          true,
        ),
    ],
    [
      'a service that is not the one of the filter',
      { serviceName: 'service-0001', filters: [{ key: 'serviceName', value: 'service-0002' }] },
      () => [],
    ],
  ])('instances by %s are those that fit, in order', (_what, input, wanted) => {
    expect(instances(input).map(identity)).toEqual(wanted());
  });

  test('one more service is made, changed, seen and deleted as in an empty account', () => {
    const [one] = fleet;
    expect(one).toBeDefined();
    const name = String(one?.serviceName);
    world.call('DeleteService', { name });
    world.clock.settle();
    expect(instances({ serviceName: 'service-0001' })).toHaveLength(INSTANCES_PER_SERVICE);
    expect(world.refusal('GetService', { name }).name).toBe('ResourceNotFoundException');
    expect(world.refusal('ListServiceInstances', { serviceName: name }).name).toBe('ResourceNotFoundException');
    const spec = `proton: ServiceSpec\ninstances:\n  - { name: alone, environment: ${one?.environmentName} }\n`;
    world.call('CreateService', { name, templateName: 'web', templateMajorVersion: '1', spec });
    world.clock.settle();
    expect(instances({ serviceName: name }).map(identity)).toEqual([`${name}/alone`]);
    expect(world.get('GetResourcesSummary')).toMatchObject({
      environments: { total: ENVIRONMENTS },
      services: { total: SERVICES },
      serviceInstances: { total: (SERVICES - 1) * INSTANCES_PER_SERVICE + 1 },
    });
    fleet = [
      ...fleet.filter(({ serviceName }) => serviceName !== name),
      {
        serviceName: name,
        name: 'alone',
        environmentName: String(one?.environmentName),
        deploymentStatus: 'SUCCEEDED',
      },
    ];
  });

  test('over HTTP the pages are the same', async () => {
    const server = await serve(world.plane);
    try {
      const found: string[] = [];
      let nextToken: unknown;
      do {
        const input = { maxResults: 100, nextToken };
        const page: Item = (await callOperation(server, 'ListServiceInstances', input)).body;
        found.push(...listOf(page['serviceInstances']).map(identity));
        nextToken = page['nextToken'];
      } while (nextToken !== undefined);
      expect(found).toEqual(expected('serviceName'));
      expect(server.faults).toEqual([]);
    } finally {
      await server.close();
    }
  });

  test('a restored copy shows the same', () => {
    const copy = createWorld();
    copy.plane.restore(world.plane.snapshot());
    const first = {
      maxResults: 100,
      sortBy: 'environmentName',
      filters: [{ key: 'deploymentStatus', value: 'FAILED' }],
    };
    for (const input of [{}, { serviceName: 'service-0042' }, first]) {
      expect(copy.call('ListServiceInstances', input)).toEqual(world.call('ListServiceInstances', input));
    }
    expect(copy.call('GetResourcesSummary')).toEqual(world.call('GetResourcesSummary'));
  });
});
