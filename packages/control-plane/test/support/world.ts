import {
  type CallContext,
  type ControlPlane,
  type ControlPlaneOptions,
  createControlPlane,
  ProtonError,
  type ProtonEvent,
} from '../../src/index.ts';
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts';

export const REGION = 'eu-central-1';
export const ACCOUNT = '111122223333';
export const ENVIRONMENT_ACCOUNT = '444455556666';
const START_MS = Date.parse('2026-03-02T09:30:00.250Z');
export const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/ProtonServiceRole`;

export const ENVIRONMENT_SPEC = 'proton: EnvironmentSpec\nspec:\n  cidr: 10.0.0.0/16\n';

/** A service spec with these instances, each in environment "prod". */
export function serviceSpec(instances: readonly string[], inputs: { size?: string; pipeline?: string } = {}): string {
  const items = instances.map(
    (name) => `  - name: "${name}"\n    environment: "prod"\n    spec:\n      size: "${inputs.size ?? 'small'}"\n`,
  );
  const pipeline = inputs.pipeline === undefined ? '' : `pipeline:\n  target: "${inputs.pipeline}"\n`;
  return `proton: ServiceSpec\n${pipeline}instances:\n${items.join('')}`;
}

/** A control plane on a virtual clock, with everything it emitted. */
export interface World {
  readonly plane: ControlPlane;
  readonly clock: VirtualClock;
  readonly events: ProtonEvent[];
  call(operation: string, input?: unknown, context?: CallContext): Record<string, unknown>;
  /** The one member of an output, such as `environment`. */
  get(operation: string, input?: unknown, context?: CallContext): Record<string, unknown>;
  /** Name and message of the refusal of a call. */
  refusal(operation: string, input?: unknown, context?: CallContext): { name: string; message: string };
  /** Events so far as `resource status<previous`, then forgets them. */
  takeEvents(detailType?: string): string[];
}

export function createWorld(options: Partial<ControlPlaneOptions> = {}): World {
  const clock = createVirtualClock(START_MS);
  const events: ProtonEvent[] = [];
  const plane = createControlPlane({
    clock,
    random: countingRandom(),
    region: REGION,
    accountId: ACCOUNT,
    emit: (event) => events.push(event),
    ...options,
  });
  const call: World['call'] = (operation, input = {}, context = {}) => plane.call(operation, input, context);
  return {
    plane,
    clock,
    events,
    call,
    get(operation, input, context) {
      const [value] = Object.values(call(operation, input, context));
      return mappingOf(value);
    },
    refusal(operation, input, context) {
      try {
        call(operation, input, context);
      } catch (error) {
        if (error instanceof ProtonError) return { name: error.name, message: error.message };
        throw error;
      }
      throw new Error(`${operation} was not refused`);
    },
    takeEvents(detailType) {
      const taken = events.splice(0).filter((event) => detailType === undefined || event['detail-type'] === detailType);
      return taken.map(({ resources, detail }) => {
        const suffix = resources[0].replace(/^arn:aws:proton:[^:]+:\d+:/, '');
        const previous = detail['previousStatus'];
        return `${suffix} ${detail['status']}${previous === undefined ? '' : ` < ${previous}`}`;
      });
    },
  };
}

/** Takes a part of an output as a mapping; fails the test when it is none. */
export function mappingOf(value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null) return Object.fromEntries<unknown>(Object.entries(value));
  throw new TypeError(`not a mapping: ${String(value)}`);
}

/** Takes a part of an output as a list; fails the test when it is none. */
export function listOf(value: unknown): Record<string, unknown>[] {
  if (Array.isArray(value)) return value.map((item: unknown) => mappingOf(item));
  throw new TypeError(`not a list: ${String(value)}`);
}

/** UUIDs that count up, so that tests can be read. */
export function countingRandom(from = 0): { uuid(): string } {
  let count = from;
  return {
    uuid() {
      count += 1;
      return `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`;
    },
  };
}

/** Templates "network" and "web" with a published version 1.0, settled. */
export function createTemplates(world: World): void {
  world.call('CreateEnvironmentTemplate', { name: 'network' });
  world.call('CreateServiceTemplate', { name: 'web' });
  publishVersion(world, 'Environment', 'network');
  publishVersion(world, 'Service', 'web');
}

/** Registers and publishes one more version of a template; without a major version it is a new major. */
export function publishVersion(
  world: World,
  kind: 'Environment' | 'Service',
  name: string,
  majorVersion?: string,
): void {
  const created = world.get(`Create${kind}TemplateVersion`, {
    templateName: name,
    ...(majorVersion !== undefined && { majorVersion }),
    source: { s3: { bucket: 'templates', key: `${name}.tar.gz` } },
    ...(kind === 'Service' && {
      compatibleEnvironmentTemplates: [{ templateName: 'network', majorVersion: '1' }],
      supportedComponentSources: ['DIRECTLY_DEFINED'],
    }),
  });
  world.clock.settle();
  world.call(`Update${kind}TemplateVersion`, {
    templateName: name,
    majorVersion: created['majorVersion'],
    minorVersion: created['minorVersion'],
    status: 'PUBLISHED',
  });
}

/** Templates and environment "prod", deployed. */
export function createEnvironment(world: World): void {
  createTemplates(world);
  world.call('CreateEnvironment', {
    name: 'prod',
    templateName: 'network',
    templateMajorVersion: '1',
    spec: ENVIRONMENT_SPEC,
    protonServiceRoleArn: ROLE_ARN,
    componentRoleArn: ROLE_ARN,
  });
  world.clock.settle();
}

export const REPOSITORY = {
  repositoryConnectionArn: `arn:aws:codestar-connections:${REGION}:${ACCOUNT}:connection/a1b2c3d4`,
  repositoryId: 'shop/web',
  branchName: 'main',
};

/** All of the above and service "shop" with instances and, on request, a pipeline, all deployed; events forgotten. */
export function createShop(world: World, instances: readonly string[] = ['blue'], withPipeline = false): void {
  createEnvironment(world);
  if (withPipeline) world.call('UpdateAccountSettings', { pipelineServiceRoleArn: ROLE_ARN });
  world.call('CreateService', {
    name: 'shop',
    templateName: 'web',
    templateMajorVersion: '1',
    spec: serviceSpec(instances, withPipeline ? { pipeline: 'main' } : {}),
    ...(withPipeline && REPOSITORY),
  });
  world.clock.settle();
  world.events.length = 0;
}
