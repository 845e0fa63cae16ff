import { beforeAll, describe, expect, test } from '@jest/globals';
import { MANIFEST } from '../support/bundles.ts';
import {
  ACCOUNT,
  createEnvironment,
  createWorld,
  ENVIRONMENT_SPEC,
  listOf,
  REGION,
  REPOSITORY,
  ROLE_ARN,
  serviceSpec,
  type World,
} from '../support/world.ts';
import { bundleAt, ENVIRONMENT_BUNDLE } from './support/sync-story.ts';

const manifest = ENVIRONMENT_BUNDLE['infrastructure/manifest.yaml'] ?? '';
/** A service bundle whose templates declare one resource and two outputs each. */
const SERVICE_BUNDLE: Readonly<Record<string, string>> = {
  '.template-registration.yaml':
    'compatible_environments: ["network:1"]\nsupported_component_sources: [DIRECTLY_DEFINED]\n',
  'schema/schema.yaml': `schema:
  format: { openapi: "3.0.0" }
  service_input_type: WebInput
  pipeline_input_type: PipelineInput
  types:
    WebInput: { type: object, properties: { size: { type: string } } }
    PipelineInput: { type: object, properties: { target: { type: string } } }
`,
  'instance_infrastructure/manifest.yaml': manifest,
  'instance_infrastructure/cloudformation.yaml': `Resources:
  {% if service_instance.inputs.size == "small" %}
  Cluster: { Type: "AWS::ECS::Cluster" }
  {% endif %}
Outputs:
  ClusterName: { Value: !Ref Cluster }
  Fixed: { Value: "always" }
`,
  'pipeline_infrastructure/manifest.yaml': manifest,
  'pipeline_infrastructure/cloudformation.yaml': 'Resources: { Project: { Type: "AWS::CodeBuild::Project" } }\n',
};
let world: World;

/** Names of the resources, or keys of the outputs, that a list holds. */
function names(operation: string, input: object): unknown[] {
  const [list] = Object.values(world.call(operation, input));
  return listOf(list).map(({ name, key }) => name ?? key);
}

beforeAll(() => {
  world = createWorld();
  createEnvironment(world);
  world.call('UpdateAccountSettings', { pipelineServiceRoleArn: ROLE_ARN });
  const linked = { provider: 'GITHUB', name: 'shop/templates' };
  world.call('CreateRepository', { ...linked, connectionArn: REPOSITORY.repositoryConnectionArn });
  for (const [templateName, templateType] of [
    ['network', 'ENVIRONMENT'],
    ['web', 'SERVICE'],
  ]) {
    const repository = { repositoryProvider: 'GITHUB', repositoryName: 'shop/templates', branch: 'main' };
    world.call('CreateTemplateSyncConfig', { templateName, templateType, ...repository });
  }
  world.plane.push({
    provider: 'GITHUB',
    repositoryName: 'shop/templates',
    branch: 'main',
    files: { ...bundleAt('network/v1', ENVIRONMENT_BUNDLE), ...bundleAt('web/v1', SERVICE_BUNDLE) },
  });
  world.clock.settle();
  const version = { majorVersion: '1', minorVersion: '1', status: 'PUBLISHED' };
  world.call('UpdateEnvironmentTemplateVersion', { templateName: 'network', ...version });
  world.call('UpdateServiceTemplateVersion', { templateName: 'web', ...version });
  world.call('UpdateEnvironment', { name: 'prod', deploymentType: 'MINOR_VERSION', spec: ENVIRONMENT_SPEC });
  world.clock.settle();
  world.call('CreateService', {
    name: 'shop',
    templateName: 'web',
    templateMajorVersion: '1',
    spec: serviceSpec(['blue'], { pipeline: 'main' }),
    ...REPOSITORY,
  });
  world.clock.settle();
});

describe('outputs and provisioned resources', () => {
  test('are what the templates declare', () => {
    const instance = { serviceName: 'shop', serviceInstanceName: 'blue' };
    expect(names('ListEnvironmentOutputs', { environmentName: 'prod' })).toEqual(['VpcId']);
    expect(names('ListEnvironmentProvisionedResources', { environmentName: 'prod' })).toEqual(['Vpc']);
    expect(names('ListServiceInstanceOutputs', instance)).toEqual(['ClusterName', 'Fixed']);
    expect(names('ListServiceInstanceProvisionedResources', instance)).toEqual(['Cluster']);
    expect(names('ListServicePipelineOutputs', { serviceName: 'shop' })).toEqual([]);
    expect(names('ListServicePipelineProvisionedResources', { serviceName: 'shop' })).toEqual(['Project']);
  });

  test('an output that refers to a resource has its identifier, a literal one its text', () => {
    const instance = { serviceName: 'shop', serviceInstanceName: 'blue' };
    const [cluster] = listOf(world.call('ListServiceInstanceProvisionedResources', instance)['provisionedResources']);
    expect(cluster).toMatchObject({ name: 'Cluster', provisioningEngine: 'CLOUDFORMATION' });
    expect(world.call('ListServiceInstanceOutputs', instance)).toEqual({
      outputs: [
        { key: 'ClusterName', valueString: cluster?.['identifier'] },
        { key: 'Fixed', valueString: 'always' },
      ],
    });
  });

  test('of a component come from its template file', () => {
    world.call('CreateComponent', {
      name: 'bucket',
      environmentName: 'prod',
      manifest: MANIFEST,
      templateFile: 'Resources: { Bucket: { Type: "AWS::S3::Bucket" } }\nOutputs: { Name: { Value: !Ref Bucket } }\n',
    });
    expect(names('ListComponentOutputs', { componentName: 'bucket' })).toEqual([]);
    world.clock.settle();
    expect(names('ListComponentOutputs', { componentName: 'bucket' })).toEqual(['Name']);
    expect(names('ListComponentProvisionedResources', { componentName: 'bucket' })).toEqual(['Bucket']);
  });

  test('of a customer-managed environment are the inputs of its spec', () => {
    world.call('CreateEnvironmentTemplate', { name: 'given', provisioning: 'CUSTOMER_MANAGED' });
    world.call('CreateEnvironmentTemplateVersion', {
      templateName: 'given',
      source: { s3: { bucket: 'templates', key: 'given.tar.gz' } },
    });
    world.clock.settle();
    const version = { majorVersion: '1', minorVersion: '0', status: 'PUBLISHED' };
    world.call('UpdateEnvironmentTemplateVersion', { templateName: 'given', ...version });
    world.call('CreateEnvironment', {
      name: 'given',
      templateName: 'given',
      templateMajorVersion: '1',
      spec: 'proton: EnvironmentSpec\nspec:\n  VpcId: vpc-1\n  Subnets: [subnet-1, subnet-2]\n',
    });
    world.clock.settle();
    expect(world.call('ListEnvironmentOutputs', { environmentName: 'given' })).toEqual({
      outputs: [
        { key: 'VpcId', valueString: 'vpc-1' },
        { key: 'Subnets', valueString: '["subnet-1","subnet-2"]' },
      ],
    });
  });

  test('that were reported are kept with their deployment', () => {
    const name = { serviceName: 'shop', name: 'blue' };
    const instance = { serviceName: 'shop', serviceInstanceName: 'blue' };
    const before = world.get('GetServiceInstance', name)['lastSucceededDeploymentId'];
    world.plane.script('shop/blue', 'hang');
    world.call('UpdateServiceInstance', { ...name, deploymentType: 'CURRENT_VERSION' });
    const outputs = [{ key: 'Url', valueString: 'https://example.com' }];
    const resourceArn = `arn:aws:proton:${REGION}:${ACCOUNT}:service/shop/service-instance/blue`;
    world.call('NotifyResourceDeploymentStatusChange', { resourceArn, outputs, status: 'IN_PROGRESS' });
    expect(names('ListServiceInstanceOutputs', instance)).toEqual(['ClusterName', 'Fixed']);
    world.call('NotifyResourceDeploymentStatusChange', { resourceArn, status: 'SUCCEEDED' });
    expect(world.call('ListServiceInstanceOutputs', instance)).toEqual({ outputs });
    expect(names('ListServiceInstanceOutputs', { ...instance, deploymentId: before })).toEqual([
      'ClusterName',
      'Fixed',
    ]);
    const ofEnvironment = world.get('GetEnvironment', { name: 'prod' })['lastSucceededDeploymentId'];
    expect(world.refusal('ListServiceInstanceOutputs', { ...instance, deploymentId: ofEnvironment }).name).toBe(
      'ResourceNotFoundException',
    );
  });

  test('never have a second page', () => {
    const input = { environmentName: 'prod', nextToken: '' };
    expect(names('ListEnvironmentOutputs', input)).toEqual(['VpcId']);
    expect(world.refusal('ListEnvironmentOutputs', { ...input, nextToken: 'abc' }).name).toBe('ValidationException');
  });
});
