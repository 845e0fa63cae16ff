import type { TemplateKind } from '../model/arns.ts';
import { compileInputChecks } from '../specs/input-checks.ts';
import { INPUT_KINDS, type InputKind, readTemplateSchema } from '../specs/template-schema.ts';
import { isMapping, type Mapping, memberOf, readYaml } from '../specs/yaml-text.ts';

/** Which inputs a rehearsal gives: only those without which there is no spec, or one for each that there can be. */
export type GivenInputs = 'required' | 'all';

/** Inputs for each kind, and those for which no value was found. */
export interface ExampleInputs {
  readonly inputs: Readonly<Partial<Record<InputKind, Mapping>>>;
  readonly unmet: readonly string[];
}

const TEXT = 'example';
const MAXIMUM_DEPTH = 10;

/**
 * Inputs that fit a schema: defaults, `example`, the first allowed value, else the simplest value of the type.
 * @param schemaText one that can be used
 */
export function exampleInputs(kind: TemplateKind, schemaText: string, given: GivenInputs): ExampleInputs {
  const checks = compileInputChecks(readTemplateSchema(kind, schemaText));
  const document = readYaml(schemaText);
  const schema = partOf(document, 'schema');
  const types = partOf(schema, 'types');
  const inputs: Partial<Record<InputKind, Mapping>> = {};
  const unmet: string[] = [];
  for (const inputKind of INPUT_KINDS) {
    const check = checks[inputKind];
    if (check === undefined) continue;
    const type = partOf(types, String(memberOf(schema, `${inputKind}_input_type`)));
    const examples = new Map(Object.entries(mappingOf(type, types, given, MAXIMUM_DEPTH)));
    const wrong = new Set(check(Object.fromEntries(examples)).map(({ path }) => String(path[0])));
    const needed: unknown = memberOf(type, 'required');
    for (const name of wrong) {
      examples.delete(name);
      if (Array.isArray(needed) && needed.includes(name)) unmet.push(`${inputKind} input ${name}`);
    }
    inputs[inputKind] = Object.fromEntries(examples);
  }
  return { inputs, unmet };
}

function partOf(value: unknown, name: string): Mapping {
  const part = isMapping(value) ? memberOf(value, name) : undefined;
  return isMapping(part) ? part : {};
}

function exampleOf(schema: Mapping, types: Mapping, given: GivenInputs, levelsLeft: number): unknown {
  const reference = memberOf(schema, '$ref');
  if (typeof reference === 'string' && levelsLeft > 0) {
    return exampleOf(partOf(types, reference.split('/').at(-1) ?? ''), types, given, levelsLeft - 1);
  }
  for (const name of ['default', 'example']) {
    if (memberOf(schema, name) !== undefined) return memberOf(schema, name);
  }
  const values = memberOf(schema, 'enum');
  if (Array.isArray(values)) return values[0];
  const type = memberOf(schema, 'type');
  if (type === 'boolean') return true;
  if (type === 'integer' || type === 'number') return numberOf(schema);
  if (type === 'array') return listOf(schema, types, given, levelsLeft);
  return type === 'object' ? mappingOf(schema, types, given, levelsLeft) : textOf(schema);
}

function numberIn(schema: Mapping, name: string): number | undefined {
  const value = memberOf(schema, name);
  return typeof value === 'number' ? value : undefined;
}

function numberOf(schema: Mapping): number {
  const step = numberIn(schema, 'multipleOf') ?? (memberOf(schema, 'type') === 'integer' ? 1 : undefined);
  const least = numberIn(schema, 'minimum') ?? Math.min(step ?? 1, numberIn(schema, 'maximum') ?? 1);
  const above = memberOf(schema, 'exclusiveMinimum') === true ? least + (step ?? 1) : least;
  return step === undefined ? above : Math.ceil(above / step) * step;
}

function textOf(schema: Mapping): string {
  const text = TEXT.padEnd(numberIn(schema, 'minLength') ?? 0, 'x');
  return text.slice(0, numberIn(schema, 'maxLength') ?? text.length);
}

function listOf(schema: Mapping, types: Mapping, given: GivenInputs, levelsLeft: number): unknown[] {
  const count = numberIn(schema, 'minItems') ?? (given === 'all' ? 1 : 0);
  if (levelsLeft <= 0) return [];
  return Array.from({ length: Math.min(count, 10) }, () =>
    exampleOf(partOf(schema, 'items'), types, given, levelsLeft - 1),
  );
}

function mappingOf(schema: Mapping, types: Mapping, given: GivenInputs, levelsLeft: number): Mapping {
  if (levelsLeft <= 0) return {};
  const required = memberOf(schema, 'required');
  const properties = Object.entries(partOf(schema, 'properties'));
  return Object.fromEntries(
    properties.flatMap(([name, property]) => {
      if (!isMapping(property)) return [];
      const hasDefault = memberOf(property, 'default') !== undefined;
      const isNeeded = Array.isArray(required) && required.includes(name) && !hasDefault;
      return given === 'all' || isNeeded ? [[name, exampleOf(property, types, given, levelsLeft - 1)]] : [];
    }),
  );
}
