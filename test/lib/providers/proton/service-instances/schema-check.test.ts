import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { stringify } from 'yaml';
import { inputChecksOf } from '../../../../../packages/control-plane/src/specs/input-checks.ts';
import { problemsWithInputs } from '../../../../../src/lib/providers/proton/service-instances/schema-check.ts';
import { readSpecText } from '../../../../../src/lib/providers/proton/service-instances/spec-text.ts';

const schema = `schema:
  format:
    openapi: "3.0.0"
  service_input_type: "ServiceInput"
  types:
    ServiceInput:
      type: object
      required: [image]
      properties:
        image:
          type: string
          minLength: 3
          maxLength: 20
        port:
          type: integer
          minimum: 1
          maximum: 65535
        size:
          type: string
          enum:
            - small
            - large
        tasks:
          type: number
          default: 1
        debug:
          type: boolean
        hosts:
          type: array
          maxItems: 2
          items:
            type: string
            pattern: "^[a-z.]+$"
        network:
          $ref: "#/types/Network"
    Network:
      type: object
      required:
        - zone
      properties:
        zone:
          type: string
`.replace('required: [image]', 'required:\n        - image');

function problems(inputs: string, of = schema): readonly string[] {
  const read = readSpecText(inputs);
  return problemsWithInputs(of, 'root' in read ? read.root : undefined, 1);
}

describe('inputs', () => {
  test('that fit have no problems', () => {
    expect(
      problems('image: orders:1.0\nport: 8080\nsize: small\ndebug: true\nhosts:\n  - a.b\nnetwork:\n  zone: a\n'),
    ).toEqual([]);
  });

  test.each([
    ['port: 80', 'lacks "image", which the template requires, at spec (line 1)'],
    [
      'image: abc\nprot: 80',
      /^has "prot", which is not in the template's schema \(allowed: image, port, .*\), at spec \(line 2\)$/,
    ],
    ['image: 12', 'must have a string at spec.image (line 1)'],
    ['image: ab', 'must have a text of at least 3 characters at spec.image (line 1)'],
    [`image: ${'a'.repeat(21)}`, 'must have a text of at most 20 characters at spec.image (line 1)'],
    ['image: abc\nport: eighty', 'must have an integer at spec.port (line 2)'],
    ['image: abc\nport: 1.5', 'must have an integer at spec.port (line 2)'],
    ['image: abc\nport: 0', 'must have at least 1 at spec.port (line 2)'],
    ['image: abc\nport: 70000', 'must have at most 65535 at spec.port (line 2)'],
    ['image: abc\nsize: tiny', 'must have one of small, large at spec.size (line 2)'],
    ['image: abc\ndebug: 1', 'must have a boolean at spec.debug (line 2)'],
    ['image: abc\nhosts: a', 'must have an array at spec.hosts (line 2)'],
    ['image: abc\nhosts:\n  - a\n  - b\n  - c', 'must have at most 2 items at spec.hosts (line 3)'],
    ['image: abc\nhosts:\n  - A1', 'must have a text that fits ^[a-z.]+$ at spec.hosts[0] (line 3)'],
    ['image: abc\nnetwork:\n  zome: a', 'lacks "zone", which the template requires, at spec.network (line 3)'],
  ])('%j: %s', (inputs, problem) => {
    expect(problems(inputs)[0]).toMatch(problem);
    expect(inputChecksOf('service', schema)['service']?.(toObject(inputs))).not.toEqual([]);
  });

  test('that are not there are held against what is required', () => {
    expect(problemsWithInputs(schema, undefined, 7)).toEqual([
      'lacks "image", which the template requires, at spec (line 7)',
    ]);
  });

  test.each(['', 'schema: 1', 'schema: {types: {}}', 'schema:\n  types:\n    A:\n      type: object\n', 'no yaml: "'])(
    'are not judged by a schema that cannot be followed: %j',
    (of) => {
      expect(problems('colour: red', of)).toEqual([]);
    },
  );

  test('are not judged where a schema has alternatives', () => {
    const alternatives = schema.replace(
      '        port:\n          type: integer',
      '        port:\n          anyOf:\n            - type: integer',
    );
    expect(problems('image: abc\nport: eighty', alternatives)).toEqual([]);
  });

  test('that the control plane takes are never refused', () => {
    const scalar = fc.oneof(
      fc.string({ maxLength: 24 }),
      fc.integer({ min: -5, max: 70_000 }),
      fc.boolean(),
      fc.constantFrom('small', 'a.b', null),
    );
    const given = fc.record(
      {
        image: fc.oneof(fc.string({ minLength: 2, maxLength: 21 }), scalar),
        port: scalar,
        size: scalar,
        tasks: scalar,
        debug: scalar,
        hosts: fc.oneof(fc.array(scalar, { maxLength: 3 }), scalar),
        network: fc.oneof(fc.dictionary(fc.constantFrom('zone', 'other'), scalar), scalar),
        other: scalar,
      },
      { requiredKeys: [] },
    );
    const check = inputChecksOf('service', schema)['service'];
    let refused = 0;
    fc.assert(
      fc.property(given, (inputs) => {
        const found = problems(stringify(inputs));
        if (found.length > 0) refused += 1;
        if (check?.(inputs).length === 0) expect([inputs, found]).toEqual([inputs, []]);
      }),
      { numRuns: 1000 },
    );
    // It does find something: else it could not be wrong.
    expect(refused).toBeGreaterThan(500);
  });
});

function toObject(text: string): unknown {
  const read = readSpecText(text);
  const plain = (node: Extract<typeof read, { root: unknown }>['root']): unknown => {
    if (node.kind === 'mapping') return Object.fromEntries([...node.members].map(([name, one]) => [name, plain(one)]));
    if (node.kind === 'list') return node.items.map(plain);
    return node.kind === 'scalar' ? node.value : undefined;
  };
  return 'root' in read ? plain(read.root) : undefined;
}
