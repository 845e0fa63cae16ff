import type { Bundles, ControlPlane } from '@proton-bot/control-plane';
import { bundleOf, MANIFEST, schemaText } from '../../../packages/control-plane/test/support/bundles.ts';

export const environmentCount = 1000;
export const serviceCount = 1000;
export const instancesPerService = 20;

const environmentSource = { s3: { bucket: 'templates', key: 'network.tar.gz' } };
const serviceSource = { s3: { bucket: 'templates', key: 'web.tar.gz' } };
const roleArn = 'arn:aws:iam::123456789012:role/ProtonServiceRole';
const pad = (index: number): string => String(index).padStart(4, '0');

const resource = (_: unknown, index: number): string =>
  `  Queue${index}:\n    Type: AWS::SQS::Queue\n  Table${index}:\n    Type: AWS::DynamoDB::Table\n`;
const output = (_: unknown, index: number): string => `  Output${index}:\n    Value: !GetAtt Queue${index}.Arn\n`;
const ten = { length: 10 };
const cloudFormation = `Resources:\n${Array.from(ten, resource).join('')}Outputs:\n${Array.from(ten, output).join('')}`;

/** Bundles for the fixtures, each with twenty resources and ten outputs. */
export const renderedBundles: Bundles = {
  read(_bucket, key) {
    const isOfService = key === serviceSource.s3.key;
    const input = isOfService
      ? { service: { size: { type: 'string' } } }
      : { environment: { cidr: { type: 'string' } } };
    const folder = isOfService ? 'instance_infrastructure' : 'infrastructure';
    return bundleOf({
      'schema/schema.yaml': schemaText(input),
      [`${folder}/manifest.yaml`]: MANIFEST,
      [`${folder}/cloudformation.yaml`]: cloudFormation,
    });
  },
};

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
  plane.call('CreateEnvironmentTemplateVersion', { templateName: 'network', source: environmentSource });
  plane.call('CreateServiceTemplate', { name: 'web' });
  const compatibleEnvironmentTemplates = [{ templateName: 'network', majorVersion: '1' }];
  plane.call('CreateServiceTemplateVersion', {
    templateName: 'web',
    source: serviceSource,
    compatibleEnvironmentTemplates,
  });
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
