import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { inputChecksOf } from '../../src/specs/input-checks.ts';
import { UnusableSchemaError } from '../../src/specs/open-api.ts';
import { readTemplateSchema } from '../../src/specs/template-schema.ts';
import { type Properties, schemaText } from '../support/bundles.ts';
import { runs } from '../support/properties.ts';

const HEAD = 'schema:\n  format: {openapi: "3.0.0"}\n';
const TYPES = '  types: {T: {type: object, properties: {a: {type: string}}}}\n';

const refusal = (text: string, kind: 'environment' | 'service' = 'environment'): string => {
  try {
    readTemplateSchema(kind, text);
  } catch (error) {
    if (error instanceof UnusableSchemaError) return error.message;
    throw error;
  }
  throw new Error('the schema was not refused');
};
const ofProperty = (property: Readonly<Record<string, unknown>>): string =>
  schemaText({ environment: { a: property } }, { types: { Other: { type: 'string' } } });

/** What is wrong with inputs of an environment, as `path: constraint`. */
function faults(properties: Properties, inputs: unknown, more: Parameters<typeof schemaText>[1] = {}): string[] {
  const check = inputChecksOf('environment', schemaText({ environment: properties }, more)).environment;
  return (check?.(inputs) ?? []).map(({ path, constraint }) => `${path.join('.')}: ${constraint}`);
}

describe('a schema file', () => {
  test.each([
    ['a: [', /^it is not valid YAML \(line/],
    ['7', /^it is not a mapping$/],
    ['a: b', /^schema is missing$/],
    ['schema: []', /^schema must be a mapping$/],
    ['schema: {}', /^schema\.format is missing$/],
    ['schema: {format: {openapi: 3.1.0}}', /^schema\.format\.openapi must be "3\.0\.0"$/],
    [HEAD, /^schema\.types is missing$/],
    [HEAD + TYPES, /^schema\.environment_input_type is missing$/],
    [`${HEAD}  environment_input_type: 7\n${TYPES}`, /^schema\.environment_input_type must be the name of a type$/],
    [`${HEAD}  environment_input_type: U\n${TYPES}`, /^schema\.environment_input_type names a type that is not under/],
    [
      `${HEAD}  environment_input_type: T\n  pipeline_input_type: T\n${TYPES}`,
      /pipeline_input_type is not for environment/,
    ],
    [schemaText({ environment: {} }), /^types\.environmentInput\.properties must have at least one property$/],
    [`${HEAD}  environment_input_type: T\n  types: {T: {type: string}}`, /^types\.T\.type must be "object"$/],
    [
      `${HEAD}  environment_input_type: T\n  types: {T: {type: object, properties: {a: {}}}, "a b": {}}`,
      /^the name of a type/,
    ],
    [
      `${HEAD}  environment_input_type: T\n  types: {T: {type: object, properties: {a: {}}}, __proto__: {}}`,
      /^the name of/,
    ],
    [
      `${HEAD}  environment_input_type: T\n  types: {T: {type: object, properties: {__proto__: {}}}}`,
      /cannot be used$/,
    ],
  ])('%j is refused', (text, reason) => {
    expect(refusal(text)).toMatch(reason);
  });

  test.each<[Readonly<Record<string, unknown>>, RegExp]>([
    [{ type: 'text' }, /\.a\.type must be one of string, number, integer, boolean, array, object$/],
    [{ type: ['string', 'null'] }, /\.a\.type must be one of/],
    [{ type: 'string', minLenght: 1 }, /\.a\.minLenght is no keyword of an OpenAPI 3\.0 schema$/],
    [{ type: 'string', minLength: 'one' }, /\.a\.minLength must be integer$/],
    [
      { type: 'string', pattern: '(' },
      /\.a\.pattern must be a regular expression, without look-around and backreferences$/,
    ],
    [{ type: 'string', enum: 'a' }, /\.a\.enum must be array$/],
    [{ type: 'string', enum: [] }, /\.a\.enum must have at least one value$/],
    [{ type: 'string', nullable: 'yes' }, /\.a\.nullable must be true or false$/],
    [{ type: 'number', minimum: 1, exclusiveMinimum: 1 }, /\.a\.exclusiveMinimum must be true or false$/],
    [{ type: 'object', properties: [] }, /\.a\.properties must be a mapping of names to schemas$/],
    [{ type: 'array', items: 7 }, /\.a\.items must be a schema$/],
    [{ oneOf: {} }, /\.a\.oneOf must be a list of schemas$/],
    [{ $ref: '#/types/Nothing' }, /\.a\.\$ref names type Nothing, which is not among the types$/],
    [{ $ref: 'https://example.com/schema' }, /\.a\.\$ref must have the form "#\/types\/<type>"$/],
  ])('with property %j is refused by its place', (property, reason) => {
    expect(refusal(ofProperty(property))).toMatch(reason);
  });

  test('with a type that is itself is refused', () => {
    const types = { A: { allOf: [{ $ref: '#/types/B' }] }, B: { $ref: '#/types/A' } };
    expect(refusal(schemaText({ environment: { a: { type: 'string' } } }, { types }))).toMatch(
      /type A is defined by itself/,
    );
  });

  test('of a service needs no pipeline', () => {
    const text = schemaText({ service: { a: { type: 'string' } } });
    expect(readTemplateSchema('service', text).inputTypes).toEqual({ service: 'serviceInput' });
    expect(refusal(text.replace('service_input_type', 'pipeline_input_type'), 'service')).toMatch(
      /service_input_type is missing/,
    );
  });

  test('is read or refused, whatever it says', () => {
    const schema = fc.letrec<{ schema: unknown }>((tie) => ({
      schema: fc.oneof(
        { depthSize: 'small' },
        fc.jsonValue({ maxDepth: 1 }),
        fc.dictionary(
          fc.constantFrom(
            'type',
            'properties',
            'items',
            'allOf',
            'oneOf',
            'not',
            'enum',
            'pattern',
            'default',
            'required',
            '$ref',
            'minimum',
            'nullable',
            'additionalProperties',
            'exclusiveMaximum',
          ),
          fc.oneof(
            tie('schema'),
            fc.array(tie('schema'), { maxLength: 2 }),
            fc.constantFrom('object', '#/types/A', '#/types/B', true, 3),
          ),
          { maxKeys: 4 },
        ),
      ),
    })).schema;
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('A', 'B'), schema),
        schema,
        fc.jsonValue(),
        (types, property, inputs) => {
          const text = `${HEAD}  environment_input_type: T\n  types: ${JSON.stringify({ ...types, T: { type: 'object', properties: { a: property } } })}`;
          try {
            inputChecksOf('environment', text).environment?.(inputs);
          } catch (error) {
            expect(error).toBeInstanceOf(UnusableSchemaError);
          }
        },
      ),
      runs(300),
    );
  });
});

describe('inputs', () => {
  test.each<[Properties, unknown, string[]]>([
    [{ a: { type: 'string' } }, {}, []],
    [{ a: { type: 'string' } }, [], [': be of type object']],
    [{ a: { type: 'string' } }, { a: 7 }, ['a: be of type string']],
    [{ a: { type: 'string' } }, { a: null }, ['a: be of type string']],
    [{ a: { type: 'string', nullable: true } }, { a: null }, []],
    [{ a: { type: 'integer' } }, { a: 1.5 }, ['a: be of type integer']],
    [{ a: { type: 'number' } }, { a: '80' }, ['a: be of type number']],
    [{ a: { type: 'string' } }, { b: 'x' }, ['b: be an input that the schema of the template declares']],
    [{ a: { enum: ['x', 1, { y: 2 }] } }, { a: 'z' }, ['a: satisfy enum value set: [x, 1, {"y":2}]']],
    [
      { a: { type: 'string', pattern: '^[\\w-.]+$' } },
      { a: 'a b' },
      ['a: satisfy regular expression pattern: ^[\\w-.]+$'],
    ],
    [{ a: { type: 'string', minLength: 2, maxLength: 3 } }, { a: 'x' }, ['a: have length greater than or equal to 2']],
    [{ a: { type: 'string', minLength: 2, maxLength: 3 } }, { a: 'xxxx' }, ['a: have length less than or equal to 3']],
    [{ a: { minimum: 1, maximum: 2 } }, { a: 0 }, ['a: have value greater than or equal to 1']],
    [{ a: { minimum: 1, maximum: 2 } }, { a: 3 }, ['a: have value less than or equal to 2']],
    [{ a: { minimum: 1, exclusiveMinimum: true } }, { a: 1 }, ['a: have value greater than 1']],
    [{ a: { minimum: 1, exclusiveMinimum: false } }, { a: 1 }, []],
    [{ a: { maximum: 1, exclusiveMaximum: true } }, { a: 1 }, ['a: have value less than 1']],
    [{ a: { multipleOf: 5 } }, { a: 7 }, ['a: be a multiple of 5']],
    [{ a: { type: 'array', minItems: 1, items: { type: 'string' } } }, { a: [] }, ['a: have at least 1 items']],
    [{ a: { type: 'array', maxItems: 1 } }, { a: [1, 2] }, ['a: have at most 1 items']],
    [{ a: { type: 'array', uniqueItems: true } }, { a: [1, 1] }, ['a: have no item twice']],
    [{ a: { type: 'array', items: { type: 'string' } } }, { a: ['x', 1] }, ['a.1: be of type string']],
    [{ a: { type: 'object', minProperties: 1 } }, { a: {} }, ['a: have at least 1 members']],
    [{ a: { type: 'object', maxProperties: 1 } }, { a: { x: 1, y: 2 } }, ['a: have at most 1 members']],
    [{ a: { type: 'object' } }, { a: { anything: { goes: 1 } } }, []],
    [{ a: { additionalProperties: { type: 'number' } } }, { a: { x: 'y' } }, ['a.x: be of type number']],
    [{ a: { properties: { x: {} } } }, { a: { y: 1 } }, ['a.y: be an input that the schema of the template declares']],
    [{ a: { properties: { x: {} }, additionalProperties: true } }, { a: { y: 1 } }, []],
    [
      { a: { oneOf: [{ type: 'string' }, { type: 'number' }] } },
      { a: true },
      ['a: fit exactly one of the alternatives of the schema'],
    ],
    [
      { a: { anyOf: [{ type: 'string' }, { type: 'number' }] } },
      { a: true },
      ['a: fit one of the alternatives of the schema'],
    ],
    [{ a: { not: { type: 'string' } } }, { a: 'x' }, ['a: fit the schema of the template (not)']],
    [{ 'a/b~c': { type: 'string' } }, { 'a/b~c': 1 }, ['a/b~c: be of type string']],
  ])('%j and %j', (properties, inputs, expected) => {
    expect(faults(properties, inputs)).toEqual(expected);
  });

  test('must have what is required and has no default', () => {
    const properties = { a: { type: 'string' }, b: { type: 'string', default: 'x' } };
    expect(faults(properties, {}, { required: ['a', 'b'] })).toEqual(['a: not be null']);
    expect(faults(properties, { a: 'x' }, { required: ['a', 'b'] })).toEqual([]);
  });

  test('are checked through references, to the type itself too', () => {
    const types = {
      Node: { type: 'object', properties: { value: { type: 'number' }, next: { $ref: '#/types/Node' } } },
    };
    const properties = { a: { $ref: '#/components/schemas/Node' } };
    expect(faults(properties, { a: { value: 1, next: { next: { value: 2 } } } }, { types })).toEqual([]);
    expect(faults(properties, { a: { value: 1, next: { next: { value: 'x', valeu: 2 } } } }, { types })).toEqual([
      'a.next.next.valeu: be an input that the schema of the template declares',
      'a.next.next.value: be of type number',
    ]);
  });

  test('are checked through compositions, which may extend a type', () => {
    const types = { Base: { type: 'object', properties: { x: { type: 'number' } } } };
    const properties = { a: { allOf: [{ $ref: '#/types/Base' }, { properties: { y: { type: 'number' } } }] } };
    expect(faults(properties, { a: { x: 1, y: 2 } }, { types })).toEqual([]);
    expect(faults(properties, { a: { x: 1, z: 2 } }, { types })).toEqual([
      'a.z: be an input that the schema of the template declares',
    ]);
  });

  test('are left as they are, defaults notwithstanding', () => {
    const inputs = Object.freeze({});
    expect(faults({ a: { type: 'string', default: 'x' } }, inputs)).toEqual([]);
    expect(inputs).toEqual({});
  });
});

/** A schema together with values that fit it and values that do not. */
interface Sample<Value = unknown> {
  readonly schema: Readonly<Record<string, unknown>>;
  readonly good: Value;
  readonly bad: Value;
}
const name = fc.stringMatching(/^[a-z]{1,6}$/);
const scalar: fc.Arbitrary<Sample> = fc.oneof(
  fc.tuple(fc.nat(5), fc.nat(5), fc.string({ maxLength: 40 })).map(([minimum, more, text]) => ({
    schema: { type: 'string', minLength: minimum, maxLength: minimum + more },
    good: 'x'.repeat(minimum),
    bad: `${text}${'x'.repeat(minimum + more + 1)}`,
  })),
  fc.tuple(fc.integer({ min: -100, max: 100 }), fc.nat(50), fc.boolean()).map(([minimum, more, exclusive]) => ({
    schema: { type: 'integer', minimum, maximum: minimum + more + 1, exclusiveMinimum: exclusive },
    good: minimum + 1,
    bad: exclusive ? minimum : minimum - 1,
  })),
  fc.uniqueArray(name, { minLength: 1 }).map((values) => ({
    schema: { type: 'string', enum: values },
    good: values[0],
    bad: `${values.join('')}-`,
  })),
  fc.boolean().map((good) => ({ schema: { type: 'boolean' }, good, bad: 'true' })),
  fc.boolean().map((nullable) => ({
    schema: { type: 'number', nullable },
    good: nullable ? null : 1.5,
    bad: nullable ? 'null' : null,
  })),
);
const sample = fc.letrec<{ sample: Sample }>((tie) => ({
  sample: fc.oneof(
    { maxDepth: 3 },
    scalar,
    tie('sample').map(({ schema, good, bad }) => ({
      schema: { type: 'array', items: schema },
      good: [good],
      bad: [good, bad],
    })),
    fc.dictionary(name, tie('sample'), { minKeys: 1, maxKeys: 4 }).map(objectSample),
  ),
})).sample;

function objectSample(members: Readonly<Record<string, Sample>>): Sample<Readonly<Record<string, unknown>>> {
  const names = Object.keys(members);
  const good = Object.fromEntries(names.map((member) => [member, members[member]?.good]));
  return {
    schema: {
      type: 'object',
      required: names.slice(0, 1),
      properties: Object.fromEntries(names.map((member) => [member, members[member]?.schema])),
    },
    good,
    bad: { ...good, [names.at(-1) ?? '']: members[names.at(-1) ?? '']?.bad },
  };
}

test('any schema takes what was made to fit it, and nothing that was not', () => {
  fc.assert(
    fc.property(fc.dictionary(name, sample, { minKeys: 1, maxKeys: 4 }), (members) => {
      const { good, bad } = objectSample(members);
      const properties = Object.fromEntries(
        Object.entries(members).map(([member, { schema: type }]) => [member, type]),
      );
      const more = { required: Object.keys(members).slice(0, 1) };
      expect(faults(properties, good, more)).toEqual([]);
      expect(faults(properties, bad, more)).not.toEqual([]);
      expect(faults(properties, { ...good, unknown9: 1 }, more)).toHaveLength(1);
      expect(faults(properties, {}, more)).toEqual([`${more.required[0]}: not be null`]);
    }),
    runs(100),
  );
});
