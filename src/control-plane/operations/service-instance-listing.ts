import { templateVersionSuffix } from '../model/arns.ts';
import { ValidationException } from '../model/errors.ts';
import type { InputOf } from '../model/input-types.ts';
import type { ServiceInstanceRecord } from '../store/records.ts';
import { type OperationCall, ownArn } from './call.ts';

type ListInput = InputOf<'ListServiceInstances'>;
type Filter = NonNullable<ListInput['filters']>[number];
type FilterKey = NonNullable<Filter['key']>;
type Predicate = (record: ServiceInstanceRecord) => boolean;

/**
 * All filters together; an instance has to pass every one.
 * @throws ValidationException for a filter without key or value, or with a time that is none
 */
export function instanceFilter(call: OperationCall, filters: readonly Filter[]): Predicate {
  const predicates = filters.map((filter, index) => predicateOf(call, filter, `filters.${index + 1}.member`));
  return (record) => predicates.every((fits) => fits(record));
}

function predicateOf(call: OperationCall, filter: Filter, path: string): Predicate {
  const { key, value } = filter;
  if (key === undefined || value === undefined) throw new ValidationException(`${path} needs both a key and a value.`);
  const textOf = TEXTS[key as keyof typeof TEXTS];
  if (textOf !== undefined) return (record) => textOf(record, call) === value;
  return timePredicate(key, value, path);
}

const TEXTS: Partial<Record<FilterKey, (record: ServiceInstanceRecord, call: OperationCall) => string | undefined>> = {
  name: (record) => record.name,
  deploymentStatus: (record) => record.deploymentStatus,
  templateName: (record) => record.templateName,
  serviceName: (record) => record.serviceName,
  environmentName: (record) => record.environmentName,
  deployedTemplateVersionStatus: (record, call) => {
    const { templateMajorVersion: major, templateMinorVersion: minor } = record.deployed ?? {};
    if (major === undefined || minor === undefined) return undefined;
    const arn = ownArn(call, templateVersionSuffix('service', record.templateName, major, minor));
    return call.parts.store.templateVersions.get(arn)?.status;
  },
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
