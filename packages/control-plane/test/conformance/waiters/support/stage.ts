import { MANIFEST } from '../../../support/bundles.ts';
import {
  createEnvironment,
  createWorld,
  ENVIRONMENT_SPEC,
  REPOSITORY,
  ROLE_ARN,
  serviceSpec,
  type World,
} from '../../../support/world.ts';

/** Services that are there, deployed, before the plays begin; each is named after what happens to it. */
const SERVICES = [
  'grows',
  'shrinks',
  'does-not-grow',
  'grows-by-half',
  'pipeline-fails',
  'does-not-shrink',
  'growing',
  'goes',
  'stays',
  'pipeline-stays',
  'not-deleted',
  'not-created',
  'moves',
  'does-not-move',
  'moving',
  'instance-cancelled',
  'pipeline-moves',
  'pipeline-does-not-move',
  'pipeline-moving',
  'pipeline-cancelled',
];
const COMPONENTS = ['goes', 'stays', 'not-deleted', 'cancelled'];

/** Statuses that the control plane does not come to by itself: after a failed create it leaves nothing to clean up. */
const WRITTEN_SERVICE_STATUSES: Readonly<Record<string, string>> = {
  'cleaned-up': 'CREATE_FAILED_CLEANUP_COMPLETE',
  'not-cleaned-up': 'CREATE_FAILED_CLEANUP_FAILED',
};

/** Templates whose versions come from repositories of their names. */
export const SYNCED_TEMPLATES = { environment: 'synced-network', service: 'synced-web' } as const;

/** The state to restore before the plays begin. */
export function stateBeforeThePlays(): unknown {
  const world = createWorld();
  createEnvironment(world);
  syncTemplates(world);
  world.call('UpdateAccountSettings', { pipelineServiceRoleArn: ROLE_ARN });
  for (const name of [...SERVICES, ...Object.keys(WRITTEN_SERVICE_STATUSES)]) {
    world.call('CreateService', newService(name));
  }
  for (const name of COMPONENTS) world.call('CreateComponent', newComponent(name));
  world.call('CreateEnvironment', newEnvironment('cancelled'));
  world.clock.settle();
  cancelSome(world);
  world.plane.script('not-created/one', 'fail', { on: 'deletion' });
  world.call('DeleteService', { name: 'not-created' });
  world.clock.settle();
  return withWrittenStatuses(world);
}

function syncTemplates({ call }: World): void {
  for (const [kind, templateName] of Object.entries(SYNCED_TEMPLATES)) {
    const name = `shop/${templateName}`;
    call(`Create${kind === 'environment' ? 'Environment' : 'Service'}Template`, { name: templateName });
    call('CreateRepository', { provider: 'GITHUB', name, connectionArn: REPOSITORY.repositoryConnectionArn });
    call('CreateTemplateSyncConfig', {
      templateName,
      templateType: kind.toUpperCase(),
      repositoryProvider: 'GITHUB',
      repositoryName: name,
      branch: 'main',
    });
  }
}

function cancelSome({ call, clock }: World): void {
  const deploymentType = 'CURRENT_VERSION';
  const [serviceName, pipelineOf] = ['instance-cancelled', 'pipeline-cancelled'];
  call('UpdateComponent', {
    name: 'cancelled',
    deploymentType,
    templateFile: 'Resources: { Topic: { Type: "AWS::SNS::Topic" } }',
  });
  call('CancelComponentDeployment', { componentName: 'cancelled' });
  call('UpdateEnvironment', { name: 'cancelled', deploymentType });
  call('CancelEnvironmentDeployment', { environmentName: 'cancelled' });
  call('UpdateServiceInstance', { serviceName, name: 'one', deploymentType });
  call('CancelServiceInstanceDeployment', { serviceName, serviceInstanceName: 'one' });
  call('UpdateServicePipeline', { serviceName: pipelineOf, deploymentType, spec: specWith('one', 'two') });
  call('CancelServicePipelineDeployment', { serviceName: pipelineOf });
  clock.settle();
}

function withWrittenStatuses(world: World): unknown {
  const state = world.plane.snapshot();
  const services = state.services.map((service) => ({
    ...service,
    status: WRITTEN_SERVICE_STATUSES[service.name] ?? service.status,
  }));
  return { ...state, services };
}

/** Inputs of the creates; a service has the instances `one` and `two` and a pipeline. */
export function newService(name: string): Record<string, unknown> {
  const template = { templateName: 'web', templateMajorVersion: '1', templateMinorVersion: '0' };
  return { name, ...template, spec: specWith('one', 'two'), ...REPOSITORY };
}
export function specWith(...instances: readonly string[]): string {
  return serviceSpec(instances, { pipeline: 'main' });
}
export function newEnvironment(name: string): Record<string, unknown> {
  const template = { templateName: 'network', templateMajorVersion: '1', templateMinorVersion: '0' };
  return { name, ...template, spec: ENVIRONMENT_SPEC, protonServiceRoleArn: ROLE_ARN };
}
export function newComponent(name: string): Record<string, unknown> {
  return {
    name,
    environmentName: 'prod',
    manifest: MANIFEST,
    templateFile: 'Resources: { Topic: { Type: "AWS::SNS::Topic" } }',
  };
}
