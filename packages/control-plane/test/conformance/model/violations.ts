import { inputOf, type ListShape, type ScalarShape, type StructureShape, shapeNamed } from './model.ts';
import { sampleList, sampleOf, sampleOfLength, sampleStructure } from './samples.ts';

/** One way to break one constraint of an input. */
export interface Violation {
  /** What is wrong, such as `name: one character too long`. */
  readonly label: string;
  /** Where, as the refusal must name it: `source.s3.bucket`, `tags.1.member.key`. */
  readonly path: string;
  /** The value to give to the member that the path begins with; `undefined` leaves it out. */
  readonly value: unknown;
  readonly member: string;
  /** What a client that checks types would not send, so that the body must be written by hand. */
  readonly mistyped: boolean;
}

/** A broken value of some shape, before it is put into the input around it. */
interface Broken {
  readonly what: string;
  readonly path: string;
  readonly value: unknown;
  readonly mistyped?: boolean;
}

/** Every required member left out, and `null` in its place. */
export function missingMembers(operation: string): Violation[] {
  return (inputOf(operation).required ?? []).flatMap((member) => [
    { label: `${member}: left out`, path: member, member, value: undefined, mistyped: false },
    { label: `${member}: null`, path: member, member, value: null, mistyped: true },
  ]);
}

/** Every constraint of every member, at any depth, broken in every way there is, one at a time. */
export function violationsOf(operation: string): Violation[] {
  return Object.entries(inputOf(operation).members).flatMap(([member, shapeName]) =>
    brokenValues(shapeName, member).map(({ what, path, value, mistyped }) => ({
      label: `${path}: ${what}`,
      path,
      member,
      value,
      mistyped: mistyped === true,
    })),
  );
}

function brokenValues(shapeName: string, path: string): Broken[] {
  const shape = shapeNamed(shapeName);
  switch (shape.type) {
    case 'string':
      return brokenTexts(shapeName, shape, path);
    case 'integer':
      return brokenIntegers(shape, path);
    case 'boolean':
      return [{ what: 'a text', path, value: 'true', mistyped: true }];
    case 'list':
      return brokenLists(shape, path);
    case 'structure':
      return brokenStructures(shape, path);
    case 'timestamp':
      throw new Error(`${path}: no input has a timestamp`);
  }
}

function brokenTexts(shapeName: string, shape: ScalarShape, path: string): Broken[] {
  const { min = 0, max, pattern } = shape;
  const broken: Broken[] = [
    { what: 'a number', path, value: 42, mistyped: true },
    { what: 'a structure', path, value: { text: 'x' }, mistyped: true },
  ];
  if (min > 0) broken.push({ what: 'too short', path, value: 'x'.repeat(min - 1) });
  if (max !== undefined) {
    broken.push({ what: 'too long', path, value: sampleOfLength(shapeName, max + 1) ?? 'x'.repeat(max + 1) });
  }
  if (pattern !== undefined) broken.push({ what: 'not of the pattern', path, value: unmatched(pattern, min) });
  if (shape.enum !== undefined) {
    broken.push({ what: 'an unknown value', path, value: 'NO_SUCH_VALUE' });
  }
  return broken;
}

/** A text that is long enough and does not match. */
function unmatched(pattern: string, min: number): string {
  const text = ['-', ' ', '!', 'ä']
    .map((part) => part.repeat(Math.max(min, 1)))
    .find((part) => !new RegExp(pattern).test(part));
  if (text === undefined) throw new Error(`no text is known that breaks the pattern ${pattern}`);
  return text;
}

function brokenIntegers({ min, max }: ScalarShape, path: string): Broken[] {
  return [
    { what: 'a fraction', path, value: 1.5, mistyped: true },
    { what: 'a text', path, value: '1', mistyped: true },
    ...(min === undefined ? [] : [{ what: 'too small', path, value: min - 1 }]),
    ...(max === undefined ? [] : [{ what: 'too large', path, value: max + 1 }]),
  ];
}

function brokenLists(shape: ListShape, path: string): Broken[] {
  const { min = 0, max, member } = shape;
  const itemPath = `${path}.1.member`;
  return [
    { what: 'a structure', path, value: { item: sampleOf(member) }, mistyped: true },
    { what: 'a null in it', path: itemPath, value: [null], mistyped: true },
    ...(min > 0 ? [{ what: 'too few items', path, value: sampleList(shape, min - 1) }] : []),
    ...(max === undefined ? [] : [{ what: 'too many items', path, value: sampleList(shape, max + 1) }]),
    ...brokenValues(member, itemPath).map((broken) => ({ ...broken, value: [broken.value] })),
  ];
}

function brokenStructures(shape: StructureShape, path: string): Broken[] {
  const whole = sampleStructure(shape);
  const nested = Object.entries(shape.members).flatMap(([member, type]) =>
    brokenValues(type, `${path}.${member}`).map((broken) => ({
      ...broken,
      value: { ...whole, [member]: broken.value },
    })),
  );
  const missing = (shape.required ?? []).map((member) => {
    const { [member]: _, ...rest } = whole;
    return { what: 'left out', path: `${path}.${member}`, value: rest };
  });
  const unions: Broken[] = shape.union === true ? [{ what: 'none of the union', path, value: {}, mistyped: true }] : [];
  if (Object.keys(shape.members).length > 1 && shape.union === true) {
    const all = Object.fromEntries(Object.entries(shape.members).map(([member, type]) => [member, sampleOf(type)]));
    unions.push({ what: 'two of the union', path, value: all, mistyped: true });
  }
  return [{ what: 'a text', path, value: 'text', mistyped: true }, ...missing, ...unions, ...nested];
}
