import type { Session } from '../../../src/local/index.ts';
import { until } from './session.ts';

const source = { s3: { bucket: 'templates', key: 'template.tar.gz' } };
const role = 'arn:aws:iam::123456789012:role/proton';
const publish = { majorVersion: '1', minorVersion: '0', status: 'PUBLISHED' };

function specFor(instances: readonly string[], environment: string): string {
  const parts = instances.map((name) => `  - name: ${name}\n    environment: ${environment}\n    spec: { port: 80 }\n`);
  return `proton: ServiceSpec\ninstances:\n${parts.join('')}`;
}

type Call = (operation: string, input: object) => Record<string, unknown>;

function callOf(session: Session): Call {
  return (operation, input) => session.controlPlane.call(operation, input);
}

/** How an instance stands. */
export function instanceStatus(session: Session, service: string, instance: string): unknown {
  const { serviceInstance } = callOf(session)('GetServiceInstance', { serviceName: service, name: instance });
  return typeof serviceInstance === 'object' && serviceInstance !== null && 'deploymentStatus' in serviceInstance
    ? serviceInstance.deploymentStatus
    : undefined;
}

/** An environment and a service with instances in it, all deployed. */
export async function deployService(
  session: Session,
  {
    environment = 'prod-eu',
    service = 'orders',
    instances = ['api'],
  }: { environment?: string; service?: string; instances?: readonly string[] } = {},
): Promise<void> {
  const call = callOf(session);
  call('CreateEnvironmentTemplate', { name: 'fargate' });
  call('CreateEnvironmentTemplateVersion', { templateName: 'fargate', source });
  call('CreateServiceTemplate', { name: 'web', pipelineProvisioning: 'CUSTOMER_MANAGED' });
  const compatibleEnvironmentTemplates = [{ templateName: 'fargate', majorVersion: '1' }];
  call('CreateServiceTemplateVersion', { templateName: 'web', source, compatibleEnvironmentTemplates });
  await until(() => JSON.stringify(call('ListServiceTemplateVersions', { templateName: 'web' })).includes('DRAFT'));
  call('UpdateEnvironmentTemplateVersion', { templateName: 'fargate', ...publish });
  call('UpdateServiceTemplateVersion', { templateName: 'web', ...publish });
  const spec = 'proton: EnvironmentSpec\nspec: { size: small }\n';
  const template = { templateName: 'fargate', templateMajorVersion: '1' };
  call('CreateEnvironment', { name: environment, ...template, spec, protonServiceRoleArn: role });
  await until(() => JSON.stringify(call('GetEnvironment', { name: environment })).includes('"SUCCEEDED"'));
  await addService(session, { environment, service, instances });
}

/** Another service, in an environment that is there. */
export async function addService(
  session: Session,
  { environment, service, instances }: { environment: string; service: string; instances: readonly string[] },
): Promise<void> {
  const web = { templateName: 'web', templateMajorVersion: '1' };
  callOf(session)('CreateService', { name: service, ...web, spec: specFor(instances, environment) });
  await until(() => instances.every((instance) => instanceStatus(session, service, instance) === 'SUCCEEDED'));
}

/** Starts an update of an instance that never ends by itself. */
export function hangUpdate(session: Session, service: string, instance: string): void {
  session.controlPlane.script(`${service}/${instance}`, 'hang');
  callOf(session)('UpdateServiceInstance', { serviceName: service, name: instance, deploymentType: 'CURRENT_VERSION' });
}
