import { network, version } from './names.ts';
import { type Step, step } from './step.ts';

const source = { s3: { bucket: 'templates', key: 'bundle.tar.gz' } };
const compatibleEnvironmentTemplates = [{ templateName: 'network', majorVersion: '1' }];
export const templates: readonly Step[] = [
  step('CreateEnvironmentTemplate', { name: 'network' }, { environmentTemplate: { name: 'network' } }),
  step(
    'CreateEnvironmentTemplateVersion',
    { ...network, source },
    { environmentTemplateVersion: { ...version, status: 'REGISTRATION_IN_PROGRESS' } },
  ),
  step(
    'GetEnvironmentTemplateVersion',
    { ...network, ...version },
    { environmentTemplateVersion: { ...version, status: 'DRAFT' } },
  ),
  step(
    'UpdateEnvironmentTemplateVersion',
    { ...network, ...version, status: 'PUBLISHED' },
    { environmentTemplateVersion: { status: 'PUBLISHED', recommendedMinorVersion: '0' } },
  ),
  step(
    'UpdateEnvironmentTemplate',
    { name: 'network', displayName: 'Network' },
    { environmentTemplate: { displayName: 'Network', recommendedVersion: '1.0' } },
  ),
  step('GetEnvironmentTemplate', { name: 'network' }, { environmentTemplate: { displayName: 'Network' } }),
  step('ListEnvironmentTemplates', {}, { templates: [{ name: 'network' }] }),
  step('ListEnvironmentTemplateVersions', network, { templateVersions: [version] }),
  step('CreateServiceTemplate', { name: 'web' }, { serviceTemplate: { name: 'web' } }),
  step(
    'CreateServiceTemplateVersion',
    {
      templateName: 'web',
      source,
      compatibleEnvironmentTemplates,
      supportedComponentSources: ['DIRECTLY_DEFINED'],
    },
    { serviceTemplateVersion: { ...version, status: 'REGISTRATION_IN_PROGRESS' } },
  ),
  step(
    'GetServiceTemplateVersion',
    { templateName: 'web', ...version },
    { serviceTemplateVersion: { status: 'DRAFT', compatibleEnvironmentTemplates } },
  ),
  step(
    'UpdateServiceTemplateVersion',
    { templateName: 'web', ...version, status: 'PUBLISHED' },
    { serviceTemplateVersion: { status: 'PUBLISHED' } },
  ),
  step(
    'UpdateServiceTemplate',
    { name: 'web', description: 'A service on the web' },
    { serviceTemplate: { description: 'A service on the web' } },
  ),
  step('GetServiceTemplate', { name: 'web' }, { serviceTemplate: { recommendedVersion: '1.0' } }),
  step('ListServiceTemplates', {}, { templates: [{ name: 'web' }] }),
  step('ListServiceTemplateVersions', { templateName: 'web' }, { templateVersions: [version] }),
];
