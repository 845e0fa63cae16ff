import { AwsError } from '../endpoint/index.ts';
import { INPUTS } from './model/inputs.ts';

/**
 * An input breaks the constraints of the model; the message names every place.
 * The HTTP codes here are those of the API model: https://docs.aws.amazon.com/aws-supply-chain/latest/APIReference/CommonErrors.html
 */
export function validationError(violations: readonly string[]): AwsError {
  const count = violations.length === 1 ? '1 validation error' : `${String(violations.length)} validation errors`;
  return new AwsError('ValidationException', `${count} detected: ${violations.join('; ')}`);
}

/** One violation, in the words AWS uses. Values are never echoed. */
export function violation(place: string, constraint: string): string {
  return `Value at '${place}' failed to satisfy constraint: Member must ${constraint}`;
}

/** There is no such instance in this account and region, or no longer (assumption A36). */
export function notFoundError(instanceId: string): AwsError {
  return new AwsError(
    'ResourceNotFoundException',
    `There is no instance ${instanceId} in this account and region. ListInstances shows those there are.`,
    { statusCode: 404 },
  );
}

/** Assumptions A35 and A37. */
export function conflictError(message: string): AwsError {
  return new AwsError('ConflictException', message, { statusCode: 409 });
}

/** Assumption A38: the quota cannot be raised, so only a deletion helps. */
export function quotaError(mostInstances: number): AwsError {
  return new AwsError(
    'ServiceQuotaExceededException',
    `This account has ${String(mostInstances)} instances in this region, as many as it may have. Delete one first.`,
    { statusCode: 402 },
  );
}

/** The operation, or method and path, is none that is served here. */
export function unknownOperationError(what: string): AwsError {
  return new AwsError(
    'UnknownOperationException',
    `The local cloud has no ${what} of AWS Supply Chain; it has ${Object.keys(INPUTS).join(', ')}.`,
    { statusCode: 404 },
  );
}
