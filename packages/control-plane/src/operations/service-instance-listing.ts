import { templateVersionSuffix } from '../model/arns.ts';
import { ValidationException } from '../model/errors.ts';
import type { InputOf } from '../model/input-types.ts';
import { OrderedList } from '../store/ordered-list.ts';
import type { DeployableRecord, ServiceInstanceRecord } from '../store/records.ts';
import { keyIn } from '../store/store.ts';
import { type OperationCall, ownArn } from './call.ts';
import { MAXIMUM_PAGE, type Page, pageInOrder } from './pagination.ts';

type ListInput = InputOf<'ListServiceInstances'>;
type Filter = NonNullable<ListInput['filters']>[number];
type FilterKey = NonNullable<Filter['key']>;
type Predicate = (record: ServiceInstanceRecord) => boolean;

/** To sort a record takes so many times as long as to look at one that is in order. */
const SORTING = 3;

/**
 * The instances of a page: they have to pass every filter, and are ordered by the field asked for, then by service and name.
 * @throws ValidationException for a filter without key or value, with a time that is none, or for a token that is none of these
 */
export function pageOfInstances(call: OperationCall, input: ListInput): Page<ServiceInstanceRecord> {
  const { filters = [], serviceName, sortBy = 'serviceName' } = input;
  const predicates = filters.map((filter, index) => predicateOf(call, filter, `filters.${index + 1}.member`));
  if (serviceName !== undefined) predicates.push((record) => record.serviceName === serviceName);
  const pick = (record: DeployableRecord): ServiceInstanceRecord | undefined => {
    if (record.kind !== 'SERVICE_INSTANCE') return undefined;
    // A loop, as it may run for every instance.
    for (const fits of predicates) if (!fits(record)) return undefined;
    return record;
  };
  const all = call.parts.store.deployables.ordered(sortBy, keyIn(call.accountId, 'SERVICE_INSTANCE'));
  const few = fewest(call, input);
  // What many have comes soon in the order of all.
  const isFoundSooner = few !== undefined && few.count * SORTING < all.count * Math.min(1, MAXIMUM_PAGE / few.count);
  return pageInOrder(call, {
    operation: 'ListServiceInstances',
    input,
    records: isFoundSooner ? new OrderedList(all.parts, few.records()) : all,
    pick,
    descending: input.sortOrder === 'DESCENDING',
  });
}

interface Few {
  readonly count: number;
  records(): Iterable<DeployableRecord>;
}

/** The fewest that are known to have all that fit among them; undefined when that is not known of any but all. */
function fewest({ parts, accountId }: OperationCall, { filters = [], serviceName }: ListInput): Few | undefined {
  const { deployables } = parts.store;
  let best: Few | undefined;
  const consider = (index: (typeof INDICES)[keyof typeof INDICES], value: string): void => {
    const key = keyIn(accountId, value);
    const count = deployables.countUnder(index, key);
    if (best === undefined || count < best.count) best = { count, records: () => deployables.under(index, key) };
  };
  if (serviceName !== undefined) consider('service', serviceName);
  for (const { key, value } of filters) {
    if (key !== undefined && value !== undefined && isIndexed(key)) consider(INDICES[key], value);
  }
  return best;
}

const INDICES = {
  name: 'instanceName',
  deploymentStatus: 'instanceStatus',
  serviceName: 'service',
  environmentName: 'environment',
} as const;

function isIndexed(key: FilterKey): key is keyof typeof INDICES {
  return key in INDICES;
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
