import type { CloudFormation } from '@proton-bot/local-aws';
import { AwsError } from '@proton-bot/local-aws';
import type {
  CloudFormationApi,
  CloudFormationOperation,
  CloudFormationOperations,
} from '../../../../src/lib/providers/cloudformation/index.ts';

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
    const { code, statusCode, message } = error;
    throw Object.assign(new Error(message), { name: code, $metadata: { httpStatusCode: statusCode } });
  }
}

/** Builds the typed API from a function that makes one call. */
export function typedApi(
  call: (operation: CloudFormationOperation, input: object) => Promise<Record<string, unknown>>,
): CloudFormationApi {
  return {
    async call(operation, input) {
      const output = { ...(await call(operation, input)), $metadata: {} };
      if (isOutputOf(operation, output)) return output;
      throw new TypeError('no output');
    },
  };
}

function isOutputOf<Name extends CloudFormationOperation>(
  _operation: Name,
  output: object,
): output is CloudFormationOperations[Name]['output'] {
  return '$metadata' in output;
}
