import { GoneTargets } from './gone-targets.ts';
import { type IndexedCollection, indexCollection } from './indexed-collection.ts';
import type {
  ComponentRecord,
  ConnectionRecord,
  DeployableRecord,
  DeploymentRecord,
  DeploymentState,
  ServiceInstanceRecord,
  ServiceRecord,
  TemplateRecord,
  TemplateVersionRecord,
} from './records.ts';
import type { SortKeyParts } from './sort-keys.ts';
import { Standings } from './standings.ts';
import { type ControlPlaneStore, keyIn } from './store.ts';

/** What service instances, which are a kind of deployable, can be ordered by: each time, then by service and name. */
export type InstanceOrder =
  | 'name'
  | 'deploymentStatus'
  | 'templateName'
  | 'serviceName'
  | 'environmentName'
  | 'lastDeploymentAttemptedAt'
  | 'createdAt';

/** A store in which records are found by what operations ask for, however many there are. */
export interface IndexedStore extends ControlPlaneStore {
  /**
   * By `kind`; of instances also by `service`, by `instanceName` and by `instanceStatus`; `environment` is where instances and
   * components are; of components, to what each is attached.
   */
  readonly deployables: IndexedCollection<
    DeployableRecord,
    'kind' | 'service' | 'instanceName' | 'instanceStatus' | 'environment' | 'attachment' | 'attemptedAttachment',
    'kindByName' | InstanceOrder
  >;
  readonly services: IndexedCollection<ServiceRecord, 'account', 'byName'>;
  /** The orders have the oldest deployment first. */
  readonly deployments: IndexedCollection<
    DeploymentRecord,
    'account' | 'environment' | 'service' | 'component' | 'target',
    'ofAccount' | 'ofEnvironment' | 'ofService' | 'ofComponent'
  >;
  readonly templates: IndexedCollection<TemplateRecord, 'account' | 'kind'>;
  readonly templateVersions: IndexedCollection<TemplateVersionRecord, 'template'>;
  readonly connections: IndexedCollection<ConnectionRecord, 'environmentAccount' | 'managementAccount'>;
  /** Targets that were deleted, whose deployments are still there. */
  readonly goneTargets: Pick<GoneTargets, 'arns' | 'deploymentCount'>;
  /** How environments, services and their parts stand, counted; and how often templates or their versions have changed. */
  readStandings(): { readonly standings: Standings; readonly templateChanges: number };
}

/** Puts indices over a store, which is to be used through them alone from then on. */
export function indexStore(store: ControlPlaneStore): IndexedStore {
  const standings = new Standings();
  let templateChanges = 0;
  const goneTargets = new GoneTargets();
  const countChange = (): void => {
    templateChanges += 1;
  };
  const countChanges = [{ changed: countChange, cleared: countChange }];
  return {
    ...store,
    goneTargets,
    readStandings() {
      for (const read of [store.deployables, store.services, store.templates, store.templateVersions]) read.scanned?.();
      return { standings, templateChanges };
    },
    deployables: indexCollection(
      store.deployables,
      (record) => record.arn,
      {
        kind: (record) => keyIn(record.accountId, record.kind),
        service: (record) => ofInstance(record, ({ accountId, serviceName }) => keyIn(accountId, serviceName)),
        instanceName: (record) => ofInstance(record, ({ accountId, name }) => keyIn(accountId, name)),
        instanceStatus: (record) =>
          ofInstance(record, ({ accountId, deploymentStatus }) => keyIn(accountId, deploymentStatus)),
        environment: (record) =>
          record.kind === 'SERVICE_INSTANCE' || record.kind === 'COMPONENT'
            ? keyIn(record.accountId, record.environmentName)
            : undefined,
        attachment: (record) =>
          record.kind === 'COMPONENT' ? attachmentKey(record, record.deployed ?? record.attempted) : undefined,
        attemptedAttachment: (record) =>
          record.kind === 'COMPONENT' ? attachmentKey(record, record.attempted) : undefined,
      },
      {
        orders: {
          kindByName: { of: 'kind', by: [(record) => ('name' in record ? record.name : record.serviceName)] },
          name: instancesBy((record) => record.name),
          deploymentStatus: instancesBy((record) => record.deploymentStatus),
          templateName: instancesBy((record) => record.templateName),
          serviceName: instancesBy((record) => record.serviceName),
          environmentName: instancesBy((record) => record.environmentName),
          lastDeploymentAttemptedAt: instancesBy((record) => record.lastAttemptedAtMs),
          createdAt: instancesBy((record) => record.createdAtMs),
        },
        followers: [
          {
            changed: (before, now) => standings.deployableChanged(before, now),
            cleared: () => standings.deployablesCleared(),
          },
          {
            changed: (before, now) => goneTargets.deployableChanged(before, now),
            cleared: () => goneTargets.deployablesCleared(),
          },
        ],
      },
    ),
    services: indexCollection(
      store.services,
      (record) => record.arn,
      { account: (record) => record.accountId },
      {
        orders: { byName: { of: 'account', by: [(record) => record.name] } },
        followers: [
          {
            changed: (before, now) => standings.serviceChanged(before, now),
            cleared: () => standings.servicesCleared(),
          },
        ],
      },
    ),
    deployments: indexCollection(
      store.deployments,
      (record) => record.id,
      {
        target: (record) => record.targetArn,
        account: (record) => record.accountId,
        environment: ({ accountId, environmentName: name }) => (name === undefined ? name : keyIn(accountId, name)),
        service: ({ accountId, serviceName: name }) => (name === undefined ? name : keyIn(accountId, name)),
        component: ({ accountId, componentName: name }) => (name === undefined ? name : keyIn(accountId, name)),
      },
      {
        orders: {
          ofAccount: { of: 'account', by: AGE },
          ofEnvironment: { of: 'environment', by: AGE },
          ofService: { of: 'service', by: AGE },
          ofComponent: { of: 'component', by: AGE },
        },
        followers: [
          {
            changed: (before, now) => goneTargets.deploymentChanged(before, now),
            cleared: () => goneTargets.deploymentsCleared(),
          },
        ],
      },
    ),
    templates: indexCollection(
      store.templates,
      (record) => record.arn,
      { account: (record) => record.accountId, kind: (record) => keyIn(record.accountId, record.kind) },
      { followers: countChanges },
    ),
    templateVersions: indexCollection(
      store.templateVersions,
      (record) => record.arn,
      { template: (record) => keyIn(record.accountId, record.kind, record.templateName) },
      { followers: countChanges },
    ),
    connections: indexCollection(store.connections, (record) => record.id, {
      environmentAccount: (record) => record.accountId,
      managementAccount: (record) => record.managementAccountId,
    }),
  };
}

/** Deployments of the same instant are told apart by their ids. */
const AGE: SortKeyParts<DeploymentRecord> = [(record) => record.createdAtMs, (record) => record.id];

function ofInstance<Value>(
  record: DeployableRecord,
  value: (instance: ServiceInstanceRecord) => Value,
): Value | undefined {
  return record.kind === 'SERVICE_INSTANCE' ? value(record) : undefined;
}

/** Only the instances of an account are ever asked for in such an order; they are one of the keys of `kind`. */
function instancesBy(field: (instance: ServiceInstanceRecord) => string | number): {
  readonly of: 'kind';
  readonly by: SortKeyParts<DeployableRecord>;
} {
  const part = (of: (instance: ServiceInstanceRecord) => string | number) => (record: DeployableRecord) =>
    ofInstance(record, of) ?? '';
  return { of: 'kind', by: [part(field), part(({ serviceName }) => serviceName), part(({ name }) => name)] };
}

function attachmentKey(
  { accountId }: Pick<ComponentRecord, 'accountId'>,
  { serviceName, serviceInstanceName }: DeploymentState,
): string | undefined {
  if (serviceName === undefined || serviceInstanceName === undefined) return undefined;
  return keyIn(accountId, serviceName, serviceInstanceName);
}
