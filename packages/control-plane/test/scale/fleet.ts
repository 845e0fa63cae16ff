import { createTemplates, ENVIRONMENT_SPEC, ROLE_ARN, type World } from '../support/world.ts';

/** The largest that the quotas of an account allow (https://docs.aws.amazon.com/proton/latest/userguide/ag-limits.html). */
export const ENVIRONMENTS = 1000;
export const SERVICES = 1000;
export const INSTANCES_PER_SERVICE = 20;

/** What is known of an instance without asking the control plane. */
export interface Expected {
  readonly serviceName: string;
  readonly name: string;
  readonly environmentName: string;
  readonly deploymentStatus: 'SUCCEEDED' | 'FAILED';
}

const padded = (index: number): string => String(index).padStart(4, '0');
const environmentName = (index: number): string => `environment-${padded(index)}`;

/** The specs are read once each, so it is these that make the size. */
function specOf(instances: readonly Expected[]): string {
  const items = instances.map(
    ({ name, environmentName: environment }) => `  - { name: ${name}, environment: ${environment} }`,
  );
  return `proton: ServiceSpec\ninstances:\n${items.join('\n')}\n`;
}

function instancesOf(service: number): Expected[] {
  return Array.from({ length: INSTANCES_PER_SERVICE }, (_, index) => {
    const number = service * INSTANCES_PER_SERVICE + index;
    return {
      serviceName: `service-${padded(service)}`,
      name: `instance-${padded(index)}`,
      environmentName: environmentName((number * 7) % ENVIRONMENTS),
      deploymentStatus: number % 50 === 0 ? 'FAILED' : 'SUCCEEDED',
    };
  });
}

/**
 * Makes all of it, in an order that is not that of any list, and lets it be deployed; one instance in fifty fails.
 * @returns every instance there is
 */
export function createFleet(world: World): Expected[] {
  createTemplates(world);
  for (let index = 0; index < ENVIRONMENTS; index += 1) {
    world.call('CreateEnvironment', {
      name: environmentName((index * 7) % ENVIRONMENTS),
      templateName: 'network',
      templateMajorVersion: '1',
      spec: ENVIRONMENT_SPEC,
      protonServiceRoleArn: ROLE_ARN,
    });
    world.clock.advance(1);
  }
  world.clock.settle();
  const fleet: Expected[] = [];
  for (let index = 0; index < SERVICES; index += 1) {
    const instances = instancesOf((index * 7) % SERVICES);
    for (const { serviceName, name, deploymentStatus } of instances) {
      if (deploymentStatus === 'FAILED') world.plane.script(`${serviceName}/${name}`, 'fail');
    }
    const [first] = instances;
    world.call('CreateService', {
      name: first?.serviceName,
      templateName: 'web',
      templateMajorVersion: '1',
      spec: specOf(instances),
    });
    fleet.push(...instances);
    world.clock.advance(1);
  }
  world.clock.settle();
  return fleet;
}
