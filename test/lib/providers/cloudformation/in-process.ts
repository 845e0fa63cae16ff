import { AwsError, type CloudFormation } from '@proton-bot/local-aws';
import type {
  CloudFormationOperation,
  CloudFormationOperations,
} from '../../../../src/lib/providers/cloudformation/index.ts';
import { apiOf, clientError } from '../stand-in-api.ts';

/** Builds the typed API from a function that makes one call. */
export const typedApi = apiOf<CloudFormationOperations>;

/** One call: what is answered is not kept by anybody, and an error is what the client would make of it. */
export function callInProcess(
  service: Pick<CloudFormation, 'call'>,
  operation: CloudFormationOperation,
  input: object,
): Record<string, unknown> {
  try {
    return { ...service.call(operation, { ...input }) };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw clientError(error.code, error.statusCode, error.message);
  }
}
