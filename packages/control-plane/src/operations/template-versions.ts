import { versionsOf } from '../engine/template-registration.ts';
import { type TemplateKind, templateVersionSuffix } from '../model/arns.ts';
import { ConflictException, ResourceNotFoundException, ValidationException } from '../model/errors.ts';
import type { TemplateVersionStatus } from '../model/statuses.ts';
import type { EnvironmentTemplateReference, Tag, TemplateSource, TemplateVersionRecord } from '../store/records.ts';
import { checkQuota, type OperationCall, type Output, ownArn } from './call.ts';
import { onceByClientToken } from './idempotency.ts';
import { type Page, pageOf } from './pagination.ts';
import { tagNewResource } from './tagging.ts';
import { compareVersionParts, getTemplate, getTemplateVersion, recommendedMinor } from './template-choice.ts';
import { templateVersionSummary, templateVersionView } from './views/templates.ts';

interface NewTemplateVersion {
  readonly templateName: string;
  /** As the API has it, or files that were read from a repository. */
  readonly source: TemplateSource | { readonly s3?: { readonly bucket: string; readonly key: string } };
  readonly majorVersion?: string | undefined;
  readonly description?: string | undefined;
  readonly clientToken?: string | undefined;
  readonly tags?: readonly Tag[];
  readonly compatibleEnvironmentTemplates?: readonly EnvironmentTemplateReference[];
  readonly supportedComponentSources?: readonly string[];
}
interface VersionName {
  readonly templateName: string;
  readonly majorVersion: string;
  readonly minorVersion: string;
}

export function createTemplateVersion(
  call: OperationCall,
  kind: TemplateKind,
  operation: string,
  input: NewTemplateVersion,
): Output {
  const { store, clock, registration, quotas } = call.parts;
  const find = (arn: string): TemplateVersionRecord | undefined => store.templateVersions.get(arn);
  const version = onceByClientToken(call, { operation, input }, find, () => {
    const template = getTemplate(call, kind, input.templateName);
    const versions = versionsOf(call.parts, template);
    for (const environmentTemplate of input.compatibleEnvironmentTemplates ?? []) {
      getTemplate(call, 'environment', environmentTemplate.templateName);
    }
    checkQuota('versions per template', versions.length, quotas.versionsPerTemplate);
    const { majorVersion, minorVersion } = nextVersion(versions, input.majorVersion, template.arn);
    const nowMs = clock.now();
    const arn = ownArn(call, templateVersionSuffix(kind, template.name, majorVersion, minorVersion));
    tagNewResource(call, arn, input.tags);
    registration.begin({
      accountId: call.accountId,
      arn,
      createdAtMs: nowMs,
      lastModifiedAtMs: nowMs,
      kind,
      templateName: template.name,
      majorVersion,
      minorVersion,
      description: input.description,
      status: 'REGISTRATION_IN_PROGRESS',
      compatibleEnvironmentTemplates: input.compatibleEnvironmentTemplates,
      supportedComponentSources: input.supportedComponentSources,
      source: sourceOf(input.source),
    });
    return getTemplateVersion(call, kind, template.name, majorVersion, minorVersion);
  });
  return view(call, version);
}

/** @returns undefined for a union without its member, which validation does not let through */
function sourceOf(source: NewTemplateVersion['source']): TemplateSource | undefined {
  if ('from' in source) return source;
  return source.s3 === undefined ? undefined : { from: 'bucket', ...source.s3 };
}

/** Without a major: a new major. With one: its next minor; the next free major is taken as well (A26). */
function nextVersion(
  versions: readonly TemplateVersionRecord[],
  majorVersion: string | undefined,
  templateArn: string,
): { majorVersion: string; minorVersion: string } {
  const nextMajor = next(versions.map((version) => version.majorVersion)) ?? '1';
  if (majorVersion === undefined || majorVersion === nextMajor) return { majorVersion: nextMajor, minorVersion: '0' };
  const minors = versions
    .filter((version) => version.majorVersion === majorVersion)
    .map((version) => version.minorVersion);
  const minorVersion = next(minors);
  if (minorVersion === undefined) {
    throw new ResourceNotFoundException('major version of the template', `${templateArn}:${majorVersion}`);
  }
  return { majorVersion, minorVersion };
}

function next(parts: readonly string[]): string | undefined {
  const highest = [...parts].sort(compareVersionParts).at(-1);
  return highest === undefined ? undefined : String(BigInt(highest) + 1n);
}

export function describeTemplateVersion(call: OperationCall, kind: TemplateKind, name: VersionName): Output {
  return view(call, getTemplateVersion(call, kind, name.templateName, name.majorVersion, name.minorVersion));
}

export function listTemplateVersions(
  call: OperationCall,
  kind: TemplateKind,
  operation: string,
  input: {
    readonly templateName: string;
    readonly majorVersion?: string;
    readonly maxResults?: number;
    readonly nextToken?: string;
  },
): Page<Output> {
  const versions = versionsOf(call.parts, getTemplate(call, kind, input.templateName));
  const page = pageOf(call, {
    operation,
    input,
    items: versions.filter(
      (version) => input.majorVersion === undefined || version.majorVersion === input.majorVersion,
    ),
    // Length first makes the text order of version parts the numeric one.
    sortKey: ({ majorVersion, minorVersion }) => [majorVersion.length, majorVersion, minorVersion.length, minorVersion],
  });
  return { ...page, items: page.items.map((version) => templateVersionSummary(version, versions)) };
}

export function updateTemplateVersion(
  call: OperationCall,
  kind: TemplateKind,
  input: VersionName &
    Pick<NewTemplateVersion, 'description' | 'compatibleEnvironmentTemplates' | 'supportedComponentSources'> & {
      readonly status?: TemplateVersionStatus;
    },
): Output {
  const version = getTemplateVersion(call, kind, input.templateName, input.majorVersion, input.minorVersion);
  const status = input.status ?? version.status;
  checkStatusChange(version, status);
  const described: TemplateVersionRecord = {
    ...version,
    description: input.description ?? version.description,
    compatibleEnvironmentTemplates: input.compatibleEnvironmentTemplates ?? version.compatibleEnvironmentTemplates,
    supportedComponentSources: input.supportedComponentSources ?? version.supportedComponentSources,
    lastModifiedAtMs: call.parts.clock.now(),
  };
  if (status === version.status) {
    call.parts.store.templateVersions.set(described.arn, described);
    return view(call, described);
  }
  return view(call, call.parts.registration.setStatus(described, status));
}

/** A caller publishes a registered version, or makes it a draft again; registration itself is the service's. */
function checkStatusChange(version: TemplateVersionRecord, status: TemplateVersionStatus): void {
  if (status === version.status) return;
  if (status !== 'DRAFT' && status !== 'PUBLISHED') {
    throw new ValidationException(`The status of a template version can be set to DRAFT or PUBLISHED, not ${status}.`);
  }
  if (version.status !== 'DRAFT' && version.status !== 'PUBLISHED') {
    throw new ConflictException(`${version.arn} cannot become ${status}: its status is ${version.status}`);
  }
}

/** @returns undefined when there is no such version (A30) */
export function deleteTemplateVersion(call: OperationCall, kind: TemplateKind, name: VersionName): Output | undefined {
  const { store, registration } = call.parts;
  const { templateName, majorVersion, minorVersion } = name;
  const version = store.templateVersions.get(
    ownArn(call, templateVersionSuffix(kind, templateName, majorVersion, minorVersion)),
  );
  if (version === undefined) return undefined;
  checkDeletable(call, version);
  const output = view(call, version);
  registration.remove(version);
  return output;
}

/** @throws ConflictException while something is deployed from it, or while it is recommended beside others (A25) */
function checkDeletable(call: OperationCall, version: TemplateVersionRecord): void {
  const kinds: readonly string[] =
    version.kind === 'environment' ? ['ENVIRONMENT'] : ['SERVICE_INSTANCE', 'SERVICE_PIPELINE'];
  for (const record of call.parts.store.deployables.values()) {
    if (record.accountId !== version.accountId || !kinds.includes(record.kind)) continue;
    const uses = [record.deployed, record.attempted].some(
      (state) =>
        state?.templateName === version.templateName &&
        state.templateMajorVersion === version.majorVersion &&
        state.templateMinorVersion === version.minorVersion,
    );
    if (uses) throw new ConflictException(`${version.arn} cannot be deleted: ${record.arn} uses it`);
  }
  const versions = versionsOf(call.parts, getTemplate(call, version.kind, version.templateName));
  const minors = versions.filter((other) => other.majorVersion === version.majorVersion);
  if (minors.length > 1 && recommendedMinor(minors, version.majorVersion) === version.minorVersion) {
    throw new ConflictException(`${version.arn} cannot be deleted: it is the recommended version of its major version`);
  }
}

function view(call: OperationCall, version: TemplateVersionRecord): Output {
  const template = getTemplate(call, version.kind, version.templateName);
  return templateVersionView(version, versionsOf(call.parts, template));
}
