import { ENVIRONMENT_SPEC, ROLE_ARN } from '../../../support/world.ts';
import { CONFLICT, type Given, NO_ROOM, NOT_FOUND, QUOTA, type Scenes } from './scene.ts';
import { UNUSED_ENVIRONMENT } from './world.ts';

const updating: Given = (world) => world.call('UpdateEnvironment', { name: 'prod', deploymentType: 'CURRENT_VERSION' });

export const environmentScenes: Scenes = {
  CreateEnvironment: {
    input: { ...UNUSED_ENVIRONMENT, name: 'fresh' },
    also: [
      {
        input: {
          name: 'fresh',
          description: 'Self-managed',
          templateName: 'network',
          templateMajorVersion: '1',
          templateMinorVersion: '0',
          spec: ENVIRONMENT_SPEC,
          provisioningRepository: { provider: 'GITHUB', name: 'platform/configuration', branch: 'main' },
          tags: [{ key: 'team', value: 'platform' }],
        },
      },
    ],
    errors: {
      [NOT_FOUND]: { input: { templateName: 'missing' } },
      [CONFLICT]: {
        given: (world) =>
          world.call('UpdateEnvironment', { name: 'unused', deploymentType: 'NONE', description: 'Changed' }),
        input: UNUSED_ENVIRONMENT,
      },
      [QUOTA]: NO_ROOM,
    },
  },
  GetEnvironment: {
    input: { name: 'prod' },
    also: [
      { input: { name: 'connected' } },
      { input: { name: 'managed' } },
      { input: { name: 'failed' } },
      { given: updating, input: { name: 'prod' } },
    ],
    errors: { [NOT_FOUND]: { input: { name: 'missing' } } },
  },
  ListEnvironments: {
    input: {},
    also: [
      { input: { maxResults: 1 } },
      { input: { environmentTemplates: [{ templateName: 'network', majorVersion: '1' }] } },
      {
        given: (world) => world.call('CreateEnvironment', { ...UNUSED_ENVIRONMENT, name: 'fresh' }),
        input: {},
      },
    ],
    errors: {},
  },
  UpdateEnvironment: {
    input: { name: 'prod', deploymentType: 'NONE' },
    also: [
      {
        input: { name: 'prod', deploymentType: 'CURRENT_VERSION', spec: ENVIRONMENT_SPEC, componentRoleArn: ROLE_ARN },
      },
      { input: { name: 'prod', deploymentType: 'MINOR_VERSION', description: 'Next' } },
    ],
    errors: {
      [NOT_FOUND]: { input: { name: 'missing' } },
      [CONFLICT]: { given: updating, input: { deploymentType: 'CURRENT_VERSION' } },
    },
  },
  DeleteEnvironment: {
    input: { name: 'unused' },
    also: [{ input: { name: 'missing' } }],
    errors: { [CONFLICT]: { input: { name: 'prod' } } },
  },
  CancelEnvironmentDeployment: {
    given: updating,
    input: { environmentName: 'prod' },
    errors: { [NOT_FOUND]: { input: { environmentName: 'missing' } }, [CONFLICT]: {} },
  },
};
