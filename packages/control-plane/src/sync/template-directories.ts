import { SHAPES } from '../model/shapes.ts';
import { isMapping, memberOf, readYaml, UnreadableYamlError } from '../specs/yaml-text.ts';
import type { EnvironmentTemplateReference, TemplateSyncConfigRecord } from '../store/records.ts';
import { pathInRepository } from './branches.ts';

/** The bundle of one major version as a commit has it. */
export interface TemplateDirectory {
  readonly majorVersion: string;
  /** Path in the repository. */
  readonly directory: string;
  /** Path in the bundle → text. */
  readonly files: ReadonlyMap<string, string>;
}

/**
 * The directories `[<subdirectory>/]<template>/v<major>/` of a commit, lowest major first
 * (https://docs.aws.amazon.com/proton/latest/userguide/ag-template-sync-configs.html).
 */
export function templateDirectories(
  config: Pick<TemplateSyncConfigRecord, 'subdirectory' | 'templateName'>,
  files: Readonly<Record<string, string>>,
): TemplateDirectory[] {
  const root = rootOf(config);
  const found = new Map<string, Map<string, string>>();
  for (const [path, text] of Object.entries(files)) {
    if (!path.startsWith(`${root}/v`)) continue;
    const [, majorVersion, rest] = /^v(0|[1-9]\d{0,18})\/(.+)$/.exec(path.slice(root.length + 1)) ?? [];
    if (majorVersion === undefined || rest === undefined) continue;
    found.set(majorVersion, (found.get(majorVersion) ?? new Map<string, string>()).set(rest, text));
  }
  return [...found]
    .map(([majorVersion, content]) => ({ majorVersion, directory: `${root}/v${majorVersion}`, files: content }))
    .sort((left, right) => Number(left.majorVersion) - Number(right.majorVersion));
}

/** Where the versions of a template are, in the repository. */
export function rootOf({
  subdirectory,
  templateName,
}: Pick<TemplateSyncConfigRecord, 'subdirectory' | 'templateName'>): string {
  const parent = subdirectory === undefined ? '' : (pathInRepository(subdirectory) ?? '');
  return parent === '' || parent === '.' ? templateName : `${parent}/${templateName}`;
}

/** What a service template version says beside its bundle, in the files for template sync. */
export interface TemplateRegistrationFile {
  readonly compatibleEnvironmentTemplates: readonly EnvironmentTemplateReference[];
  readonly supportedComponentSources: readonly string[];
}

const REFERENCE = /^([0-9A-Za-z][0-9A-Za-z_-]{0,99}):(0|[1-9]\d{0,18})$/;

/**
 * Reads `.template-registration.yaml`, or the `.compatible-envs` of old, of a service template's directory.
 * @returns what it says, or what is wrong with it
 */
export function readTemplateRegistration(files: ReadonlyMap<string, string>): TemplateRegistrationFile | string {
  const text = files.get('.template-registration.yaml') ?? files.get('.compatible-envs');
  if (text === undefined) return 'there is no .template-registration.yaml, which a service template needs';
  const document = parseMapping(text);
  const environments = document === undefined ? undefined : memberOf(document, 'compatible_environments');
  const references = asTexts(environments)?.map((reference) => REFERENCE.exec(reference));
  if (references === undefined || references.length === 0 || references.length > 10) {
    return '.template-registration.yaml needs compatible_environments: a list of 1 to 10 <template>:<major version>';
  }
  const compatibleEnvironmentTemplates = references.flatMap((match) =>
    match?.[1] === undefined || match[2] === undefined ? [] : [{ templateName: match[1], majorVersion: match[2] }],
  );
  if (compatibleEnvironmentTemplates.length < references.length) {
    return '.template-registration.yaml: a compatible environment is written <template>:<major version>';
  }
  const sources = (document && memberOf(document, 'supported_component_sources')) ?? [];
  const known: readonly string[] = SHAPES.ServiceTemplateSupportedComponentSourceType.values;
  const supportedComponentSources = asTexts(sources);
  if (supportedComponentSources === undefined || supportedComponentSources.some((source) => !known.includes(source))) {
    return `.template-registration.yaml: supported_component_sources is a list of ${known.join(', ')}`;
  }
  return { compatibleEnvironmentTemplates, supportedComponentSources };
}

function asTexts(value: unknown): string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const texts = value.filter((item: unknown) => typeof item === 'string');
  return texts.length === value.length ? texts : undefined;
}

function parseMapping(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value = readYaml(text);
    return isMapping(value) ? value : undefined;
  } catch (error) {
    if (error instanceof UnreadableYamlError) return undefined;
    throw error;
  }
}
