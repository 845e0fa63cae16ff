import { createDynamoDbClient, createTable, systemClock, systemRandom } from '../lib/aws/index.ts';
import { errorName } from '../lib/model/errors.ts';
import { controlsTarget, type TrailEntry, unknownTarget } from '../lib/model/trail.ts';
import { ProviderUnavailable } from '../lib/ports.ts';
import { createStore } from '../lib/store/index.ts';
import { findByName, isAboutTheName } from './named-target.ts';

export { describeTrailEntry } from './trail-text.ts';

/**
 * The entries about a target in the trail of a table. @throws NameUnclear, and the errors of calls to the back ends or the table
 */
export async function readTrailByName(typedName: string, tableName: string): Promise<readonly TrailEntry[]> {
  const client = createDynamoDbClient();
  const store = createStore({ table: createTable(client), tableName, clock: systemClock, random: systemRandom });
  const entries: TrailEntry[] = [];
  const isTarget = typedName === unknownTarget || typedName === controlsTarget || /^(?:arn|scope):/.test(typedName);
  const target = isTarget
    ? typedName
    : (await findByName(typedName, async () => client.config.region()))?.state.reference.target;
  if (target === undefined) return [];
  for await (const page of store.trail(target)) entries.push(...page);
  return entries;
}

/** Only the error's name and what to do: the SDK's own messages can contain endpoints and key ids. */
export function explainTrailFailure(error: unknown, table: string | undefined): string {
  const name = errorName(error);
  if (isAboutTheName(error)) return error.publicMessage;
  if (table === undefined)
    return `the trail cannot be read (${name}); is the local cloud running ("proton-bot local")?`;
  if (error instanceof ProviderUnavailable)
    return `${error.message}\nUse the target's ARN instead: that needs no call to the back end.`;
  return `the trail cannot be read from the table ${table} (${name}); check Region, credentials and table name`;
}
