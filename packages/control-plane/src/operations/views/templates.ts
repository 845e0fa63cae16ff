import type { TemplateRecord, TemplateVersionRecord } from '../../store/records.ts';
import type { Output } from '../call.ts';
import { recommendedMajor, recommendedMinor } from '../template-choice.ts';
import { present, seconds } from './members.ts';

/** EnvironmentTemplateSummary or ServiceTemplateSummary. */
export function templateSummary(record: TemplateRecord, versions: readonly TemplateVersionRecord[]): Output {
  const major = recommendedMajor(versions);
  const minor = major === undefined ? undefined : recommendedMinor(versions, major);
  return present({
    arn: record.arn,
    createdAt: seconds(record.createdAtMs),
    description: record.description,
    displayName: record.displayName,
    lastModifiedAt: seconds(record.lastModifiedAtMs),
    name: record.name,
    [record.kind === 'environment' ? 'provisioning' : 'pipelineProvisioning']: record.provisioning,
    recommendedVersion: minor === undefined ? undefined : `${major}.${minor}`,
  });
}

/** EnvironmentTemplate or ServiceTemplate. */
export function templateView(record: TemplateRecord, versions: readonly TemplateVersionRecord[]): Output {
  return present({ ...templateSummary(record, versions), encryptionKey: record.encryptionKey });
}

/** EnvironmentTemplateVersionSummary or ServiceTemplateVersionSummary. */
export function templateVersionSummary(
  record: TemplateVersionRecord,
  versions: readonly TemplateVersionRecord[],
): Output {
  return present({
    arn: record.arn,
    createdAt: seconds(record.createdAtMs),
    description: record.description,
    lastModifiedAt: seconds(record.lastModifiedAtMs),
    majorVersion: record.majorVersion,
    minorVersion: record.minorVersion,
    recommendedMinorVersion: recommendedMinor(versions, record.majorVersion),
    status: record.status,
    statusMessage: record.statusMessage,
    templateName: record.templateName,
  });
}

/** As much as the API can carry (TemplateSchema); the quota for the file itself is higher (ag-limits). */
const MAXIMUM_SCHEMA = 51_200;

/** EnvironmentTemplateVersion or ServiceTemplateVersion. A schema that is not known, or too long, is left out (A11). */
export function templateVersionView(record: TemplateVersionRecord, versions: readonly TemplateVersionRecord[]): Output {
  return present({
    ...templateVersionSummary(record, versions),
    compatibleEnvironmentTemplates: record.compatibleEnvironmentTemplates,
    schema: record.schema !== undefined && record.schema.length <= MAXIMUM_SCHEMA ? record.schema : undefined,
    supportedComponentSources: record.supportedComponentSources,
  });
}
