import { describe, expect, test } from '@jest/globals';
import { INPUTS } from '../../../src/model/inputs/index.ts';
import { type Members, SHAPES as SERVED_SHAPES, type Shape } from '../../../src/model/shapes.ts';
import { inputOf, type ModelShape, OPERATIONS, type StructureShape, shapeNamed } from './model.ts';

/*
 * The constraint table of the control plane against the model: every length, pattern, enumeration, range, union and
 * required member of every input. The two name their shapes alike, save two, so nothing can hide behind a name.
 */

/** Two names of the model were made by a machine; the control plane has shorter ones. */
const MODEL_NAMES: ReadonlyMap<string, string> = new Map([
  ['NotifyOutputsList', 'NotifyResourceDeploymentStatusChangeInputOutputsList'],
  ['NotifyStatusMessage', 'NotifyResourceDeploymentStatusChangeInputStatusMessageString'],
]);
const modelName = (name: string): string => MODEL_NAMES.get(name) ?? name;

const servedInputs = Object.entries<Members>(INPUTS);

describe('the constraint table of the control plane', () => {
  test('has inputs for operations of the API only', () => {
    expect(servedInputs.filter(([operation]) => !OPERATIONS.has(operation))).toEqual([]);
  });

  test.each(servedInputs)('has the input of %s', (operation, members) => {
    expect(structureOf(members)).toEqual(constraintsOf(inputOf(operation)));
  });

  test.each(Object.entries<Shape>(SERVED_SHAPES))('has the constraints of %s', (name, shape) => {
    expect(servedConstraints(shape)).toEqual(constraintsOf(shapeNamed(modelName(name))));
  });
});

/** A shape of the model with what an input can break, in one order. */
function constraintsOf(shape: ModelShape): object {
  if (shape.type === 'structure') {
    return { members: shape.members, required: [...(shape.required ?? [])].sort(), union: shape.union === true };
  }
  const { type, min, max } = shape;
  if (shape.type === 'list') return { type, min, max, member: shape.member };
  return {
    type,
    min,
    max,
    pattern: shape.pattern,
    enum: shape.enum === undefined ? undefined : [...shape.enum].sort(),
  };
}

function servedConstraints(shape: Shape): object {
  switch (shape.type) {
    case 'string': {
      const { type, minLength, maxLength, pattern, values } = shape;
      const sorted = values === undefined ? undefined : [...values].sort();
      return { type, min: minLength, max: maxLength, pattern, enum: sorted };
    }
    case 'integer':
      return { type: shape.type, min: shape.minimum, max: shape.maximum, pattern: undefined, enum: undefined };
    case 'boolean':
      return { type: shape.type, min: undefined, max: undefined, pattern: undefined, enum: undefined };
    case 'list':
      return { type: shape.type, min: shape.minLength, max: shape.maxLength, member: shape.member };
    case 'structure':
      return { ...structureOf(shape), union: shape.union === true };
  }
}

function structureOf({ required, optional }: Members): Omit<StructureShape, 'type'> & { required: string[] } {
  const members = Object.entries({ ...required, ...optional }).map(([member, shape]) => [member, modelName(shape)]);
  return { members: Object.fromEntries(members), required: Object.keys(required).sort(), union: false };
}
