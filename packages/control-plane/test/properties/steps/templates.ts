import * as fc from 'fast-check';
import { calls } from './step.ts';
import { clientToken, description, environmentTemplate, major, minor, serviceTemplate, tags } from './values.ts';

const source = fc.constant({ s3: { bucket: 'templates', key: 'bundle.tar.gz' } });
const status = fc.constantFrom('PUBLISHED', 'PUBLISHED', 'PUBLISHED', 'DRAFT');
const compatibleEnvironmentTemplates = fc.constant([{ templateName: 'network', majorVersion: '1' }]);
const supportedComponentSources = fc.constant(['DIRECTLY_DEFINED']);

const environmentVersion = { templateName: environmentTemplate, majorVersion: major, minorVersion: minor };
const serviceVersion = { templateName: serviceTemplate, majorVersion: major, minorVersion: minor };

/** Of these, "cluster" mostly has no versions, so that it can be deleted. */
const emptyOften = fc.constantFrom('network', 'cluster', 'cluster', 'cluster');

export const templateSteps = fc.oneof(
  calls('CreateEnvironmentTemplate', { name: emptyOften }, { description, tags }),
  calls('UpdateEnvironmentTemplate', { name: emptyOften }, { description }),
  calls('DeleteEnvironmentTemplate', { name: emptyOften }),
  calls(
    'CreateEnvironmentTemplateVersion',
    { templateName: environmentTemplate, source },
    { majorVersion: major, description, clientToken, tags },
  ),
  calls('UpdateEnvironmentTemplateVersion', environmentVersion, { description, status }),
  calls('DeleteEnvironmentTemplateVersion', environmentVersion),
  calls('CreateServiceTemplate', { name: serviceTemplate }, { description, tags }),
  calls('UpdateServiceTemplate', { name: serviceTemplate }, { description }),
  calls('DeleteServiceTemplate', { name: serviceTemplate }),
  calls(
    'CreateServiceTemplateVersion',
    { templateName: serviceTemplate, source, compatibleEnvironmentTemplates, supportedComponentSources },
    { majorVersion: major, description, clientToken, tags },
  ),
  calls('UpdateServiceTemplateVersion', serviceVersion, { description, status }),
  calls('DeleteServiceTemplateVersion', serviceVersion),
);
