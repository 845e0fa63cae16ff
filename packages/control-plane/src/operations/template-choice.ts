import { versionsOf } from '../engine/template-registration.ts';
import { type TemplateKind, templateSuffix, templateVersionSuffix } from '../model/arns.ts';
import { ConflictException, ResourceNotFoundException, ValidationException } from '../model/errors.ts';
import type { DeployableRecord, TemplateRecord, TemplateVersionRecord } from '../store/records.ts';
import { type OperationCall, ownArn } from './call.ts';

/** Compares version parts as numbers; they have no leading zeros and may be longer than a number is exact for. */
export function compareVersionParts(left: string, right: string): number {
  if (left.length !== right.length) return left.length - right.length;
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function highest(parts: readonly string[]): string | undefined {
  return [...parts].sort(compareVersionParts).at(-1);
}

/** The recommended minor of a major version: the highest published one. */
export function recommendedMinor(versions: readonly TemplateVersionRecord[], majorVersion: string): string | undefined {
  const published = versions.filter(
    (version) => version.majorVersion === majorVersion && version.status === 'PUBLISHED',
  );
  return highest(published.map((version) => version.minorVersion));
}

/** The recommended major version of a template: the highest that has a published minor. */
export function recommendedMajor(versions: readonly TemplateVersionRecord[]): string | undefined {
  return highest(versions.filter((version) => version.status === 'PUBLISHED').map((version) => version.majorVersion));
}

/** @throws ResourceNotFoundException */
export function getTemplate(call: OperationCall, kind: TemplateKind, name: string): TemplateRecord {
  const arn = ownArn(call, templateSuffix(kind, name));
  const template = call.parts.store.templates.get(arn);
  if (template === undefined) throw new ResourceNotFoundException(`${kind} template`, arn);
  return template;
}

/** @throws ResourceNotFoundException */
export function getTemplateVersion(
  call: OperationCall,
  kind: TemplateKind,
  name: string,
  majorVersion: string,
  minorVersion: string,
): TemplateVersionRecord {
  const arn = ownArn(call, templateVersionSuffix(kind, name, majorVersion, minorVersion));
  const version = call.parts.store.templateVersions.get(arn);
  if (version === undefined) throw new ResourceNotFoundException(`${kind} template version`, arn);
  return version;
}

/**
 * The template version to deploy: the one named, or the recommended minor of the major.
 * @throws ResourceNotFoundException when there is none; ConflictException while it is not registered
 */
export function chooseTemplateVersion(
  call: OperationCall,
  kind: TemplateKind,
  templateName: string,
  majorVersion: string,
  minorVersion: string | undefined,
): TemplateVersionRecord {
  const template = getTemplate(call, kind, templateName);
  const minor = minorVersion ?? recommendedMinor(versionsOf(call.parts, template), majorVersion);
  if (minor === undefined) {
    throw new ResourceNotFoundException(`recommended ${kind} template version`, `${template.arn}:${majorVersion}`);
  }
  const version = getTemplateVersion(call, kind, templateName, majorVersion, minor);
  if (version.status !== 'DRAFT' && version.status !== 'PUBLISHED') {
    throw new ConflictException(`${version.arn} cannot be deployed: its status is ${version.status}`);
  }
  return version;
}

export interface VersionRequest {
  readonly deploymentType: 'NONE' | 'CURRENT_VERSION' | 'MINOR_VERSION' | 'MAJOR_VERSION';
  readonly templateMajorVersion?: string | undefined;
  readonly templateMinorVersion?: string | undefined;
}

/**
 * The template version that an update deploys, by its deployment type
 * (https://docs.aws.amazon.com/proton/latest/APIReference/API_UpdateServiceInstance.html).
 *
 * @throws ConflictException when the resource was never deployed (A18); ValidationException when the version asked for
 *   does not go with the deployment type; ResourceNotFoundException when it does not exist
 */
export function chooseVersionForUpdate(
  call: OperationCall,
  kind: TemplateKind,
  record: DeployableRecord,
  request: VersionRequest,
): TemplateVersionRecord {
  const {
    templateName,
    templateMajorVersion: currentMajor,
    templateMinorVersion: currentMinor,
  } = record.deployed ?? {};
  if (templateName === undefined || currentMajor === undefined || currentMinor === undefined) {
    throw new ConflictException(`${describe(record)} has no version`);
  }
  const { deploymentType, templateMajorVersion: major, templateMinorVersion: minor } = request;
  if (deploymentType === 'MINOR_VERSION') {
    if (major !== undefined && major !== currentMajor) {
      throw new ValidationException(
        `With deployment type MINOR_VERSION the major version stays ${currentMajor}; use MAJOR_VERSION for ${major}.`,
      );
    }
    return chooseTemplateVersion(call, kind, templateName, currentMajor, minor);
  }
  if (deploymentType === 'MAJOR_VERSION') {
    if (major !== undefined && compareVersionParts(major, currentMajor) <= 0) {
      throw new ValidationException(
        `With deployment type MAJOR_VERSION the major version must be higher than ${currentMajor}, the one in use.`,
      );
    }
    const chosen = major ?? recommendedMajor(versionsOf(call.parts, getTemplate(call, kind, templateName)));
    return chooseTemplateVersion(call, kind, templateName, chosen ?? currentMajor, minor);
  }
  if (major !== undefined || minor !== undefined) {
    throw new ValidationException(
      'Leave out templateMajorVersion and templateMinorVersion with deployment type CURRENT_VERSION.',
    );
  }
  return chooseTemplateVersion(call, kind, templateName, currentMajor, currentMinor);
}

/** The words of A18, for every kind. */
function describe(record: DeployableRecord): string {
  switch (record.kind) {
    case 'ENVIRONMENT':
      return `Environment ${record.name}`;
    case 'SERVICE_INSTANCE':
      return `Service instance ${record.name}`;
    case 'SERVICE_PIPELINE':
      return `The pipeline of service ${record.serviceName}`;
    case 'COMPONENT':
      return `Component ${record.name}`;
  }
}
