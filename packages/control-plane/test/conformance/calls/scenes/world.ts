import type { ControlPlaneState } from '../../../../src/index.ts';
import { MANIFEST } from '../../../support/bundles.ts';
import {
  ACCOUNT,
  createShop,
  createWorld,
  ENVIRONMENT_ACCOUNT,
  ENVIRONMENT_SPEC,
  mappingOf,
  publishVersion,
  ROLE_ARN,
  serviceSpec,
  type World,
} from '../../../support/world.ts';
import { addFailures } from './failed-world.ts';
import { addSyncs, CLOUD_FORMATION } from './synced-world.ts';

/** Ids that the built world has given out. */
export interface WorldIds {
  readonly connections: { readonly pending: string; readonly used: string; readonly rejected: string };
  /** The last deployments of some. */
  readonly deployments: {
    readonly environment: string;
    readonly serviceInstance: string;
    readonly servicePipeline: string;
    readonly component: string;
    /** Failed to update an environment. */
    readonly failed: string;
  };
  /** Keeps service sync from "only" of service "wiki". */
  readonly blocker: string;
}

/** The control plane of the scenes as it was built, ready to be put back. */
export interface BuiltWorld {
  readonly world: World;
  readonly ids: WorldIds;
  readonly state: ControlPlaneState;
}

const NO_QUOTA = {
  templates: 0,
  versionsPerTemplate: 0,
  environments: 0,
  services: 0,
  serviceInstancesPerService: 0,
  components: 0,
  connectionsPerEnvironmentAccount: 0,
};

export const SOURCE = { s3: { bucket: 'templates', key: 'bundle.tar.gz' } };
export const COMPATIBLE = { compatibleEnvironmentTemplates: [{ templateName: 'network', majorVersion: '1' }] };
/** How environment "unused" and service "blog" came to be: the same once more is a repeat. */
export const UNUSED_ENVIRONMENT = {
  name: 'unused',
  templateName: 'network',
  templateMajorVersion: '1',
  spec: ENVIRONMENT_SPEC,
  protonServiceRoleArn: ROLE_ARN,
};
export const BLOG_SERVICE = {
  name: 'blog',
  templateName: 'web',
  templateMajorVersion: '1',
  spec: serviceSpec(['only']),
};

/**
 * The world that the scenes play in, at rest: templates "network" and "web" in use, "spare" with two versions that
 * nothing uses, "empty" without any; environments "prod", "unused" and "connected", which is another account's; service
 * "shop" with a pipeline, "blue" and "green", and service "blog" with "only"; component "queue" by itself and "cache" on
 * "green"; one account connection of each status; and what `addSyncs` and
 * `addFailures` add.
 *
 * @param options `withoutRoom`: the same world where every quota is zero
 */
export function buildWorld(options: { readonly withoutRoom?: boolean } = {}): BuiltWorld {
  const world = createWorld();
  createShop(world, ['blue', 'green'], true);
  publishVersion(world, 'Environment', 'network', '1');
  publishVersion(world, 'Service', 'web', '1');
  for (const kind of ['Environment', 'Service'] as const) {
    for (const name of ['spare', 'empty']) world.call(`Create${kind}Template`, { name });
    publishVersion(world, kind, 'spare');
    publishVersion(world, kind, 'spare', '1');
  }
  world.call('CreateEnvironment', UNUSED_ENVIRONMENT);
  const connections = connect(world);
  world.call('CreateService', BLOG_SERVICE);
  const component = { manifest: MANIFEST, templateFile: CLOUD_FORMATION };
  world.call('CreateComponent', { ...component, name: 'queue', environmentName: 'prod', description: 'A queue' });
  world.call('CreateComponent', {
    ...component,
    name: 'cache',
    serviceName: 'shop',
    serviceInstanceName: 'green',
    serviceSpec: serviceSpec(['green']),
  });
  world.clock.settle();
  // Beside "cache" and the pipeline, which its deployment then tells of.
  world.call('UpdateServiceInstance', { serviceName: 'shop', name: 'green', deploymentType: 'CURRENT_VERSION' });
  const blocker = addSyncs(world);
  addFailures(world);
  const deploymentOf = (operation: string, input: object, member = 'lastSucceededDeploymentId'): string =>
    String(world.get(operation, input)[member]);
  const ids = {
    connections,
    blocker,
    deployments: {
      environment: deploymentOf('GetEnvironment', { name: 'prod' }),
      serviceInstance: deploymentOf('GetServiceInstance', { serviceName: 'shop', name: 'green' }),
      servicePipeline: String(pipelineOf(world)['lastSucceededDeploymentId']),
      component: deploymentOf('GetComponent', { name: 'cache' }),
      failed: deploymentOf('GetEnvironment', { name: 'failed' }, 'lastAttemptedDeploymentId'),
    },
  };
  const state = world.plane.snapshot();
  if (options.withoutRoom !== true) return { world, ids, state };
  const full = createWorld({ quotas: NO_QUOTA, clock: world.clock });
  full.plane.restore(state);
  return { world: { ...full, clock: world.clock }, ids, state };
}

function pipelineOf(world: World): Record<string, unknown> {
  return mappingOf(world.get('GetService', { name: 'shop' })['pipeline']);
}

function connect(world: World): WorldIds['connections'] {
  const create = (environmentName: string): string =>
    String(
      world.get(
        'CreateEnvironmentAccountConnection',
        { environmentName, managementAccountId: ACCOUNT, roleArn: ROLE_ARN, componentRoleArn: ROLE_ARN },
        { accountId: ENVIRONMENT_ACCOUNT },
      )['id'],
    );
  const [pending, used, rejected] = [create('stage'), create('connected'), create('stage')];
  world.call('RejectEnvironmentAccountConnection', { id: rejected });
  world.call('AcceptEnvironmentAccountConnection', { id: used });
  const { protonServiceRoleArn: _, ...environment } = UNUSED_ENVIRONMENT;
  world.call('CreateEnvironment', { ...environment, name: 'connected', environmentAccountConnectionId: used });
  return { pending, used, rejected };
}
