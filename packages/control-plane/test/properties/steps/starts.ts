import * as fc from 'fast-check';
import { MANIFEST } from '../../support/bundles.ts';
import { ACCOUNT, ENVIRONMENT_ACCOUNT, ENVIRONMENT_SPEC, REPOSITORY, ROLE_ARN } from '../../support/world.ts';
import { writeSpec } from '../spec-values.ts';
import { callOf, type Step, settle } from './step.ts';

const followed = { repositoryProvider: 'GITHUB', repositoryName: 'shop/config', branch: 'main' };
const source = { s3: { bucket: 'templates', key: 'bundle.tar.gz' } };
const first = { majorVersion: '1', minorVersion: '0', status: 'PUBLISHED' };

/** What a walk starts from, itself made of steps: templates, an environment, a service with a pipeline. */
const shop: readonly Step[] = [
  callOf('CreateEnvironmentTemplate', { name: 'network' }),
  callOf('CreateServiceTemplate', { name: 'web' }),
  callOf('CreateEnvironmentTemplateVersion', { templateName: 'network', source }),
  callOf('CreateServiceTemplateVersion', {
    templateName: 'web',
    source,
    compatibleEnvironmentTemplates: [{ templateName: 'network', majorVersion: '1' }],
    supportedComponentSources: ['DIRECTLY_DEFINED'],
  }),
  settle,
  callOf('UpdateEnvironmentTemplateVersion', { templateName: 'network', ...first }),
  callOf('UpdateServiceTemplateVersion', { templateName: 'web', ...first }),
  callOf('UpdateAccountSettings', { pipelineServiceRoleArn: ROLE_ARN }, { account: ACCOUNT }),
  callOf('CreateEnvironment', {
    name: 'prod',
    templateName: 'network',
    templateMajorVersion: '1',
    spec: ENVIRONMENT_SPEC,
    protonServiceRoleArn: ROLE_ARN,
    componentRoleArn: ROLE_ARN,
  }),
  settle,
  callOf('CreateService', {
    name: 'shop',
    templateName: 'web',
    templateMajorVersion: '1',
    spec: writeSpec({
      pipeline: 'main',
      instances: new Map(['blue', 'green'].map((name) => [name, { environment: 'prod', size: 'small' }])),
    }),
    ...REPOSITORY,
  }),
  settle,
];

/** More beside it: an environment in another account, a service without a pipeline, an attached component. */
const shopAndMore: readonly Step[] = [
  ...shop,
  callOf(
    'CreateEnvironmentAccountConnection',
    { environmentName: 'stage', managementAccountId: ACCOUNT },
    { account: ENVIRONMENT_ACCOUNT },
  ),
  callOf('AcceptEnvironmentAccountConnection', {}, {}, (model) => ({ id: [...model.connections.keys()][0] })),
  callOf(
    'CreateEnvironment',
    { name: 'stage', templateName: 'network', templateMajorVersion: '1', spec: ENVIRONMENT_SPEC },
    {},
    (model) => ({ environmentAccountConnectionId: [...model.connections.keys()][0] }),
  ),
  callOf('CreateService', {
    name: 'blog',
    templateName: 'web',
    templateMajorVersion: '1',
    spec: writeSpec({ instances: new Map([['blue', { environment: 'prod', size: 'small' }]]) }),
    tags: [{ key: 'team', value: 'blog' }],
  }),
  callOf('CreateComponent', {
    name: 'queue',
    serviceName: 'shop',
    serviceInstanceName: 'blue',
    serviceSpec: writeSpec({ instances: new Map([['blue', { environment: 'prod', size: 'small' }]]) }),
    manifest: MANIFEST,
    templateFile: 'Resources: { Topic: { Type: "AWS::SNS::Topic" } }',
  }),
  settle,
  callOf('CreateRepository', {
    provider: 'GITHUB',
    name: 'shop/config',
    connectionArn: REPOSITORY.repositoryConnectionArn,
  }),
  callOf('CreateServiceSyncConfig', { serviceName: 'shop', filePath: 'proton-ops.yaml', ...followed }),
  callOf('CreateTemplateSyncConfig', { templateName: 'network', templateType: 'ENVIRONMENT', ...followed }),
];

export const anyStart: fc.Arbitrary<readonly Step[]> = fc.constantFrom(shop, shopAndMore);
