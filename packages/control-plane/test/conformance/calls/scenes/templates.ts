import { ROLE_ARN } from '../../../support/world.ts';
import { CONFLICT, type Given, NO_ROOM, NOT_FOUND, QUOTA, type Scenes } from './scene.ts';
import { COMPATIBLE, SOURCE } from './world.ts';

export const environmentTemplateScenes = scenesOf('Environment', {});
export const serviceTemplateScenes = scenesOf('Service', {
  ...COMPATIBLE,
  supportedComponentSources: ['DIRECTLY_DEFINED'],
});

/** Environment templates and service templates differ in what a version of them holds. */
function scenesOf(kind: 'Environment' | 'Service', versionMembers: object): Scenes {
  const version = { majorVersion: '1', minorVersion: '0' };
  const compatible = kind === 'Service' ? COMPATIBLE : {};
  const missing = { templateName: 'missing' };
  const described: Given = (world) =>
    world.call(`Update${kind}TemplateVersion`, { templateName: 'spare', ...version, description: 'First' });
  const provisioning = kind === 'Service' ? 'pipelineProvisioning' : 'provisioning';
  return {
    [`Create${kind}Template`]: {
      input: { name: 'fresh' },
      also: [
        {
          input: {
            name: 'fresh',
            displayName: 'Fresh',
            description: 'A fresh one',
            encryptionKey: ROLE_ARN,
            [provisioning]: 'CUSTOMER_MANAGED',
            tags: [{ key: 'team', value: 'platform' }],
          },
        },
      ],
      errors: {
        [CONFLICT]: {
          given: (world) => world.call(`Update${kind}Template`, { name: 'empty', description: 'Changed' }),
          input: { name: 'empty' },
        },
        [QUOTA]: NO_ROOM,
      },
    },
    [`Get${kind}Template`]: {
      input: { name: 'spare' },
      also: [{ input: { name: 'empty' } }],
      errors: { [NOT_FOUND]: { input: { name: 'missing' } } },
    },
    [`List${kind}Templates`]: { input: {}, also: [{ input: { maxResults: 1 } }], errors: {} },
    [`Update${kind}Template`]: {
      input: { name: 'spare' },
      also: [{ input: { name: 'empty', displayName: 'Still empty', description: '' } }],
      errors: { [NOT_FOUND]: { input: { name: 'missing' } } },
    },
    [`Delete${kind}Template`]: {
      input: { name: 'empty' },
      also: [{ input: { name: 'missing' } }],
      errors: { [CONFLICT]: { input: { name: 'spare' } } },
    },
    [`Create${kind}TemplateVersion`]: {
      input: { templateName: 'empty', source: SOURCE, ...compatible },
      also: [{ input: { templateName: 'spare', majorVersion: '1', source: SOURCE, ...COMPATIBLE, ...versionMembers } }],
      errors: { [NOT_FOUND]: { input: missing }, [QUOTA]: NO_ROOM },
    },
    [`Get${kind}TemplateVersion`]: {
      input: { templateName: 'spare', ...version },
      also: [
        { input: { templateName: 'synced', ...version } },
        { input: { templateName: 'synced', ...version, majorVersion: '2' } },
      ],
      errors: { [NOT_FOUND]: { input: { minorVersion: '9' } } },
    },
    [`List${kind}TemplateVersions`]: {
      input: { templateName: 'spare' },
      also: [
        { input: { templateName: 'spare', majorVersion: '1', maxResults: 1 } },
        { input: { templateName: 'synced' } },
        { given: described, input: { templateName: 'spare' } },
      ],
      errors: { [NOT_FOUND]: { input: missing } },
    },
    [`Update${kind}TemplateVersion`]: {
      input: { templateName: 'spare', ...version },
      also: [
        { input: { templateName: 'spare', ...version, description: 'Second', status: 'DRAFT', ...versionMembers } },
      ],
      errors: {
        [NOT_FOUND]: { input: missing },
        [CONFLICT]: {
          given: (world) =>
            world.call(`Create${kind}TemplateVersion`, { templateName: 'empty', source: SOURCE, ...compatible }),
          input: { templateName: 'empty', status: 'PUBLISHED' },
        },
      },
    },
    [`Delete${kind}TemplateVersion`]: {
      input: { templateName: 'spare', ...version },
      also: [{ input: { ...missing, ...version } }],
      errors: { [CONFLICT]: { input: { minorVersion: '1' } } },
    },
  };
}
