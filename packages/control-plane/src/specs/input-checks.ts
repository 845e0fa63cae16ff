import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { TemplateKind } from '../model/arns.ts';
import { createWorkMeter, type WorkMeter } from './check-work.ts';
import { createLinearPatterns } from './linear-patterns.ts';
import { closedReference, type JsonSchema, UnusableSchemaError, WORK_KEYWORD } from './open-api.ts';
import { type InputKind, readTemplateSchema, type TemplateSchema } from './template-schema.ts';
import type { DocumentPath } from './yaml-text.ts';

/** One input that does not fit: where, and the constraint, in the words of the service ("Member must …"). */
export interface InputViolation {
  readonly path: DocumentPath;
  readonly constraint: string;
}

/** Checks one set of inputs against the type the schema has for them. @throws TooMuchWorkError */
export interface InputCheck {
  (inputs: unknown): readonly InputViolation[];
  /** The inputs with the defaults of the schema filled in. @throws TooMuchWorkError */
  fill(inputs: unknown): unknown;
}
export type InputChecks = Readonly<Partial<Record<InputKind, InputCheck>>>;

/** Of the values that an input may have, as many as fit into so much are told. */
const MAXIMUM_TOLD_CHARACTERS = 2000;

/** Compiling is slow next to checking, and the same few versions are deployed again and again. */
const MAXIMUM_COMPILED = 64;
const compiled = new Map<string, InputChecks>();

/**
 * The checks of a template version's inputs.
 * @param schemaText the schema file; one that was registered before
 * @throws UnusableSchemaError
 */
export function inputChecksOf(kind: TemplateKind, schemaText: string): InputChecks {
  const key = `${kind} ${schemaText}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const checks = compileInputChecks(readTemplateSchema(kind, schemaText));
  const [oldest] = compiled.keys();
  if (compiled.size >= MAXIMUM_COMPILED && oldest !== undefined) compiled.delete(oldest);
  compiled.set(key, checks);
  return checks;
}

/**
 * The inputs as a template sees them: with the defaults of the schema.
 * @throws UnusableSchemaError, TooMuchWorkError, which the check of the spec has found before
 */
export function inputsWithDefaults(
  templateKind: TemplateKind,
  schemaText: string,
  kind: InputKind,
  inputs: unknown,
): unknown {
  return inputChecksOf(templateKind, schemaText)[kind]?.fill(inputs) ?? inputs ?? {};
}

/**
 * Compiles the checks of a schema that was read; `inputChecksOf` keeps them.
 * @throws UnusableSchemaError
 */
export function compileInputChecks({ inputTypes, types }: TemplateSchema): InputChecks {
  return Object.fromEntries(
    Object.entries(inputTypes).map(([kind, typeName]) => {
      const meter = createWorkMeter();
      const validate = compile({ ...types, ...closedReference(typeName) }, meter);
      const fill = (inputs: unknown): unknown => {
        const data = structuredClone(inputs ?? {});
        meter.bound(() => validate(data));
        return data;
      };
      return [kind, Object.assign((inputs: unknown) => check(validate, meter, inputs), { fill })];
    }),
  );
}

/** A default counts as given, also where the property is required: the service fills defaults in (ag-schema). */
function compile(schema: JsonSchema, meter: WorkMeter): ValidateFunction {
  const patterns = createLinearPatterns();
  const engine = (source: string) => {
    const pattern = patterns.compile(source);
    const test = (text: string): boolean => {
      meter.addMatch(pattern.steps, text.length);
      return pattern.test(text);
    };
    return { test, toString: () => source };
  };
  // Ajv can write its code to files, and wants to know how an engine is called there.
  engine.code = 'linearPattern';
  const ajv = new Ajv2020({
    strict: false,
    logger: false,
    allErrors: true,
    useDefaults: true,
    // Code for a type is made once, however often the type is used.
    inlineRefs: false,
    code: { regExp: engine, optimize: false },
    // Patterns were not written for the unicode mode of regular expressions, which refuses much that is common.
    unicodeRegExp: false,
    // That was done when the schema was read.
    validateSchema: false,
    meta: false,
  });
  ajv.addKeyword({
    keyword: WORK_KEYWORD,
    // Whatever else a schema says, its work is counted first.
    before: '$ref',
    errors: false,
    compile: (_true: unknown, parent: JsonSchema) => meter.countingOf(parent),
  });
  try {
    return ajv.compile(schema);
  } catch {
    throw new UnusableSchemaError('its types cannot be compiled: they are nested too deeply, or contradict themselves');
  }
}

function check(validate: ValidateFunction, meter: WorkMeter, inputs: unknown): InputViolation[] {
  const data = structuredClone(inputs);
  if (meter.bound(() => validate(data))) return [];
  const errors = (validate.errors ?? []).filter((error) => !isOfOneAlternative(error));
  return errors.map((error) => ({ path: pathOf(error, data), constraint: constraintOf(error) }));
}

/** What one alternative of `anyOf` or `oneOf` lacks says little: that no alternative fits is an error of its own. */
function isOfOneAlternative({ schemaPath }: ErrorObject): boolean {
  return /\/(?:anyOf|oneOf)\/\d/.test(schemaPath);
}

function pathOf({ instancePath, keyword, params }: ErrorObject, data: unknown): DocumentPath {
  const names = instancePath
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
  if (keyword === 'required') names.push(String(params['missingProperty']));
  if (keyword === 'unevaluatedProperties') names.push(String(params['unevaluatedProperty']));
  if (keyword === 'additionalProperties') names.push(String(params['additionalProperty']));
  let value: unknown = data;
  return names.map((name) => {
    const step = Array.isArray(value) ? Number(name) : name;
    value = typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined;
    return step;
  });
}

/** The constraint of the schema that is broken. It quotes the schema only, never the value, which is sensitive (A8). */
function constraintOf({ keyword, params }: ErrorObject): string {
  const limit = String(params['limit']);
  switch (keyword) {
    case 'required':
      return 'not be null';
    case 'unevaluatedProperties':
    case 'additionalProperties':
      return 'be an input that the schema of the template declares';
    case 'type':
      return `be of type ${listed(params['type']).join(' or ')}`;
    case 'enum':
      return `satisfy enum value set: [${shortened(listed(params['allowedValues']).join(', '))}]`;
    case 'pattern':
      return `satisfy regular expression pattern: ${params['pattern']}`;
    case 'minLength':
      return `have length greater than or equal to ${limit}`;
    case 'maxLength':
      return `have length less than or equal to ${limit}`;
    case 'minimum':
      return `have value greater than or equal to ${limit}`;
    case 'maximum':
      return `have value less than or equal to ${limit}`;
    case 'exclusiveMinimum':
      return `have value greater than ${limit}`;
    case 'exclusiveMaximum':
      return `have value less than ${limit}`;
    case 'multipleOf':
      return `be a multiple of ${params['multipleOf']}`;
    case 'minItems':
      return `have at least ${limit} items`;
    case 'maxItems':
      return `have at most ${limit} items`;
    case 'minProperties':
      return `have at least ${limit} members`;
    case 'maxProperties':
      return `have at most ${limit} members`;
    case 'uniqueItems':
      return 'have no item twice';
    case 'oneOf':
      return 'fit exactly one of the alternatives of the schema';
    case 'anyOf':
      return 'fit one of the alternatives of the schema';
    default:
      return `fit the schema of the template (${keyword})`;
  }
}

function shortened(text: string): string {
  return text.length <= MAXIMUM_TOLD_CHARACTERS ? text : `${text.slice(0, MAXIMUM_TOLD_CHARACTERS)} …`;
}

function listed(value: unknown): string[] {
  const items: unknown[] = Array.isArray(value) ? value : [value];
  return items.map((item) => (typeof item === 'string' ? item : JSON.stringify(item)));
}
