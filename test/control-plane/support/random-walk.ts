import * as fc from 'fast-check';
import { ENVIRONMENT_SPEC, serviceSpec, type World } from './world.ts';

/** One thing that may happen to a world. Refusals are part of life; faults are not. */
export interface Step {
  run(world: World): void;
  /** How fast-check prints it in a counterexample. */
  [fc.toStringMethod](): string;
}

const step = (description: string, run: (world: World) => void): Step => ({
  run,
  [fc.toStringMethod]: () => description,
});

const call = (operation: string, input: Record<string, unknown>): Step =>
  step(`${operation} ${JSON.stringify(input)}`, (world) => {
    try {
      world.call(operation, input);
    } catch (error) {
      if (!isRefusal(error)) throw error;
    }
  });

function isRefusal(error: unknown): boolean {
  const names = ['ConflictException', 'ValidationException', 'ResourceNotFoundException'];
  return error instanceof Error && names.includes(error.name);
}

const instance = fc.constantFrom('blue', 'green', 'red');
const instances = fc.subarray(['blue', 'green', 'red'], { minLength: 1 });
const deploymentType = fc.constantFrom('NONE', 'CURRENT_VERSION', 'MINOR_VERSION');
const target = fc.constantFrom(
  'shop/blue',
  'shop/green',
  'shop/red',
  'service/shop/pipeline',
  'environment/prod',
  'component/queue',
);
const noDelay = fc.constantFrom(0, 1, 1000, 2000, 4000, 60_000);

/** Anything that can happen to service "shop", environment "prod" and component "queue". */
export const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: noDelay.map((byMs) => step(`${byMs} ms`, (world) => world.clock.advance(byMs))),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(target, fc.constantFrom('succeed', 'fail', 'hang'), fc.constantFrom('deployment', 'deletion'))
      .map(([name, outcome, on]) =>
        step(`script ${name} ${outcome} on ${on}`, (world) => world.plane.script(name, outcome, { on })),
      ),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(instance, deploymentType)
      .map(([name, type]) => call('UpdateServiceInstance', { serviceName: 'shop', name, deploymentType: type })),
  },
  {
    weight: 4,
    arbitrary: instance.map((name) =>
      call('CancelServiceInstanceDeployment', { serviceName: 'shop', serviceInstanceName: name }),
    ),
  },
  instances.map((names) => call('UpdateService', { name: 'shop', spec: serviceSpec(names, { pipeline: 'main' }) })),
  fc.constantFrom(
    call('UpdateServicePipeline', {
      serviceName: 'shop',
      deploymentType: 'CURRENT_VERSION',
      spec: serviceSpec(['blue'], { pipeline: 'main' }),
    }),
    call('CancelServicePipelineDeployment', { serviceName: 'shop' }),
    call('UpdateEnvironment', { name: 'prod', deploymentType: 'CURRENT_VERSION', spec: ENVIRONMENT_SPEC }),
    call('CancelEnvironmentDeployment', { environmentName: 'prod' }),
    call('CreateComponent', { name: 'queue', environmentName: 'prod', manifest: 'm', templateFile: 't' }),
    call('CreateComponent', {
      name: 'queue',
      serviceName: 'shop',
      serviceInstanceName: 'blue',
      serviceSpec: serviceSpec(['blue']),
      manifest: 'm',
      templateFile: 't',
    }),
    call('UpdateComponent', {
      name: 'queue',
      deploymentType: 'CURRENT_VERSION',
      serviceName: '',
      serviceInstanceName: '',
    }),
    call('UpdateComponent', {
      name: 'queue',
      deploymentType: 'CURRENT_VERSION',
      serviceName: 'shop',
      serviceInstanceName: 'green',
    }),
    call('CancelComponentDeployment', { componentName: 'queue' }),
    call('DeleteComponent', { name: 'queue' }),
    call('DeleteService', { name: 'shop' }),
    call('DeleteEnvironment', { name: 'prod' }),
    call('CreateServiceInstance', {
      serviceName: 'shop',
      name: 'red',
      spec: serviceSpec(['red'], { pipeline: 'main' }),
    }),
  ),
);
