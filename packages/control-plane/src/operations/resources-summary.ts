import { versionsOf } from '../engine/template-registration.ts';
import { type TemplateKind, templateSuffix } from '../model/arns.ts';
import { keyIn } from '../store/indexed-store.ts';
import type { DeployableRecord, ServiceRecord } from '../store/records.ts';
import { type OperationCall, type OperationHandlers, ownArn } from './call.ts';
import { ownDeployables } from './lookup.ts';
import { compareVersionParts, recommendedMajor, recommendedMinor } from './template-choice.ts';

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
    const instanceStaleness = instances.map(staleness);
    const pipelineStaleness = pipelines.map(staleness);
    const services = servicesByStaleness(
      call,
      [...instances, ...pipelines],
      [...instanceStaleness, ...pipelineStaleness],
    );
    return {
      counts: {
        // Components have no template to be behind of.
        components: { failed: components.filter(isFailed).length, total: components.length },
        environmentTemplates: { total: templateCount(call, 'environment') },
        environments: countsOf(ownDeployables(call, 'ENVIRONMENT').map(staleness)),
        pipelines: countsOf(pipelineStaleness),
        serviceInstances: countsOf(instanceStaleness),
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
  return parts.store.templates.countUnder('kind', keyIn(accountId, kind));
}

function isFailed({ deploymentStatus }: DeployableRecord): boolean {
  return deploymentStatus === 'FAILED' || deploymentStatus === 'DELETE_FAILED';
}

/** How a resource stands beside the recommended version of its template. Few versions are in use, so each is judged once. */
function stalenessIn(call: OperationCall): (record: DeployableRecord) => Staleness {
  const judged = new Map<string, Staleness>();
  return (record) => {
    if (isFailed(record)) return 'failed';
    const {
      templateName,
      templateMajorVersion: major,
      templateMinorVersion: minor,
    } = record.deployed ?? record.attempted;
    if (templateName === undefined || major === undefined) return 'upToDate';
    const kind = record.kind === 'ENVIRONMENT' ? 'environment' : 'service';
    const version = `${kind} ${templateName} ${major} ${minor}`;
    const staleness = judged.get(version) ?? stalenessOf(call, kind, { templateName, major, minor: minor ?? '0' });
    judged.set(version, staleness);
    return staleness;
  };
}

function stalenessOf(
  call: OperationCall,
  kind: TemplateKind,
  { templateName, major, minor }: { readonly templateName: string; readonly major: string; readonly minor: string },
): Staleness {
  const template = call.parts.store.templates.get(ownArn(call, templateSuffix(kind, templateName)));
  const versions = template === undefined ? [] : versionsOf(call.parts, template);
  const newestMajor = recommendedMajor(versions);
  if (newestMajor !== undefined && compareVersionParts(major, newestMajor) < 0) return 'behindMajor';
  const newestMinor = recommendedMinor(versions, major);
  return newestMinor !== undefined && compareVersionParts(minor, newestMinor) < 0 ? 'behindMinor' : 'upToDate';
}

/** @param staleness of each part */
function servicesByStaleness(
  call: OperationCall,
  parts: readonly Extract<DeployableRecord, { serviceName: string }>[],
  staleness: readonly Staleness[],
): Staleness[] {
  const worst = new Map<string, Staleness>();
  for (const [index, { serviceName }] of parts.entries()) {
    const before = worst.get(serviceName) ?? 'upToDate';
    const now = staleness[index] ?? 'upToDate';
    if (STALENESS.indexOf(now) < STALENESS.indexOf(before)) worst.set(serviceName, now);
  }
  return [...call.parts.store.services.under('account', call.accountId)].map((service) =>
    hasFailed(service) ? 'failed' : (worst.get(service.name) ?? 'upToDate'),
  );
}

function hasFailed({ status }: ServiceRecord): boolean {
  return status.includes('FAILED');
}
