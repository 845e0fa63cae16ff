import {
  createEnvironment,
  createWorld,
  serviceSpec,
  type World,
} from '../../../packages/control-plane/test/support/world.ts';
import type { Session } from '../../../src/local/index.ts';

/** What Proton allows in one service by default (https://docs.aws.amazon.com/proton/latest/userguide/ag-limits.html). */
const instancesPerService = 20;

/** One service instance of a fleet. */
export interface FleetInstance {
  readonly service: string;
  readonly instance: string;
  /** As people type it, and as messages name it. */
  readonly name: string;
}

/** The test's rules let deployments of a service whose name begins so run for as long as they like. */
export const unhurried = 'unhurried';

/** A control plane with so many service instances, each service with as many of them as Proton allows. */
export function installFleet(session: Session, size: number, serviceName = 'service'): readonly FleetInstance[] {
  const names = Array.from({ length: size }, (_, index) => ({
    service: `${serviceName}-${Math.floor(index / instancesPerService)}`,
    instance: `i${index % instancesPerService}`,
  }));
  return installInstances(session, names);
}

/**
 * A control plane with these service instances in the environment `prod`, all deployed long ago: no event tells of them.
 * The state is made on a clock of its own and put into the running control plane as a whole.
 *
 * @param prepare - makes what else is to be there
 */
export function installInstances(
  session: Session,
  names: readonly Pick<FleetInstance, 'service' | 'instance'>[],
  prepare: (world: World) => void = () => undefined,
): readonly FleetInstance[] {
  const world = createWorld({ accountId: '123456789012' });
  createEnvironment(world);
  for (const service of new Set(names.map((name) => name.service))) {
    const instances = names.filter((name) => name.service === service).map(({ instance }) => instance);
    world.call('CreateService', {
      name: service,
      templateName: 'web',
      templateMajorVersion: '1',
      spec: serviceSpec(instances),
    });
  }
  prepare(world);
  world.clock.settle();
  session.controlPlane.restore(world.plane.snapshot());
  return names.map(({ service, instance }) => ({ service, instance, name: `${service}/${instance}` }));
}
