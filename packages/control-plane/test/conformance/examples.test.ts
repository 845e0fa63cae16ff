import { describe, expect, test } from '@jest/globals';
import { type ControlPlane, createControlPlane } from '../../src/index.ts';
import type { VirtualClock } from '../support/virtual-clock.ts';
import { createVirtualClock } from '../support/virtual-clock.ts';
import { countingRandom, mappingOf } from '../support/world.ts';

/*
 * The answers printed in AWS's own command line reference for Proton, told as stories on a virtual clock: the same calls
 * at the same moments must give the same answers.
 * Source: https://github.com/aws/aws-cli/tree/develop/awscli/examples/proton (times there as the CLI renders them).
 *
 * Known differences, each on purpose:
 * - members that came to the API after the examples were written (deployment ids, client token) are left out of the comparison;
 * - the region is one that exists, where the examples print "region-id";
 * - the examples' specs name other instances and environments than their answers do; here they are made to agree;
 * - create-service prints no branchName although one is given; the service's other examples do print it.
 */

const REGION = 'us-east-1';
const ACCOUNT = '123456789012';
const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/service-role/ProtonServiceRole`;
const CONNECTION_ARN = `arn:aws:codestar-connections:${REGION}:${ACCOUNT}:connection/a1b2c3d4-5678-90ab-cdef-EXAMPLE11111`;
const LATER_MEMBERS = new Set(['lastAttemptedDeploymentId', 'lastSucceededDeploymentId', 'lastClientRequestToken']);

/** `12:34:56.789` of the story's day in epoch seconds, as on the wire. */
const at = (day: string, time: string): number => Date.parse(`${day}T${time}Z`) / 1000;

interface Stage {
  readonly plane: ControlPlane;
  readonly clock: VirtualClock;
  go(day: string, time: string): void;
  answer(operation: string, input: Record<string, unknown>): Record<string, unknown>;
}

function stage(day: string): Stage {
  const clock = createVirtualClock(Date.parse(`${day}T00:00:00Z`));
  const plane = createControlPlane({
    clock,
    random: countingRandom(),
    region: REGION,
    accountId: ACCOUNT,
    emit: () => undefined,
    durations: { deploymentMs: 1000, cancellationMs: 1000, deletionMs: 1000, templateRegistrationMs: 100 },
  });
  return {
    plane,
    clock,
    go: (toDay, time) => clock.advanceTo(at(toDay, time) * 1000),
    answer(operation, input) {
      const output = mappingOf(Object.values(plane.call(operation, input))[0]);
      return Object.fromEntries(Object.entries(output).filter(([name]) => !LATER_MEMBERS.has(name)));
    },
  };
}

/** What the examples take for granted: an environment and a published service template with versions 1.0 and 1.1. */
function prepare({ plane, clock }: Stage, serviceTemplate: string, environmentName: string): void {
  const source = { s3: { bucket: 'templates', key: 'bundle.tar.gz' } };
  const compatibleEnvironmentTemplates = [{ templateName: 'simple-env', majorVersion: '1' }];
  plane.call('CreateEnvironmentTemplate', { name: 'simple-env' });
  plane.call('CreateServiceTemplate', { name: serviceTemplate });
  plane.call('CreateEnvironmentTemplateVersion', { templateName: 'simple-env', source });
  plane.call('CreateServiceTemplateVersion', { templateName: serviceTemplate, source, compatibleEnvironmentTemplates });
  plane.call('CreateServiceTemplateVersion', {
    templateName: serviceTemplate,
    majorVersion: '1',
    source,
    compatibleEnvironmentTemplates,
  });
  clock.settle();
  const key = { majorVersion: '1', status: 'PUBLISHED' };
  plane.call('UpdateEnvironmentTemplateVersion', { ...key, templateName: 'simple-env', minorVersion: '0' });
  for (const minorVersion of ['0', '1'])
    plane.call('UpdateServiceTemplateVersion', { ...key, templateName: serviceTemplate, minorVersion });
  plane.call('UpdateAccountSettings', { pipelineServiceRoleArn: ROLE_ARN });
  plane.call('CreateEnvironment', {
    name: environmentName,
    templateName: 'simple-env',
    templateMajorVersion: '1',
    spec: 'proton: EnvironmentSpec\nspec:\n  my_sample_input: hello\n',
    protonServiceRoleArn: ROLE_ARN,
  });
  clock.settle();
}

const specOf = (instance: string, environment: string): string =>
  `proton: ServiceSpec\npipeline:\n  my_sample_pipeline_optional_input: abc\n  my_sample_pipeline_required_input: '123'\ninstances:\n- name: ${instance}\n  environment: ${environment}\n  spec:\n    my_sample_service_instance_optional_input: def\n    my_sample_service_instance_required_input: '456'\n`;

const createService = (name: string, templateName: string, spec: string) => ({
  name,
  templateName,
  templateMajorVersion: '1',
  templateMinorVersion: '0',
  branchName: 'mainline',
  repositoryConnectionArn: CONNECTION_ARN,
  repositoryId: 'myorg/myapp',
  spec,
});

describe('the service of the examples', () => {
  const DAY = '2020-11-18';
  const CREATED = at(DAY, '19:50:27.460');
  const created = {
    arn: `arn:aws:proton:${REGION}:${ACCOUNT}:service/MySimpleService`,
    branchName: 'mainline',
    createdAt: CREATED,
    lastModifiedAt: CREATED,
    name: 'MySimpleService',
    repositoryConnectionArn: CONNECTION_ARN,
    repositoryId: 'myorg/myapp',
    status: 'CREATE_IN_PROGRESS',
    templateName: 'fargate-service',
  };

  function create(): { on: Stage; answer: Record<string, unknown> } {
    const on = stage(DAY);
    prepare(on, 'fargate-service', 'ENV_NAME');
    on.go(DAY, '19:50:27.460');
    return {
      on,
      answer: on.answer(
        'CreateService',
        createService('MySimpleService', 'fargate-service', specOf('acme-network-dev', 'ENV_NAME')),
      ),
    };
  }

  test('create-service', () => {
    expect(create().answer).toEqual(created);
  });

  test('update-service: a new description, at once ACTIVE', () => {
    const { on } = create();
    on.go('2021-03-12', '22:44:21.975');
    expect(
      on.answer('UpdateService', { name: 'MySimpleService', description: 'Edit by updating description' }),
    ).toEqual({
      ...created,
      description: 'Edit by updating description',
      lastModifiedAt: at('2021-03-12', '22:44:21.975'),
      status: 'ACTIVE',
    });
  });

  test('delete-service', () => {
    const { on } = create();
    on.go('2020-11-29', '00:00:00.000');
    on.plane.call('UpdateService', { name: 'MySimpleService', description: 'Edit by updating description' });
    on.go('2020-11-29', '00:30:39.248');
    expect(on.answer('DeleteService', { name: 'MySimpleService' })).toEqual({
      ...created,
      description: 'Edit by updating description',
      lastModifiedAt: at('2020-11-29', '00:30:39.248'),
      status: 'DELETE_IN_PROGRESS',
    });
  });
});

describe('the instance and the pipeline of the examples', () => {
  const DAY = '2021-04-02';
  const [CREATED, FIRST_UPDATE, SECOND_UPDATE] = [
    at(DAY, '21:29:59.962'),
    at(DAY, '21:38:00.823'),
    at(DAY, '21:45:15.406'),
  ];
  const spec = specOf('instance-one', 'simple-env');
  const newSpec = spec.replace('def', 'ghi');
  const instance = { serviceName: 'simple-svc', name: 'instance-one' };
  const expectedInstance = {
    arn: `arn:aws:proton:${REGION}:${ACCOUNT}:service/simple-svc/service-instance/instance-one`,
    createdAt: CREATED,
    environmentName: 'simple-env',
    name: 'instance-one',
    serviceName: 'simple-svc',
    templateMajorVersion: '1',
    templateName: 'svc-simple',
  };
  const minor = { templateMajorVersion: '1', templateMinorVersion: '1', deploymentType: 'MINOR_VERSION' };

  function start(): Stage {
    const on = stage(DAY);
    prepare(on, 'svc-simple', 'simple-env');
    on.go(DAY, '21:29:59.962');
    on.plane.call('CreateService', createService('simple-svc', 'svc-simple', spec));
    on.go(DAY, '21:38:00.823');
    return on;
  }

  test('get-service-instance', () => {
    expect(start().answer('GetServiceInstance', instance)).toEqual({
      ...expectedInstance,
      deploymentStatus: 'SUCCEEDED',
      lastDeploymentAttemptedAt: CREATED,
      lastDeploymentSucceededAt: CREATED,
      spec,
      templateMinorVersion: '0',
    });
  });

  test('list-service-instances', () => {
    const { serviceInstances } = start().plane.call('ListServiceInstances', {});
    expect(serviceInstances).toEqual([
      expect.objectContaining({
        ...expectedInstance,
        deploymentStatus: 'SUCCEEDED',
        lastDeploymentAttemptedAt: CREATED,
        lastDeploymentSucceededAt: CREATED,
        templateMinorVersion: '0',
      }),
    ]);
    expect(JSON.stringify(serviceInstances)).not.toContain('spec');
  });

  test('update-service-instance: new attempt, old version, no spec', () => {
    expect(start().answer('UpdateServiceInstance', { ...instance, ...minor, spec: newSpec })).toEqual({
      ...expectedInstance,
      deploymentStatus: 'IN_PROGRESS',
      lastDeploymentAttemptedAt: FIRST_UPDATE,
      lastDeploymentSucceededAt: CREATED,
      templateMinorVersion: '0',
    });
  });

  test('cancel-service-instance-deployment, and what is left of it', () => {
    const on = start();
    on.plane.call('UpdateServiceInstance', { ...instance, ...minor, spec: newSpec });
    on.go(DAY, '21:45:15.406');
    on.plane.script('simple-svc/instance-one', 'hang');
    on.plane.call('UpdateServiceInstance', { ...instance, deploymentType: 'CURRENT_VERSION', spec });
    const good = {
      ...expectedInstance,
      lastDeploymentAttemptedAt: SECOND_UPDATE,
      lastDeploymentSucceededAt: FIRST_UPDATE,
      spec: newSpec,
      templateMinorVersion: '1',
    };
    expect(
      on.answer('CancelServiceInstanceDeployment', { serviceName: 'simple-svc', serviceInstanceName: 'instance-one' }),
    ).toEqual({
      ...good,
      deploymentStatus: 'CANCELLING',
    });
    on.clock.settle();
    expect(on.answer('GetServiceInstance', instance)).toEqual({
      ...good,
      deploymentStatus: 'CANCELLED',
      deploymentStatusMessage: 'User initiated cancellation.',
    });
  });

  test('get-service, update-service-pipeline and cancel-service-pipeline-deployment', () => {
    const on = start();
    const PIPELINE_CREATED = CREATED;
    const pipeline = {
      arn: `arn:aws:proton:${REGION}:${ACCOUNT}:service/simple-svc/pipeline`,
      createdAt: PIPELINE_CREATED,
      templateMajorVersion: '1',
      templateName: 'svc-simple',
    };
    expect(on.answer('GetService', { name: 'simple-svc' })).toEqual({
      arn: `arn:aws:proton:${REGION}:${ACCOUNT}:service/simple-svc`,
      branchName: 'mainline',
      createdAt: CREATED,
      lastModifiedAt: CREATED + 2,
      name: 'simple-svc',
      pipeline: expect.objectContaining({
        ...pipeline,
        deploymentStatus: 'SUCCEEDED',
        lastDeploymentAttemptedAt: CREATED,
        lastDeploymentSucceededAt: CREATED,
        spec,
        templateMinorVersion: '0',
      }),
      repositoryConnectionArn: CONNECTION_ARN,
      repositoryId: 'myorg/myapp',
      spec,
      status: 'ACTIVE',
      templateName: 'svc-simple',
    });
    on.go(DAY, '21:39:28.991');
    const nextSpec = spec.replace('abc', 'xyz');
    expect(on.answer('UpdateServicePipeline', { serviceName: 'simple-svc', ...minor, spec: nextSpec })).toEqual({
      ...pipeline,
      deploymentStatus: 'IN_PROGRESS',
      lastDeploymentAttemptedAt: at(DAY, '21:39:28.991'),
      lastDeploymentSucceededAt: CREATED,
      spec: nextSpec,
      templateMinorVersion: '0',
    });
    on.go(DAY, '22:02:45.095');
    on.plane.call('UpdateServicePipeline', { serviceName: 'simple-svc', deploymentType: 'CURRENT_VERSION', spec });
    expect(on.answer('CancelServicePipelineDeployment', { serviceName: 'simple-svc' })).toEqual({
      ...pipeline,
      deploymentStatus: 'CANCELLING',
      lastDeploymentAttemptedAt: at(DAY, '22:02:45.095'),
      lastDeploymentSucceededAt: at(DAY, '21:39:28.991'),
      templateMinorVersion: '1',
    });
  });
});

describe('the environment of the user guide', () => {
  test('cancelled update: https://docs.aws.amazon.com/proton/latest/userguide/ag-env-update.html', () => {
    const DAY = '2021-04-02';
    const on = stage(DAY);
    const source = { s3: { bucket: 'templates', key: 'bundle.tar.gz' } };
    const version = { templateName: 'simple-env', majorVersion: '1', status: 'PUBLISHED' };
    on.plane.call('CreateEnvironmentTemplate', { name: 'simple-env' });
    for (const minorVersion of ['0', '1']) {
      on.plane.call('CreateEnvironmentTemplateVersion', { templateName: 'simple-env', majorVersion: '1', source });
      on.clock.settle();
      on.plane.call('UpdateEnvironmentTemplateVersion', { ...version, minorVersion });
    }
    const spec = 'proton: EnvironmentSpec\n\nspec:\n  my_sample_input: hello\n  my_other_sample_input: everybody\n';
    on.go(DAY, '17:29:55.472');
    const create = { templateName: 'simple-env', templateMajorVersion: '1', templateMinorVersion: '0', spec };
    expect(on.answer('CreateEnvironment', { name: 'MySimpleEnv', protonServiceRoleArn: ROLE_ARN, ...create })).toEqual({
      arn: `arn:aws:proton:${REGION}:${ACCOUNT}:environment/MySimpleEnv`,
      createdAt: at(DAY, '17:29:55.472'),
      deploymentStatus: 'IN_PROGRESS',
      lastDeploymentAttemptedAt: at(DAY, '17:29:55.472'),
      name: 'MySimpleEnv',
      protonServiceRoleArn: ROLE_ARN,
      templateName: 'simple-env',
    });
    on.go(DAY, '17:48:26.307');
    on.plane.call('UpdateEnvironment', { name: 'MySimpleEnv', deploymentType: 'MINOR_VERSION' });
    on.go(DAY, '18:15:10.243');
    on.plane.call('UpdateEnvironment', { name: 'MySimpleEnv', deploymentType: 'MINOR_VERSION' });
    expect(on.answer('CancelEnvironmentDeployment', { environmentName: 'MySimpleEnv' })).toEqual({
      arn: `arn:aws:proton:${REGION}:${ACCOUNT}:environment/MySimpleEnv`,
      createdAt: at(DAY, '17:29:55.472'),
      deploymentStatus: 'CANCELLING',
      lastDeploymentAttemptedAt: at(DAY, '18:15:10.243'),
      lastDeploymentSucceededAt: at(DAY, '17:48:26.307'),
      name: 'MySimpleEnv',
      protonServiceRoleArn: ROLE_ARN,
      spec,
      templateMajorVersion: '1',
      templateMinorVersion: '1',
      templateName: 'simple-env',
    });
  });
});
