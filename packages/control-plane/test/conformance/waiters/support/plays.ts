import type { ControlPlane } from '../../../../src/index.ts';
import type { WaiterName } from './acceptors.ts';
import { newComponent, newEnvironment, newService, SYNCED_TEMPLATES, specWith } from './stage.ts';

type Begin = (plane: ControlPlane) => void;

/** Something happens on the control plane, and a waiter waits for its end. */
export interface Play {
  readonly waiter: WaiterName;
  /** `name`, `service/instance` or `template:major.minor` */
  readonly target: string;
  /** The status or error that the wait ends with; for a wait without end, the status that it keeps seeing. */
  readonly end: string;
  readonly begin: Begin;
}

const play = (waiter: WaiterName, target: string, end: string, begin: Begin): Play => ({ waiter, target, end, begin });

/** Nothing has to happen: it is so already. */
const already: Begin = () => undefined;

const call =
  (operation: string, input: Record<string, unknown>): Begin =>
  (plane) =>
    void plane.call(operation, input);

/** The same, and the deployment of the target fails, hangs, or its deletion fails. */
const failing =
  (target: string, begin: Begin): Begin =>
  (plane) => {
    plane.script(target, 'fail');
    begin(plane);
  };
const hanging =
  (target: string, begin: Begin): Begin =>
  (plane) => {
    plane.script(target, 'hang');
    begin(plane);
  };
const notDeleting =
  (target: string, begin: Begin): Begin =>
  (plane) => {
    plane.script(target, 'fail', { on: 'deletion' });
    begin(plane);
  };

const source = { s3: { bucket: 'templates', key: 'bundle.tar.gz' } };
const compatibleEnvironmentTemplates = [{ templateName: 'network', majorVersion: '1' }];
const createComponent = (name: string) => call('CreateComponent', newComponent(name));
const deleteComponent = (name: string) => call('DeleteComponent', { name });
const createEnvironment = (name: string) => call('CreateEnvironment', newEnvironment(name));
const createService = (name: string) => call('CreateService', newService(name));
const deleteService = (name: string) => call('DeleteService', { name });
const updateService = (name: string, ...instances: readonly string[]) =>
  call('UpdateService', { name, spec: specWith(...instances) });
const updateInstance = (serviceName: string) =>
  call('UpdateServiceInstance', { serviceName, name: 'one', deploymentType: 'CURRENT_VERSION' });
const updatePipeline = (serviceName: string) =>
  call('UpdateServicePipeline', { serviceName, deploymentType: 'CURRENT_VERSION', spec: specWith('one', 'two') });
const createVersion = (kind: 'Environment' | 'Service', templateName: string) =>
  call(`Create${kind}TemplateVersion`, {
    templateName,
    majorVersion: '1',
    source,
    ...(kind === 'Service' && { compatibleEnvironmentTemplates }),
  });

/** A commit with a bundle that has no schema: template sync makes a version of it, which cannot be registered. */
const pushUnusable =
  (kind: keyof typeof SYNCED_TEMPLATES): Begin =>
  (plane) => {
    const name = SYNCED_TEMPLATES[kind];
    const files = { [`${name}/v1/.template-registration.yaml`]: 'compatible_environments: ["network:1"]\n' };
    plane.push({ provider: 'GITHUB', repositoryName: `shop/${name}`, branch: 'main', files });
  };

const COMPONENT_DEPLOYED = 'waitUntilComponentDeployed';
const COMPONENT_DELETED = 'waitUntilComponentDeleted';
const ENVIRONMENT_DEPLOYED = 'waitUntilEnvironmentDeployed';
const ENVIRONMENT_VERSION = 'waitUntilEnvironmentTemplateVersionRegistered';
const SERVICE_VERSION = 'waitUntilServiceTemplateVersionRegistered';
const CREATED = 'waitUntilServiceCreated';
const UPDATED = 'waitUntilServiceUpdated';
const DELETED = 'waitUntilServiceDeleted';
const INSTANCE_DEPLOYED = 'waitUntilServiceInstanceDeployed';
const PIPELINE_DEPLOYED = 'waitUntilServicePipelineDeployed';
const GONE = 'ResourceNotFoundException';

/** At least one for each way that a waiter ends; `support/stage.ts` sets up what is there already. */
export const PLAYS_WITH_AN_END: readonly Play[] = [
  play(COMPONENT_DEPLOYED, 'made', 'SUCCEEDED', createComponent('made')),
  play(COMPONENT_DEPLOYED, 'not-made', 'FAILED', failing('component/not-made', createComponent('not-made'))),
  play(COMPONENT_DELETED, 'goes', GONE, deleteComponent('goes')),
  play(COMPONENT_DELETED, 'stays', 'DELETE_FAILED', notDeleting('component/stays', deleteComponent('stays'))),

  play(ENVIRONMENT_DEPLOYED, 'made', 'SUCCEEDED', createEnvironment('made')),
  play(ENVIRONMENT_DEPLOYED, 'not-made', 'FAILED', failing('environment/not-made', createEnvironment('not-made'))),

  play(ENVIRONMENT_VERSION, 'network:1.1', 'DRAFT', createVersion('Environment', 'network')),
  play(ENVIRONMENT_VERSION, 'network:1.0', 'PUBLISHED', already),
  play(ENVIRONMENT_VERSION, `${SYNCED_TEMPLATES.environment}:1.0`, 'REGISTRATION_FAILED', pushUnusable('environment')),
  play(SERVICE_VERSION, 'web:1.1', 'DRAFT', createVersion('Service', 'web')),
  play(SERVICE_VERSION, 'web:1.0', 'PUBLISHED', already),
  play(SERVICE_VERSION, `${SYNCED_TEMPLATES.service}:1.0`, 'REGISTRATION_FAILED', pushUnusable('service')),

  play(CREATED, 'made', 'ACTIVE', createService('made')),
  play(CREATED, 'instance-fails', 'CREATE_FAILED', failing('instance-fails/two', createService('instance-fails'))),
  play(
    CREATED,
    'first-pipeline-fails',
    'CREATE_FAILED',
    failing('service/first-pipeline-fails/pipeline', createService('first-pipeline-fails')),
  ),
  play(CREATED, 'cleaned-up', 'CREATE_FAILED_CLEANUP_COMPLETE', already),
  play(CREATED, 'not-cleaned-up', 'CREATE_FAILED_CLEANUP_FAILED', already),

  play(UPDATED, 'grows', 'ACTIVE', updateService('grows', 'one', 'two', 'three')),
  play(UPDATED, 'shrinks', 'ACTIVE', updateService('shrinks', 'one')),
  play(
    UPDATED,
    'does-not-grow',
    'UPDATE_FAILED_CLEANUP_COMPLETE',
    failing('does-not-grow/three', updateService('does-not-grow', 'one', 'two', 'three')),
  ),
  play(
    UPDATED,
    'grows-by-half',
    'UPDATE_FAILED_CLEANUP_FAILED',
    failing(
      'grows-by-half/three',
      notDeleting('grows-by-half/three', updateService('grows-by-half', 'one', 'two', 'three')),
    ),
  ),
  play(
    UPDATED,
    'pipeline-fails',
    'UPDATE_FAILED',
    failing('service/pipeline-fails/pipeline', updateService('pipeline-fails', 'one', 'two', 'three')),
  ),
  play(
    UPDATED,
    'does-not-shrink',
    'UPDATE_COMPLETE_CLEANUP_FAILED',
    notDeleting('does-not-shrink/two', updateService('does-not-shrink', 'one')),
  ),

  play(DELETED, 'goes', GONE, deleteService('goes')),
  play(DELETED, 'stays', 'DELETE_FAILED', notDeleting('stays/two', deleteService('stays'))),
  play(
    DELETED,
    'pipeline-stays',
    'DELETE_FAILED',
    notDeleting('service/pipeline-stays/pipeline', deleteService('pipeline-stays')),
  ),

  play(INSTANCE_DEPLOYED, 'moves/one', 'SUCCEEDED', updateInstance('moves')),
  play(INSTANCE_DEPLOYED, 'does-not-move/one', 'FAILED', failing('does-not-move/one', updateInstance('does-not-move'))),

  play(PIPELINE_DEPLOYED, 'pipeline-moves', 'SUCCEEDED', updatePipeline('pipeline-moves')),
  play(
    PIPELINE_DEPLOYED,
    'pipeline-does-not-move',
    'FAILED',
    failing('service/pipeline-does-not-move/pipeline', updatePipeline('pipeline-does-not-move')),
  ),
];

/** A cancelled deployment is over, but no waiter takes it for an end: the model does not name CANCELLED. */
export const CANCELLED_PLAYS: readonly Play[] = [
  play(COMPONENT_DEPLOYED, 'cancelled', 'CANCELLED', already),
  play(ENVIRONMENT_DEPLOYED, 'cancelled', 'CANCELLED', already),
  play(INSTANCE_DEPLOYED, 'instance-cancelled/one', 'CANCELLED', already),
  play(PIPELINE_DEPLOYED, 'pipeline-cancelled', 'CANCELLED', already),
];

/** What goes on for ever, for each waiter; and a failure that is another waiter's to tell. */
export const OTHER_PLAYS_WITHOUT_END: readonly Play[] = [
  play(COMPONENT_DEPLOYED, 'hangs', 'IN_PROGRESS', hanging('component/hangs', createComponent('hangs'))),
  play(COMPONENT_DELETED, 'not-deleted', 'SUCCEEDED', already),
  play(ENVIRONMENT_DEPLOYED, 'hangs', 'IN_PROGRESS', hanging('environment/hangs', createEnvironment('hangs'))),
  play(CREATED, 'hangs', 'CREATE_IN_PROGRESS', hanging('hangs/one', createService('hangs'))),
  play(CREATED, 'not-created', 'DELETE_FAILED', already),
  play(
    UPDATED,
    'growing',
    'UPDATE_IN_PROGRESS',
    hanging('growing/three', updateService('growing', 'one', 'two', 'three')),
  ),
  play(DELETED, 'not-deleted', 'ACTIVE', already),
  play(INSTANCE_DEPLOYED, 'moving/one', 'IN_PROGRESS', hanging('moving/one', updateInstance('moving'))),
  play(
    PIPELINE_DEPLOYED,
    'pipeline-moving',
    'IN_PROGRESS',
    hanging('service/pipeline-moving/pipeline', updatePipeline('pipeline-moving')),
  ),
];
