import { REPOSITORY, serviceSpec } from '../../../../support/world.ts';
import { blue } from './names.ts';
import { arn, hang, type Step, step, update } from './step.ts';

export const services: readonly Step[] = [
  step(
    'CreateService',
    {
      name: 'shop',
      templateName: 'web',
      templateMajorVersion: '1',
      spec: serviceSpec(['blue'], { pipeline: 'main' }),
      ...REPOSITORY,
    },
    { service: { arn: arn('service/shop'), status: 'CREATE_IN_PROGRESS' } },
  ),
  step('GetService', { name: 'shop' }, { service: { status: 'ACTIVE', pipeline: { deploymentStatus: 'SUCCEEDED' } } }),
  step('ListServices', {}, { services: [{ name: 'shop', status: 'ACTIVE' }] }),
  step(
    'UpdateService',
    { name: 'shop', description: 'Sells things' },
    { service: { description: 'Sells things', status: 'ACTIVE' } },
  ),
  step(
    'GetServiceInstance',
    { serviceName: 'shop', name: 'blue' },
    { serviceInstance: { deploymentStatus: 'SUCCEEDED', environmentName: 'prod' } },
  ),
  step('ListServiceInstances', { serviceName: 'shop' }, { serviceInstances: [{ name: 'blue' }] }),
  step(
    'UpdateServiceInstance',
    { serviceName: 'shop', name: 'blue', ...update },
    { serviceInstance: { deploymentStatus: 'IN_PROGRESS' } },
    { before: hang('shop/blue') },
  ),
  step('CancelServiceInstanceDeployment', blue, { serviceInstance: { deploymentStatus: 'CANCELLING' } }),
  step(
    'UpdateServicePipeline',
    { serviceName: 'shop', ...update, spec: serviceSpec(['blue'], { pipeline: 'release' }) },
    { pipeline: { deploymentStatus: 'IN_PROGRESS' } },
    { before: hang('service/shop/pipeline') },
  ),
  step(
    'CancelServicePipelineDeployment',
    { serviceName: 'shop' },
    { pipeline: { arn: arn('service/shop/pipeline'), deploymentStatus: 'CANCELLING' } },
  ),
  step(
    'CreateServiceInstance',
    { serviceName: 'shop', name: 'green', spec: serviceSpec(['blue', 'green'], { pipeline: 'main' }) },
    { serviceInstance: { name: 'green', deploymentStatus: 'IN_PROGRESS' } },
  ),
];
