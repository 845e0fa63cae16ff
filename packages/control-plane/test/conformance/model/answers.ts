import { type ScalarShape, type StructureShape, shapeNamed } from './model.ts';

/** How an answer of an operation differs from the model. */
export interface Findings {
  /** `path: reason` of everything that no answer may have: unknown members, wrong types, broken constraints. */
  readonly deviations: readonly string[];
  /** Required members that are absent, as `<path in the answer>`; list items count as one. */
  readonly absent: readonly string[];
}

/** Which members answers have held, by the name of their structure. */
export type MembersByShape = Map<string, Set<string>>;

interface Notes {
  readonly deviations: string[];
  readonly absent: Set<string>;
  readonly answered: MembersByShape;
}

/** Between 2001 and 2286: a time in epoch seconds, not in milliseconds and not a text. */
const EPOCH_SECONDS = { from: 1_000_000_000, to: 10_000_000_000 };

/**
 * Holds the body of an answer, as it was on the wire, against the model: everything in it, to the last level.
 * @param answered takes in which members the answer holds
 */
export function findingsIn(operation: string, body: unknown, answered: MembersByShape): Findings {
  const notes: Notes = { deviations: [], absent: new Set(), answered };
  check(body, `${operation}Output`, '', notes);
  return { deviations: notes.deviations, absent: [...notes.absent] };
}

function check(value: unknown, shapeName: string, path: string, notes: Notes): void {
  const shape = shapeNamed(shapeName);
  if (shape.type === 'structure') {
    checkStructure(value, { ...shape, name: shapeName }, path, notes);
  } else if (shape.type === 'list') {
    if (!Array.isArray(value)) {
      notes.deviations.push(`${path}: ${JSON.stringify(value)} is not a list`);
      return;
    }
    if (!isWithin(value.length, shape)) notes.deviations.push(`${path}: has ${value.length} items`);
    for (const item of value) check(item, shape.member, `${path}[]`, notes);
  } else {
    const reason = scalarDeviation(value, shape);
    if (reason !== undefined) notes.deviations.push(`${path}: ${JSON.stringify(value)} ${reason}`);
  }
}

function checkStructure(
  value: unknown,
  shape: StructureShape & { readonly name: string },
  path: string,
  notes: Notes,
): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    notes.deviations.push(`${path}: ${JSON.stringify(value)} is not a structure`);
    return;
  }
  const pathOf = (member: string): string => (path === '' ? member : `${path}.${member}`);
  const answered = notes.answered.get(shape.name) ?? new Set();
  notes.answered.set(shape.name, answered);
  for (const [member, memberValue] of Object.entries(value)) {
    answered.add(member);
    const shapeName = shape.members[member];
    if (shapeName === undefined) notes.deviations.push(`${pathOf(member)}: not in the model`);
    else check(memberValue, shapeName, pathOf(member), notes);
  }
  for (const member of shape.required ?? []) if (!Object.hasOwn(value, member)) notes.absent.add(pathOf(member));
  if (shape.union === true && Object.keys(value).length !== 1) notes.deviations.push(`${path}: not one of the union`);
}

function scalarDeviation(value: unknown, shape: ScalarShape): string | undefined {
  switch (shape.type) {
    case 'timestamp': {
      const isTime = typeof value === 'number' && value > EPOCH_SECONDS.from && value < EPOCH_SECONDS.to;
      return isTime ? undefined : 'is no time in epoch seconds';
    }
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'is no boolean';
    case 'integer':
      return Number.isInteger(value) && isWithin(Number(value), shape) ? undefined : 'is no integer of that range';
    case 'string':
      return stringDeviation(value, shape);
  }
}

function stringDeviation(value: unknown, shape: ScalarShape): string | undefined {
  if (typeof value !== 'string') return 'is no string';
  if (!isWithin(Array.from(value).length, shape)) return `is not ${shape.min} to ${shape.max} characters long`;
  if (shape.pattern !== undefined && !new RegExp(shape.pattern).test(value)) return `does not match ${shape.pattern}`;
  if (shape.enum !== undefined && !shape.enum.includes(value)) return `is none of ${shape.enum.join(', ')}`;
  return undefined;
}

function isWithin(size: number, { min, max }: { readonly min?: number; readonly max?: number }): boolean {
  return size >= (min ?? Number.NEGATIVE_INFINITY) && size <= (max ?? Number.POSITIVE_INFINITY);
}
