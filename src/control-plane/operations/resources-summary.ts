import { versionsOf } from '../engine/template-registration.ts';
import { arnOf, type TemplateKind, templateSuffix } from '../model/arns.ts';
import type { DeployableRecord, ServiceRecord, TemplateVersionRecord } from '../store/records.ts';
import type { OperationCall, OperationHandlers } from './call.ts';
import { ownDeployables } from './lookup.ts';
import { recommendedMajor, recommendedMinor } from './template-choice.ts';

type Staleness = 'failed' | 'behindMajor' | 'behindMinor' | 'upToDate';

/** Worst first: a service is counted as the worst of itself and its parts. */
const STALENESS: readonly Staleness[] = ['failed', 'behindMajor', 'behindMinor', 'upToDate'];

/**
 * Counts of resources; every one is counted once, so that the four counts add up to the total. What never was deployed
 * counts by the version that it is to get.
 * https://docs.aws.amazon.com/proton/latest/userguide/monitoring-dashboard.html
 */
export const resourcesSummaryOperations = {
  GetResourcesSummary(_input, call) {
    const staleness = stalenessIn(call);
    const instances = ownDeployables(call, 'SERVICE_INSTANCE');
    const pipelines = ownDeployables(call, 'SERVICE_PIPELINE');
    const components = ownDeployables(call, 'COMPONENT');
    const services = servicesByStaleness(call, [...instances, ...pipelines], staleness);
    return {
      counts: {
        // Components have no template to be behind of.
        components: { failed: components.filter(isFailed).length, total: components.length },
        environmentTemplates: { total: templateCount(call, 'environment') },
        environments: countsOf(ownDeployables(call, 'ENVIRONMENT').map(staleness)),
        pipelines: countsOf(pipelines.map(staleness)),
        serviceInstances: countsOf(instances.map(staleness)),
        serviceTemplates: { total: templateCount(call, 'service') },
        services: countsOf(services),
      },
    };
  },
} satisfies Partial<OperationHandlers>;

function countsOf(resources: readonly Staleness[]) {
  const count = (staleness: Staleness): number => resources.filter((resource) => resource === staleness).length;
  return {
    behindMajor: count('behindMajor'),
    behindMinor: count('behindMinor'),
    failed: count('failed'),
    total: resources.length,
    upToDate: count('upToDate'),
  };
}

function templateCount({ parts, accountId }: OperationCall, kind: TemplateKind): number {
  return [...parts.store.templates.values()].filter(
    (template) => template.kind === kind && template.accountId === accountId,
  ).length;
}

function isFailed({ deploymentStatus }: DeployableRecord): boolean {
  return deploymentStatus === 'FAILED' || deploymentStatus === 'DELETE_FAILED';
}

/** How a resource stands beside the recommended version of its template. Recommended versions are looked up once. */
function stalenessIn(call: OperationCall): (record: DeployableRecord) => Staleness {
  const versions = new Map<string, readonly TemplateVersionRecord[]>();
  const versionsAt = (arn: string): readonly TemplateVersionRecord[] => {
    const template = call.parts.store.templates.get(arn);
    const found = versions.get(arn) ?? (template === undefined ? [] : versionsOf(call.parts, template));
    versions.set(arn, found);
    return found;
  };
  return (record) => {
    if (isFailed(record)) return 'failed';
    const {
      templateName,
      templateMajorVersion: major,
      templateMinorVersion: minor,
    } = record.deployed ?? record.attempted;
    if (templateName === undefined || major === undefined) return 'upToDate';
    const kind = record.kind === 'ENVIRONMENT' ? 'environment' : 'service';
    const owner = { region: call.parts.region, accountId: record.accountId };
    const published = versionsAt(arnOf(owner, templateSuffix(kind, templateName)));
    const newestMajor = recommendedMajor(published);
    if (newestMajor !== undefined && BigInt(major) < BigInt(newestMajor)) return 'behindMajor';
    const newestMinor = recommendedMinor(published, major);
    return newestMinor !== undefined && BigInt(minor ?? 0) < BigInt(newestMinor) ? 'behindMinor' : 'upToDate';
  };
}

function servicesByStaleness(
  call: OperationCall,
  parts: readonly Extract<DeployableRecord, { serviceName: string }>[],
  staleness: (record: DeployableRecord) => Staleness,
): Staleness[] {
  const worst = new Map<string, Staleness>();
  for (const part of parts) {
    const before = worst.get(part.serviceName) ?? 'upToDate';
    const now = staleness(part);
    if (STALENESS.indexOf(now) < STALENESS.indexOf(before)) worst.set(part.serviceName, now);
  }
  return [...call.parts.store.services.values()]
    .filter((service) => service.accountId === call.accountId)
    .map((service) => (hasFailed(service) ? 'failed' : (worst.get(service.name) ?? 'upToDate')));
}

function hasFailed({ status }: ServiceRecord): boolean {
  return status.includes('FAILED');
}
