import type { ControlPlaneQuotas } from '../../src/model/quotas.ts';
import { MANIFEST } from '../support/bundles.ts';
import { ACCOUNT, ENVIRONMENT_SPEC, mappingOf, ROLE_ARN, serviceSpec } from '../support/world.ts';

/** Somebody who calls, from one account and in one region. */
export interface Caller {
  call(operation: string, input: object): Record<string, unknown>;
  /** Lets time pass until nothing is in progress. */
  settle(): void;
}

/** A resource that there may be only so many of. */
export interface LimitedResource {
  readonly quota: keyof ControlPlaneQuotas;
  /** Makes what the resource needs. */
  readonly prepare: (caller: Caller) => void;
  /** Operation and input that make number `n`. */
  readonly create: (n: number) => readonly [string, object];
  /** Operation and input that take number `n` away again; `made` is what its creation answered. */
  readonly remove: (n: number, made: Readonly<Record<string, unknown>>) => readonly [string, object];
}

const source = { s3: { bucket: 'templates', key: 'bundle.tar.gz' } };
const version = { majorVersion: '1', minorVersion: '0', status: 'PUBLISHED' };
const compatibleEnvironmentTemplates = [{ templateName: 'network', majorVersion: '1' }];

function templates(caller: Caller): void {
  caller.call('CreateEnvironmentTemplate', { name: 'network' });
  caller.call('CreateServiceTemplate', { name: 'web' });
  caller.call('CreateEnvironmentTemplateVersion', { templateName: 'network', source });
  caller.call('CreateServiceTemplateVersion', { templateName: 'web', source, compatibleEnvironmentTemplates });
  caller.settle();
  caller.call('UpdateEnvironmentTemplateVersion', { templateName: 'network', ...version });
  caller.call('UpdateServiceTemplateVersion', { templateName: 'web', ...version });
}

const environment = (name: string) => ({
  name,
  templateName: 'network',
  templateMajorVersion: '1',
  spec: ENVIRONMENT_SPEC,
  protonServiceRoleArn: ROLE_ARN,
  componentRoleArn: ROLE_ARN,
});

function environmentProd(caller: Caller): void {
  templates(caller);
  caller.call('CreateEnvironment', environment('prod'));
  caller.settle();
}

export function service(name: string, instances: readonly string[]): object {
  return { name, templateName: 'web', templateMajorVersion: '1', spec: serviceSpec(instances) };
}

/** Templates, environment "prod" and service "shop" with one instance. */
export function shop(caller: Caller): void {
  environmentProd(caller);
  caller.call('CreateService', service('shop', ['instance-1']));
  caller.settle();
}

/** Every quota that counts resources (https://docs.aws.amazon.com/proton/latest/userguide/ag-limits.html). */
export const LIMITED_RESOURCES: readonly LimitedResource[] = [
  {
    quota: 'templates',
    prepare: () => undefined,
    // Environment templates and service templates count together.
    create: (n) => [n % 2 === 0 ? 'CreateServiceTemplate' : 'CreateEnvironmentTemplate', { name: `template-${n}` }],
    remove: (n) => [n % 2 === 0 ? 'DeleteServiceTemplate' : 'DeleteEnvironmentTemplate', { name: `template-${n}` }],
  },
  {
    quota: 'versionsPerTemplate',
    prepare: (caller) => void caller.call('CreateEnvironmentTemplate', { name: 'network' }),
    create: () => ['CreateEnvironmentTemplateVersion', { templateName: 'network', source }],
    remove: (n) => [
      'DeleteEnvironmentTemplateVersion',
      { templateName: 'network', majorVersion: `${n}`, minorVersion: '0' },
    ],
  },
  {
    quota: 'environments',
    prepare: templates,
    create: (n) => ['CreateEnvironment', environment(`environment-${n}`)],
    remove: (n) => ['DeleteEnvironment', { name: `environment-${n}` }],
  },
  {
    quota: 'services',
    prepare: environmentProd,
    create: (n) => ['CreateService', service(`service-${n}`, ['blue'])],
    remove: (n) => ['DeleteService', { name: `service-${n}` }],
  },
  {
    quota: 'components',
    prepare: environmentProd,
    create: (n) => [
      'CreateComponent',
      {
        name: `component-${n}`,
        environmentName: 'prod',
        manifest: MANIFEST,
        templateFile: 'Resources: { Topic: { Type: "AWS::SNS::Topic" } }',
      },
    ],
    remove: (n) => ['DeleteComponent', { name: `component-${n}` }],
  },
  {
    quota: 'connectionsPerEnvironmentAccount',
    prepare: () => undefined,
    create: (n) => [
      'CreateEnvironmentAccountConnection',
      { environmentName: `environment-${n}`, managementAccountId: ACCOUNT },
    ],
    remove: (_n, { environmentAccountConnection: made }) => [
      'DeleteEnvironmentAccountConnection',
      { id: mappingOf(made)['id'] },
    ],
  },
];
