import { SerializationException, ValidationException } from '../../model/errors.ts';

/** What a control route gets: the body as JSON (nothing with GET) and the parameters of the query. */
export interface ControlRequest {
  readonly body: unknown;
  readonly query: URLSearchParams;
}

/** Answers with what goes out as JSON. @throws ProtonError */
export type ControlRoute = (request: ControlRequest) => unknown;

/** The routes at one path, by method. */
export type ControlRouteMethods = Readonly<Partial<Record<'GET' | 'POST' | 'PUT', ControlRoute>>>;

/** Names the place and what is asked for there, in the words of the API (A8). */
export function invalid(place: string, constraint: string): ValidationException {
  return new ValidationException(
    `1 validation error detected: Value at '${place}' failed to satisfy constraint: Member must ${constraint}`,
  );
}

/**
 * The members of a body.
 * @throws SerializationException when it is no object, ValidationException when it has another member than these
 */
export function readMembers<Name extends string>(
  body: unknown,
  names: readonly Name[],
): Readonly<Partial<Record<Name, unknown>>> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new SerializationException(`The body must be a JSON object with ${names.join(', ')}.`);
  }
  const known: Partial<Record<Name, unknown>> = {};
  for (const [name, value] of Object.entries(body)) known[readName(name, names)] = value;
  return known;
}

/** @throws ValidationException when the query has another parameter than these, or one twice */
export function checkParameters(query: URLSearchParams, names: readonly string[]): void {
  const given = [...query.keys()];
  for (const name of given) readName(name, names);
  const repeated = given.find((name, index) => given.indexOf(name) !== index);
  if (repeated !== undefined) throw invalid(repeated, 'be given once');
}

function readName<Name extends string>(name: string, names: readonly Name[]): Name {
  const known = names.find((candidate) => candidate === name);
  if (known !== undefined) return known;
  const constraint = names.length === 0 ? 'not be given; there are none' : `be one of ${names.join(', ')}`;
  throw invalid(name.slice(0, 40), constraint);
}

/** @throws ValidationException unless it is a whole number between these */
export function readInteger(value: unknown, place: string, minimum: number, maximum: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= minimum && value <= maximum) return value;
  throw invalid(place, `be an integer between ${minimum} and ${maximum}`);
}
