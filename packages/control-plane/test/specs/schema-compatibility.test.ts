import { describe, expect, test } from '@jest/globals';
import { incompatibilities } from '../../src/specs/schema-compatibility.ts';
import { readTemplateSchema } from '../../src/specs/template-schema.ts';
import { type Properties, schemaText } from '../support/bundles.ts';

type More = Parameters<typeof schemaText>[1];
type Version = readonly [Properties, More?];

const schema = ([properties, more]: Version) =>
  readTemplateSchema('environment', schemaText({ environment: properties }, more));
const reasons = (previous: Version, next: Version): string[] =>
  incompatibilities(schema(previous), schema(next)).map((reason) =>
    reason.replace('types.environmentInput.properties.', ''),
  );
const ofA = (property: Readonly<Record<string, unknown>>): Version => [{ a: property }];
const REQUIRED: More = { required: ['a', 'b'] };
const NODE = { type: 'object', properties: { x: { type: 'number' }, next: { $ref: '#/types/Node' } } };

describe('the next minor version', () => {
  test.each<[string, Version, Version]>([
    [
      'stays as it is',
      ofA({ type: 'string', pattern: 'x', enum: ['x'] }),
      ofA({ type: 'string', pattern: 'x', enum: ['x'] }),
    ],
    ['has one more property', ofA({ type: 'string' }), [{ a: { type: 'string' }, b: { type: 'string' } }]],
    [
      'requires a property with a default',
      ofA({ type: 'string', default: 'x' }),
      [{ a: { type: 'string', default: 'x' }, b: { type: 'string', default: 'y' } }, REQUIRED],
    ],
    ['requires less', [{ a: {}, b: {} }, REQUIRED], [{ a: {}, b: {} }, { required: ['a'] }]],
    ['takes a wider type', ofA({ type: 'integer' }), ofA({ type: 'number', nullable: true })],
    ['takes any type', ofA({ type: 'integer' }), ofA({})],
    ['takes more values', ofA({ enum: ['x'] }), ofA({ enum: ['x', 'y'] })],
    ['takes any value', ofA({ type: 'string', enum: ['x'], pattern: 'x' }), ofA({ type: 'string' })],
    ['has wider limits', ofA({ minimum: 1, maxLength: 2 }), ofA({ minimum: 0, maxLength: 3 })],
    ['includes its limit', ofA({ minimum: 1, exclusiveMinimum: true }), ofA({ minimum: 1 })],
    ['is no longer closed', ofA({ properties: { x: {} } }), ofA({ properties: {}, additionalProperties: true })],
    [
      'names its types differently',
      [{ a: { $ref: '#/types/Node' } }, { types: { Node: NODE } }],
      [{ a: { $ref: '#/types/Node' } }, { types: { Node: { ...NODE, description: 'x' }, Other: {} } }],
    ],
    [
      'writes a type out',
      [{ a: { $ref: '#/types/Node' } }, { types: { Node: NODE } }],
      [{ a: NODE }, { types: { Node: NODE } }],
    ],
  ])('that %s is compatible', (_what, previous, next) => {
    expect(reasons(previous, next)).toEqual([]);
  });

  test.each<[Version, Version, string]>([
    [[{ a: {}, b: {} }], ofA({}), 'b is gone'],
    [ofA({}), [{ a: {}, b: {} }, { required: ['b'] }], 'b is required now, and has no default'],
    [
      [{ a: { default: 'x' } }, { required: ['a'] }],
      [{ a: {} }, { required: ['a'] }],
      'a is required now, and has no default',
    ],
    [ofA({ type: 'string' }), ofA({ type: 'integer' }), 'a no longer takes values of type string'],
    [ofA({ type: 'number' }), ofA({ type: 'integer' }), 'a no longer takes values of type number'],
    [ofA({ type: 'string', nullable: true }), ofA({ type: 'string' }), 'a no longer takes values of type null'],
    [ofA({}), ofA({ type: 'string' }), 'a no longer takes values of type any'],
    [ofA({ enum: ['x', 'y'] }), ofA({ enum: ['x'] }), 'a takes fewer values than before (enum)'],
    [ofA({ type: 'string' }), ofA({ type: 'string', enum: ['x'] }), 'a takes fewer values than before (enum)'],
    [ofA({ pattern: 'x' }), ofA({ pattern: 'y' }), 'a takes fewer values than before (pattern)'],
    [ofA({}), ofA({ minimum: 1 }), 'a takes fewer values than before (minimum)'],
    [ofA({ minimum: 1 }), ofA({ minimum: 1, exclusiveMinimum: true }), 'a takes fewer values than before (minimum)'],
    [ofA({ maximum: 9 }), ofA({ maximum: 8 }), 'a takes fewer values than before (maximum)'],
    [ofA({ minLength: 1 }), ofA({ minLength: 2 }), 'a takes fewer values than before (minLength)'],
    [ofA({ maxItems: 2 }), ofA({ maxItems: 1 }), 'a takes fewer values than before (maxItems)'],
    [ofA({}), ofA({ maxProperties: 1 }), 'a takes fewer values than before (maxProperties)'],
    [
      ofA({ type: 'array' }),
      ofA({ type: 'array', uniqueItems: true }),
      'a takes fewer values than before (uniqueItems)',
    ],
    [ofA({ multipleOf: 2 }), ofA({ multipleOf: 4 }), 'a takes fewer values than before (multipleOf)'],
    [
      ofA({ items: { type: 'string' } }),
      ofA({ items: { type: 'number' } }),
      'a.items no longer takes values of type string',
    ],
    [ofA({ type: 'object' }), ofA({ type: 'object', properties: { x: {} } }), 'a takes only declared properties now'],
    [ofA({ properties: { x: {} } }), ofA({ properties: { y: {} } }), 'a.properties.x is gone'],
    [
      [{ a: { $ref: '#/types/Node' } }, { types: { Node: NODE } }],
      [{ a: NODE }, { types: { Node: { ...NODE, properties: { next: NODE.properties.next } } } }],
      'a.properties.next.properties.x is gone',
    ],
    [[{ a: {} }, { types: { Old: {} } }], [{ a: {} }], 'types.Old is gone'],
  ])('after %j, %j is not compatible: %s', (previous, next, reason) => {
    expect(reasons(previous, next)).toEqual([reason]);
  });

  test('keeps its pipeline', () => {
    const a = { a: { type: 'string' } };
    const withPipeline = readTemplateSchema('service', schemaText({ service: a, pipeline: a }));
    const without = readTemplateSchema('service', schemaText({ service: a }));
    expect(incompatibilities(without, withPipeline)).toEqual([]);
    expect(incompatibilities(withPipeline, without)).toContain('schema.pipeline_input_type is gone');
  });
});
