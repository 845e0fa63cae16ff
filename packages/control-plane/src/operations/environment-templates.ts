import type { OperationHandlers } from './call.ts';
import {
  createTemplateVersion,
  deleteTemplateVersion,
  describeTemplateVersion,
  listTemplateVersions,
  updateTemplateVersion,
} from './template-versions.ts';
import { createTemplate, deleteTemplate, describeTemplate, listTemplates, updateTemplate } from './templates.ts';

/** https://docs.aws.amazon.com/proton/latest/userguide/ag-template-versions.html and the pages beside it */
export const environmentTemplateOperations = {
  CreateEnvironmentTemplate(input, call) {
    return { environmentTemplate: createTemplate(call, 'environment', input, input.provisioning) };
  },
  GetEnvironmentTemplate(input, call) {
    return { environmentTemplate: describeTemplate(call, 'environment', input.name) };
  },
  ListEnvironmentTemplates(input, call) {
    const { items, nextToken } = listTemplates(call, 'environment', 'ListEnvironmentTemplates', input);
    return { templates: items, nextToken };
  },
  UpdateEnvironmentTemplate(input, call) {
    return { environmentTemplate: updateTemplate(call, 'environment', input) };
  },
  DeleteEnvironmentTemplate(input, call) {
    return { environmentTemplate: deleteTemplate(call, 'environment', input.name) };
  },

  CreateEnvironmentTemplateVersion(input, call) {
    const version = createTemplateVersion(call, 'environment', 'CreateEnvironmentTemplateVersion', input);
    return { environmentTemplateVersion: version };
  },
  GetEnvironmentTemplateVersion(input, call) {
    return { environmentTemplateVersion: describeTemplateVersion(call, 'environment', input) };
  },
  ListEnvironmentTemplateVersions(input, call) {
    const { items, nextToken } = listTemplateVersions(call, 'environment', 'ListEnvironmentTemplateVersions', input);
    return { templateVersions: items, nextToken };
  },
  UpdateEnvironmentTemplateVersion(input, call) {
    return { environmentTemplateVersion: updateTemplateVersion(call, 'environment', input) };
  },
  DeleteEnvironmentTemplateVersion(input, call) {
    return { environmentTemplateVersion: deleteTemplateVersion(call, 'environment', input) };
  },
} satisfies Partial<OperationHandlers>;
