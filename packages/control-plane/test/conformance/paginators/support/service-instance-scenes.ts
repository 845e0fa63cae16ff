import {
  ListServiceInstancesSortBy,
  paginateListServiceInstances,
  type ServiceInstanceSummary,
  SortOrder,
} from '@aws-sdk/client-proton';
import {
  createEnvironment,
  ENVIRONMENT_SPEC,
  publishVersion,
  ROLE_ARN,
  serviceSpec,
  type World,
} from '../../../support/world.ts';
import { type ListScene, listScene } from './list-scene.ts';

const FIELDS: Readonly<
  Record<ListServiceInstancesSortBy, (item: ServiceInstanceSummary) => string | Date | undefined>
> = {
  name: (item) => item.name,
  deploymentStatus: (item) => item.deploymentStatus,
  templateName: (item) => item.templateName,
  serviceName: (item) => item.serviceName,
  environmentName: (item) => item.environmentName,
  lastDeploymentAttemptedAt: (item) => item.lastDeploymentAttemptedAt,
  createdAt: (item) => item.createdAt,
};

/** What an instance is sorted by, as a text or a number. */
export function sortField(sortBy: ListServiceInstancesSortBy, item: ServiceInstanceSummary): string | number {
  const value = FIELDS[sortBy](item);
  return value instanceof Date ? value.getTime() : (value ?? '');
}

/** Two environments and two templates. */
function prepare(world: World): void {
  createEnvironment(world);
  world.call('CreateEnvironment', {
    name: 'stage',
    templateName: 'network',
    templateMajorVersion: '1',
    spec: ENVIRONMENT_SPEC,
    protonServiceRoleArn: ROLE_ARN,
  });
  world.call('CreateServiceTemplate', { name: 'api' });
  publishVersion(world, 'Service', 'api');
  world.clock.settle();
}

/** By what the first try of an instance ends with, by number; several are equal in whatever they are sorted by. */
const OUTCOMES = ['succeed', 'fail', 'succeed', 'hang', 'succeed'] as const;

export const serviceInstanceActions: Pick<ListScene, 'prepare' | 'add' | 'remove'> = {
  prepare,
  /** One more service with one instance; every third was deployed once more, later. */
  add(world, number) {
    const serviceName = `service-${(number * 37) % 101}`;
    const name = `instance-${number % 7}`;
    world.clock.advance(number % 2);
    world.plane.script(`${serviceName}/${name}`, OUTCOMES[number % OUTCOMES.length] ?? 'succeed');
    world.call('CreateService', {
      name: serviceName,
      templateName: number % 4 < 2 ? 'web' : 'api',
      templateMajorVersion: '1',
      spec: serviceSpec([name]).replace('"prod"', number % 2 === 0 ? '"prod"' : '"stage"'),
    });
    world.clock.settle();
    const made = world.get('GetServiceInstance', { serviceName, name });
    if (number % 3 === 0 && made['deploymentStatus'] === 'SUCCEEDED') {
      world.call('UpdateServiceInstance', { serviceName, name, deploymentType: 'CURRENT_VERSION' });
      world.clock.settle();
    }
    return `${serviceName}/${name}`;
  },
  remove(world, name) {
    world.plane.script(name, 'succeed');
    world.call('DeleteService', { name: name.split('/')[0] });
    world.clock.settle();
  },
};

/** Service and name tell instances apart, and order those that are equal in the field. */
const common = {
  paginator: 'paginateListServiceInstances' as const,
  paginate: paginateListServiceInstances,
  nameOf: (item: ServiceInstanceSummary) => `${item.serviceName}/${item.name}`,
  ...serviceInstanceActions,
};

function sortedScene(sortBy: ListServiceInstancesSortBy, sortOrder: SortOrder): ListScene {
  return listScene({
    ...common,
    title: `paginateListServiceInstances by ${sortBy}, ${sortOrder}`,
    descending: sortOrder === 'DESCENDING',
    input: { sortBy, sortOrder },
    otherInput: { sortBy, sortOrder: sortOrder === 'DESCENDING' ? 'ASCENDING' : 'DESCENDING' },
    itemsOf: (page) => page.serviceInstances,
    rankOf: (item) => [sortField(sortBy, item), item.serviceName, item.name],
  });
}

/** As the API has it by default: by service. */
const DEFAULT_SCENE = listScene({
  ...common,
  input: {},
  otherInput: { filters: [{ key: 'environmentName', value: 'prod' }] },
  itemsOf: (page) => page.serviceInstances,
  rankOf: (item) => [item.serviceName, item.name],
});

/** The default order, and every field in both orders. */
export const SERVICE_INSTANCE_LISTS: readonly ListScene[] = [
  DEFAULT_SCENE,
  ...Object.values(ListServiceInstancesSortBy).flatMap((sortBy) =>
    Object.values(SortOrder).map((sortOrder) => sortedScene(sortBy, sortOrder)),
  ),
];
