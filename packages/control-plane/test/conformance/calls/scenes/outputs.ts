import { ACCOUNT, REGION, type World } from '../../../support/world.ts';
import { type Given, NOT_FOUND, type Refusal, type Scenes } from './scene.ts';

/** What automation reports of a deployment of its own (self-managed provisioning). */
const reported =
  (suffix: string, update: (world: World) => unknown): Given =>
  (world) => {
    update(world);
    world.call('NotifyResourceDeploymentStatusChange', {
      resourceArn: `arn:aws:proton:${REGION}:${ACCOUNT}:${suffix}`,
      status: 'SUCCEEDED',
      outputs: [
        { key: 'url', valueString: 'https://shop.example.com' },
        { key: 'name', valueString: 'shop' },
      ],
    });
  };
const reportedEnvironment = reported('environment/prod', (world) =>
  world.call('UpdateEnvironment', { name: 'prod', deploymentType: 'CURRENT_VERSION' }),
);
const reportedInstance = reported('service/shop/service-instance/blue', (world) =>
  world.call('UpdateServiceInstance', { serviceName: 'shop', name: 'blue', deploymentType: 'CURRENT_VERSION' }),
);
const unknownDeployment: Refusal = { input: { deploymentId: '0a1b2c3d-0000-4000-8000-000000000000' } };
const prod = { environmentName: 'prod' };
const blue = { serviceName: 'shop', serviceInstanceName: 'blue' };
const onlyOfSynced = { serviceName: 'synced', serviceInstanceName: 'only' };
const shop = { serviceName: 'shop' };
const queue = { componentName: 'queue' };

export const outputScenes: Scenes = {
  ListEnvironmentOutputs: {
    input: prod,
    also: [
      { given: reportedEnvironment, input: prod },
      { input: { environmentName: 'synced' } },
      { input: ({ deployments }) => ({ ...prod, deploymentId: deployments.environment, nextToken: '' }) },
    ],
    errors: { [NOT_FOUND]: unknownDeployment },
  },
  ListServiceInstanceOutputs: {
    input: blue,
    also: [{ given: reportedInstance, input: blue }, { input: onlyOfSynced }],
    errors: { [NOT_FOUND]: unknownDeployment },
  },
  ListServicePipelineOutputs: { input: shop, errors: { [NOT_FOUND]: unknownDeployment } },
  ListComponentOutputs: {
    input: queue,
    also: [{ input: ({ deployments }) => ({ componentName: 'cache', deploymentId: deployments.component }) }],
    errors: { [NOT_FOUND]: unknownDeployment },
  },
  ListEnvironmentProvisionedResources: {
    input: prod,
    also: [{ input: { environmentName: 'synced' } }],
    errors: { [NOT_FOUND]: { input: { environmentName: 'missing' } } },
  },
  ListServiceInstanceProvisionedResources: {
    input: blue,
    also: [{ input: onlyOfSynced }],
    errors: { [NOT_FOUND]: { input: { serviceInstanceName: 'missing' } } },
  },
  ListServicePipelineProvisionedResources: {
    input: shop,
    errors: { [NOT_FOUND]: { input: { serviceName: 'blog' } } },
  },
  ListComponentProvisionedResources: {
    input: queue,
    also: [{ input: { componentName: 'cache' } }],
    errors: { [NOT_FOUND]: { input: { componentName: 'missing' } } },
  },
};

export const resourcesSummaryScenes: Scenes = { GetResourcesSummary: { input: {}, errors: {} } };
