import { type IndexedCollection, indexCollection } from './indexed-collection.ts';
import type {
  ComponentRecord,
  ConnectionRecord,
  DeployableRecord,
  DeploymentRecord,
  DeploymentState,
  ServiceRecord,
  TemplateRecord,
  TemplateVersionRecord,
} from './records.ts';
import type { ControlPlaneStore } from './store.ts';

/** A store in which records are found by what operations ask for, however many there are. */
export interface IndexedStore extends ControlPlaneStore {
  /** `kind`, and of instances `service`; `environment` is where instances and components are; of components, to what each is attached. */
  readonly deployables: IndexedCollection<
    DeployableRecord,
    'kind' | 'service' | 'environment' | 'attachment' | 'attemptedAttachment'
  >;
  readonly services: IndexedCollection<ServiceRecord, 'account'>;
  readonly deployments: IndexedCollection<
    DeploymentRecord,
    'account' | 'environment' | 'service' | 'component' | 'target'
  >;
  readonly templates: IndexedCollection<TemplateRecord, 'account' | 'kind'>;
  readonly templateVersions: IndexedCollection<TemplateVersionRecord, 'template'>;
  readonly connections: IndexedCollection<ConnectionRecord, 'environmentAccount' | 'managementAccount'>;
}

/** Key of something that an account has, by its name; names have no spaces. */
export const keyIn = (accountId: string, ...names: readonly string[]): string => `${accountId} ${names.join(' ')}`;

/** Puts indices over a store, which is to be used through them alone from then on. */
export function indexStore(store: ControlPlaneStore): IndexedStore {
  return {
    ...store,
    deployables: indexCollection(store.deployables, (record) => record.arn, {
      kind: (record) => keyIn(record.accountId, record.kind),
      service: (record) =>
        record.kind === 'SERVICE_INSTANCE' ? keyIn(record.accountId, record.serviceName) : undefined,
      environment: (record) =>
        record.kind === 'SERVICE_INSTANCE' || record.kind === 'COMPONENT'
          ? keyIn(record.accountId, record.environmentName)
          : undefined,
      attachment: (record) =>
        record.kind === 'COMPONENT' ? attachmentKey(record, record.deployed ?? record.attempted) : undefined,
      attemptedAttachment: (record) =>
        record.kind === 'COMPONENT' ? attachmentKey(record, record.attempted) : undefined,
    }),
    services: indexCollection(store.services, (record) => record.arn, { account: (record) => record.accountId }),
    deployments: indexCollection(store.deployments, (record) => record.id, {
      target: (record) => record.targetArn,
      account: (record) => record.accountId,
      environment: ({ accountId, environmentName: name }) => (name === undefined ? name : keyIn(accountId, name)),
      service: ({ accountId, serviceName: name }) => (name === undefined ? name : keyIn(accountId, name)),
      component: ({ accountId, componentName: name }) => (name === undefined ? name : keyIn(accountId, name)),
    }),
    templates: indexCollection(store.templates, (record) => record.arn, {
      account: (record) => record.accountId,
      kind: (record) => keyIn(record.accountId, record.kind),
    }),
    templateVersions: indexCollection(store.templateVersions, (record) => record.arn, {
      template: (record) => keyIn(record.accountId, record.kind, record.templateName),
    }),
    connections: indexCollection(store.connections, (record) => record.id, {
      environmentAccount: (record) => record.accountId,
      managementAccount: (record) => record.managementAccountId,
    }),
  };
}

function attachmentKey(
  { accountId }: Pick<ComponentRecord, 'accountId'>,
  { serviceName, serviceInstanceName }: DeploymentState,
): string | undefined {
  if (serviceName === undefined || serviceInstanceName === undefined) return undefined;
  return keyIn(accountId, serviceName, serviceInstanceName);
}
