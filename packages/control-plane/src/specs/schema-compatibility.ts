import { digestOf } from '../model/digest.ts';
import type { JsonSchema } from './open-api.ts';
import { INPUT_KINDS, type TemplateSchema } from './template-schema.ts';
import { isMapping, memberOf } from './yaml-text.ts';

/** Limits of which a greater one takes fewer values, and limits of which a smaller one does. */
const LOWER_LIMITS = ['minLength', 'minItems', 'minProperties'] as const;
const UPPER_LIMITS = ['maxLength', 'maxItems', 'maxProperties'] as const;
/** Constraints that are only known to take no fewer values when they stay as they are, or go. */
const INCOMPARABLE = ['pattern', 'multipleOf'] as const;

/**
 * Why specs that fit the previous minor version may not fit the next one: a minor version must ask nothing new of the
 * people who use it (https://docs.aws.amazon.com/proton/latest/userguide/ag-template-versions.html). Like the
 * service's, this is a best effort: what is inside `allOf`, `anyOf`, `oneOf` and `not` is not compared.
 *
 * @returns one reason for each place, none when the next is compatible
 */
export function incompatibilities(previous: TemplateSchema, next: TemplateSchema): string[] {
  const comparison = new Comparison(previous.types.$defs, next.types.$defs);
  for (const kind of INPUT_KINDS) {
    const [previousName, nextName] = [previous.inputTypes[kind], next.inputTypes[kind]];
    if (previousName === undefined) continue;
    if (nextName === undefined) comparison.reasons.push(`schema.${kind}_input_type is gone`);
    else comparison.types(previousName, nextName, `types.${nextName}`);
  }
  for (const name of Object.keys(previous.types.$defs)) {
    if (!Object.hasOwn(next.types.$defs, name)) comparison.reasons.push(`types.${name} is gone`);
  }
  return comparison.reasons;
}

type Types = Readonly<Record<string, JsonSchema>>;

class Comparison {
  readonly reasons: string[] = [];
  readonly #previousTypes: Types;
  readonly #nextTypes: Types;
  readonly #compared = new Set<string>();

  constructor(previousTypes: Types, nextTypes: Types) {
    this.#previousTypes = previousTypes;
    this.#nextTypes = nextTypes;
  }

  types(previousName: string, nextName: string, place: string): void {
    const pair = `${previousName} ${nextName}`;
    if (this.#compared.has(pair)) return;
    this.#compared.add(pair);
    this.#schemas(this.#previousTypes[previousName] ?? {}, this.#nextTypes[nextName] ?? {}, place);
  }

  #schemas(previous: JsonSchema, next: JsonSchema, place: string): void {
    const [previousName, nextName] = [typeNameOf(previous), typeNameOf(next)];
    if (previousName !== undefined && nextName !== undefined) {
      this.types(previousName, nextName, place);
      return;
    }
    if (previousName !== undefined || nextName !== undefined) {
      this.#schemas(followed(previous, this.#previousTypes), followed(next, this.#nextTypes), place);
      return;
    }
    this.#values(previous, next, place);
    this.#limits(previous, next, place);
    this.#objects(previous, next, place);
    const [previousItems, nextItems] = [previous['items'], next['items']];
    if (isMapping(nextItems)) this.#schemas(isMapping(previousItems) ? previousItems : {}, nextItems, `${place}.items`);
  }

  #values(previous: JsonSchema, next: JsonSchema, place: string): void {
    const allowed = typesOf(next);
    const lost = typesOf(previous)?.filter((type) => !takes(allowed, type)) ?? (allowed === undefined ? [] : ['any']);
    if (lost.length > 0) this.reasons.push(`${place} no longer takes values of type ${lost.join(' or ')}`);
    const values: unknown = next['enum'];
    if (Array.isArray(values)) {
      const before: unknown = previous['enum'];
      const after = new Set(values.map((value: unknown) => digestOf(value)));
      if (!Array.isArray(before) || !before.every((value: unknown) => after.has(digestOf(value))))
        this.reasons.push(`${place} takes fewer values than before (enum)`);
    }
  }

  #limits(previous: JsonSchema, next: JsonSchema, place: string): void {
    const narrowed = [
      ...LOWER_LIMITS.filter((limit) => isGreater(next[limit], previous[limit] ?? Number.NEGATIVE_INFINITY)),
      ...UPPER_LIMITS.filter((limit) => isGreater(previous[limit] ?? Number.POSITIVE_INFINITY, next[limit])),
      ...(isNarrower(lowerBound(next), lowerBound(previous)) ? ['minimum'] : []),
      ...(isNarrower(upperBound(next), upperBound(previous)) ? ['maximum'] : []),
      ...INCOMPARABLE.filter((keyword) => next[keyword] !== undefined && next[keyword] !== previous[keyword]),
      ...(next['uniqueItems'] === true && previous['uniqueItems'] !== true ? ['uniqueItems'] : []),
    ];
    for (const keyword of narrowed) this.reasons.push(`${place} takes fewer values than before (${keyword})`);
  }

  #objects(previous: JsonSchema, next: JsonSchema, place: string): void {
    const before = propertiesOf(previous);
    const after = propertiesOf(next);
    for (const [name, property] of Object.entries(before)) {
      const successor = memberOf(after, name);
      if (isMapping(successor) && isMapping(property))
        this.#schemas(property, successor, `${place}.properties.${name}`);
      else if (isClosed(next)) this.reasons.push(`${place}.properties.${name} is gone`);
    }
    if (isClosed(next) && !isClosed(previous)) this.reasons.push(`${place} takes only declared properties now`);
    const demanded = demandedBy(previous);
    for (const name of demandedBy(next)) {
      if (!demanded.includes(name))
        this.reasons.push(`${place}.properties.${name} is required now, and has no default`);
    }
  }
}

/** Properties that must be given: required ones without a default. */
function demandedBy(schema: JsonSchema): string[] {
  const required: unknown = schema['required'];
  if (!Array.isArray(required)) return [];
  const properties = propertiesOf(schema);
  return required.map(String).filter((name) => {
    const property = memberOf(properties, name);
    return !isMapping(property) || memberOf(property, 'default') === undefined;
  });
}

function propertiesOf(schema: JsonSchema): JsonSchema {
  const properties = schema['properties'];
  return isMapping(properties) ? properties : {};
}

/** A reference is to a type as it is, or to its closed form. */
function typeNameOf(schema: JsonSchema): string | undefined {
  const reference = schema['$ref'];
  return typeof reference === 'string' ? reference.split('/').at(-1) : undefined;
}

function followed(schema: JsonSchema, types: Types): JsonSchema {
  const name = typeNameOf(schema);
  return name === undefined ? schema : (types[name] ?? {});
}

/** @returns undefined when values of any type fit */
function typesOf(schema: JsonSchema): string[] | undefined {
  const type: unknown = schema['type'];
  if (type === undefined) return undefined;
  const types: unknown[] = Array.isArray(type) ? type : [type];
  return types.map(String);
}

function takes(allowed: readonly string[] | undefined, type: string): boolean {
  return allowed === undefined || allowed.includes(type) || (type === 'integer' && allowed.includes('number'));
}

function isGreater(left: unknown, right: unknown): boolean {
  return typeof left === 'number' && typeof right === 'number' && left > right;
}

/** Whether an object has declared properties only; any value counts as open until it declares one. */
function isClosed(schema: JsonSchema): boolean {
  const additional = schema['additionalProperties'];
  return additional === false || (additional === undefined && isMapping(schema['properties']));
}

interface Bound {
  /** Greater is narrower. */
  readonly value: number;
  readonly exclusive: boolean;
}

function lowerBound(schema: JsonSchema): Bound {
  return boundOf(schema['minimum'], schema['exclusiveMinimum'], 1);
}

function upperBound(schema: JsonSchema): Bound {
  return boundOf(schema['maximum'], schema['exclusiveMaximum'], -1);
}

function boundOf(inclusive: unknown, exclusive: unknown, sign: 1 | -1): Bound {
  if (typeof exclusive === 'number') return { value: sign * exclusive, exclusive: true };
  return { value: typeof inclusive === 'number' ? sign * inclusive : Number.NEGATIVE_INFINITY, exclusive: false };
}

function isNarrower(next: Bound, previous: Bound): boolean {
  return next.value > previous.value || (next.value === previous.value && next.exclusive && !previous.exclusive);
}
