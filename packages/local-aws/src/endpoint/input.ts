import { isUtf8 } from 'node:buffer';
import { z } from 'zod';
import { isJsonObject, type JsonObject } from '../json.ts';
import { AwsError } from './aws-error.ts';

/** The parameters of one call, parsed from its JSON body but not yet checked. */
export type CallInput = JsonObject;

/**
 * Parses a request body. An empty body means no parameters, as the services themselves take it.
 *
 * @throws AwsError SerializationException when it is no JSON object
 */
export function parseBody(body: Buffer): CallInput {
  if (body.length === 0) return {};
  if (!isUtf8(body)) throw new AwsError('SerializationException', 'The request body is not UTF-8.');
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString('utf8'));
  } catch {
    throw new AwsError('SerializationException', 'The request body is not JSON.');
  }
  if (!isJsonObject(parsed)) {
    throw new AwsError('SerializationException', 'The request body must be a JSON object.');
  }
  return parsed;
}

/**
 * Checks the parameters of a call against their shape.
 *
 * @throws AwsError ValidationException naming every parameter that is wrong
 */
export function checkInput<Shape extends z.ZodType>(shape: Shape, input: CallInput): z.output<Shape> {
  const checked = shape.safeParse(input);
  if (checked.success) return checked.data;
  const problems = checked.error.issues.map(({ path, message }) => `${path.join('.') || 'request'}: ${message}`);
  throw new AwsError('ValidationException', problems.join('; '));
}
