import { readFileSync } from 'node:fs';
import * as sdk from '@aws-sdk/client-proton';
import { describe, expect, test } from '@jest/globals';
import { sdkOperations, structure } from '../../support/sdk-schema.ts';
import { inputOf, OPERATIONS, outputOf, SHAPES, type StructureShape, shapeNamed } from './model.ts';

/*
 * The derived table against the second copy of the API model that is at hand: the one inside the SDK's client, which its
 * makers generated from another source (Smithy). Lengths and patterns are not in the client, everything else is.
 */

const COMMANDS = new URL('../../../../../node_modules/@aws-sdk/client-proton/dist-types/commands/', import.meta.url);
const exported = new Map<string, unknown>(Object.entries(sdk));
const structures = [...SHAPES].flatMap(([name, shape]): [string, StructureShape][] =>
  shape.type === 'structure' ? [[name, shape]] : [],
);
const enumerations = [...SHAPES].flatMap(([name, shape]): [string, readonly string[]][] =>
  shape.type === 'string' && shape.enum !== undefined ? [[name, shape.enum]] : [],
);

describe('the derived table', () => {
  test('has the 87 operations of the client', () => {
    expect([...OPERATIONS.keys()]).toEqual(sdkOperations().sort());
    expect(OPERATIONS.size).toBe(87);
  });

  test('has an input and an output for each of them', () => {
    for (const operation of OPERATIONS.keys()) {
      expect([inputOf(operation).type, outputOf(operation).type]).toEqual(['structure', 'structure']);
    }
  });

  test.each([...OPERATIONS.values()])('has the declared errors of $name', ({ name, errors }) => {
    const text = readFileSync(new URL(`${name}Command.d.ts`, COMMANDS), 'utf8');
    const thrown = [...text.matchAll(/@throws \{@link (\w+Exception)\}/g)].map(([, error]) => String(error));
    expect([...errors].sort()).toEqual(thrown.filter((error) => error !== 'ProtonServiceException').sort());
  });

  test.each(structures)('has the members of %s, and which of them are required', (name, shape) => {
    const { members, required } = structure(name);
    expect(Object.keys(shape.members).sort()).toEqual([...members.keys()].sort());
    expect([...(shape.required ?? [])].sort()).toEqual([...required].sort());
    const kinds = Object.entries(shape.members).map(([member, type]) => [member, shapeNamed(type).type]);
    const sdkKinds = [...members].map(([member, schema]) => [member, kindOf(schema)]);
    expect(Object.fromEntries(kinds)).toEqual(Object.fromEntries(sdkKinds));
  });

  test('has the unions of the client, and no others', () => {
    const unions = [...exported].flatMap(([name, schema]) =>
      name.endsWith('$') && Array.isArray(schema) && schema[0] === 4 ? [name.slice(0, -1)] : [],
    );
    expect(structures.filter(([, shape]) => shape.union === true).map(([name]) => name)).toEqual(unions.sort());
  });

  test.each(enumerations)('has the values of %s', (name, values) => {
    expect(new Set<unknown>(values)).toEqual(new Set(Object.values(Object(exported.get(name)))));
  });

  test('knows which inputs carry a token that clients fill', () => {
    const withToken = structures.filter(([, shape]) => shape.idempotencyToken === 'clientToken').map(([name]) => name);
    expect(withToken).toEqual([
      'CreateComponentInput',
      'CreateEnvironmentAccountConnectionInput',
      'CreateEnvironmentTemplateVersionInput',
      'CreateServiceInstanceInput',
      'CreateServiceTemplateVersionInput',
      'UpdateComponentInput',
      'UpdateServiceInstanceInput',
    ]);
  });

  test('has only patterns that JavaScript reads, and limits that make sense', () => {
    for (const [name, shape] of SHAPES) {
      if (shape.type === 'structure') continue;
      if ('pattern' in shape && shape.pattern !== undefined)
        expect(() => new RegExp(String(shape.pattern))).not.toThrow();
      expect({ name, fits: (shape.min ?? 0) <= (shape.max ?? Infinity) }).toEqual({ name, fits: true });
    }
  });
});

const KINDS: ReadonlyMap<number, string> = new Map([
  [0, 'string'],
  [1, 'integer'],
  [2, 'boolean'],
  [4, 'timestamp'],
]);

/** What kind of shape a schema of the client is: a number, an array that starts with its kind, or behind a function. */
function kindOf(schema: unknown): string | undefined {
  if (typeof schema === 'function') return kindOf(schema());
  if (typeof schema === 'number') return schema >= 64 ? 'list' : KINDS.get(schema);
  if (!Array.isArray(schema)) return undefined;
  if (schema.length === 2) return kindOf(schema[0]);
  if (schema[0] === 0) return kindOf(schema[4]);
  return schema[0] === 1 ? 'list' : 'structure';
}
