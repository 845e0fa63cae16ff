import { arnOf } from '../../../../src/model/arns.ts';
import { ACCOUNT, REGION, serviceSpec } from '../../../support/world.ts';
import { CONFLICT, type Given, NOT_FOUND, type Scenes } from './scene.ts';

const MISSING = { id: '0a1b2c3d-0000-4000-8000-000000000000' };
const resourceArn = arnOf({ region: REGION, accountId: ACCOUNT }, 'service/shop/service-instance/blue');
const updatingBlue: Given = (world) =>
  world.call('UpdateServiceInstance', {
    serviceName: 'shop',
    name: 'blue',
    deploymentType: 'CURRENT_VERSION',
    spec: serviceSpec(['blue']),
  });

export const deploymentScenes: Scenes = {
  GetDeployment: {
    input: ({ deployments }) => ({ id: deployments.environment }),
    also: [
      { input: ({ deployments }) => ({ id: deployments.serviceInstance, serviceName: 'shop' }) },
      { input: ({ deployments }) => ({ id: deployments.servicePipeline }) },
      { input: ({ deployments }) => ({ id: deployments.failed }) },
      { input: ({ deployments }) => ({ id: deployments.component }) },
    ],
    errors: { [NOT_FOUND]: { input: MISSING } },
  },
  ListDeployments: {
    input: {},
    also: [
      { input: { maxResults: 1 } },
      { input: { serviceName: 'shop', serviceInstanceName: 'blue' } },
      { input: { environmentName: 'prod' } },
    ],
    errors: {},
  },
  DeleteDeployment: {
    input: ({ deployments }) => ({ id: deployments.environment }),
    also: [{ input: ({ deployments }) => ({ id: deployments.component }) }],
    errors: { [NOT_FOUND]: { input: MISSING } },
  },
  NotifyResourceDeploymentStatusChange: {
    given: updatingBlue,
    input: { resourceArn },
    also: [
      {
        given: updatingBlue,
        input: {
          resourceArn,
          status: 'SUCCEEDED',
          statusMessage: 'Applied.',
          outputs: [{ key: 'url', valueString: 'https://shop.example.com' }],
        },
      },
    ],
    errors: { [NOT_FOUND]: { input: { resourceArn: `${resourceArn}-gone` } }, [CONFLICT]: {} },
  },
};
