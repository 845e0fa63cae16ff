import { digestOf } from '../model/digest.ts';
import { ConflictException, ValidationException } from '../model/errors.ts';
import type { OperationCall } from './call.ts';

/** Client tokens are remembered for eight hours (https://docs.aws.amazon.com/proton/latest/APIReference/Welcome.html). */
const TOKEN_LIFETIME_MS = 8 * 60 * 60 * 1000;
/** The one text of this refusal seen in public: https://github.com/aws-samples/aws-proton-cloudformation-sample-templates/issues/58 */
const MISMATCH = 'Idempotent parameter mismatch';

interface Resource {
  readonly arn: string;
  readonly createdAtMs: number;
}

/**
 * Does the work of an operation once per client token: a repeat with the same input returns what the token made, as
 * long as that exists.
 *
 * @param find the resource that is now at an ARN
 * @throws ValidationException when the token was used with other input
 */
export function onceByClientToken<Record extends Resource>(
  call: OperationCall,
  request: { readonly operation: string; readonly input: { readonly clientToken?: string | undefined } },
  find: (arn: string) => Record | undefined,
  work: () => Record,
): Record {
  const { store, clock } = call.parts;
  const { clientToken } = request.input;
  if (clientToken === undefined || clientToken === '') return work();
  const key = `${call.accountId} ${request.operation} ${clientToken}`;
  const inputDigest = digestOf(request.input);
  const used = store.clientTokens.get(key);
  const original = used !== undefined && used.expiresAtMs > clock.now() ? find(used.resourceArn) : undefined;
  if (used !== undefined && original !== undefined && original.createdAtMs === used.resourceCreatedAtMs) {
    if (used.inputDigest === inputDigest) return original;
    throw new ValidationException(
      `IdempotentParameterMismatch: ${MISMATCH}. The client token was used with other input.`,
    );
  }
  const made = work();
  forgetExpired(call);
  store.clientTokens.delete(key);
  store.clientTokens.set(key, {
    key,
    inputDigest,
    resourceArn: made.arn,
    resourceCreatedAtMs: made.createdAtMs,
    expiresAtMs: clock.now() + TOKEN_LIFETIME_MS,
  });
  return made;
}

/** Tokens are kept in the order they expire in, so the expired ones are in front. */
function forgetExpired({ parts: { store, clock } }: OperationCall): void {
  const now = clock.now();
  for (const { key, expiresAtMs } of store.clientTokens.values()) {
    if (expiresAtMs > now) return;
    store.clientTokens.delete(key);
  }
}

/**
 * Whether a create of a name that exists is a repeat of the create that made it (rule 2 of the API reference).
 * @throws ValidationException when the input differs, ConflictException when the resource was updated since (A32)
 */
export function checkRepeatedCreate(
  existing: { readonly arn: string; readonly creationDigest: string; readonly modified: boolean },
  inputDigest: string,
): void {
  if (existing.creationDigest !== inputDigest) {
    throw new ValidationException(`${MISMATCH}: ${existing.arn} exists and was created with other input.`);
  }
  if (existing.modified) {
    throw new ConflictException(`${existing.arn} exists already and was modified since it was created`);
  }
}
