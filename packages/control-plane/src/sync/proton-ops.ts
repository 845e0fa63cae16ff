import { SHAPES } from '../model/shapes.ts';
import { isMapping, memberOf, readYaml, UnreadableYamlError } from '../specs/yaml-text.ts';
import { pathInRepository } from './branches.ts';

/** From where one service instance takes its spec. */
export interface OpsEntry {
  readonly serviceName: string;
  readonly serviceInstanceName: string;
  readonly branch: string;
  /** Path of the spec in the repository. */
  readonly specPath: string;
}

const NAME = new RegExp(SHAPES.ResourceName.pattern);

/**
 * Reads a Proton Ops file: `sync: services: <service>: <instance>: {branch, spec}`
 * (https://docs.aws.amazon.com/proton/latest/userguide/ag-service-sync-configs.html).
 *
 * @returns its entries, or what is wrong with it
 */
export function readProtonOps(text: string): readonly OpsEntry[] | string {
  const document = parse(text);
  const sync = isMapping(document) ? memberOf(document, 'sync') : undefined;
  const services = isMapping(sync) ? memberOf(sync, 'services') : undefined;
  if (!isMapping(services)) return 'the Proton Ops file has no mapping at sync.services';
  const entries: OpsEntry[] = [];
  for (const [serviceName, instances] of Object.entries(services)) {
    if (!isMapping(instances)) return `sync.services.${serviceName} is not a mapping of service instances`;
    for (const [serviceInstanceName, source] of Object.entries(instances)) {
      const entry = entryOf(serviceName, serviceInstanceName, source);
      if (entry === undefined) {
        return `sync.services.${serviceName}.${serviceInstanceName} needs a branch and the path of a spec in the repository`;
      }
      entries.push(entry);
    }
  }
  return entries;
}

function entryOf(serviceName: string, serviceInstanceName: string, source: unknown): OpsEntry | undefined {
  if (!isMapping(source) || !NAME.test(serviceName) || !NAME.test(serviceInstanceName)) return undefined;
  const [branch, spec] = [memberOf(source, 'branch'), memberOf(source, 'spec')];
  if (typeof branch !== 'string' || branch === '' || typeof spec !== 'string') return undefined;
  const specPath = pathInRepository(spec);
  return specPath ? { serviceName, serviceInstanceName, branch, specPath } : undefined;
}

function parse(text: string): unknown {
  try {
    return readYaml(text);
  } catch (error) {
    if (error instanceof UnreadableYamlError) return undefined;
    throw error;
  }
}
