import { createDynamoDbClient, createProtonClients, createTable, systemClock, systemRandom } from '../lib/aws/index.ts';
import { targetOf } from '../lib/model/statuses.ts';
import { type TrailEntry, unknownTarget } from '../lib/model/trail.ts';
import { createProtonApi, createProtonProvider, ProtonUnavailable } from '../lib/providers/proton/index.ts';
import { createStore } from '../lib/store/index.ts';

export { describeTrailEntry } from './trail-text.ts';

/** What the trail in a table has about a target, under the first name of it that has anything. */
export async function readTrail(typedName: string, tableName: string): Promise<readonly TrailEntry[]> {
  const table = createTable(createDynamoDbClient());
  const store = createStore({ table, tableName, clock: systemClock, random: systemRandom });
  const entries: TrailEntry[] = [];
  for (const target of await targetsOf(typedName)) {
    for await (const page of store.trail(target)) entries.push(...page);
    if (entries.length > 0) break;
  }
  return entries;
}

/** Only the error's name and what to do: the SDK's own messages can carry endpoints and keys' ids. */
export function whyNot(error: unknown, table: string | undefined): string {
  const name = error instanceof Error ? error.name : 'unknown error';
  if (table === undefined)
    return `the trail cannot be read (${name}); is the local cloud running ("proton-bot local")?`;
  if (error instanceof ProtonUnavailable)
    return `${error.message}\nA trail is found without Proton by its target's ARN.`;
  return `the trail cannot be read from the table ${table} (${name}); are region, credentials and name right?`;
}

/** ARNs that a typed name may stand for: what Proton knows under it. */
async function targetsOf(typedName: string): Promise<readonly string[]> {
  if (typedName === unknownTarget || typedName.startsWith('arn:')) return [typedName];
  const provider = createProtonProvider(createProtonApi(createProtonClients()));
  const isConnection = /^[0-9a-f-]{36}$/.test(typedName);
  const references = isConnection
    ? [{ on: 'connection' as const, provider: provider.name, id: typedName }]
    : provider.candidates(typedName);
  const readings = await Promise.all(references.map((reference) => provider.read(reference)));
  return readings.flatMap((reading) => (reading ? [targetOf(reading.subject)] : []));
}
