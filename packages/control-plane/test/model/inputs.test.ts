import { describe, expect, test } from '@jest/globals';
import { INPUTS, PROTON_OPERATION_NAMES } from '../../src/model/inputs/index.ts';
import { type Members, SHAPES, type Shape } from '../../src/model/shapes.ts';
import { sdkOperations, structure } from '../support/sdk-schema.ts';

describe('the constraint table', () => {
  test('knows exactly the operations of the API', () => {
    expect([...PROTON_OPERATION_NAMES].sort()).toEqual(sdkOperations().sort());
    expect(PROTON_OPERATION_NAMES.size).toBe(87);
  });

  test.each(Object.entries(INPUTS))(
    'has the members of %s as the SDK has them',
    (operation, { required, optional }) => {
      const model = structure(`${operation}Input`);
      expect(Object.keys(required).sort()).toEqual([...model.required].sort());
      expect(Object.keys({ ...required, ...optional }).sort()).toEqual([...model.members.keys()].sort());
    },
  );

  test('refers to shapes that exist, and to no others', () => {
    const shapes = Object.values<Shape>(SHAPES);
    const structures: Members[] = shapes.flatMap((shape) => (shape.type === 'structure' ? [shape] : []));
    const inputs: Members[] = Object.values(INPUTS);
    const members = [...inputs, ...structures].flatMap(({ required, optional }) => [
      ...Object.values(required),
      ...Object.values(optional),
    ]);
    const listMembers = shapes.flatMap((shape) => (shape.type === 'list' ? [shape.member] : []));
    const used = new Set([...members, ...listMembers]);
    expect([...used].sort()).toEqual(Object.keys(SHAPES).sort());
  });
});
