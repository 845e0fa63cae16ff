import type { ControlPlane } from '@proton-bot/control-plane';

export const environmentCount = 1000;
export const serviceCount = 1000;
export const instancesPerService = 20;

const source = { s3: { bucket: 'templates', key: 'bundle.tar.gz' } };
const roleArn = 'arn:aws:iam::123456789012:role/ProtonServiceRole';
const pad = (index: number): string => String(index).padStart(4, '0');

/** Where a service instance of the fixtures is. */
export function instanceAt(service: number, instance: number): { readonly serviceName: string; readonly name: string } {
  return { serviceName: `service-${pad(service)}`, name: `instance-${pad(instance)}` };
}

/** Input that creates an environment of the fixtures, or one more. */
export function environment(name: string, index: number): object {
  return {
    name,
    templateName: 'network',
    templateMajorVersion: '1',
    protonServiceRoleArn: roleArn,
    spec: `proton: EnvironmentSpec\nspec:\n  cidr: 10.${index % 256}.0.0/16\n`,
  };
}

/**
 * By default the largest account that the quotas allow: 1,000 environments, 1,000 services of 20 instances each.
 * @param settle lets everything end
 */
export function createFixtures(
  plane: ControlPlane,
  settle: () => void,
  { services = serviceCount, instances = instancesPerService } = {},
): void {
  const environments = Math.min(environmentCount, services * instances);
  const version = { majorVersion: '1', minorVersion: '0', status: 'PUBLISHED' };
  plane.call('CreateEnvironmentTemplate', { name: 'network' });
  plane.call('CreateEnvironmentTemplateVersion', { templateName: 'network', source });
  plane.call('CreateServiceTemplate', { name: 'web' });
  const compatibleEnvironmentTemplates = [{ templateName: 'network', majorVersion: '1' }];
  plane.call('CreateServiceTemplateVersion', { templateName: 'web', source, compatibleEnvironmentTemplates });
  settle();
  plane.call('UpdateEnvironmentTemplateVersion', { templateName: 'network', ...version });
  plane.call('UpdateServiceTemplateVersion', { templateName: 'web', ...version });
  for (let index = 0; index < environments; index += 1) {
    plane.call('CreateEnvironment', environment(`environment-${pad(index)}`, index));
  }
  settle();
  for (let service = 0; service < services; service += 1) {
    const items = Array.from({ length: instances }, (_, instance) => {
      const { name } = instanceAt(service, instance);
      const environment = `environment-${pad((service + instance) % environments)}`;
      return `- name: ${name}\n  environment: ${environment}\n  spec:\n    size: small\n`;
    });
    plane.call('CreateService', {
      name: instanceAt(service, 0).serviceName,
      templateName: 'web',
      templateMajorVersion: '1',
      spec: `proton: ServiceSpec\ninstances:\n${items.join('')}`,
    });
  }
  settle();
}
