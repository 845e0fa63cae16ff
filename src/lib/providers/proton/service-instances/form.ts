import type { FieldSchema } from '../../../model/resource-fields.ts';
import type { FormField, ResourceForm } from '../../../slack/index.ts';
import { problemsTogether, serviceInstanceFields } from './fields.ts';

/** What people see of each field. */
const labels: Readonly<Record<string, Omit<FormField, keyof FieldSchema>>> = {
  serviceName: { label: 'Service', placeholder: 'orders', hint: 'The name of an existing service.' },
  name: {
    label: 'Instance',
    placeholder: 'api-eu',
    hint: 'The name of the new service instance: letters, digits, _ and -. The spec must contain an instance with this name.',
  },
  templateVersion: {
    label: 'Template version',
    placeholder: '1.0',
    hint: "If left empty, the service's own version. If given, the spec is checked against the template's schema first.",
  },
  spec: {
    label: 'Spec',
    multiline: true,
    placeholder: 'proton: ServiceSpec',
    hint: 'YAML, as in the repository: "proton: ServiceSpec", and under "instances" the new one with its name, environment and spec.',
  },
};

/**
 * New service instances of AWS Proton, for chat. Facts:
 * https://docs.aws.amazon.com/proton/latest/APIReference/API_CreateServiceInstance.html
 */
export const createInstanceForm: ResourceForm = {
  provider: 'proton',
  known: { kind: 'serviceInstance' },
  command: 'create-instance',
  resource: 'service instance',
  title: 'New service instance',
  introduction:
    'Creates a service instance of AWS Proton in the account and Region of this bot, and deploys it to the environment that the spec names. A message in the channel shows its progress. A creation cannot be cancelled: Proton cancels updates only.',
  fields: serviceInstanceFields.map((field) => ({ label: field.member, ...labels[field.member], ...field })),
  checkTogether: problemsTogether,
  nameOf: ({ serviceName, name }) => `${String(serviceName)}/${String(name)}`,
};
