import { beforeAll, describe, expect, test } from '@jest/globals';
import { INPUTS } from '../../src/model/inputs/index.ts';
import { MANIFEST } from '../support/bundles.ts';
import { deviations, missingMembers, structure } from '../support/sdk-schema.ts';
import {
  ACCOUNT,
  createShop,
  createWorld,
  ENVIRONMENT_ACCOUNT,
  ENVIRONMENT_SPEC,
  listOf,
  mappingOf,
  publishVersion,
  REPOSITORY,
  ROLE_ARN,
  serviceSpec,
  type World,
} from '../support/world.ts';
import { tellComponentStory, tellSyncStory } from './support/sync-story.ts';

const source = { s3: { bucket: 'templates', key: 'bundle.tar.gz' } };
const shop = { serviceName: 'shop' };

/** Every operation once or more, on resources in as many states as one story allows; every output is kept. */
function tellStory(world: World): [string, Record<string, unknown>][] {
  const outputs: [string, Record<string, unknown>][] = [];
  const call = (
    operation: string,
    input: Record<string, unknown> = {},
    accountId = ACCOUNT,
  ): Record<string, unknown> => {
    const output = world.call(operation, input, { accountId });
    outputs.push([operation, output]);
    return mappingOf(Object.values(output).find((value) => typeof value === 'object') ?? {});
  };
  for (const kind of ['Environment', 'Service']) {
    const name = `extra-${kind}`;
    const key = { templateName: name, majorVersion: '1', minorVersion: '0' };
    const compatible = { compatibleEnvironmentTemplates: [{ templateName: 'network', majorVersion: '1' }] };
    call(`Create${kind}Template`, { name, displayName: 'Extra', description: 'One more', encryptionKey: ROLE_ARN });
    call(`Create${kind}TemplateVersion`, { templateName: name, source, ...(kind === 'Service' && compatible) });
    world.clock.settle();
    call(`Update${kind}TemplateVersion`, { ...key, status: 'PUBLISHED', description: 'First' });
    call(`Get${kind}TemplateVersion`, key);
    call(`List${kind}TemplateVersions`, { templateName: name });
    call(`Update${kind}Template`, { name, displayName: 'Another' });
    call(`Get${kind}Template`, { name });
    call(`List${kind}Templates`);
    call(`Delete${kind}TemplateVersion`, key);
    call(`Delete${kind}Template`, { name });
  }
  const { id } = call(
    'CreateEnvironmentAccountConnection',
    { managementAccountId: ACCOUNT, environmentName: 'stage', roleArn: ROLE_ARN, componentRoleArn: ROLE_ARN },
    ENVIRONMENT_ACCOUNT,
  );
  call('UpdateEnvironmentAccountConnection', { id, codebuildRoleArn: ROLE_ARN }, ENVIRONMENT_ACCOUNT);
  call('AcceptEnvironmentAccountConnection', { id });
  call('GetEnvironmentAccountConnection', { id });
  call('ListEnvironmentAccountConnections', { requestedBy: 'MANAGEMENT_ACCOUNT' });
  call('CreateEnvironment', {
    name: 'stage',
    templateName: 'network',
    templateMajorVersion: '1',
    spec: ENVIRONMENT_SPEC,
    description: 'Staging',
    environmentAccountConnectionId: id,
  });
  call('GetEnvironment', { name: 'stage' });
  world.clock.settle();
  call('UpdateEnvironment', { name: 'stage', deploymentType: 'CURRENT_VERSION', spec: ENVIRONMENT_SPEC });
  call('CancelEnvironmentDeployment', { environmentName: 'stage' });
  world.clock.settle();
  call('ListEnvironments');
  call('GetEnvironment', { name: 'stage' });
  call('DeleteEnvironment', { name: 'stage' });
  world.clock.settle();
  call('RejectEnvironmentAccountConnection', { id });
  call('DeleteEnvironmentAccountConnection', { id }, ENVIRONMENT_ACCOUNT);

  const infrastructure = { provider: 'GITHUB', name: 'shop/infrastructure' };
  call('CreateRepository', { ...infrastructure, connectionArn: REPOSITORY.repositoryConnectionArn });
  call('UpdateAccountSettings', { pipelineProvisioningRepository: { ...infrastructure, branch: 'main' } });
  call('GetAccountSettings');
  call('CreateService', {
    name: 'blog',
    description: 'The blog',
    templateName: 'web',
    templateMajorVersion: '1',
    spec: serviceSpec(['only'], { pipeline: 'main' }),
    ...REPOSITORY,
  });
  world.clock.settle();
  call('ListServices');
  call('UpdateService', { name: 'blog', spec: serviceSpec(['only', 'more'], { pipeline: 'main' }) });
  world.clock.settle();
  call('CreateServiceInstance', {
    serviceName: 'blog',
    name: 'third',
    spec: serviceSpec(['third']),
    clientToken: 'token',
  });
  world.clock.settle();
  publishVersion(world, 'Service', 'web', '1');
  call('UpdateServicePipeline', {
    serviceName: 'blog',
    deploymentType: 'MINOR_VERSION',
    spec: serviceSpec(['only'], { pipeline: 'next' }),
  });
  call('CancelServicePipelineDeployment', { serviceName: 'blog' });
  world.clock.settle();
  call('GetService', { name: 'blog' });

  call('CreateComponent', {
    name: 'queue',
    description: 'A queue',
    manifest: MANIFEST,
    templateFile: 'Resources: { Topic: { Type: "AWS::SNS::Topic" } }',
    ...shop,
    serviceInstanceName: 'blue',
    serviceSpec: serviceSpec(['blue']),
  });
  world.clock.settle();
  call('UpdateServiceInstance', { ...shop, name: 'blue', deploymentType: 'MINOR_VERSION' });
  call('CancelServiceInstanceDeployment', { ...shop, serviceInstanceName: 'blue' });
  world.clock.settle();
  const instance = call('GetServiceInstance', { ...shop, name: 'blue' });
  call('GetDeployment', { id: instance['lastAttemptedDeploymentId'] });
  call('ListServiceInstances');
  call('UpdateComponent', {
    name: 'queue',
    deploymentType: 'CURRENT_VERSION',
    serviceName: '',
    serviceInstanceName: '',
  });
  call('CancelComponentDeployment', { componentName: 'queue' });
  world.clock.settle();
  call('UpdateComponent', {
    name: 'queue',
    deploymentType: 'CURRENT_VERSION',
    serviceName: '',
    serviceInstanceName: '',
  });
  world.clock.settle();
  call('GetComponent', { name: 'queue' });
  call('ListComponents');
  call('DeleteComponent', { name: 'queue' });
  world.clock.settle();

  tellComponentStory(world, call);
  tellSyncStory(world, call);

  world.plane.script('shop/blue', 'hang');
  call('UpdateServiceInstance', { ...shop, name: 'blue', deploymentType: 'CURRENT_VERSION' });
  call('NotifyResourceDeploymentStatusChange', {
    resourceArn: instance['arn'],
    status: 'SUCCEEDED',
    outputs: [{ key: 'url', valueString: 'https://example.com' }],
  });
  call('TagResource', { resourceArn: instance['arn'], tags: [{ key: 'team', value: 'shop' }] });
  call('ListTagsForResource', { resourceArn: instance['arn'] });
  call('UntagResource', { resourceArn: instance['arn'], tagKeys: ['team'] });
  call('DeleteService', { name: 'blog' });
  world.clock.settle();
  for (const deployment of listOf(world.call('ListDeployments')['deployments']))
    call('GetDeployment', { id: deployment['id'] });
  call('ListDeployments');
  call('DeleteDeployment', { id: instance['lastAttemptedDeploymentId'] });
  return outputs;
}

describe('outputs', () => {
  let outputs: [string, Record<string, unknown>][];
  beforeAll(() => {
    const world = createWorld();
    createShop(world, ['blue'], true);
    outputs = tellStory(world);
  });

  test('are looked at for every served operation', () => {
    expect([...new Set(outputs.map(([operation]) => operation))].sort()).toEqual(Object.keys(INPUTS).sort());
  });

  test('hold only what the API model has, of the right types', () => {
    const wrong = outputs.flatMap(([operation, output]) => deviationsOf(operation, output));
    expect([...new Set(wrong)]).toEqual([]);
  });

  test('hold what the API model requires', () => {
    const missing = outputs.flatMap(([operation, output]) =>
      missingMembers(output, `${operation}Output`).map((member) => `${operation}: ${member}`),
    );
    expect(missing).toEqual([]);
  });

  test('are JSON', () => {
    for (const [, output] of outputs) expect(JSON.parse(JSON.stringify(output))).toEqual(output);
  });
});

function deviationsOf(operation: string, output: Record<string, unknown>): string[] {
  const { members } = structure(`${operation}Output`);
  return Object.entries(output).flatMap(([name, value]) =>
    members.has(name)
      ? deviations(value, members.get(name), `${operation}.${name}`)
      : [`${operation}.${name}: not in the model`],
  );
}
