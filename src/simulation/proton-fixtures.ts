import type { ControlPlaneState } from '@proton-bot/control-plane';
import type { Rules } from '../lib/rules/index.ts';
import { noFaults } from './faults.ts';
import {
  createProtonBackEnd,
  type ProtonBackEnd,
  type ProtonBackEndOptions,
  simulatedAccount,
  simulatedRegion,
} from './proton-back-end.ts';
import { World, type WorldOptions } from './world.ts';

/** A component's: one CloudFormation template. */
const MANIFEST =
  'infrastructure: {templates: [{file: cloudformation.yaml, rendering_engine: jinja, template_language: cloudformation}]}';

/** A world in which Proton deploys. */
export type ProtonWorld = World<ProtonBackEnd>;

/** The four targets that histories and the demo play with. */
export type TargetName = 'environment' | 'instance' | 'pipeline' | 'component';

/** When every history begins. */
export const startMs = Date.UTC(2026, 10, 21, 9, 0, 0);

/** How long the control plane takes for things here. */
export const durations = { deploymentMs: 120_000, cancellationMs: 20_000 };

const environmentSpec = (size = 'small') => `proton: EnvironmentSpec\nspec:\n  size: ${size}\n`;
const serviceSpec = (branch = 'main') =>
  `proton: ServiceSpec\npipeline:\n  branch: ${branch}\ninstances:\n  - name: api\n    environment: prod-eu\n    spec:\n      port: 80\n      branch: ${branch}\n`;
const templateFile = (topic = 'Topic') => `Resources: { ${topic}: { Type: "AWS::SNS::Topic" } }`;

/** ARN of each target. */
export const targetArns: Readonly<Record<TargetName, string>> = {
  environment: `arn:aws:proton:${simulatedRegion}:${simulatedAccount}:environment/prod-eu`,
  instance: `arn:aws:proton:${simulatedRegion}:${simulatedAccount}:service/orders/service-instance/api`,
  pipeline: `arn:aws:proton:${simulatedRegion}:${simulatedAccount}:service/orders/pipeline`,
  component: `arn:aws:proton:${simulatedRegion}:${simulatedAccount}:component/cache`,
};

/** What people type for each of them. */
export const typedNames: Readonly<Record<TargetName, string>> = {
  environment: 'prod-eu',
  instance: 'orders/api',
  pipeline: 'pipeline:orders',
  component: 'component:cache',
};

/** Everything of one history, with the project's control plane in it. */
export function createProtonWorld(options: WorldOptions, backEnd?: ProtonBackEndOptions): ProtonWorld {
  return new World(options, (context) => createProtonBackEnd(context, backEnd));
}

/** Starts a new deployment of a target, of what was never deployed to it before. @throws whatever the control plane refuses it with */
export function startUpdate(world: ProtonWorld, target: TargetName): void {
  const deploymentType = 'CURRENT_VERSION';
  const unique = `t${world.clock.now()}`;
  const calls: Readonly<Record<TargetName, () => unknown>> = {
    environment: () =>
      world.backEnd.call('UpdateEnvironment', { name: 'prod-eu', deploymentType, spec: environmentSpec(unique) }),
    instance: () =>
      world.backEnd.call('UpdateServiceInstance', {
        serviceName: 'orders',
        name: 'api',
        deploymentType,
        spec: serviceSpec(unique),
      }),
    pipeline: () =>
      world.backEnd.call('UpdateServicePipeline', { serviceName: 'orders', deploymentType, spec: serviceSpec(unique) }),
    component: () =>
      world.backEnd.call('UpdateComponent', {
        name: 'cache',
        deploymentType,
        templateFile: templateFile(unique),
      }),
  };
  calls[target]();
}

/** Cancels as somebody else would, past the bot. @throws whatever the control plane refuses it with */
export function cancelPastTheBot(world: ProtonWorld, target: TargetName): void {
  const calls: Readonly<Record<TargetName, () => unknown>> = {
    environment: () => world.backEnd.call('CancelEnvironmentDeployment', { environmentName: 'prod-eu' }),
    instance: () =>
      world.backEnd.call('CancelServiceInstanceDeployment', { serviceName: 'orders', serviceInstanceName: 'api' }),
    pipeline: () => world.backEnd.call('CancelServicePipelineDeployment', { serviceName: 'orders' }),
    component: () => world.backEnd.call('CancelComponentDeployment', { componentName: 'cache' }),
  };
  calls[target]();
}

/**
 * A control plane with the environments `prod-eu` and `dev`, the service `orders` with an instance and a pipeline in
 * `prod-eu`, and the component `cache`, all at rest for a day.
 *
 * @param rules - the rules that watch meanwhile; they find nothing to do
 */
export async function prepareProtonFixtures(rules: Rules): Promise<ControlPlaneState> {
  const world = createProtonWorld(
    { startMs: startMs - 24 * 60 * 60_000, rules, faults: noFaults, choose: () => 0, channelsFor: () => [] },
    { durations },
  );
  const source = { s3: { bucket: 'templates', key: 'template.tar.gz' } };
  const role = `arn:aws:iam::${simulatedAccount}:role/proton`;
  const publish = { majorVersion: '1', minorVersion: '0', status: 'PUBLISHED' };
  world.backEnd.call('UpdateAccountSettings', { pipelineServiceRoleArn: role });
  world.backEnd.call('CreateEnvironmentTemplate', { name: 'fargate' });
  world.backEnd.call('CreateEnvironmentTemplateVersion', { templateName: 'fargate', source });
  world.backEnd.call('CreateServiceTemplate', { name: 'web' });
  world.backEnd.call('CreateServiceTemplateVersion', {
    templateName: 'web',
    source,
    compatibleEnvironmentTemplates: [{ templateName: 'fargate', majorVersion: '1' }],
    supportedComponentSources: ['DIRECTLY_DEFINED'],
  });
  await world.pass(60_000);
  world.backEnd.call('UpdateEnvironmentTemplateVersion', { templateName: 'fargate', ...publish });
  world.backEnd.call('UpdateServiceTemplateVersion', { templateName: 'web', ...publish });
  world.backEnd.call('CreateEnvironment', {
    name: 'prod-eu',
    templateName: 'fargate',
    templateMajorVersion: '1',
    spec: environmentSpec(),
    protonServiceRoleArn: role,
    componentRoleArn: role,
  });
  await world.pass(600_000);
  world.backEnd.call('CreateService', {
    name: 'orders',
    templateName: 'web',
    templateMajorVersion: '1',
    spec: serviceSpec(),
    repositoryConnectionArn: `arn:aws:codestar-connections:${simulatedRegion}:${simulatedAccount}:connection/1`,
    repositoryId: 'shop/orders',
    branchName: 'main',
  });
  await world.pass(1_200_000);
  world.backEnd.call('CreateComponent', {
    name: 'cache',
    environmentName: 'prod-eu',
    manifest: MANIFEST,
    templateFile: templateFile(),
  });
  await world.pass(1_200_000);
  return world.backEnd.controlPlane.snapshot();
}
