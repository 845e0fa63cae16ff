import { createLinearPatterns, UnusablePatternError } from './linear-patterns.ts';
import { isMapping, type Mapping, memberOf } from './yaml-text.ts';

/** A schema in JSON Schema 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** A schema file says something that OpenAPI 3.0 or AWS Proton does not have. The message names the place. */
export class UnusableSchemaError extends Error {
  override readonly name = 'UnusableSchemaError';
}

/** A keyword of ours, in every schema: the check counts its work there. */
export const WORK_KEYWORD = 'work';
/** For each of them code is made, which takes a fraction of a millisecond; the largest of AWS's samples has some fifty. */
const MAXIMUM_SCHEMAS = 500;
/** Each is translated as it is, and closed. */
const FORMS = 2;
/** Keywords that say nothing about which values fit; formats are annotations in OpenAPI 3.0. */
const ANNOTATIONS = new Set(
  'title description example deprecated readOnly writeOnly xml externalDocs discriminator format'.split(' '),
);
/** Keywords that mean the same in both. */
const SAME = new Set(
  'multipleOf maximum minimum maxLength minLength pattern maxItems minItems uniqueItems maxProperties minProperties required enum default'.split(
    ' ',
  ),
);
const TYPES = new Set(['string', 'number', 'integer', 'boolean', 'array', 'object']);
/** The fixed place of reusable schemas in OpenAPI, and the one they have in a Proton schema file. */
const REFERENCE = /^#\/(?:components\/schemas|(?:schema\/)?types)\/([\w.-]+)$/;

/** The types of a schema file in JSON Schema, to be compiled as one document. */
export interface TranslatedTypes {
  /** As they are written: others may extend them with `allOf`. */
  readonly $defs: Readonly<Record<string, JsonSchema>>;
  /** The same, and no member beside the declared ones. */
  readonly closed: Readonly<Record<string, JsonSchema>>;
}

/**
 * Translates the types of a schema file from OpenAPI 3.0 to JSON Schema: `nullable`, the boolean `exclusiveMinimum` and
 * `exclusiveMaximum`, and references differ (https://spec.openapis.org/oas/v3.0.3#schema-object).
 *
 * An input that its type does not declare is refused, so that a misspelt name is found (A45). Every object is therefore
 * closed where a property, an item or an input uses it.
 *
 * @throws UnusableSchemaError naming the place
 */
export function translateTypes(types: Mapping): TranslatedTypes {
  const translation = new Translation(types);
  const names = Object.keys(types);
  for (const name of names) {
    if (!/^[\w.-]{1,100}$/.test(name) || name === '__proto__') {
      throw new UnusableSchemaError('the name of a type has at most 100 letters, digits, "_", "-" and "."');
    }
  }
  const $defs = Object.fromEntries(names.map((name) => [name, translation.schema(types[name], `types.${name}`)]));
  const checked = new Set<string>();
  for (const name of names) checkNotItself(types, name, [], checked);
  const closed = Object.fromEntries(names.map((name) => [name, translation.closed(types[name], `types.${name}`)]));
  return { $defs, closed };
}

/** The schema that takes the values of a type and nothing else. */
export function closedReference(typeName: string): JsonSchema {
  return { $ref: `#/closed/${typeName}` };
}

const COMPOSITIONS = ['allOf', 'anyOf', 'oneOf'] as const;

/** A type that is itself by way of references alone has no meaning, and checking it would never end. */
function checkNotItself(types: Mapping, name: string, within: readonly string[], checked: Set<string>): void {
  if (within.includes(name)) throw new UnusableSchemaError(`type ${name} is defined by itself`);
  if (checked.has(name)) return;
  const visit = (schema: unknown): void => {
    if (!isMapping(schema)) return;
    const target = targetOf(schema);
    if (target === undefined) partsOf(schema).forEach(visit);
    else checkNotItself(types, target, [...within, name], checked);
  };
  visit(memberOf(types, name));
  checked.add(name);
}

/** Name of the type that a schema refers to. */
function targetOf(schema: Mapping): string | undefined {
  const reference = memberOf(schema, '$ref');
  return typeof reference === 'string' ? REFERENCE.exec(reference)?.[1] : undefined;
}

/** The schemas that describe the same value as this one. */
function partsOf(schema: Mapping): readonly unknown[] {
  return [...COMPOSITIONS.flatMap((keyword) => memberOf(schema, keyword) ?? []), memberOf(schema, 'not')];
}

class Translation {
  readonly #types: Mapping;
  readonly #declaring = new Map<string, boolean>();
  readonly #patterns = createLinearPatterns();
  #schemas = 0;

  constructor(types: Mapping) {
    this.#types = types;
  }

  schema(schema: unknown, place: string): JsonSchema {
    if (!isMapping(schema)) throw new UnusableSchemaError(`${place} must be a schema`);
    this.#schemas += 1;
    if (this.#schemas > MAXIMUM_SCHEMAS * FORMS) {
      throw new UnusableSchemaError(`it has more than ${MAXIMUM_SCHEMAS} types, properties, items and alternatives`);
    }
    const reference = memberOf(schema, '$ref');
    // OpenAPI 3.0 ignores everything beside a reference.
    if (reference !== undefined) return { $ref: `#/$defs/${this.#target(schema, place)}` };
    const keywords = Object.entries(schema).flatMap(([keyword, value]) =>
      this.#keyword(keyword, value, { schema, place }),
    );
    return { [WORK_KEYWORD]: true, ...Object.fromEntries(keywords) };
  }

  #keyword(
    keyword: string,
    value: unknown,
    { schema, place }: { readonly schema: Mapping; readonly place: string },
  ): readonly (readonly [string, unknown])[] {
    const here = `${place}.${keyword}`;
    if (ANNOTATIONS.has(keyword) || keyword.startsWith('x-')) return [];
    if (keyword === 'pattern') this.#checkPattern(value, here);
    if (keyword === 'enum' && Array.isArray(value) && value.length === 0) {
      throw new UnusableSchemaError(`${here} must have at least one value`);
    }
    if (
      (keyword === 'maximum' && schema['exclusiveMaximum'] === true) ||
      (keyword === 'minimum' && schema['exclusiveMinimum'] === true)
    ) {
      return [];
    }
    if (SAME.has(keyword)) return [[keyword, value]];
    switch (keyword) {
      case 'type': {
        if (typeof value !== 'string' || !TYPES.has(value)) {
          throw new UnusableSchemaError(`${here} must be one of ${[...TYPES].join(', ')}`);
        }
        return [['type', schema['nullable'] === true ? [value, 'null'] : value]];
      }
      case 'nullable':
        checkBoolean(value, here);
        return [];
      case 'exclusiveMinimum':
      case 'exclusiveMaximum': {
        checkBoolean(value, here);
        const limit = memberOf(schema, keyword === 'exclusiveMinimum' ? 'minimum' : 'maximum');
        return value === true && limit !== undefined ? [[keyword, limit]] : [];
      }
      case 'properties':
        return [['properties', this.#properties(value, here)]];
      case 'items':
        return [['items', this.closed(value, here)]];
      case 'additionalProperties':
        return [[keyword, typeof value === 'boolean' ? value : this.closed(value, here)]];
      case 'not':
        return [['not', this.schema(value, here)]];
      case 'allOf':
      case 'anyOf':
      case 'oneOf': {
        if (!Array.isArray(value)) throw new UnusableSchemaError(`${here} must be a list of schemas`);
        return [[keyword, value.map((item: unknown, index) => this.schema(item, `${here}[${index}]`))]];
      }
      default:
        throw new UnusableSchemaError(`${here} is no keyword of an OpenAPI 3.0 schema`);
    }
  }

  #checkPattern(value: unknown, place: string): void {
    if (typeof value !== 'string') throw new UnusableSchemaError(`${place} must be a regular expression`);
    try {
      this.#patterns.compile(value);
    } catch (error) {
      throw error instanceof UnusablePatternError ? new UnusableSchemaError(`${place} ${error.message}`) : error;
    }
  }

  #properties(value: unknown, place: string): JsonSchema {
    if (!isMapping(value)) throw new UnusableSchemaError(`${place} must be a mapping of names to schemas`);
    if (Object.hasOwn(value, '__proto__')) throw new UnusableSchemaError(`${place} has a name that cannot be used`);
    return Object.fromEntries(
      Object.entries(value).map(([name, property]) => [name, this.closed(property, `${place}.${name}`)]),
    );
  }

  closed(schema: unknown, place: string): JsonSchema {
    const translated = this.schema(schema, place);
    if (isMapping(schema) && memberOf(schema, '$ref') !== undefined) {
      return closedReference(this.#target(schema, place));
    }
    if (!this.#declaresProperties(schema)) return translated;
    return COMPOSITIONS.some((keyword) => keyword in translated)
      ? { ...translated, unevaluatedProperties: false }
      : { additionalProperties: false, ...translated };
  }

  /** An object type that declares no property at all is a free-form one (https://spec.openapis.org/oas/v3.0.3#model-with-map-dictionary-properties). */
  #declaresProperties(schema: unknown): boolean {
    if (!isMapping(schema)) return false;
    const target = targetOf(schema);
    if (target !== undefined) {
      const known = this.#declaring.get(target);
      if (known !== undefined) return known;
      const declares = this.#declaresProperties(memberOf(this.#types, target));
      this.#declaring.set(target, declares);
      return declares;
    }
    return (
      memberOf(schema, 'properties') !== undefined || partsOf(schema).some((part) => this.#declaresProperties(part))
    );
  }

  #target(schema: Mapping, place: string): string {
    const target = targetOf(schema);
    if (target === undefined) throw new UnusableSchemaError(`${place}.$ref must have the form "#/types/<type>"`);
    if (!isMapping(memberOf(this.#types, target))) {
      throw new UnusableSchemaError(`${place}.$ref names type ${target}, which is not among the types`);
    }
    return target;
  }
}

function checkBoolean(value: unknown, place: string): void {
  if (typeof value !== 'boolean') throw new UnusableSchemaError(`${place} must be true or false`);
}
