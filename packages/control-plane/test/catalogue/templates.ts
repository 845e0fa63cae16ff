import { entry, type OperationFamily } from './entry.ts';

/** Both kinds of template have the same operations, which do the same. */
function templateFamily(kind: 'environment' | 'service') {
  const isService = kind === 'service';
  return {
    create: entry(
      `${isService ? 'a service' : 'an environment'} template without versions; the same again is the same; quota of templates; ${isService ? 'pipelineProvisioning' : 'provisioning'} is for good`,
      'A3',
      'A32',
    ),
    get: entry('with the recommended version, which is the highest that is published'),
    list: entry('by name, in pages'),
    update: entry('display name and description; from then on the create counts as another', 'A32'),
    remove: entry('once it has no versions; what is gone is an empty answer', 'A25', 'A30'),
    createVersion: entry(
      `a new major, or a minor of a major; client token; registration on the clock: the bundle is read and checked${isService ? ', for instances and pipeline' : ''}, its schema compared with the minor before`,
      'A10',
      'A26',
    ),
    getVersion: entry('with the schema of its bundle, status and reason of a failed registration'),
    listVersions: entry('all, or those of a major, in the order of their numbers'),
    updateVersion: entry(
      `publish, or make a draft again; description${isService ? ', compatible environments, component sources' : ''}`,
      'A3',
      'A12',
    ),
    removeVersion: entry('unless something is deployed from it or it is recommended beside others', 'A25', 'A30'),
  };
}

const environment = templateFamily('environment');
const service = templateFamily('service');

export const ENVIRONMENT_TEMPLATE_OPERATIONS = {
  CreateEnvironmentTemplate: environment.create,
  GetEnvironmentTemplate: environment.get,
  ListEnvironmentTemplates: environment.list,
  UpdateEnvironmentTemplate: environment.update,
  DeleteEnvironmentTemplate: environment.remove,
  CreateEnvironmentTemplateVersion: environment.createVersion,
  GetEnvironmentTemplateVersion: environment.getVersion,
  ListEnvironmentTemplateVersions: environment.listVersions,
  UpdateEnvironmentTemplateVersion: environment.updateVersion,
  DeleteEnvironmentTemplateVersion: environment.removeVersion,
} satisfies OperationFamily;

export const SERVICE_TEMPLATE_OPERATIONS = {
  CreateServiceTemplate: service.create,
  GetServiceTemplate: service.get,
  ListServiceTemplates: service.list,
  UpdateServiceTemplate: service.update,
  DeleteServiceTemplate: service.remove,
  CreateServiceTemplateVersion: service.createVersion,
  GetServiceTemplateVersion: service.getVersion,
  ListServiceTemplateVersions: service.listVersions,
  UpdateServiceTemplateVersion: service.updateVersion,
  DeleteServiceTemplateVersion: service.removeVersion,
} satisfies OperationFamily;
