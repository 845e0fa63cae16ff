import { Ajv2020 } from 'ajv/dist/2020.js';
import type { TemplateKind } from '../model/arns.ts';
import { type TranslatedTypes, translateTypes, UnusableSchemaError } from './open-api.ts';
import { isMapping, type Mapping, memberOf, readYaml, UnreadableYamlError } from './yaml-text.ts';

/** What a set of inputs is for; each names its type in a member of the schema file. */
export const INPUT_KINDS = ['environment', 'service', 'pipeline'] as const;
export type InputKind = (typeof INPUT_KINDS)[number];

/** The schema file of a template version, read and found usable. */
export interface TemplateSchema {
  /** Which type the inputs have. A service template without a pipeline has no `pipeline`. */
  readonly inputTypes: Readonly<Partial<Record<InputKind, string>>>;
  readonly types: TranslatedTypes;
}

const INPUT_KINDS_OF: Readonly<Record<TemplateKind, readonly InputKind[]>> = {
  environment: ['environment'],
  service: ['service', 'pipeline'],
};
const OPENAPI_VERSION = '3.0.0';
/** Knows which values the keywords of a schema can have; it keeps nothing of what it looks at. */
const ajv = new Ajv2020({ strict: false, logger: false });

/**
 * Reads the `schema/schema.yaml` of a template (https://docs.aws.amazon.com/proton/latest/userguide/ag-schema.html).
 * @throws UnusableSchemaError naming the place
 */
export function readTemplateSchema(kind: TemplateKind, text: string): TemplateSchema {
  const schema = partOf(parse(text), 'schema', 'schema');
  const format = partOf(schema, 'format', 'schema.format');
  if (memberOf(format, 'openapi') !== OPENAPI_VERSION) {
    throw new UnusableSchemaError(`schema.format.openapi must be "${OPENAPI_VERSION}"`);
  }
  const types = partOf(schema, 'types', 'schema.types');
  for (const other of INPUT_KINDS) {
    if (!INPUT_KINDS_OF[kind].includes(other) && memberOf(schema, `${other}_input_type`) !== undefined) {
      throw new UnusableSchemaError(`schema.${other}_input_type is not for ${kind} templates`);
    }
  }
  const inputTypes: Partial<Record<InputKind, string>> = {};
  for (const inputKind of INPUT_KINDS_OF[kind]) {
    const typeName = inputTypeOf(schema, types, inputKind);
    if (typeName !== undefined) inputTypes[inputKind] = typeName;
    else if (inputKind === kind) throw new UnusableSchemaError(`schema.${kind}_input_type is missing`);
  }
  const translated = translateTypes(types);
  checkKeywordValues(translated);
  return { inputTypes, types: translated };
}

function parse(text: string): Mapping {
  try {
    const value = readYaml(text);
    if (isMapping(value)) return value;
  } catch (error) {
    if (!(error instanceof UnreadableYamlError)) throw error;
    throw new UnusableSchemaError(`it is not valid YAML (${error.message})`);
  }
  throw new UnusableSchemaError('it is not a mapping');
}

function partOf(parent: Mapping, name: string, place: string): Mapping {
  const part = memberOf(parent, name);
  if (part === undefined) throw new UnusableSchemaError(`${place} is missing`);
  if (!isMapping(part)) throw new UnusableSchemaError(`${place} must be a mapping`);
  return part;
}

/** @returns undefined when the schema names no such type */
function inputTypeOf(schema: Mapping, types: Mapping, kind: InputKind): string | undefined {
  const place = `schema.${kind}_input_type`;
  const name = memberOf(schema, `${kind}_input_type`);
  if (name === undefined) return undefined;
  if (typeof name !== 'string') throw new UnusableSchemaError(`${place} must be the name of a type`);
  const type = memberOf(types, name);
  if (!isMapping(type)) throw new UnusableSchemaError(`${place} names a type that is not under schema.types`);
  if (memberOf(type, 'type') !== 'object') throw new UnusableSchemaError(`types.${name}.type must be "object"`);
  const properties = memberOf(type, 'properties');
  if (!isMapping(properties) || Object.keys(properties).length === 0) {
    // https://github.com/aws/aws-proton-public-roadmap/issues/48
    throw new UnusableSchemaError(`types.${name}.properties must have at least one property`);
  }
  return name;
}

/** Whether every keyword has a value it can have, such as a number for `minLength`. */
function checkKeywordValues({ $defs }: TranslatedTypes): void {
  if (ajv.validateSchema({ $defs }) === true) return;
  const [error] = ajv.errors ?? [];
  const place = (error?.instancePath ?? '').split('/').slice(2).join('.');
  throw new UnusableSchemaError(`types.${place} ${error?.message ?? 'is not a schema'}`);
}
