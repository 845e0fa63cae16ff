import {
  ACCOUNT,
  ENVIRONMENT_SPEC,
  listOf,
  mappingOf,
  REGION,
  ROLE_ARN,
  serviceSpec,
  type World,
} from '../../../support/world.ts';

export const CONNECTION_ARN = `arn:aws:codestar-connections:${REGION}:${ACCOUNT}:connection/a1b2c3d4`;
export const REPOSITORY = { repositoryProvider: 'GITHUB', repositoryName: 'platform/configuration' } as const;
export const UNUSED_REPOSITORY = { provider: 'BITBUCKET', name: 'platform/unused' };
const BRANCH = { ...REPOSITORY, branch: 'main' };
export const SYNCED_TEMPLATE = { templateName: 'synced', templateType: 'ENVIRONMENT' };
export const TEMPLATE_SYNC = { ...BRANCH, ...SYNCED_TEMPLATE, subdirectory: 'templates' };
export const SERVICE_SYNC = { ...BRANCH, serviceName: 'wiki', filePath: 'proton-ops.yaml' };

const SCHEMA = `schema:
  format:
    openapi: "3.0.0"
  environment_input_type: "NetworkInput"
  types:
    NetworkInput:
      type: object
      properties:
        cidr: { type: string }
        size: { type: string }
`;
const SERVICE_SCHEMA = SCHEMA.replace('environment_input_type', 'service_input_type');
const MANIFEST = `infrastructure:
  templates:
    - file: "cloudformation.yaml"
      rendering_engine: jinja
      template_language: cloudformation
`;
/** A template with something to provision and something to put out. */
export const CLOUD_FORMATION = `Resources:
  Queue:
    Type: AWS::SQS::Queue
Outputs:
  QueueName:
    Value: !GetAtt Queue.QueueName
`;
const PROTON_OPS = `sync:
  services:
    wiki:
      only: { branch: main, spec: ./wiki/spec.yaml }
`;

/** Files of the branch that everything is synced from. */
const FILES = {
  'templates/synced/v1/schema/schema.yaml': SCHEMA,
  'templates/synced/v1/infrastructure/manifest.yaml': MANIFEST,
  'templates/synced/v1/infrastructure/cloudformation.yaml': CLOUD_FORMATION,
  'templates/synced/v2/schema/schema.yaml': 'schema: none',
  'services/synced/v1/.template-registration.yaml': 'compatible_environments: [network:1]\n',
  'services/synced/v1/schema/schema.yaml': SERVICE_SCHEMA,
  'services/synced/v1/instance_infrastructure/manifest.yaml': MANIFEST,
  'services/synced/v1/instance_infrastructure/cloudformation.yaml': CLOUD_FORMATION,
  'services/synced/v2/.template-registration.yaml': 'compatible_environments: [network:1]\n',
  'services/synced/v2/schema/schema.yaml': 'schema: none',
  'proton-ops.yaml': PROTON_OPS,
  'wiki/spec.yaml': serviceSpec(['only'], { size: 'large' }),
};

/**
 * Two linked repositories, one of them unused; environment and service template "synced", with version 1.0 from
 * template sync, and 2.0, which was refused; environment and service "synced" of the former; service
 * "wiki", whose instance "only" was deployed by service sync, and then by hand, which blocks the sync.
 *
 * @returns the id of the blocker
 */
export function addSyncs(world: World): string {
  world.call('CreateRepository', {
    provider: 'GITHUB',
    name: REPOSITORY.repositoryName,
    connectionArn: CONNECTION_ARN,
  });
  world.call('CreateRepository', { ...UNUSED_REPOSITORY, connectionArn: CONNECTION_ARN });
  world.call('CreateEnvironmentTemplate', { name: 'synced' });
  world.call('CreateServiceTemplate', { name: 'synced' });
  world.call('CreateService', {
    name: 'wiki',
    templateName: 'web',
    templateMajorVersion: '1',
    spec: serviceSpec(['only']),
  });
  world.clock.settle();
  world.call('CreateTemplateSyncConfig', TEMPLATE_SYNC);
  world.call('CreateTemplateSyncConfig', { ...TEMPLATE_SYNC, templateType: 'SERVICE', subdirectory: 'services' });
  world.call('CreateServiceSyncConfig', SERVICE_SYNC);
  world.clock.settle();
  const { repositoryProvider: provider, repositoryName, branch } = BRANCH;
  world.plane.push({ provider, repositoryName, branch, files: FILES });
  world.clock.settle();
  const version = { templateName: 'synced', templateMajorVersion: '1', templateMinorVersion: '0' };
  world.call('CreateEnvironment', {
    ...version,
    name: 'synced',
    spec: ENVIRONMENT_SPEC,
    protonServiceRoleArn: ROLE_ARN,
  });
  world.call('CreateService', { ...version, name: 'synced', spec: serviceSpec(['only']) });
  const only = { serviceName: 'wiki', name: 'only' };
  world.call('UpdateServiceInstance', { ...only, deploymentType: 'CURRENT_VERSION' });
  world.clock.settle();
  const part = { serviceName: 'wiki', serviceInstanceName: 'only' };
  const summary = mappingOf(world.call('GetServiceSyncBlockerSummary', part)['serviceSyncBlockerSummary']);
  const [blocker] = listOf(summary['latestBlockers']);
  return String(blocker?.['id']);
}
