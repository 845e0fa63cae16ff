import { listOf, mappingOf, type World } from '../support/world.ts';
import { type Fact, fact } from './facts.ts';

type Output = Readonly<Record<string, unknown>>;

/** What follows a branch, and what is blocked, of one account; about the services and templates that it has. */
export function* visibleSyncs(
  world: World,
  accountId: string,
  has: {
    readonly services: readonly Output[];
    readonly instances: readonly Output[];
    readonly templates: readonly Output[];
  },
): Iterable<[string, Fact]> {
  const read = (operation: string, input: object): Output | undefined => {
    try {
      return world.get(operation, input, { accountId });
    } catch (error) {
      if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
      throw error;
    }
  };
  for (const { name, arn } of has.services) {
    const config = read('GetServiceSyncConfig', { serviceName: name });
    if (config !== undefined) yield [`sync of ${String(arn)}`, configFact(config, config['filePath'])];
    yield* blockersOf(read('GetServiceSyncBlockerSummary', { serviceName: name }));
  }
  for (const { name, serviceName } of has.instances) {
    yield* blockersOf(read('GetServiceSyncBlockerSummary', { serviceName, serviceInstanceName: name }));
  }
  for (const { name, arn } of has.templates) {
    const templateType = String(arn).includes(':environment-template/') ? 'ENVIRONMENT' : 'SERVICE';
    const config = read('GetTemplateSyncConfig', { templateName: name, templateType });
    if (config !== undefined) yield [`sync of ${String(arn)}`, configFact(config, config['subdirectory'] ?? '')];
  }
}

function configFact({ repositoryName, branch }: Output, path: unknown): Fact {
  return fact({ status: undefined, more: `${String(repositoryName)} ${String(branch)} ${String(path)}` });
}

function* blockersOf(summary: Output | undefined): Iterable<[string, Fact]> {
  if (summary === undefined) return;
  for (const blocker of listOf(summary['latestBlockers'])) {
    const { serviceName, serviceInstanceName = '' } = summary;
    const part = `${String(serviceName)} ${String(serviceInstanceName)}`;
    yield [`blocker ${String(blocker['id'])}`, fact({ status: String(blocker['status']), more: part })];
  }
}

type Counts = Readonly<Partial<Record<string, unknown>>>;
export interface Size {
  readonly total: number;
  readonly failed?: number;
}

/**
 * GetResourcesSummary adds up: total is the size of the list, failed is how many have failed, and each resource is
 * counted once.
 */
export function checkSummary(world: World, accountId: string, sizes: Readonly<Record<string, Size>>): void {
  const counts = mappingOf(world.get('GetResourcesSummary', {}, { accountId }));
  for (const [kind, size] of Object.entries(sizes)) {
    const { total, failed, behindMajor, behindMinor, upToDate }: Counts = mappingOf(counts[kind]);
    const sum = [failed, behindMajor, behindMinor, upToDate].map(Number).reduce((left, right) => left + right);
    const fits = total === size.total && failed === size.failed && (upToDate === undefined || sum === total);
    if (!fits) throw new Error(`${kind}: ${JSON.stringify(counts[kind])}, but there are ${JSON.stringify(size)}`);
  }
}
