import { describe, expect, test } from '@jest/globals';
import { bundleOf, type Files, MANIFEST, memoryBundles, schemaText } from '../support/bundles.ts';
import { ACCOUNT, createWorld, ENVIRONMENT_ACCOUNT, REPOSITORY, ROLE_ARN, type World } from '../support/world.ts';

const text = { type: 'string' };
const ENVIRONMENT: Files = {
  'schema/schema.yaml': schemaText({ environment: { cidr: { ...text, default: '10.0.0.0/16' }, zone: text } }),
  'infrastructure/manifest.yaml': MANIFEST,
  'infrastructure/cloudformation.yaml': `Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: "{{ environment.inputs.cidr }}"}}
{% if environment.inputs.zone is defined %}
  Zone: {Type: AWS::Route53::HostedZone}
{% endif %}
Outputs:
  Cidr: {Value: "{{ environment.inputs.cidr }}"}
  Name: {Value: "{{ environment.name }}"}
`,
};
const SERVICE: Files = {
  'schema/schema.yaml': schemaText({
    service: { count: { type: 'integer', default: 2 }, wrong: text },
    pipeline: { branch: { ...text, default: 'main' } },
  }),
  'instance_infrastructure/manifest.yaml': MANIFEST,
  'instance_infrastructure/cloudformation.yaml': `Resources:
{% for index in range(service_instance.inputs.count) %}
  Queue{{ loop.index }}: {Type: AWS::SQS::Queue}
{% endfor %}
Outputs:
  Where: {Value: "{{ service.name }}/{{ service_instance.name }} in {{ environment.outputs.Cidr }}"}
{% if service_instance.inputs.wrong is defined %}
  Wrong: {Value: "{{ environment.outputs[service_instance.inputs.wrong] }}"}
{% endif %}
`,
  'pipeline_infrastructure/manifest.yaml': MANIFEST,
  'pipeline_infrastructure/cloudformation.yaml': `Resources:
{% for service_instance in service_instances %}
  Deploy{{ loop.index }}: {Type: AWS::CodeBuild::Project}
{% endfor %}
Outputs:
  Branch: {Value: "{{ pipeline.inputs.branch }} of {{ service.repository_id }}"}
  Instances: {Value: "{% for i in service_instances %}{{ i.name }}: {{ i.outputs.Where }}; {% endfor %}"}
`,
};

function worldWith(environment: Files, service: Files = SERVICE): World {
  const objects = {
    'templates/network.tar.gz': bundleOf(environment),
    'templates/web.tar.gz': bundleOf(service),
  };
  const world = createWorld({ bundles: memoryBundles(objects) });
  world.call('UpdateAccountSettings', { pipelineServiceRoleArn: ROLE_ARN });
  world.call('CreateEnvironmentTemplate', { name: 'network' });
  world.call('CreateServiceTemplate', { name: 'web' });
  const source = (key: string) => ({ source: { s3: { bucket: 'templates', key } } });
  world.call('CreateEnvironmentTemplateVersion', { templateName: 'network', ...source('network.tar.gz') });
  world.call('CreateServiceTemplateVersion', {
    templateName: 'web',
    ...source('web.tar.gz'),
    compatibleEnvironmentTemplates: [{ templateName: 'network', majorVersion: '1' }],
  });
  world.clock.settle();
  const published = { majorVersion: '1', minorVersion: '0', status: 'PUBLISHED' };
  world.call('UpdateEnvironmentTemplateVersion', { templateName: 'network', ...published });
  world.call('UpdateServiceTemplateVersion', { templateName: 'web', ...published });
  return world;
}

function createEnvironment(world: World, spec = 'proton: EnvironmentSpec\nspec: {}\n') {
  const template = { templateName: 'network', templateMajorVersion: '1' };
  world.call('CreateEnvironment', { name: 'prod', ...template, spec, protonServiceRoleArn: ROLE_ARN });
  world.clock.settle();
  return world.get('GetEnvironment', { name: 'prod' });
}

function createService(world: World, inputs: string): void {
  world.call('CreateService', {
    name: 'shop',
    templateName: 'web',
    templateMajorVersion: '1',
    spec: `proton: ServiceSpec\npipeline: {}\ninstances:\n- name: blue\n  environment: prod\n  spec: ${inputs}\n`,
    ...REPOSITORY,
  });
  world.clock.settle();
}

describe('a template is rendered when it is deployed', () => {
  test('with the inputs of the spec, and the defaults of the schema', () => {
    const world = worldWith(ENVIRONMENT);
    createEnvironment(world);
    expect(world.call('ListEnvironmentOutputs', { environmentName: 'prod' })).toEqual({
      outputs: [
        { key: 'Cidr', valueString: '10.0.0.0/16' },
        { key: 'Name', valueString: 'prod' },
      ],
    });
    expect(world.call('ListEnvironmentProvisionedResources', { environmentName: 'prod' })).toMatchObject({
      provisionedResources: [{ name: 'Vpc' }],
    });
    world.call('UpdateEnvironment', {
      name: 'prod',
      deploymentType: 'CURRENT_VERSION',
      spec: 'proton: EnvironmentSpec\nspec: {cidr: 10.1.0.0/16, zone: a}\n',
    });
    world.clock.settle();
    expect(world.call('ListEnvironmentProvisionedResources', { environmentName: 'prod' })).toMatchObject({
      provisionedResources: [{ name: 'Vpc' }, { name: 'Zone' }],
    });
  });

  test('with the outputs of what was deployed before: of the environment, and of the instances of a pipeline', () => {
    const world = worldWith(ENVIRONMENT);
    createEnvironment(world);
    createService(world, '{count: 3}');
    const instance = { serviceName: 'shop', serviceInstanceName: 'blue' };
    expect(world.call('ListServiceInstanceOutputs', instance)).toEqual({
      outputs: [{ key: 'Where', valueString: 'shop/blue in 10.0.0.0/16' }],
    });
    expect(world.call('ListServiceInstanceProvisionedResources', instance)).toMatchObject({
      provisionedResources: [{ name: 'Queue1' }, { name: 'Queue2' }, { name: 'Queue3' }],
    });
    expect(world.call('ListServicePipelineOutputs', { serviceName: 'shop' })).toEqual({
      outputs: [
        { key: 'Branch', valueString: `main of ${REPOSITORY.repositoryId}` },
        { key: 'Instances', valueString: 'blue: shop/blue in 10.0.0.0/16; ' },
      ],
    });
  });
});

test('what is in an environment of another account has the identifiers of that account', () => {
  const world = worldWith({
    ...ENVIRONMENT,
    'infrastructure/cloudformation.yaml':
      'Resources: {Alarms: {Type: "AWS::SNS::Topic"}}\nOutputs: {Cidr: {Value: !Ref Alarms}}\n',
  });
  const theirs = { accountId: ENVIRONMENT_ACCOUNT };
  const requested = world.get(
    'CreateEnvironmentAccountConnection',
    { environmentName: 'prod', managementAccountId: ACCOUNT, roleArn: ROLE_ARN },
    theirs,
  );
  world.call('AcceptEnvironmentAccountConnection', { id: requested['id'] });
  world.call('CreateEnvironment', {
    name: 'prod',
    templateName: 'network',
    templateMajorVersion: '1',
    spec: 'proton: EnvironmentSpec\nspec: {}\n',
    environmentAccountConnectionId: requested['id'],
  });
  world.clock.settle();
  createService(world, '{}');
  const topic = new RegExp(
    `^arn:aws:sns:eu-central-1:${ENVIRONMENT_ACCOUNT}:AWSProton-prod-cloudformation--[A-Z]{15}-`,
  );
  expect(world.call('ListEnvironmentProvisionedResources', { environmentName: 'prod' })).toMatchObject({
    provisionedResources: [{ name: 'Alarms', identifier: expect.stringMatching(topic) }],
  });
  const instance = { serviceName: 'shop', serviceInstanceName: 'blue' };
  expect(world.call('ListServiceInstanceProvisionedResources', instance)).toMatchObject({
    provisionedResources: [
      { identifier: expect.stringMatching(new RegExp(`/${ENVIRONMENT_ACCOUNT}/AWSProton-shop-blue-cloudformation--`)) },
      {},
    ],
  });
});

describe('a deployment fails', () => {
  test('when the template names what is not there, and says where', () => {
    const world = worldWith(ENVIRONMENT);
    createEnvironment(world);
    createService(world, '{wrong: Missing}');
    const { deploymentStatus, deploymentStatusMessage } = world.get('GetServiceInstance', {
      serviceName: 'shop',
      name: 'blue',
    });
    expect([deploymentStatus, deploymentStatusMessage]).toEqual([
      'FAILED',
      'The template could not be rendered: instance_infrastructure/cloudformation.yaml: line 8, column 22: environment.outputs[…] is not defined.',
    ]);
    expect(world.get('GetService', { name: 'shop' })['status']).toBe('CREATE_FAILED');
  });

  test('when what comes out is no CloudFormation template', () => {
    const file = 'infrastructure/cloudformation.yaml';
    const world = worldWith({ ...ENVIRONMENT, [file]: 'Resources:\n  Vpc: {{ environment.inputs.cidr }}\n' });
    expect(createEnvironment(world)).toMatchObject({
      deploymentStatus: 'FAILED',
      deploymentStatusMessage: `CloudFormation cannot take the rendered template: ${file}: resource "Vpc" has no Type.`,
    });
  });

  test('when it declares nothing', () => {
    const file = 'infrastructure/cloudformation.yaml';
    const world = worldWith({ ...ENVIRONMENT, [file]: 'Resources: {}\n' });
    expect(createEnvironment(world)).toMatchObject({
      deploymentStatus: 'FAILED',
      deploymentStatusMessage: `CloudFormation cannot take the rendered template: ${file}: "Resources" has no resource.`,
    });
  });

  test('and a template without Jinja that CloudFormation could not take is refused when it is registered', () => {
    const file = 'infrastructure/cloudformation.yaml';
    const template = 'Resources: {Vpc: {Type: "AWS::EC2::VPC"}}\nOutputs: {Cidr: {Value: !GetAtt Net.CidrBlock}}\n';
    const objects = { 'templates/a.tar.gz': bundleOf({ ...ENVIRONMENT, [file]: template }) };
    const world = createWorld({ bundles: memoryBundles(objects) });
    world.call('CreateEnvironmentTemplate', { name: 'network' });
    const version = { templateName: 'network', source: { s3: { bucket: 'templates', key: 'a.tar.gz' } } };
    world.call('CreateEnvironmentTemplateVersion', version);
    world.clock.settle();
    const name = { templateName: 'network', majorVersion: '1', minorVersion: '0' };
    expect(world.get('GetEnvironmentTemplateVersion', name)).toMatchObject({
      status: 'REGISTRATION_FAILED',
      statusMessage: expect.stringContaining(
        `${file}: Outputs.Cidr.Value: it refers to "Net", which the template does not have`,
      ),
    });
  });

  test('and a template that is no Jinja is refused when it is registered', () => {
    const file = 'infrastructure/cloudformation.yaml';
    const world = createWorld({
      bundles: memoryBundles({ 'templates/a.tar.gz': bundleOf({ ...ENVIRONMENT, [file]: 'a: b\n{% if x %}\n' }) }),
    });
    world.call('CreateEnvironmentTemplate', { name: 'network' });
    const version = { templateName: 'network', source: { s3: { bucket: 'templates', key: 'a.tar.gz' } } };
    world.call('CreateEnvironmentTemplateVersion', version);
    world.clock.settle();
    const name = { templateName: 'network', majorVersion: '1', minorVersion: '0' };
    expect(world.get('GetEnvironmentTemplateVersion', name)).toMatchObject({
      status: 'REGISTRATION_FAILED',
      statusMessage: expect.stringContaining(`${file}: line 3, column 1: {% endif %} is missing`),
    });
  });
});
