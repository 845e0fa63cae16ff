import { ValidationException } from '../model/errors.ts';
import type { TemplateVersionRecord } from '../store/records.ts';
import { TooMuchWorkError } from './check-work.ts';
import { type InputViolation, inputChecksOf } from './input-checks.ts';
import { UnusableSchemaError } from './open-api.ts';
import type { ServiceSpec, ServiceSpecInstance } from './service-spec.ts';
import { type Mapping, memberOf, parseSpecDocument } from './spec-document.ts';
import type { InputKind } from './template-schema.ts';
import { type DocumentPath, positionsIn } from './yaml-text.ts';

/** More than anybody corrects at a time. */
const MAXIMUM_TOLD = 5;
/** The name of an input that is not declared is whatever the caller wrote. */
const MAXIMUM_PATH_CHARACTERS = 500;
const ENVIRONMENT_INPUTS_PATH: DocumentPath = ['spec'];

/** What of a template version the inputs of a spec are checked against. */
type CheckedVersion = Pick<TemplateVersionRecord, 'kind' | 'arn' | 'schema'>;

/** The inputs of one part of a spec. */
interface PartInputs {
  readonly kind: InputKind;
  readonly path: DocumentPath;
  readonly inputs: unknown;
}

/**
 * Checks the inputs of an environment spec.
 * @param version what is to be deployed; with a version that was registered without looking at its bundle anything fits
 * @param text the spec with current values filled in
 * @param sent the spec as sent, when that differs: the lines of a refusal are those of what the caller wrote
 * @throws ValidationException naming every input that does not fit (A8)
 */
export function checkEnvironmentInputs(version: CheckedVersion, text: string, sent: string = text): void {
  const document = parseSpecDocument(text, 'EnvironmentSpec');
  checkParts(
    version,
    [{ kind: 'environment', path: ENVIRONMENT_INPUTS_PATH, inputs: memberOf(document, 'spec') }],
    sent,
  );
}

/**
 * Checks the inputs of service instances of a spec.
 * @throws ValidationException naming every input that does not fit (A8)
 */
export function checkInstanceInputs(
  version: CheckedVersion,
  spec: ServiceSpec,
  instances: readonly ServiceSpecInstance[],
): void {
  const parts = instances.map(({ item }) => instancePart(spec, item));
  checkParts(version, parts, spec.sent);
}

/**
 * Checks the inputs of the pipeline of a service spec.
 * @throws ValidationException naming every input that does not fit (A8)
 */
export function checkPipelineInputs(version: CheckedVersion, spec: ServiceSpec): void {
  checkParts(
    version,
    [{ kind: 'pipeline', path: ['pipeline'], inputs: memberOf(spec.document, 'pipeline') }],
    spec.sent,
  );
}

function instancePart(spec: ServiceSpec, item: Mapping): PartInputs {
  const index = spec.instances.findIndex((instance) => instance.item === item);
  return { kind: 'service', path: ['instances', index, 'spec'], inputs: memberOf(item, 'spec') };
}

function checkParts(version: CheckedVersion, parts: readonly PartInputs[], text: string): void {
  if (version.schema === undefined) return;
  const violations = violationsOf(version, version.schema, parts);
  if (violations.length > 0) throw refusal(version, violations, text);
}

function violationsOf(
  version: CheckedVersion,
  schema: string,
  parts: readonly PartInputs[],
): readonly InputViolation[] {
  try {
    const checks = inputChecksOf(version.kind, schema);
    return parts.flatMap(({ kind, path, inputs }) =>
      (checks[kind]?.(inputs ?? {}) ?? []).map((violation) => ({ ...violation, path: [...path, ...violation.path] })),
    );
  } catch (error) {
    // A version that was registered by an earlier release may have a schema that is not taken any more.
    const isOfSchema = error instanceof UnusableSchemaError || error instanceof TooMuchWorkError;
    if (!isOfSchema) throw error;
    throw new ValidationException(
      `The spec cannot be checked against the schema of ${version.arn}: ${error.message}. Register a new version.`,
    );
  }
}

function refusal(version: CheckedVersion, violations: readonly InputViolation[], text: string): ValidationException {
  const positionOf = positionsIn(text);
  const told = violations.slice(0, MAXIMUM_TOLD).map(({ path, constraint }) => {
    const { line, column } = positionOf(path);
    return `Value at '${written(path)}' (line ${line}, column ${column}) failed to satisfy constraint: Member must ${constraint}`;
  });
  const count = violations.length === 1 ? '1 validation error' : `${violations.length} validation errors`;
  const more = violations.length > MAXIMUM_TOLD ? `; and ${violations.length - MAXIMUM_TOLD} more` : '';
  return new ValidationException(
    `${count} detected: ${told.join('; ')}${more}. The spec must fit the schema of ${version.arn}.`,
  );
}

/** `instances[1].spec.size` */
function written(path: DocumentPath): string {
  const text = path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join('');
  return text.length <= MAXIMUM_PATH_CHARACTERS ? text : `${text.slice(0, MAXIMUM_PATH_CHARACTERS)}…`;
}
