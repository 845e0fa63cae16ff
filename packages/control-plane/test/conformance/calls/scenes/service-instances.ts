import { serviceSpec } from '../../../support/world.ts';
import { CONFLICT, type Given, NOT_FOUND, type Scenes } from './scene.ts';
import { BLOG_SERVICE } from './world.ts';

const blue = { serviceName: 'shop', name: 'blue' };
const updating: Given = (world) => world.call('UpdateServiceInstance', { ...blue, deploymentType: 'CURRENT_VERSION' });

export const serviceInstanceScenes: Scenes = {
  CreateServiceInstance: {
    input: { serviceName: 'blog', name: 'more', spec: serviceSpec(['more']) },
    also: [
      {
        input: {
          serviceName: 'blog',
          name: 'more',
          spec: serviceSpec(['more']),
          templateMajorVersion: '1',
          templateMinorVersion: '0',
          clientToken: 'one-more',
          tags: [{ key: 'team', value: 'blog' }],
        },
      },
    ],
    errors: {
      [NOT_FOUND]: { input: { serviceName: 'missing' } },
      [CONFLICT]: { input: { name: 'only', spec: serviceSpec(['only']) } },
    },
  },
  GetServiceInstance: {
    input: blue,
    also: [{ given: updating, input: blue }, { input: { serviceName: 'failed', name: 'only' } }],
    errors: { [NOT_FOUND]: { input: { name: 'missing' } } },
  },
  ListServiceInstances: {
    input: {},
    also: [
      { input: { serviceName: 'shop', maxResults: 1, sortBy: 'createdAt', sortOrder: 'DESCENDING' } },
      { input: { filters: [{ key: 'environmentName', value: 'prod' }] } },
      { given: (world) => world.call('CreateService', { ...BLOG_SERVICE, name: 'fresh' }), input: {} },
    ],
    errors: { [NOT_FOUND]: { input: { serviceName: 'missing' } } },
  },
  UpdateServiceInstance: {
    input: { ...blue, deploymentType: 'NONE' },
    also: [
      { input: { ...blue, deploymentType: 'CURRENT_VERSION', spec: serviceSpec(['blue', 'green']) } },
      { input: { ...blue, deploymentType: 'MINOR_VERSION', clientToken: 'once' } },
    ],
    errors: {
      [NOT_FOUND]: { input: { name: 'missing' } },
      [CONFLICT]: { given: updating, input: { deploymentType: 'CURRENT_VERSION' } },
    },
  },
  CancelServiceInstanceDeployment: {
    given: updating,
    input: { serviceName: 'shop', serviceInstanceName: 'blue' },
    errors: { [NOT_FOUND]: { input: { serviceInstanceName: 'missing' } }, [CONFLICT]: {} },
  },
};
