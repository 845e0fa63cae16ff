import type { SupplyChain } from '@proton-bot/local-aws';
import { AwsError } from '@proton-bot/local-aws';
import type {
  SupplyChainApi,
  SupplyChainOperation,
  SupplyChainOperations,
} from '../../../../src/lib/providers/supply-chain/index.ts';

/** The local service behind the provider's seam, without a client and HTTP between them. */
export function inProcessApi(service: SupplyChain): SupplyChainApi {
  return typedApi(async (operation, input) => callInProcess(service, operation, input));
}

/** One call: what goes over the wire as JSON goes through JSON here, and an error is what the client would make of it. */
export function callInProcess(
  service: SupplyChain,
  operation: SupplyChainOperation,
  input: object,
): Record<string, unknown> {
  try {
    return withDates(JSON.stringify(service.call(operation, input)));
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const { code, statusCode, message } = error;
    throw Object.assign(new Error(message), { name: code, $metadata: { httpStatusCode: statusCode } });
  }
}

/** Builds the typed API from a function that makes one call. */
export function typedApi(
  call: (operation: SupplyChainOperation, input: object) => Promise<Record<string, unknown>>,
): SupplyChainApi {
  return {
    async call(operation, input) {
      const output = { ...(await call(operation, input)), $metadata: {} };
      if (isOutputOf(operation, output)) return output;
      throw new TypeError('no output');
    },
  };
}

/** Times are epoch seconds on the wire. */
function withDates(body: string): Record<string, unknown> {
  return JSON.parse(body, (member, value: unknown) =>
    member.endsWith('Time') && typeof value === 'number' ? new Date(value * 1000) : value,
  );
}

function isOutputOf<Name extends SupplyChainOperation>(
  _operation: Name,
  output: object,
): output is SupplyChainOperations[Name]['output'] {
  return '$metadata' in output;
}
