import { describe, expect, test } from '@jest/globals';
import { bundleOf, type Files, MANIFEST, memoryBundles, schemaText } from '../support/bundles.ts';
import { createWorld, ROLE_ARN, type World } from '../support/world.ts';

const text = { type: 'string' };
const ENVIRONMENT: Files = {
  'schema/schema.yaml': schemaText({ environment: { zone: { ...text, default: 'a' } } }),
  'infrastructure/manifest.yaml': MANIFEST,
  'infrastructure/cloudformation.yaml': `Resources:
  Vpc: {Type: AWS::EC2::VPC}
Outputs:
  VpcId: {Value: !Ref Vpc}
`,
};
/** Shows what its component gives it, if it has one. */
const SERVICE: Files = {
  'schema/schema.yaml': schemaText({ service: { size: { ...text, default: 'small' } } }),
  'instance_infrastructure/manifest.yaml': MANIFEST,
  'instance_infrastructure/cloudformation.yaml': `Resources:
  Queue: {Type: AWS::SQS::Queue}
Outputs:
  Size: {Value: "{{ service_instance.inputs.size }}"}
  Bucket: {Value: "{{ service_instance.components.default.outputs.Name | default('none') }}"}
  Component: {Value: "{{ service_instance.components.default.name | default('') }}"}
{% if service_instance.components.default.outputs | length > 0 %}
  Has: {Value: one}
{% endif %}
`,
};
const COMPONENT = `Resources:
  Bucket: {Type: AWS::S3::Bucket, Properties: {BucketName: "{{ environment.name }}-{{ component.name }}"}}
Outputs:
  Name: {Value: !Ref Bucket}
  Vpc: {Value: "{{ environment.outputs.VpcId }}"}
{% if service_instance is defined %}
  For: {Value: "{{ service.name }}/{{ service_instance.name }}, {{ service_instance.inputs.size }}, {{ service_instance.outputs.Size }}"}
{% endif %}
`;
const BLUE = { serviceName: 'shop', serviceInstanceName: 'blue' };

function world(): World {
  const objects = { 'templates/network.tar.gz': bundleOf(ENVIRONMENT), 'templates/web.tar.gz': bundleOf(SERVICE) };
  const created = createWorld({ bundles: memoryBundles(objects) });
  const { call, clock } = created;
  const version = { majorVersion: '1', minorVersion: '0', status: 'PUBLISHED' };
  const template = { templateMajorVersion: '1' };
  call('CreateEnvironmentTemplate', { name: 'network' });
  call('CreateServiceTemplate', { name: 'web' });
  const source = (key: string) => ({ s3: { bucket: 'templates', key } });
  call('CreateEnvironmentTemplateVersion', { templateName: 'network', source: source('network.tar.gz') });
  call('CreateServiceTemplateVersion', {
    templateName: 'web',
    source: source('web.tar.gz'),
    compatibleEnvironmentTemplates: [{ templateName: 'network', majorVersion: '1' }],
    supportedComponentSources: ['DIRECTLY_DEFINED'],
  });
  clock.settle();
  call('UpdateEnvironmentTemplateVersion', { templateName: 'network', ...version });
  call('UpdateServiceTemplateVersion', { templateName: 'web', ...version });
  call('CreateEnvironment', {
    name: 'prod',
    templateName: 'network',
    ...template,
    spec: 'proton: EnvironmentSpec\nspec: {}\n',
    protonServiceRoleArn: ROLE_ARN,
    componentRoleArn: ROLE_ARN,
  });
  clock.settle();
  call('CreateService', {
    name: 'shop',
    templateName: 'web',
    ...template,
    spec: 'proton: ServiceSpec\ninstances:\n- {name: blue, environment: prod, spec: {size: large}}\n',
  });
  clock.settle();
  return created;
}

function createComponent({ call, clock }: World, templateFile: string, more: object = { environmentName: 'prod' }) {
  call('CreateComponent', { name: 'files', manifest: MANIFEST, templateFile, ...more });
  clock.settle();
}
const outputs = ({ call }: World) => call('ListComponentOutputs', { componentName: 'files' });

describe('the template of a component is rendered when it is deployed', () => {
  test('detached: with its environment, and without an instance', () => {
    const here = world();
    createComponent(here, COMPONENT);
    expect(outputs(here)).toEqual({
      outputs: [
        { key: 'Name', valueString: 'prod-files' },
        { key: 'Vpc', valueString: expect.stringMatching(/^vpc-[0-9a-f]{17}$/) },
      ],
    });
  });

  test('attached: with its instance, which sees its outputs when it is deployed next', () => {
    const here = world();
    const ofBlue = () => here.call('ListServiceInstanceOutputs', BLUE)['outputs'];
    // An output without a value is in no answer.
    expect(ofBlue()).toEqual([
      { key: 'Size', valueString: 'large' },
      { key: 'Bucket', valueString: 'none' },
    ]);
    createComponent(here, COMPONENT, { ...BLUE, serviceSpec: serviceSpec() });
    expect(outputs(here)).toEqual({
      outputs: expect.arrayContaining([{ key: 'For', valueString: 'shop/blue, large, large' }]),
    });
    here.call('UpdateServiceInstance', { serviceName: 'shop', name: 'blue', deploymentType: 'CURRENT_VERSION' });
    here.clock.settle();
    expect(ofBlue()).toEqual([
      { key: 'Size', valueString: 'large' },
      { key: 'Bucket', valueString: 'prod-files' },
      { key: 'Component', valueString: 'files' },
      { key: 'Has', valueString: 'one' },
    ]);
    // Detached, it is rendered again, and is no instance's any more.
    here.call('UpdateComponent', {
      name: 'files',
      deploymentType: 'CURRENT_VERSION',
      serviceName: '',
      serviceInstanceName: '',
    });
    here.clock.settle();
    expect(outputs(here)).toEqual({ outputs: [expect.objectContaining({ key: 'Name' }), expect.anything()] });
  });
});

const serviceSpec = (): string =>
  'proton: ServiceSpec\ninstances:\n- {name: blue, environment: prod, spec: {size: large}}\n';

describe('a component fails', () => {
  test.each([
    [
      'when its template names what is not there',
      `${COMPONENT}  More: {Value: "{{ environment.outputs.SubnetId }}"}\n`,
      'The template could not be rendered: templateFile: line 9, column 21: environment.outputs.SubnetId is not defined.',
    ],
    [
      'when its template declares nothing',
      'Resources: {}\n',
      'CloudFormation cannot take the rendered template: templateFile: "Resources" has no resource.',
    ],
    [
      'when an output is of a resource that the rendered template does not have',
      `${COMPONENT}  More: {Value: !Ref "Bucket{{ component.name }}"}\n`,
      'CloudFormation cannot take the rendered template: templateFile: Outputs.More.Value: it refers to "Bucketfiles", which the template does not have.',
    ],
  ])('%s', (_when, templateFile, deploymentStatusMessage) => {
    const here = world();
    createComponent(here, templateFile);
    expect(here.get('GetComponent', { name: 'files' })).toMatchObject({
      deploymentStatus: 'FAILED',
      deploymentStatusMessage,
    });
    expect(outputs(here)).toEqual({ outputs: [] });
  });

  test('and is refused at once where no rendering could mend it', () => {
    const refusal = (templateFile: string) =>
      world().refusal('CreateComponent', { name: 'files', environmentName: 'prod', manifest: MANIFEST, templateFile });
    expect(refusal('Resources: {A: {Type: "AWS::SNS::Topic"}}\nOutputs: {O: {Value: !Ref B}}\n')).toEqual({
      name: 'ValidationException',
      message:
        'templateFile is no CloudFormation template: Outputs.O.Value: it refers to "B", which the template does not have.',
    });
    expect(refusal('Resources:\n  A: {{ component.name | shout }}\n').message).toContain('line 2, column 26');
  });
});
