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
export const serviceTemplateOperations = {
  CreateServiceTemplate(input, call) {
    return { serviceTemplate: createTemplate(call, 'service', input, input.pipelineProvisioning) };
  },
  GetServiceTemplate(input, call) {
    return { serviceTemplate: describeTemplate(call, 'service', input.name) };
  },
  ListServiceTemplates(input, call) {
    const { items, nextToken } = listTemplates(call, 'service', 'ListServiceTemplates', input);
    return { templates: items, nextToken };
  },
  UpdateServiceTemplate(input, call) {
    return { serviceTemplate: updateTemplate(call, 'service', input) };
  },
  DeleteServiceTemplate(input, call) {
    return { serviceTemplate: deleteTemplate(call, 'service', input.name) };
  },

  CreateServiceTemplateVersion(input, call) {
    const version = createTemplateVersion(call, 'service', 'CreateServiceTemplateVersion', input);
    return { serviceTemplateVersion: version };
  },
  GetServiceTemplateVersion(input, call) {
    return { serviceTemplateVersion: describeTemplateVersion(call, 'service', input) };
  },
  ListServiceTemplateVersions(input, call) {
    const { items, nextToken } = listTemplateVersions(call, 'service', 'ListServiceTemplateVersions', input);
    return { templateVersions: items, nextToken };
  },
  UpdateServiceTemplateVersion(input, call) {
    return { serviceTemplateVersion: updateTemplateVersion(call, 'service', input) };
  },
  DeleteServiceTemplateVersion(input, call) {
    return { serviceTemplateVersion: deleteTemplateVersion(call, 'service', input) };
  },
} satisfies Partial<OperationHandlers>;
