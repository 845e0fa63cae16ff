import { AwsError, type Ecs, type EcsState } from '@proton-bot/local-aws';
import type { EcsApi, EcsOperation, EcsOperations } from '../../../../src/lib/providers/ecs/index.ts';
import type { LogsApi, LogsOperations } from '../../../../src/lib/providers/ecs/log-lines.ts';

/**
 * One call: what goes over the wire as JSON goes through JSON here, and an error is what the client would make of it.
 *
 * @param asOf - an answer from an older state
 */
export function callInProcess(
  ecs: Ecs,
  operation: EcsOperation,
  input: object,
  asOf: EcsState = ecs.state,
): Record<string, unknown> {
  try {
    return withDates(JSON.stringify(ecs.callAsOf(asOf, operation, withSeconds(input))));
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const { code, statusCode, message } = error;
    throw Object.assign(new Error(message), { name: code, $metadata: { httpStatusCode: statusCode } });
  }
}

/** Builds the typed API from a function that makes one call. */
export function typedApi(call: (operation: EcsOperation, input: object) => Promise<Record<string, unknown>>): EcsApi {
  return {
    async call(operation, input) {
      const output = { ...(await call(operation, input)), $metadata: {} };
      if (isOutputOf(operation, output)) return output;
      throw new TypeError('no output');
    },
  };
}

/** The same for the one call to CloudWatch Logs. */
export function typedLogs(answer: (input: object) => object): LogsApi {
  return {
    async call(operation, input) {
      const output = { ...answer(input), $metadata: {} };
      if (isLogOutput(operation, output)) return output;
      throw new TypeError('no output');
    },
  };
}

function isLogOutput<Name extends keyof LogsOperations>(
  _operation: Name,
  output: object,
): output is LogsOperations[Name]['output'] {
  return '$metadata' in output;
}

/** Times are epoch seconds on the wire. */
function withSeconds(input: object): unknown {
  const { createdAt, ...rest }: { readonly createdAt?: unknown } = { ...input };
  if (typeof createdAt !== 'object' || createdAt === null) return input;
  const seconds = Object.entries(createdAt).map(([member, value]) => [
    member,
    value instanceof Date ? value.getTime() / 1000 : value,
  ]);
  return { ...rest, createdAt: Object.fromEntries(seconds) };
}

function withDates(body: string): Record<string, unknown> {
  const answer: Record<string, unknown> = JSON.parse(body);
  setDates(answer);
  return answer;
}

/** In place: a reviver takes many times as long. */
function setDates(value: object): void {
  const members: Record<string, unknown> = Object(value);
  for (const member in members) {
    const inner = members[member];
    if (typeof inner === 'object' && inner !== null) setDates(inner);
    else if (typeof inner === 'number' && member.endsWith('At')) members[member] = new Date(inner * 1000);
  }
}

function isOutputOf<Name extends EcsOperation>(
  _operation: Name,
  output: object,
): output is EcsOperations[Name]['output'] {
  return '$metadata' in output;
}
