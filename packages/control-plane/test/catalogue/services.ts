import { entry, type OperationFamily } from './entry.ts';

export const SERVICE_OPERATIONS = {
  CreateService: entry(
    'with pipeline or without; instances first, then the pipeline; what a failure of each leaves; quotas',
    'A11',
    'A12',
    'A19',
    'A32',
    'A45',
  ),
  GetService: entry('with spec and pipeline', 'A9', 'A21', 'A44'),
  ListServices: entry('by name, in pages'),
  UpdateService: entry(
    'description, or instances added and removed: additions, removals, pipeline, in this order, and what each failure leaves',
    'A12',
    'A13',
    'A19',
    'A23',
  ),
  DeleteService: entry('with its parts, unless a component is attached; gone is an empty answer', 'A12', 'A30'),
  UpdateServicePipeline: entry(
    'the four deployment types; the new spec shows at once, beside the old version',
    'A13',
    'A23',
  ),
  CancelServicePipelineDeployment: entry(
    'as for environments, but not while the service is edited; the answer has no spec',
    'A14',
    'A15',
    'A21',
    'A42',
  ),
  ListServicePipelineOutputs: entry('as for environments', 'A17'),
  ListServicePipelineProvisionedResources: entry('as for environments'),
} satisfies OperationFamily;

export const SERVICE_INSTANCE_OPERATIONS = {
  CreateServiceInstance: entry(
    'one more instance of an ACTIVE service; joins its spec; client token; the quota holds, although the model declares no error for it',
    'A20',
    'A23',
  ),
  GetServiceInstance: entry('live version and spec, newest attempt, its status and message', 'A9', 'A11'),
  ListServiceInstances: entry('ten filters, seven orders, both directions, in pages'),
  UpdateServiceInstance: entry(
    'the four deployment types; refused while it, its service or its component is busy; client token',
    'A13',
    'A18',
    'A23',
  ),
  CancelServiceInstanceDeployment: entry('as for environments', 'A14', 'A15'),
  ListServiceInstanceOutputs: entry('as for environments', 'A17'),
  ListServiceInstanceProvisionedResources: entry('as for environments'),
} satisfies OperationFamily;

export const COMPONENT_OPERATIONS = {
  CreateComponent: entry(
    'attached to an instance or detached; needs a role and a template that allows it; client token; quota',
    'A31',
    'A47',
  ),
  GetComponent: entry('attachment, newest attempt, its status and message', 'A9', 'A22'),
  ListComponents: entry('by environment, service and instance; in pages'),
  UpdateComponent: entry(
    'description, template, spec; attach and detach; blocked by its instance, and the other way round',
    'A13',
    'A47',
  ),
  CancelComponentDeployment: entry('also while it is being created', 'A14', 'A15'),
  DeleteComponent: entry('once it is detached', 'A12', 'A30'),
  ListComponentOutputs: entry('as for environments, from its template file', 'A17', 'A31'),
  ListComponentProvisionedResources: entry('as for environments, from its template file', 'A31'),
} satisfies OperationFamily;
