import { MANIFEST } from '../../support/bundles.ts';
import { ACCOUNT, listOf, REGION, serviceSpec, type World } from '../../support/world.ts';

type Call = (operation: string, input?: Record<string, unknown>) => Record<string, unknown>;

const repository = { repositoryProvider: 'GITHUB', repositoryName: 'shop/configuration' };
const linked = { provider: 'GITHUB', name: 'shop/configuration' };

/** The bundle of an environment template, as a repository has it for template sync. */
export const ENVIRONMENT_BUNDLE: Readonly<Record<string, string>> = {
  'schema/schema.yaml': `schema:
  format:
    openapi: "3.0.0"
  environment_input_type: "NetworkInput"
  types:
    NetworkInput:
      type: object
      properties:
        cidr:
          type: string
          default: "10.0.0.0/16"
`,
  'infrastructure/manifest.yaml': `infrastructure:
  templates:
    - file: "cloudformation.yaml"
      rendering_engine: jinja
      template_language: cloudformation
`,
  'infrastructure/cloudformation.yaml': `Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: "{{ environment.inputs.cidr }}"
Outputs:
  VpcId:
    Value: !Ref Vpc
`,
};

/** Puts a bundle where a sync looks for the major version of a template. */
export function bundleAt(directory: string, bundle: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(bundle).map(([path, text]) => [`${directory}/${path}`, text]));
}

/** Every operation on repositories, syncs, outputs and the summary; service "shop" with instance "blue" and a pipeline is there. */
export function tellSyncStory(world: World, call: Call): void {
  call('CreateRepository', {
    ...linked,
    connectionArn: `arn:aws:codestar-connections:${REGION}:${ACCOUNT}:connection/a1b2c3d4`,
    encryptionKey: `arn:aws:kms:${REGION}:${ACCOUNT}:key/k1`,
  });
  call('GetRepository', linked);
  call('ListRepositories');

  const template = { templateName: 'network', templateType: 'ENVIRONMENT' };
  call('CreateTemplateSyncConfig', { ...template, ...repository, branch: 'main', subdirectory: 'old' });
  call('UpdateTemplateSyncConfig', { ...template, ...repository, branch: 'main', subdirectory: 'templates' });
  const service = { serviceName: 'shop' };
  call('CreateServiceSyncConfig', { ...service, ...repository, branch: 'other', filePath: 'proton-ops.yaml' });
  call('UpdateServiceSyncConfig', { ...service, ...repository, branch: 'main', filePath: 'proton-ops.yaml' });
  world.plane.push({
    provider: 'GITHUB',
    repositoryName: 'shop/configuration',
    branch: 'main',
    files: {
      'proton-ops.yaml': 'sync: {services: {shop: {blue: {branch: main, spec: shop.yaml}}}}\n',
      'shop.yaml': serviceSpec(['blue'], { size: 'large' }),
      ...bundleAt('templates/network/v1', ENVIRONMENT_BUNDLE),
    },
  });
  world.clock.settle();
  call('GetTemplateSyncConfig', template);
  call('GetTemplateSyncStatus', { ...template, templateVersion: '1' });
  call('GetServiceSyncConfig', service);
  const instance = { ...service, serviceInstanceName: 'blue' };
  call('GetServiceInstanceSyncStatus', instance);
  for (const syncType of ['TEMPLATE_SYNC', 'SERVICE_SYNC']) {
    call('GetRepositorySyncStatus', { ...repository, branch: 'main', syncType });
    call('ListRepositorySyncDefinitions', { ...repository, syncType });
  }
  call('UpdateServiceInstance', { ...service, name: 'blue', deploymentType: 'CURRENT_VERSION' });
  world.clock.settle();
  const [blocker] = listOf(call('GetServiceSyncBlockerSummary', instance)['latestBlockers']);
  call('UpdateServiceSyncBlocker', { id: blocker?.['id'], resolvedReason: 'As it should be.' });
  call('DeleteServiceSyncConfig', service);
  call('DeleteTemplateSyncConfig', template);
  call('DeleteRepository', linked);

  for (const what of ['Outputs', 'ProvisionedResources']) {
    call(`ListEnvironment${what}`, { environmentName: 'prod' });
    call(`ListServiceInstance${what}`, instance);
    call(`ListServicePipeline${what}`, service);
  }
  call('GetResourcesSummary');
}

/** Outputs and resources of a component, from the template that it was given. */
export function tellComponentStory(world: World, call: Call): void {
  call('CreateComponent', {
    name: 'bucket',
    environmentName: 'prod',
    manifest: MANIFEST,
    templateFile: 'Resources: {Bucket: {Type: "AWS::S3::Bucket"}}\nOutputs: {Name: {Value: !Ref Bucket}}\n',
  });
  world.clock.settle();
  call('ListComponentOutputs', { componentName: 'bucket' });
  call('ListComponentProvisionedResources', { componentName: 'bucket' });
}
