import { REPOSITORY, serviceSpec } from '../../../support/world.ts';
import { CONFLICT, type Given, NO_ROOM, NOT_FOUND, QUOTA, type Scenes } from './scene.ts';
import { BLOG_SERVICE } from './world.ts';

const shopSpec = serviceSpec(['blue', 'green'], { pipeline: 'main' });
const updatingPipeline: Given = (world) =>
  world.call('UpdateServicePipeline', {
    serviceName: 'shop',
    deploymentType: 'CURRENT_VERSION',
    spec: shopSpec,
  });

export const serviceScenes: Scenes = {
  CreateService: {
    input: { ...BLOG_SERVICE, name: 'fresh' },
    also: [
      {
        input: {
          name: 'fresh',
          description: 'With a pipeline',
          templateName: 'web',
          templateMajorVersion: '1',
          templateMinorVersion: '0',
          spec: shopSpec,
          ...REPOSITORY,
          tags: [{ key: 'team', value: 'shop' }],
        },
      },
    ],
    errors: {
      [NOT_FOUND]: { input: { templateName: 'missing' } },
      [CONFLICT]: {
        given: (world) => world.call('UpdateService', { name: 'blog', description: 'Changed' }),
        input: BLOG_SERVICE,
      },
      [QUOTA]: NO_ROOM,
    },
  },
  GetService: {
    input: { name: 'shop' },
    also: [
      { input: { name: 'blog' } },
      { input: { name: 'failed' } },
      { given: updatingPipeline, input: { name: 'shop' } },
      {
        given: (world) =>
          world.call('CreateService', {
            ...BLOG_SERVICE,
            name: 'fresh',
            spec: serviceSpec(['only'], { pipeline: 'main' }),
            ...REPOSITORY,
          }),
        input: { name: 'fresh' },
      },
    ],
    errors: { [NOT_FOUND]: { input: { name: 'missing' } } },
  },
  ListServices: { input: {}, also: [{ input: { maxResults: 1 } }], errors: {} },
  UpdateService: {
    input: { name: 'blog' },
    also: [{ input: { name: 'blog', description: 'Longer', spec: serviceSpec(['only', 'more']) } }],
    errors: {
      [NOT_FOUND]: { input: { name: 'missing' } },
      [CONFLICT]: {
        given: (world) => world.call('UpdateService', { name: 'blog', spec: serviceSpec(['only', 'more']) }),
        input: { spec: serviceSpec(['only']) },
      },
      [QUOTA]: { withoutRoom: true, input: { spec: serviceSpec(['only', 'more']) } },
    },
  },
  DeleteService: {
    input: { name: 'blog' },
    also: [{ input: { name: 'missing' } }],
    errors: { [CONFLICT]: { input: { name: 'shop' } } },
  },
  UpdateServicePipeline: {
    input: { serviceName: 'shop', deploymentType: 'CURRENT_VERSION', spec: shopSpec },
    also: [
      { input: { serviceName: 'shop', deploymentType: 'NONE', spec: shopSpec } },
      { input: { serviceName: 'shop', deploymentType: 'MINOR_VERSION', spec: shopSpec } },
    ],
    errors: {
      [NOT_FOUND]: { input: { serviceName: 'missing' } },
      [CONFLICT]: { given: updatingPipeline },
    },
  },
  CancelServicePipelineDeployment: {
    given: updatingPipeline,
    input: { serviceName: 'shop' },
    errors: { [NOT_FOUND]: { input: { serviceName: 'blog' } }, [CONFLICT]: {} },
  },
};
