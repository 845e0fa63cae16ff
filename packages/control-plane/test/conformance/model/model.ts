import { readFileSync } from 'node:fs';

/*
 * The API model of AWS Proton as the conformance tests know it: a table derived by scripts/derive-proton-model.mjs from
 * the model that AWS publishes. The control plane never reads it; it has a constraint table of its own.
 */

export type ErrorName = `${string}Exception`;
export type ScalarShape = {
  readonly type: 'string' | 'integer' | 'boolean' | 'timestamp';
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
};
export type ListShape = {
  readonly type: 'list';
  readonly member: string;
  readonly min?: number;
  readonly max?: number;
};
export type StructureShape = {
  readonly type: 'structure';
  readonly required?: readonly string[];
  readonly union?: boolean;
  /** Member name to shape name. */
  readonly members: Readonly<Record<string, string>>;
  /** The member that clients fill by themselves when the caller does not. */
  readonly idempotencyToken?: string;
};
export type ModelShape = ScalarShape | ListShape | StructureShape;

export interface ModelOperation {
  readonly name: string;
  readonly idempotent: boolean;
  readonly errors: readonly ErrorName[];
}

interface Table {
  readonly operations: Readonly<Record<string, { readonly idempotent?: boolean; readonly errors: readonly string[] }>>;
  readonly shapes: Readonly<Record<string, ModelShape>>;
}

const table: Table = JSON.parse(readFileSync(new URL('./proton.json', import.meta.url), 'utf8'));

/** Every operation of the API, by name. */
export const OPERATIONS: ReadonlyMap<string, ModelOperation> = new Map(
  Object.entries(table.operations).map(([name, { idempotent, errors }]) => [
    name,
    { name, idempotent: idempotent === true, errors: errors.map((error): ErrorName => `${error}Exception`) },
  ]),
);

/** Every shape but those of errors, by name. */
export const SHAPES: ReadonlyMap<string, ModelShape> = new Map(Object.entries(table.shapes));

/** The shape of that name; fails the test when there is none. */
export function shapeNamed(name: string): ModelShape {
  const shape = SHAPES.get(name);
  if (shape === undefined) throw new Error(`the model has no shape ${name}`);
  return shape;
}

function structureNamed(name: string): StructureShape {
  const shape = shapeNamed(name);
  if (shape.type !== 'structure') throw new Error(`${name} is not a structure`);
  return shape;
}

/** The structure that an operation takes. */
export const inputOf = (operation: string): StructureShape => structureNamed(`${operation}Input`);
/** The structure that an operation answers with. */
export const outputOf = (operation: string): StructureShape => structureNamed(`${operation}Output`);
