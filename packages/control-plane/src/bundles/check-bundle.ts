import type { TemplateKind } from '../model/arns.ts';
import { TooMuchWorkError } from '../specs/check-work.ts';
import { compileInputChecks } from '../specs/input-checks.ts';
import { UnusableSchemaError } from '../specs/open-api.ts';
import { incompatibilities } from '../specs/schema-compatibility.ts';
import { readTemplateSchema, type TemplateSchema } from '../specs/template-schema.ts';
import type { CloudFormationTemplates, TemplateRecord } from '../store/records.ts';
import { readInfrastructure } from './manifest.ts';
import type { BundleFiles } from './read-bundle.ts';
import { RefusedBundleError } from './refusal.ts';
import { textOf } from './text-files.ts';

const SCHEMA_PATH = 'schema/schema.yaml';

/** What is kept of a bundle that is in order. */
export interface CheckedBundle {
  /** Text of the schema file. */
  readonly schema: string;
  /** Whether services of this version have a pipeline; only for service templates. */
  readonly hasPipeline?: boolean;
  readonly cloudFormationTemplates: CloudFormationTemplates;
  /** Where they are in the bundle. */
  readonly cloudFormationFiles: CloudFormationTemplates;
}

/**
 * Checks the files of a bundle (https://docs.aws.amazon.com/proton/latest/userguide/ag-template-authoring.html).
 *
 * @param files of an archive, or of the directory of a repository
 * @param template what the bundle is for: a customer-managed environment has no infrastructure, a customer-managed
 *   pipeline no directory
 * @param previousSchema the schema file of the minor version before this one; the new one must be compatible with it
 * @throws RefusedBundleError with the first thing that is wrong
 */
export function checkBundle(
  kind: TemplateKind,
  files: BundleFiles,
  template: Pick<TemplateRecord, 'provisioning'>,
  previousSchema?: string,
): CheckedBundle {
  const { schema, schemaText } = usableSchema(kind, files);
  const isCustomerManaged = template.provisioning === 'CUSTOMER_MANAGED';
  const bundle =
    kind === 'environment'
      ? templates({ environment: environmentTemplate(files, isCustomerManaged) })
      : servicePart(files, schema, isCustomerManaged);
  if (previousSchema !== undefined) checkCompatible(readTemplateSchema(kind, previousSchema), schema);
  return { schema: schemaText, ...bundle };
}

/** The schema file, and what it says. @throws RefusedBundleError naming the place */
export function usableSchema(
  kind: TemplateKind,
  files: BundleFiles,
): { readonly schema: TemplateSchema; readonly schemaText: string } {
  const schemaText = textOf(files, SCHEMA_PATH);
  try {
    const schema = readTemplateSchema(kind, schemaText);
    checkDefaults(schema);
    return { schema, schemaText };
  } catch (error) {
    const isOfSchema = error instanceof UnusableSchemaError || error instanceof TooMuchWorkError;
    throw isOfSchema ? new RefusedBundleError(`${SCHEMA_PATH}: ${error.message}`) : error;
  }
}

/** Without any input, an input that does not fit can only be a default. */
function checkDefaults(schema: TemplateSchema): void {
  for (const [kind, check] of Object.entries(compileInputChecks(schema))) {
    for (const { path, constraint } of check({})) {
      if (path.length > 0 && constraint !== 'not be null') {
        throw new RefusedBundleError(
          `${SCHEMA_PATH}: the default of ${kind} input ${path.join('.')} must ${constraint}`,
        );
      }
    }
  }
}

type Templates = Readonly<Partial<Record<keyof CloudFormationTemplates, FoundTemplate>>>;
interface FoundTemplate {
  readonly text: string | undefined;
  readonly path: string | undefined;
}

function templates({ environment, serviceInstance, pipeline }: Templates) {
  const each = (member: keyof FoundTemplate): CloudFormationTemplates => ({
    environment: environment?.[member],
    serviceInstance: serviceInstance?.[member],
    pipeline: pipeline?.[member],
  });
  return { cloudFormationTemplates: each('text'), cloudFormationFiles: each('path') };
}

function environmentTemplate(files: BundleFiles, isCustomerManaged: boolean): FoundTemplate {
  if (!isCustomerManaged) return cloudFormationIn(files, 'infrastructure');
  if (hasDirectory(files, 'infrastructure')) {
    throw new RefusedBundleError('a customer-managed environment template has a schema only: leave out infrastructure');
  }
  return { text: undefined, path: undefined };
}

function servicePart(
  files: BundleFiles,
  schema: TemplateSchema,
  isCustomerManaged: boolean,
): Omit<CheckedBundle, 'schema'> {
  const hasPipeline = hasDirectory(files, 'pipeline_infrastructure');
  if (hasPipeline && isCustomerManaged) {
    throw new RefusedBundleError('the pipeline of the template is customer-managed: leave out pipeline_infrastructure');
  }
  if (hasPipeline !== (schema.inputTypes.pipeline !== undefined)) {
    throw new RefusedBundleError(
      hasPipeline
        ? `${SCHEMA_PATH}: schema.pipeline_input_type is missing, which pipeline_infrastructure needs`
        : `${SCHEMA_PATH}: schema.pipeline_input_type needs the directory pipeline_infrastructure, which is missing`,
    );
  }
  const serviceInstance = cloudFormationIn(files, 'instance_infrastructure');
  if (!hasPipeline) return { hasPipeline, ...templates({ serviceInstance }) };
  return {
    hasPipeline,
    ...templates({ serviceInstance, pipeline: cloudFormationIn(files, 'pipeline_infrastructure') }),
  };
}

function hasDirectory(files: BundleFiles, directory: string): boolean {
  return [...files.keys()].some((path) => path.startsWith(`${directory}/`));
}

/** @returns nothing when the directory is for another engine */
function cloudFormationIn(files: BundleFiles, directory: string): FoundTemplate {
  if (!hasDirectory(files, directory)) throw new RefusedBundleError(`the directory ${directory} is missing`);
  const template = readInfrastructure(files, directory);
  if (template.language !== 'cloudformation') return { text: undefined, path: undefined };
  return { text: template.text, path: template.path };
}

function checkCompatible(previous: TemplateSchema, next: TemplateSchema): void {
  const reasons = incompatibilities(previous, next);
  if (reasons.length > 0) {
    throw new RefusedBundleError(
      `the schema is not backward compatible with the previous minor version: ${reasons.join('; ')}. Make a new major version`,
    );
  }
}
