import { MANIFEST } from '../../../support/bundles.ts';
import { REPOSITORY, ROLE_ARN, serviceSpec, type World } from '../../../support/world.ts';

const statusMessage = 'The stack could not be made: no capacity left.';
const spec = serviceSpec(['only'], { pipeline: 'main' });

/**
 * What has every member that only some resources have: service template "managed" without a pipeline and environment
 * template "managed" with its environment "managed", whose outputs are its inputs; environment "failed", whose update
 * failed; service "failed" with a pipeline, whose creation failed; component "failed", likewise.
 */
export function addFailures(world: World): void {
  const described = { name: 'managed', displayName: 'Managed', description: 'Made by other means' };
  world.call('CreateServiceTemplate', { ...described, pipelineProvisioning: 'CUSTOMER_MANAGED' });
  world.call('CreateEnvironmentTemplate', { ...described, provisioning: 'CUSTOMER_MANAGED' });
  const version = { templateName: 'managed', description: 'Without infrastructure' };
  world.call('CreateEnvironmentTemplateVersion', {
    ...version,
    source: { s3: { bucket: 'templates', key: 'managed.tar.gz' } },
  });
  world.clock.settle();
  const environment = {
    templateName: 'network',
    templateMajorVersion: '1',
    spec: 'proton: EnvironmentSpec\nspec:\n  cidr: 10.1.0.0/16\n',
  };
  world.call('CreateEnvironment', {
    ...environment,
    name: 'managed',
    description: 'Ours',
    templateName: 'managed',
    templateMinorVersion: '0',
  });
  world.call('CreateEnvironment', {
    ...environment,
    name: 'failed',
    protonServiceRoleArn: ROLE_ARN,
    codebuildRoleArn: ROLE_ARN,
  });
  world.clock.settle();
  for (const target of ['environment/failed', 'failed/only', 'component/failed']) {
    world.plane.script(target, 'fail', { statusMessage });
  }
  world.call('UpdateEnvironment', { name: 'failed', deploymentType: 'CURRENT_VERSION' });
  world.call('CreateService', {
    name: 'failed',
    description: 'Never came up',
    templateName: 'web',
    templateMajorVersion: '1',
    spec,
    ...REPOSITORY,
  });
  world.call('CreateComponent', {
    name: 'failed',
    environmentName: 'prod',
    manifest: MANIFEST,
    templateFile: 'Resources: { Topic: { Type: "AWS::SNS::Topic" } }',
  });
  world.clock.settle();
}
