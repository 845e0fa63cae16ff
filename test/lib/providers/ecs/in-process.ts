import type { Ecs, EcsState } from '@proton-bot/local-aws';
import type { EcsOperation, EcsOperations } from '../../../../src/lib/providers/ecs/index.ts';
import type { LogsOperations } from '../../../../src/lib/providers/ecs/log-lines.ts';
import { apiOf, asClient } from '../stand-in-api.ts';

/** Builds the typed API from a function that makes one call. */
export const typedApi = apiOf<EcsOperations>;

/** The same for the one call to CloudWatch Logs. */
export const typedLogs = apiOf<LogsOperations>;

/**
 * One call, as the client makes it.
 *
 * @param asOf - an answer from an older state
 */
export function callInProcess(
  ecs: Ecs,
  operation: EcsOperation,
  input: object,
  asOf: EcsState = ecs.state,
): Record<string, unknown> {
  return asClient(
    () => ecs.callAsOf(asOf, operation, withSeconds(input)),
    (member) => member.endsWith('At'),
  );
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
