import { versionsOf } from '../engine/template-registration.ts';
import { type TemplateKind, templateSuffix } from '../model/arns.ts';
import type { DeployableRecord } from '../store/records.ts';
import { type Standing, type Standings, type StandingVersion, versionOf } from '../store/standings.ts';
import { keyIn } from '../store/store.ts';
import { type OperationCall, type OperationHandlers, ownArn } from './call.ts';
import { compareVersionParts, recommendedMajor, recommendedMinor } from './template-choice.ts';

type Staleness = 'failed' | 'behindMajor' | 'behindMinor' | 'upToDate';

/** Worst first: a service is counted as the worst of itself and its parts. */
const STALENESS: readonly Staleness[] = ['failed', 'behindMajor', 'behindMinor', 'upToDate'];

/**
 * Counts of resources; every one is counted once, so that the four counts add up to the total. What never was deployed
 * counts by the version that it is to get. The store counts at each change; here only the versions are judged.
 * https://docs.aws.amazon.com/proton/latest/userguide/monitoring-dashboard.html
 */
export const resourcesSummaryOperations = {
  GetResourcesSummary(_input, call) {
    const { standings, templateChanges } = call.parts.store.readStandings();
    const judge = judgeIn(call, standings, templateChanges);
    const countsOfKind = (kind: DeployableRecord['kind']) => countsOf(standings.ofKind(call.accountId, kind), judge);
    const { failed, total } = countsOfKind('COMPONENT');
    return {
      counts: {
        // Components have no template to be behind of.
        components: { failed, total },
        environmentTemplates: { total: templateCount(call, 'environment') },
        environments: countsOfKind('ENVIRONMENT'),
        pipelines: countsOfKind('SERVICE_PIPELINE'),
        serviceInstances: countsOfKind('SERVICE_INSTANCE'),
        serviceTemplates: { total: templateCount(call, 'service') },
        services: countsOf(standings.ofServices(call.accountId), (all) => worst(all.map(judge))),
      },
    };
  },
} satisfies Partial<OperationHandlers>;

function countsOf<Key>(counted: Iterable<readonly [Key, number]>, judge: (key: Key) => Staleness) {
  const counts = { behindMajor: 0, behindMinor: 0, failed: 0, total: 0, upToDate: 0 };
  for (const [key, count] of counted) {
    counts[judge(key)] += count;
    counts.total += count;
  }
  return counts;
}

function worst(staleness: readonly Staleness[]): Staleness {
  return STALENESS.find((one) => staleness.includes(one)) ?? 'upToDate';
}

function templateCount({ parts, accountId }: OperationCall, kind: TemplateKind): number {
  return parts.store.templates.countUnder('kind', keyIn(accountId, kind));
}

interface Judgements {
  templateChanges: number;
  readonly byVersion: Map<string, Staleness>;
}
const judgements = new WeakMap<Standings, Judgements>();

/** How a standing is beside the recommended version of its template. A version is judged once, until a template changes. */
function judgeIn(
  call: OperationCall,
  standings: Standings,
  templateChanges: number,
): (standing: Standing) => Staleness {
  const known = judgements.get(standings) ?? { templateChanges, byVersion: new Map() };
  judgements.set(standings, known);
  if (known.templateChanges !== templateChanges) known.byVersion.clear();
  known.templateChanges = templateChanges;
  return (standing) => {
    const version = versionOf(standing);
    if (version === undefined) return standing === 'failed' ? 'failed' : 'upToDate';
    const key = keyIn(call.accountId, standing);
    const staleness = known.byVersion.get(key) ?? stalenessOf(call, version);
    known.byVersion.set(key, staleness);
    return staleness;
  };
}

function stalenessOf(call: OperationCall, { kind, templateName, major, minor }: StandingVersion): Staleness {
  const template = call.parts.store.templates.get(ownArn(call, templateSuffix(kind, templateName)));
  const versions = template === undefined ? [] : versionsOf(call.parts, template);
  const newestMajor = recommendedMajor(versions);
  if (newestMajor !== undefined && compareVersionParts(major, newestMajor) < 0) return 'behindMajor';
  const newestMinor = recommendedMinor(versions, major);
  return newestMinor !== undefined && compareVersionParts(minor, newestMinor) < 0 ? 'behindMinor' : 'upToDate';
}
