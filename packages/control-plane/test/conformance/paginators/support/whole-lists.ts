import {
  paginateListComponentOutputs,
  paginateListComponentProvisionedResources,
  paginateListEnvironmentOutputs,
  paginateListEnvironmentProvisionedResources,
  paginateListRepositorySyncDefinitions,
  paginateListServiceInstanceOutputs,
  paginateListServiceInstanceProvisionedResources,
  paginateListServicePipelineOutputs,
  paginateListServicePipelineProvisionedResources,
} from '@aws-sdk/client-proton';
import { bundleAt, ENVIRONMENT_BUNDLE } from '../../../operations/support/sync-story.ts';
import { MANIFEST } from '../../../support/bundles.ts';
import {
  ACCOUNT,
  createTemplates,
  ENVIRONMENT_SPEC,
  REGION,
  REPOSITORY,
  ROLE_ARN,
  serviceSpec,
  type World,
} from '../../../support/world.ts';
import { type PagedList, pagedList } from './list-scene.ts';

const nameOfNumber = (number: number): string => `Item${(number * 37) % 1009}`;
const namesUpTo = (count: number): string[] => Array.from({ length: count }, (_value, number) => nameOfNumber(number));

/** A template that declares so many resources and outputs. */
function infrastructure(count: number): string {
  const names = namesUpTo(count);
  return JSON.stringify({
    Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
    Resources: {
      // A template needs a resource, a stack does not.
      None: { Type: 'AWS::SQS::Queue', Condition: 'Never' },
      ...Object.fromEntries(names.map((name) => [name, { Type: 'AWS::SQS::Queue' }])),
    },
    Outputs: Object.fromEntries(names.map((name) => [name, { Value: `value of ${name}` }])),
  });
}

const manifest = ENVIRONMENT_BUNDLE['infrastructure/manifest.yaml'] ?? '';
const SERVICE_SCHEMA = `schema:
  format: { openapi: "3.0.0" }
  service_input_type: WebInput
  pipeline_input_type: PipelineInput
  types:
    WebInput: { type: object, properties: { size: { type: string } } }
    PipelineInput: { type: object, properties: { target: { type: string } } }
`;
const TEMPLATES = { provider: 'GITHUB', name: 'shop/templates' };
const synced = { repositoryProvider: 'GITHUB', repositoryName: 'shop/templates', branch: 'main' } as const;

/** Environment "prod", service "shop" with instance "blue" and a pipeline, component "queue", of so many resources each. */
function prepareStacks(world: World, count: number): void {
  createTemplates(world);
  linkTemplates(world);
  for (const [templateName, templateType] of [
    ['network', 'ENVIRONMENT'],
    ['web', 'SERVICE'],
  ]) {
    world.call('CreateTemplateSyncConfig', { templateName, templateType, ...synced });
  }
  world.plane.push({
    provider: 'GITHUB',
    repositoryName: TEMPLATES.name,
    branch: 'main',
    files: {
      ...bundleAt('network/v1', {
        ...ENVIRONMENT_BUNDLE,
        'infrastructure/cloudformation.yaml': infrastructure(count),
      }),
      ...bundleAt('web/v1', serviceBundle(count)),
    },
  });
  world.clock.settle();
  const version = { majorVersion: '1', minorVersion: '1', status: 'PUBLISHED' };
  world.call('UpdateEnvironmentTemplateVersion', { templateName: 'network', ...version });
  world.call('UpdateServiceTemplateVersion', { templateName: 'web', ...version });
  deploy(world, count);
}

function serviceBundle(count: number): Record<string, string> {
  return {
    '.template-registration.yaml':
      'compatible_environments: ["network:1"]\nsupported_component_sources: [DIRECTLY_DEFINED]\n',
    'schema/schema.yaml': SERVICE_SCHEMA,
    'instance_infrastructure/manifest.yaml': manifest,
    'instance_infrastructure/cloudformation.yaml': infrastructure(count),
    'pipeline_infrastructure/manifest.yaml': manifest,
    'pipeline_infrastructure/cloudformation.yaml': infrastructure(count),
  };
}

function linkTemplates(world: World): void {
  world.call('CreateRepository', { ...TEMPLATES, connectionArn: REPOSITORY.repositoryConnectionArn });
}

function deploy(world: World, count: number): void {
  world.call('UpdateAccountSettings', { pipelineServiceRoleArn: ROLE_ARN });
  world.call('CreateEnvironment', {
    name: 'prod',
    templateName: 'network',
    templateMajorVersion: '1',
    spec: ENVIRONMENT_SPEC,
    protonServiceRoleArn: ROLE_ARN,
    componentRoleArn: ROLE_ARN,
  });
  world.clock.settle();
  world.call('CreateService', {
    name: 'shop',
    templateName: 'web',
    templateMajorVersion: '1',
    spec: serviceSpec(['blue'], { pipeline: 'main' }),
    ...REPOSITORY,
  });
  world.call('CreateComponent', {
    name: 'queue',
    environmentName: 'prod',
    manifest: MANIFEST,
    templateFile: infrastructure(count),
  });
  world.clock.settle();
}

/** So many templates that are synced from one repository. */
function prepareSyncs(world: World, count: number): void {
  linkTemplates(world);
  for (const templateName of namesUpTo(count)) {
    world.call('CreateEnvironmentTemplate', { name: templateName });
    world.call('CreateTemplateSyncConfig', { templateName, templateType: 'ENVIRONMENT', ...synced });
  }
  world.clock.settle();
}

/** A list that never pages: its one page holds everything, in an order of its own. */
export interface WholeList extends PagedList {
  /** Makes what the list is about, with so many items. */
  prepare(world: World, count: number): void;
  /** Names of so many items, in order. */
  namesUpTo(count: number): string[];
}

const stacks = { prepare: prepareStacks, namesUpTo };
const outputs = { nameOf: (output: { readonly key?: string | undefined }) => output.key, rankOf: () => [] };
const resources = { nameOf: (resource: { readonly name?: string | undefined }) => resource.name, rankOf: () => [] };
const [environment, component, pipeline] = [
  { environmentName: 'prod' },
  { componentName: 'queue' },
  { serviceName: 'shop' },
];
const instance = { serviceName: 'shop', serviceInstanceName: 'blue' };

export const WHOLE_LISTS: readonly WholeList[] = [
  {
    ...pagedList({
      paginator: 'paginateListComponentOutputs',
      paginate: paginateListComponentOutputs,
      input: component,
      itemsOf: (page) => page.outputs,
      ...outputs,
    }),
    ...stacks,
  },
  {
    ...pagedList({
      paginator: 'paginateListComponentProvisionedResources',
      paginate: paginateListComponentProvisionedResources,
      input: component,
      itemsOf: (page) => page.provisionedResources,
      ...resources,
    }),
    ...stacks,
  },
  {
    ...pagedList({
      paginator: 'paginateListEnvironmentOutputs',
      paginate: paginateListEnvironmentOutputs,
      input: environment,
      itemsOf: (page) => page.outputs,
      ...outputs,
    }),
    ...stacks,
  },
  {
    ...pagedList({
      paginator: 'paginateListEnvironmentProvisionedResources',
      paginate: paginateListEnvironmentProvisionedResources,
      input: environment,
      itemsOf: (page) => page.provisionedResources,
      ...resources,
    }),
    ...stacks,
  },
  {
    ...pagedList({
      paginator: 'paginateListRepositorySyncDefinitions',
      paginate: paginateListRepositorySyncDefinitions,
      input: { repositoryProvider: 'GITHUB', repositoryName: TEMPLATES.name, syncType: 'TEMPLATE_SYNC' },
      itemsOf: (page) => page.syncDefinitions,
      nameOf: (definition) => definition.target,
      rankOf: () => [],
    }),
    prepare: prepareSyncs,
    namesUpTo: (count) =>
      namesUpTo(count)
        .map((name) => `arn:aws:proton:${REGION}:${ACCOUNT}:environment-template/${name}`)
        .sort(),
  },
  {
    ...pagedList({
      paginator: 'paginateListServiceInstanceOutputs',
      paginate: paginateListServiceInstanceOutputs,
      input: instance,
      itemsOf: (page) => page.outputs,
      ...outputs,
    }),
    ...stacks,
  },
  {
    ...pagedList({
      paginator: 'paginateListServiceInstanceProvisionedResources',
      paginate: paginateListServiceInstanceProvisionedResources,
      input: instance,
      itemsOf: (page) => page.provisionedResources,
      ...resources,
    }),
    ...stacks,
  },
  {
    ...pagedList({
      paginator: 'paginateListServicePipelineOutputs',
      paginate: paginateListServicePipelineOutputs,
      input: pipeline,
      itemsOf: (page) => page.outputs,
      ...outputs,
    }),
    ...stacks,
  },
  {
    ...pagedList({
      paginator: 'paginateListServicePipelineProvisionedResources',
      paginate: paginateListServicePipelineProvisionedResources,
      input: pipeline,
      itemsOf: (page) => page.provisionedResources,
      ...resources,
    }),
    ...stacks,
  },
];
