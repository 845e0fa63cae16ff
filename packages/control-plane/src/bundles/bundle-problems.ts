import type { TemplateKind } from '../model/arns.ts';
import type { TemplateRecord } from '../store/records.ts';
import { checkBundle, usableSchema } from './check-bundle.ts';
import { readInfrastructure } from './manifest.ts';
import type { BundleFiles } from './read-bundle.ts';
import { RefusedBundleError } from './refusal.ts';

const DIRECTORIES: Readonly<Record<TemplateKind, readonly string[]>> = {
  environment: ['infrastructure'],
  service: ['instance_infrastructure', 'pipeline_infrastructure'],
};

/**
 * Everything for which a registration would refuse a bundle: the first problem of the schema, of each directory, and of how
 * they fit together. A registration stops at the first.
 */
export function bundleProblems(
  kind: TemplateKind,
  files: BundleFiles,
  template: Pick<TemplateRecord, 'provisioning'>,
): string[] {
  const directories = DIRECTORIES[kind].filter((directory) => has(files, directory));
  const steps: readonly (() => unknown)[] = [
    () => usableSchema(kind, files),
    ...directories.map((directory) => () => readInfrastructure(files, directory)),
    () => checkBundle(kind, files, template),
  ];
  return [...new Set(steps.flatMap(refusalOf))];
}

function has(files: BundleFiles, directory: string): boolean {
  return [...files.keys()].some((path) => path.startsWith(`${directory}/`));
}

function refusalOf(step: () => unknown): string[] {
  try {
    step();
    return [];
  } catch (error) {
    if (error instanceof RefusedBundleError) return [error.message];
    throw error;
  }
}
