import { SerializationException, ValidationException } from './errors.ts';
import type { InputOf, OperationName } from './input-types.ts';
import { INPUTS } from './inputs/index.ts';
import { type Members, SHAPES, type Shape, type StringShape } from './shapes.ts';

/** Reads one value: returns it with unknown members left out, and adds what is wrong to `violations`. */
type Reader = (value: unknown, path: string, violations: string[]) => unknown;

/** This project's, for lists that the model leaves open: what a body has room for takes long to check and to answer. */
const MAXIMUM_LIST_LENGTH = 100;

const READS = /^(?:Get|List)/;

const readers = new Map<string, Reader>(Object.entries<Shape>(SHAPES).map(([name, shape]) => [name, readerOf(shape)]));
const inputReaders = new Map<string, Reader>(
  Object.entries<Members>(INPUTS).map(([operation, members]) => [operation, structureReader(members, false)]),
);

/** Whether an operation changes nothing. */
export function isRead(operation: string): boolean {
  return READS.test(operation);
}

/** Whether the API has an operation of this name. */
export function isOperation(operation: string): operation is OperationName {
  return inputReaders.has(operation);
}

/**
 * Checks an input against the constraint table and returns its known members; `null` counts as absent and unknown
 * members are dropped, as the protocol wants it (https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html).
 *
 * @throws SerializationException when the input is not an object
 * @throws ValidationException listing every violation (A8); values are never echoed, some of them being sensitive
 */
export function readInput<Operation extends OperationName>(operation: Operation, input: unknown): InputOf<Operation>;
export function readInput(operation: OperationName, input: unknown): unknown {
  const given = input === undefined ? {} : input;
  if (!isObject(given)) {
    throw new SerializationException(`The input of ${operation} must be a JSON object.`);
  }
  const violations: string[] = [];
  const known = inputReaders.get(operation)?.(given, '', violations);
  if (violations.length > 0) {
    const count = violations.length === 1 ? '1 validation error' : `${violations.length} validation errors`;
    throw new ValidationException(`${count} detected: ${violations.join('; ')}`);
  }
  return known;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function violation(path: string, constraint: string): string {
  return `Value at '${path}' failed to satisfy constraint: Member must ${constraint}`;
}

function readerOf(shape: Shape): Reader {
  switch (shape.type) {
    case 'string':
      return stringReader(shape);
    case 'integer':
      return (value, path, violations) => {
        const { minimum, maximum } = shape;
        if (!Number.isInteger(value)) violations.push(violation(path, 'be an integer'));
        else if (minimum !== undefined && Number(value) < minimum)
          violations.push(violation(path, `have value greater than or equal to ${minimum}`));
        else if (maximum !== undefined && Number(value) > maximum)
          violations.push(violation(path, `have value less than or equal to ${maximum}`));
        return value;
      };
    case 'boolean':
      return (value, path, violations) => {
        if (typeof value !== 'boolean') violations.push(violation(path, 'be a boolean'));
        return value;
      };
    case 'list':
      return (value, path, violations) => {
        if (!Array.isArray(value)) {
          violations.push(violation(path, 'be a list'));
          return [];
        }
        const { minLength, maxLength = MAXIMUM_LIST_LENGTH } = shape;
        // Members of a list that is too long are not looked at: it is refused anyway, and it may be huge.
        const fits = checkLength(
          value.length,
          { ...(minLength !== undefined && { minLength }), maxLength },
          path,
          violations,
        );
        if (!fits) return [];
        const memberReader = readers.get(shape.member);
        return value.map((member: unknown, index) => memberReader?.(member, `${path}.${index + 1}.member`, violations));
      };
    case 'structure':
      return structureReader(shape, shape.union === true);
  }
}

function stringReader(shape: StringShape): Reader {
  const pattern = shape.pattern === undefined ? undefined : new RegExp(shape.pattern);
  const values = shape.values === undefined ? undefined : new Set(shape.values);
  return (value, path, violations) => {
    if (typeof value !== 'string') {
      violations.push(violation(path, 'be a string'));
      return value;
    }
    const fits = checkLength(lengthOf(value, shape.maxLength), shape, path, violations);
    if (values !== undefined && !values.has(value)) {
      violations.push(violation(path, `satisfy enum value set: [${[...values].join(', ')}]`));
    }
    // A pattern is not tried on an overlong text, so that no pattern can be made to run for long.
    if (pattern !== undefined && fits && !pattern.test(value)) {
      violations.push(violation(path, `satisfy regular expression pattern: ${pattern.source}`));
    }
    return value;
  };
}

/** Length in characters, not UTF-16 units, as the model counts; only counted where the cheap upper bound is too long. */
function lengthOf(value: string, maxLength: number | undefined): number {
  if (maxLength === undefined || value.length <= maxLength || value.length > 2 * maxLength) return value.length;
  return Array.from(value).length;
}

function checkLength(
  length: number,
  limits: { readonly minLength?: number; readonly maxLength?: number },
  path: string,
  violations: string[],
): boolean {
  if (limits.minLength !== undefined && length < limits.minLength) {
    violations.push(violation(path, `have length greater than or equal to ${limits.minLength}`));
    return false;
  }
  if (limits.maxLength !== undefined && length > limits.maxLength) {
    violations.push(violation(path, `have length less than or equal to ${limits.maxLength}`));
    return false;
  }
  return true;
}

function structureReader(members: Members, union: boolean): Reader {
  const entries = [
    ...Object.entries(members.required).map(([name, shape]) => ({ name, shape, required: true })),
    ...Object.entries(members.optional).map(([name, shape]) => ({ name, shape, required: false })),
  ];
  return (value, path, violations) => {
    if (!isObject(value)) {
      violations.push(violation(path, 'be a structure'));
      return {};
    }
    const known: Record<string, unknown> = {};
    for (const { name, shape, required } of entries) {
      const memberPath = path === '' ? name : `${path}.${name}`;
      const member = Object.hasOwn(value, name) ? value[name] : undefined;
      if (member !== undefined && member !== null) known[name] = readers.get(shape)?.(member, memberPath, violations);
      else if (required) violations.push(violation(memberPath, 'not be null'));
    }
    if (union && Object.keys(known).length !== 1) violations.push(violation(path, 'have exactly one member set'));
    return known;
  };
}
