import { AwsError } from '../../endpoint/index.ts';
import { isJsonObject, type JsonObject } from '../../json.ts';
import { validationError, violation } from '../errors.ts';
import { INPUTS, type InputOf, type Members, type OperationName } from './inputs.ts';
import { type IntegerShape, type ListShape, type MapShape, SHAPES, type Shape, type StringShape } from './shapes.ts';

/** Reads one value: returns it, and adds what is wrong with it to `violations`. */
type Reader = (value: unknown, place: string, violations: string[]) => unknown;

const readers = new Map<string, Reader>(Object.entries<Shape>(SHAPES).map(([name, shape]) => [name, readerOf(shape)]));

/** Whether a text is a whole match of a shape of the model. */
export function isOfShape(shape: keyof typeof SHAPES, text: string): boolean {
  const violations: string[] = [];
  readers.get(shape)?.(text, '', violations);
  return violations.length === 0;
}

/**
 * Checks an input against the constraint table and returns its known members; `null` counts as absent and unknown
 * members are dropped, as the protocol wants it (https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html).
 *
 * @throws AwsError SerializationException when the input is no object, ValidationException naming every violation
 */
export function readInput<Operation extends OperationName>(operation: Operation, input: unknown): InputOf<Operation>;
export function readInput(operation: OperationName, input: unknown): unknown {
  if (!isJsonObject(input)) {
    throw new AwsError('SerializationException', `The input of ${operation} must be a JSON object.`);
  }
  const violations: string[] = [];
  const known = readMembers(INPUTS[operation], input, violations);
  if (violations.length > 0) throw validationError(violations);
  return known;
}

function readMembers({ required, optional }: Members, input: JsonObject, violations: string[]): object {
  const known: Record<string, unknown> = {};
  for (const [name, shape] of Object.entries({ ...required, ...optional })) {
    const value = input[name];
    if (value !== undefined && value !== null) known[name] = readers.get(shape)?.(value, name, violations);
    else if (Object.hasOwn(required, name)) violations.push(violation(name, 'not be null'));
  }
  return known;
}

function readerOf(shape: Shape): Reader {
  switch (shape.type) {
    case 'string':
      return stringReader(shape);
    case 'integer':
      return integerReader(shape);
    case 'list':
      return listReader(shape);
    case 'map':
      return mapReader(shape);
  }
}

function stringReader({ minLength, maxLength, pattern, values, reservedPrefix }: StringShape): Reader {
  const wholePattern = pattern === undefined ? undefined : new RegExp(`^(?:${pattern})$`);
  return (value, place, violations) => {
    if (typeof value !== 'string') {
      violations.push(violation(place, 'be a string'));
      return value;
    }
    const length = lengthOf(value);
    if (minLength !== undefined && length < minLength) violations.push(violation(place, tooShort(minLength)));
    if (maxLength !== undefined && length > maxLength) violations.push(violation(place, tooLong(maxLength)));
    if (values !== undefined && !values.includes(value)) {
      violations.push(violation(place, `satisfy enum value set: [${values.join(', ')}]`));
    }
    if (wholePattern !== undefined && !wholePattern.test(value)) {
      violations.push(violation(place, `satisfy regular expression pattern: ${pattern ?? ''}`));
    }
    if (reservedPrefix !== undefined && value.toLowerCase().startsWith(reservedPrefix)) {
      violations.push(violation(place, `not begin with ${reservedPrefix}, which is reserved`));
    }
    return value;
  };
}

function integerReader({ minimum, maximum }: IntegerShape): Reader {
  return (value, place, violations) => {
    if (typeof value !== 'number' || !Number.isInteger(value)) violations.push(violation(place, 'be an integer'));
    else if (value < minimum) violations.push(violation(place, `have value greater than or equal to ${minimum}`));
    else if (value > maximum) violations.push(violation(place, `have value less than or equal to ${maximum}`));
    return value;
  };
}

function listReader({ member, maxLength }: ListShape): Reader {
  return (value, place, violations) => {
    if (!Array.isArray(value)) {
      violations.push(violation(place, 'be a list'));
      return [];
    }
    if (!isShortEnough(value.length, maxLength, place, violations)) return [];
    return value.map((item: unknown, index) => readers.get(member)?.(item, `${place}.${index + 1}.member`, violations));
  };
}

function mapReader(shape: MapShape): Reader {
  return (value, place, violations) => {
    if (!isJsonObject(value)) {
      violations.push(violation(place, 'be a map'));
      return {};
    }
    const entries = Object.entries(value);
    if (!isShortEnough(entries.length, shape.maxLength, place, violations)) return {};
    return Object.fromEntries(
      entries.map(([key, content], index) => [
        readers.get(shape.key)?.(key, `${place}.${index + 1}.key`, violations),
        readers.get(shape.value)?.(content, `${place}.${index + 1}.value`, violations),
      ]),
    );
  };
}

/** What is in a list or map that is too long is not looked at: it is refused anyway, and it may be huge. */
function isShortEnough(length: number, maxLength: number, place: string, violations: string[]): boolean {
  if (length > maxLength) violations.push(violation(place, tooLong(maxLength)));
  return length <= maxLength;
}

/** Length in characters, not in UTF-16 units, as the model counts. */
function lengthOf(text: string): number {
  const pairs = text.match(/[\ud800-\udbff][\udc00-\udfff]/g);
  return text.length - (pairs?.length ?? 0);
}

function tooShort(minLength: number): string {
  return `have length greater than or equal to ${minLength}`;
}

function tooLong(maxLength: number): string {
  return `have length less than or equal to ${maxLength}`;
}
