import { instance, type Member, pipelineInputs, type Spec, serviceSpec, writeSpec } from './specs.ts';
import { ACCOUNT, CONNECTION_ARN, createService, prepareTemplates, REGION, type Stage } from './stage.ts';

/*
 * The command lines and answers of AWS's command line reference for Proton as data: options and answers as they are
 * printed there (a spec as what it says), and what each example takes for granted. What is different here is in
 * `deviations.ts`. Source: https://github.com/aws/aws-cli/tree/develop/awscli/examples/proton
 */

export interface Example {
  readonly command: string;
  readonly options: Readonly<Record<string, string>>;
  /** The files that options name. */
  readonly files: Readonly<Record<string, Spec>>;
  /** When the command is given, in UTC. */
  readonly at: string;
  /** Brings the world to the state that the example takes for granted. */
  readonly prepare: (stage: Stage) => void;
  readonly printed: Member;
}

/** A time as the CLI prints it. */
const time = (utc: string): string => `${utc}000+00:00`;
const arn = (suffix: string): string => `arn:aws:proton:${REGION}:${ACCOUNT}:${suffix}`;

const SIMPLE = 'service/simple-svc';
const [CREATED, UPDATED] = ['2021-04-02T21:29:59.962', '2021-04-02T21:38:00.823'];
const PIPELINE_UPDATED = '2021-04-02T21:39:28.991';
const FIRST = '2020-11-28T22:40:50.512';
const minorVersion = { templateMajorVersion: '1', templateMinorVersion: '1', deploymentType: 'MINOR_VERSION' };

/** Service `simple-svc` from version 1.0 (or another minor version) of a template, made at a time and deployed. */
function simpleService(
  stage: Stage,
  made: { at: string; spec: Spec; template?: string; minorVersion?: string; connection?: string },
): void {
  const template = made.template ?? 'svc-simple';
  const [first] = made.spec.instances;
  if (first === undefined) throw new Error('the spec has no instance');
  prepareTemplates(stage, template, first.environment);
  stage.goTo(made.at);
  const { minorVersion = '0', connection = '11111' } = made;
  createService(stage, { name: 'simple-svc', template, minorVersion, connection, spec: writeSpec(made.spec) });
}

const oneInstance = serviceSpec(
  pipelineInputs('pipeline up', 'hello world'),
  instance('instance-one', 'simple-env', 'Ciao', 'Ola'),
);
const twoInstances = (first: string, environment: string): Spec =>
  serviceSpec(
    pipelineInputs('123', 'abc'),
    instance(first, environment, '456', 'def'),
    instance('my-other-instance', environment, '789'),
  );

const cancelServiceInstanceDeployment: Example = {
  command: 'cancel-service-instance-deployment',
  options: { 'service-instance-name': 'instance-one', 'service-name': 'simple-svc' },
  files: {},
  at: '2021-04-02T21:45:15.406',
  prepare(stage) {
    simpleService(stage, { at: CREATED, spec: oneInstance });
    const update = { serviceName: 'simple-svc', name: 'instance-one' };
    stage.goTo(UPDATED);
    const spec = writeSpec(twoInstances('instance-one', 'simple-env'));
    stage.plane.call('UpdateServiceInstance', { ...update, ...minorVersion, spec });
    stage.goTo('2021-04-02T21:45:15.406');
    stage.plane.call('UpdateServiceInstance', { ...update, deploymentType: 'CURRENT_VERSION', spec });
  },
  printed: {
    serviceInstance: {
      arn: arn(`${SIMPLE}/service-instance/instance-one`),
      createdAt: time(CREATED),
      deploymentStatus: 'CANCELLING',
      environmentName: 'simple-env',
      lastDeploymentAttemptedAt: time('2021-04-02T21:45:15.406'),
      lastDeploymentSucceededAt: time(UPDATED),
      name: 'instance-one',
      serviceName: 'simple-svc',
      spec: twoInstances('my-instance', 'MySimpleEnv'),
      templateMajorVersion: '1',
      templateMinorVersion: '1',
      templateName: 'svc-simple',
    },
  },
};

const cancelServicePipelineDeployment: Example = {
  command: 'cancel-service-pipeline-deployment',
  options: { 'service-name': 'simple-svc' },
  files: {},
  at: '2021-04-02T22:02:45.095',
  prepare(stage) {
    simpleService(stage, { at: CREATED, spec: oneInstance });
    const update = { serviceName: 'simple-svc', spec: writeSpec(oneInstance) };
    stage.goTo(PIPELINE_UPDATED);
    stage.plane.call('UpdateServicePipeline', { ...update, ...minorVersion });
    stage.goTo('2021-04-02T22:02:45.095');
    stage.plane.call('UpdateServicePipeline', { ...update, deploymentType: 'CURRENT_VERSION' });
  },
  printed: {
    pipeline: {
      arn: arn(`${SIMPLE}/pipeline`),
      createdAt: time(CREATED),
      deploymentStatus: 'CANCELLING',
      lastDeploymentAttemptedAt: time('2021-04-02T22:02:45.095'),
      lastDeploymentSucceededAt: time(PIPELINE_UPDATED),
      templateMajorVersion: '1',
      templateMinorVersion: '1',
      templateName: 'svc-simple',
    },
  },
};

const newService: Spec = serviceSpec(
  pipelineInputs('hello', 'bye'),
  instance('acme-network-dev', 'ENV_NAME', 'hi', 'ho'),
);
const createServiceExample: Example = {
  command: 'create-service',
  options: {
    name: 'MySimpleService',
    'template-name': 'fargate-service',
    'template-major-version': '1',
    'branch-name': 'mainline',
    'repository-connection-arn': `${CONNECTION_ARN.replace(ACCOUNT, 'account-id')}11111`,
    'repository-id': 'myorg/myapp',
    spec: 'file://spec.yaml',
  },
  files: { 'spec.yaml': newService },
  at: '2020-11-18T19:50:27.460',
  prepare: (stage) => prepareTemplates(stage, 'fargate-service', 'ENV_NAME'),
  printed: {
    service: {
      arn: arn('service/MySimpleService'),
      createdAt: time('2020-11-18T19:50:27.460'),
      lastModifiedAt: time('2020-11-18T19:50:27.460'),
      name: 'MySimpleService',
      repositoryConnectionArn: `${CONNECTION_ARN.replace(':connection', 'connection')}11111`,
      repositoryId: 'myorg/myapp',
      status: 'CREATE_IN_PROGRESS',
      templateName: 'fargate-service',
    },
  },
};

const deleteService: Example = {
  command: 'delete-service',
  options: { name: 'simple-svc' },
  files: {},
  at: '2020-11-29T00:30:39.248',
  prepare(stage) {
    simpleService(stage, { at: FIRST, spec: oneInstance, template: 'fargate-service' });
    stage.settle();
    stage.plane.call('UpdateService', { name: 'simple-svc', description: 'Edit by updating description' });
  },
  printed: {
    service: {
      arn: arn(SIMPLE),
      branchName: 'mainline',
      createdAt: time(FIRST),
      description: 'Edit by updating description',
      lastModifiedAt: time('2020-11-29T00:30:39.248'),
      name: 'simple-svc',
      repositoryConnectionArn: `${CONNECTION_ARN}11111`,
      repositoryId: 'myorg/myapp',
      status: 'DELETE_IN_PROGRESS',
      templateName: 'fargate-service',
    },
  },
};

const firstInstance = {
  arn: arn(`${SIMPLE}/service-instance/instance-one`),
  createdAt: time(FIRST),
  deploymentStatus: 'SUCCEEDED',
  lastDeploymentAttemptedAt: time(FIRST),
  lastDeploymentSucceededAt: time(FIRST),
  name: 'instance-one',
  serviceName: 'simple-svc',
  templateMajorVersion: '1',
  templateMinorVersion: '0',
};

/** Also printed, word for word, as the second example of `list-service-instances`. */
const getServiceInstance: Example = {
  command: 'get-service-instance',
  options: { name: 'instance-one', 'service-name': 'simple-svc' },
  files: {},
  at: '2020-11-29T00:00:00.000',
  prepare: (stage) => simpleService(stage, { at: FIRST, spec: oneInstance }),
  printed: {
    serviceInstance: {
      ...firstInstance,
      environmentName: 'simple-env',
      spec: serviceSpec(oneInstance.pipeline, instance('instance-one', 'my-simple-env', 'Ciao', 'Ola')),
      templateName: 'svc-simple',
    },
  },
};

const spec = serviceSpec(pipelineInputs('hello', 'bye'), instance('instance-svc-simple', 'my-simple-env', 'hi', 'ho'));
const getService: Example = {
  command: 'get-service',
  options: { name: 'simple-svc' },
  files: {},
  at: '2020-11-29T00:00:00.000',
  /** What took the service four minutes to become ACTIVE is its pipeline. */
  prepare(stage) {
    const pipeline = `${SIMPLE}/pipeline`;
    stage.plane.script(pipeline, 'hang');
    simpleService(stage, { at: FIRST, spec, minorVersion: '1', connection: '22222' });
    stage.goTo('2020-11-28T22:44:51.207');
    stage.plane.script(pipeline, 'succeed');
  },
  printed: {
    service: {
      arn: arn(SIMPLE),
      branchName: 'mainline',
      createdAt: time(FIRST),
      lastModifiedAt: time('2020-11-28T22:44:51.207'),
      name: 'simple-svc',
      pipeline: {
        arn: arn(`${SIMPLE}/pipeline/a1b2c3d4-5678-90ab-cdef-EXAMPLE11111`),
        createdAt: time(FIRST),
        deploymentStatus: 'SUCCEEDED',
        lastDeploymentAttemptedAt: time(FIRST),
        lastDeploymentSucceededAt: time(FIRST),
        spec,
        templateMajorVersion: '1',
        templateMinorVersion: '1',
        templateName: 'svc-simple',
      },
      repositoryConnectionArn: `${CONNECTION_ARN}22222`,
      repositoryId: 'myorg/myapp',
      spec,
      status: 'ACTIVE',
      templateName: 'svc-simple',
    },
  },
};

const listServiceInstances: Example = {
  command: 'list-service-instances',
  options: {},
  files: {},
  at: '2020-11-29T00:00:00.000',
  prepare: (stage) => simpleService(stage, { at: FIRST, spec: oneInstance, template: 'fargate-service' }),
  printed: {
    serviceInstances: [
      { ...firstInstance, environmentArn: arn('environment/simple-env'), templateName: 'fargate-service' },
    ],
  },
};

const updateServiceInstance: Example = {
  command: 'update-service-instance',
  options: {
    'service-name': 'simple-svc',
    spec: 'file://service-spec.yaml ',
    'template-major-version': '1',
    'template-minor-version': '1',
    'deployment-type': 'MINOR_VERSION',
    name: 'instance-one',
  },
  files: { 'service-spec.yaml': twoInstances('instance-one', 'simple-env') },
  at: UPDATED,
  prepare: (stage) => simpleService(stage, { at: CREATED, spec: oneInstance }),
  printed: {
    serviceInstance: {
      arn: arn(`${SIMPLE}/service-instance/instance-one`),
      createdAt: time(CREATED),
      deploymentStatus: 'IN_PROGRESS',
      environmentName: arn('environment/simple-env'),
      lastDeploymentAttemptedAt: time(UPDATED),
      lastDeploymentSucceededAt: time(CREATED),
      name: 'instance-one',
      serviceName: 'simple-svc',
      templateMajorVersion: '1',
      templateMinorVersion: '0',
      templateName: 'svc-simple',
    },
  },
};

const pipelineSpec = twoInstances('my-instance', 'MySimpleEnv');
const updateServicePipeline: Example = {
  command: 'update-service-pipeline',
  options: {
    'service-name': 'simple-svc',
    spec: 'file://service-spec.yaml',
    'template-major-version': '1',
    'template-minor-version': '1',
    'deployment-type': 'MINOR_VERSION',
  },
  files: { 'service-spec.yaml': pipelineSpec },
  at: PIPELINE_UPDATED,
  prepare(stage) {
    const [first] = pipelineSpec.instances;
    if (first === undefined) throw new Error('the spec has no instance');
    simpleService(stage, { at: CREATED, spec: serviceSpec(pipelineInputs('before', 'before'), first) });
  },
  printed: {
    pipeline: {
      arn: arn(`${SIMPLE}/pipeline/a1b2c3d4-5678-90ab-cdef-EXAMPLE11111`),
      createdAt: time(CREATED),
      deploymentStatus: 'IN_PROGRESS',
      lastDeploymentAttemptedAt: time(PIPELINE_UPDATED),
      lastDeploymentSucceededAt: time(CREATED),
      spec: pipelineSpec,
      templateMajorVersion: '1',
      templateMinorVersion: '0',
      templateName: 'svc-simple',
    },
  },
};

const updateService: Example = {
  command: 'update-service',
  options: { name: 'MySimpleService', description: 'Edit by updating description' },
  files: {},
  at: '2021-03-12T22:44:21.975',
  prepare(stage) {
    prepareTemplates(stage, 'fargate-service', 'ENV_NAME');
    stage.goTo('2021-03-12T22:39:42.318');
    const template = { template: 'fargate-service', minorVersion: '1', connection: '11111' };
    createService(stage, { name: 'MySimpleService', ...template, spec: writeSpec(newService) });
  },
  printed: {
    service: {
      arn: arn('service/MySimpleService'),
      branchName: 'mainline',
      createdAt: time('2021-03-12T22:39:42.318'),
      description: 'Edit by updating description',
      lastModifiedAt: time('2021-03-12T22:44:21.975'),
      name: 'MySimpleService',
      repositoryConnectionArn: `${CONNECTION_ARN}11111`,
      repositoryId: 'myorg/myapp',
      status: 'ACTIVE',
      templateName: 'fargate-service',
    },
  },
};

/** One for each of the ten pages. */
export const EXAMPLES: readonly Example[] = [
  cancelServiceInstanceDeployment,
  cancelServicePipelineDeployment,
  createServiceExample,
  deleteService,
  getServiceInstance,
  getService,
  listServiceInstances,
  updateServiceInstance,
  updateServicePipeline,
  updateService,
];
