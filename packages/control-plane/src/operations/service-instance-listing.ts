import { templateVersionSuffix } from '../model/arns.ts';
import { ValidationException } from '../model/errors.ts';
import type { InputOf } from '../model/input-types.ts';
import { keyIn } from '../store/indexed-store.ts';
import type { DeployableRecord, ServiceInstanceRecord } from '../store/records.ts';
import { type OperationCall, ownArn } from './call.ts';

type ListInput = InputOf<'ListServiceInstances'>;
type Filter = NonNullable<ListInput['filters']>[number];
type FilterKey = NonNullable<Filter['key']>;
type Predicate = (record: ServiceInstanceRecord) => boolean;

/**
 * The instances that a request selects; they have to pass every filter.
 * @throws ValidationException for a filter without key or value, or with a time that is none
 */
export function selectInstances(
  call: OperationCall,
  { filters = [], serviceName }: ListInput,
): ServiceInstanceRecord[] {
  const predicates = filters.map((filter, index) => predicateOf(call, filter, `filters.${index + 1}.member`));
  if (serviceName !== undefined) predicates.push((record) => record.serviceName === serviceName);
  const valueOf = (key: FilterKey): string | undefined => filters.find((filter) => filter.key === key)?.value;
  const selected: ServiceInstanceRecord[] = [];
  // In one go, since there may be many.
  for (const record of candidates(call, serviceName ?? valueOf('serviceName'), valueOf('environmentName'))) {
    if (record.kind === 'SERVICE_INSTANCE' && predicates.every((fits) => fits(record))) selected.push(record);
  }
  return selected;
}

/** Fewer than all, where the service or the environment is given. */
function candidates(
  { parts, accountId }: OperationCall,
  serviceName: string | undefined,
  environmentName: string | undefined,
): Iterable<DeployableRecord> {
  const { deployables } = parts.store;
  if (serviceName !== undefined) return deployables.under('service', keyIn(accountId, serviceName));
  if (environmentName !== undefined) return deployables.under('environment', keyIn(accountId, environmentName));
  return deployables.under('kind', keyIn(accountId, 'SERVICE_INSTANCE'));
}

function predicateOf(call: OperationCall, filter: Filter, path: string): Predicate {
  const { key, value } = filter;
  if (key === undefined || value === undefined) throw new ValidationException(`${path} needs both a key and a value.`);
  if (key === 'deployedTemplateVersionStatus') return versionStatusPredicate(call, value);
  const textOf = TEXTS[key];
  if (textOf !== undefined) return (record) => textOf(record) === value;
  return timePredicate(key, value, path);
}

/** Many instances have one version, so each version is looked up once. */
function versionStatusPredicate(call: OperationCall, status: string): Predicate {
  const known = new Map<string, boolean>();
  return ({ templateName, deployed }) => {
    const { templateMajorVersion: major, templateMinorVersion: minor } = deployed ?? {};
    if (major === undefined || minor === undefined) return false;
    const suffix = templateVersionSuffix('service', templateName, major, minor);
    const fits = known.get(suffix) ?? call.parts.store.templateVersions.get(ownArn(call, suffix))?.status === status;
    known.set(suffix, fits);
    return fits;
  };
}

const TEXTS: Partial<Record<FilterKey, (record: ServiceInstanceRecord) => string | undefined>> = {
  name: (record) => record.name,
  deploymentStatus: (record) => record.deploymentStatus,
  templateName: (record) => record.templateName,
  serviceName: (record) => record.serviceName,
  environmentName: (record) => record.environmentName,
};

/** Times are RFC 3339 (https://docs.aws.amazon.com/proton/latest/APIReference/API_ListServiceInstancesFilter.html). */
function timePredicate(key: FilterKey, value: string, path: string): Predicate {
  const timeMs = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})?$/i.test(value)
    ? utcOf(value)
    : Number.NaN;
  if (Number.isNaN(timeMs))
    throw new ValidationException(`${path}.value is not a time such as 1985-04-12T23:20:50.52Z.`);
  switch (key) {
    case 'createdAtBefore':
      return (record) => record.createdAtMs < timeMs;
    case 'createdAtAfter':
      return (record) => record.createdAtMs > timeMs;
    case 'lastDeploymentAttemptedAtBefore':
      return (record) => record.lastAttemptedAtMs < timeMs;
    default:
      return (record) => record.lastAttemptedAtMs > timeMs;
  }
}

/** A time without an offset is UTC, not the time zone of the machine. */
function utcOf(value: string): number {
  return Date.parse(/(Z|[+-]\d{2}:\d{2})$/i.test(value) ? value : `${value}Z`);
}

/** By the field asked for, then by service and name, which tell instances apart. */
export function instanceSortKey(
  sortBy: NonNullable<ListInput['sortBy']>,
): (record: ServiceInstanceRecord) => (string | number)[] {
  const fieldOf: Record<typeof sortBy, (record: ServiceInstanceRecord) => string | number> = {
    name: (record) => record.name,
    deploymentStatus: (record) => record.deploymentStatus,
    templateName: (record) => record.templateName,
    serviceName: (record) => record.serviceName,
    environmentName: (record) => record.environmentName,
    lastDeploymentAttemptedAt: (record) => record.lastAttemptedAtMs,
    createdAt: (record) => record.createdAtMs,
  };
  return (record) => [fieldOf[sortBy](record), record.serviceName, record.name];
}
