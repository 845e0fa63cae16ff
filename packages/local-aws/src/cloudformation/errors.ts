import { AwsError } from '../endpoint/index.ts';

/**
 * The answer to nearly every mistake. It is in no operation's model, and clients know it by its name: AWS's own waiters take it for
 * "there is no such stack". The texts are those that public code has seen (assumptions C2 and C6 of `docs/back-ends.md`).
 */
export function validationError(message: string): AwsError {
  return new AwsError('ValidationError', message);
}

export function requiredError(member: string): AwsError {
  return validationError(
    `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
  );
}

export function patternError(member: string, pattern: string): AwsError {
  return validationError(
    `1 validation error detected: Value at '${member}' failed to satisfy constraint: Member must satisfy regular expression pattern: ${pattern}`,
  );
}

export function enumError(member: string, values: readonly string[]): AwsError {
  return validationError(
    `1 validation error detected: Value at '${member}' failed to satisfy constraint: Member must satisfy enum value set: [${values.join(', ')}]`,
  );
}

export function alreadyExistsError(name: string): AwsError {
  return new AwsError('AlreadyExistsException', `Stack [${name}] already exists`);
}

/** A token that another call was made with. */
export function tokenError(token: string): AwsError {
  return new AwsError('TokenAlreadyExistsException', `A client request token already exists: ${token}`);
}

/** An operation that CloudFormation may have, and this stand-in has not. */
export function unknownActionError(action: string, known: readonly string[]): AwsError {
  return new AwsError(
    'InvalidAction',
    `The local cloud has no ${action.slice(0, 100)} of CloudFormation; it has ${known.join(', ')}.`,
  );
}
