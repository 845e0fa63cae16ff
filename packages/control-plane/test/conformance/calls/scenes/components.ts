import { MANIFEST } from '../../../support/bundles.ts';
import { serviceSpec } from '../../../support/world.ts';
import { CONFLICT, type Given, NO_ROOM, NOT_FOUND, QUOTA, type Scenes } from './scene.ts';

const template = { manifest: MANIFEST, templateFile: 'Resources: { Topic: { Type: "AWS::SNS::Topic" } }' };
const updating: Given = (world) =>
  world.call('UpdateComponent', {
    name: 'queue',
    deploymentType: 'CURRENT_VERSION',
    templateFile: 'Resources: { A: { Type: "AWS::SNS::Topic" } }',
  });

export const componentScenes: Scenes = {
  CreateComponent: {
    input: { ...template, name: 'fresh', environmentName: 'prod' },
    also: [
      {
        input: {
          ...template,
          name: 'fresh',
          description: 'Attached',
          serviceName: 'shop',
          serviceInstanceName: 'blue',
          serviceSpec: serviceSpec(['blue']),
          clientToken: 'once',
          tags: [{ key: 'team', value: 'shop' }],
        },
      },
    ],
    errors: {
      [NOT_FOUND]: { input: { environmentName: 'missing' } },
      [CONFLICT]: { input: { name: 'queue' } },
      [QUOTA]: NO_ROOM,
    },
  },
  GetComponent: {
    input: { name: 'queue' },
    also: [{ input: { name: 'cache' } }, { input: { name: 'failed' } }, { given: updating, input: { name: 'queue' } }],
    errors: { [NOT_FOUND]: { input: { name: 'missing' } } },
  },
  ListComponents: {
    input: {},
    also: [
      { input: { maxResults: 1 } },
      { input: { environmentName: 'prod', serviceName: 'shop', serviceInstanceName: 'green' } },
    ],
    errors: {},
  },
  UpdateComponent: {
    input: { name: 'queue', deploymentType: 'NONE' },
    also: [
      {
        input: {
          name: 'queue',
          deploymentType: 'CURRENT_VERSION',
          templateFile: 'Resources: { A: { Type: "AWS::SNS::Topic" } }',
        },
      },
      {
        input: { name: 'cache', deploymentType: 'CURRENT_VERSION', serviceName: '', serviceInstanceName: '' },
      },
    ],
    errors: {
      [NOT_FOUND]: { input: { name: 'missing' } },
      [CONFLICT]: { given: updating, input: { deploymentType: 'CURRENT_VERSION' } },
    },
  },
  DeleteComponent: {
    input: { name: 'queue' },
    errors: { [NOT_FOUND]: { input: { name: 'missing' } }, [CONFLICT]: { input: { name: 'cache' } } },
  },
  CancelComponentDeployment: {
    given: updating,
    input: { componentName: 'queue' },
    errors: { [NOT_FOUND]: { input: { componentName: 'missing' } }, [CONFLICT]: {} },
  },
};
