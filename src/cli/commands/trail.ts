import {
  createDynamoDbClient,
  createProtonClients,
  createTable,
  systemClock,
  systemRandom,
} from '../../lib/aws/index.ts';
import { targetOf } from '../../lib/model/statuses.ts';
import { type TrailEntry, unknownTarget } from '../../lib/model/trail.ts';
import { createProtonApi, createProtonProvider, ProtonUnavailable } from '../../lib/providers/proton/index.ts';
import { createStore } from '../../lib/store/index.ts';
import { type Command, CommandFailed, jsonFlag, portOf, type Surroundings } from '../command.ts';
import { standardPorts } from '../ports.ts';
import { describeTrailEntry } from '../trail-text.ts';

/** The table that the local cloud deploys. */
const localTable = 'proton-bot-prod';

/** Prints what the bot saw, decided, did and refused about one target. */
export const trail: Command = {
  words: ['trail'],
  takes: '<target>',
  summary: 'Print what the bot saw, decided, did and refused (orders/api, an ARN, or "unknown")',
  flags: [
    { name: 'aws-port', type: 'string', value: 'port', help: 'the running local cloud (4600; PROTON_BOT_AWS_PORT)' },
    { name: 'table', type: 'string', value: 'name', help: 'a table on AWS instead (PROTON_BOT_TABLE)' },
    jsonFlag,
  ],
  positionals: { least: 1, most: 1 },
  async run({ positionals, flags }, surroundings) {
    const [target = ''] = positionals;
    const table = typeof flags['table'] === 'string' ? flags['table'] : surroundings.environment['PROTON_BOT_TABLE'];
    if (table === undefined) useLocalCloud(flags['aws-port'], surroundings);
    const entries = await readTrail(target, table ?? localTable).catch((error: unknown) => {
      throw new CommandFailed(whyNot(error, table), { cause: error });
    });
    if (flags['json'] === true) surroundings.out(JSON.stringify(entries, undefined, 2));
    else for (const entry of entries) surroundings.out(describeTrailEntry(entry));
    if (entries.length > 0) return 0;
    surroundings.err(`the trail has nothing about ${target}; what Proton does not know any more is found by its ARN`);
    return 1;
  },
};

/** The SDK finds the local cloud through its own settings, as it would find AWS. */
function useLocalCloud(flag: string | boolean | undefined, { environment }: Surroundings): void {
  const port = portOf(flag, environment['PROTON_BOT_AWS_PORT'], standardPorts.aws);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
}

async function readTrail(typedName: string, tableName: string): Promise<readonly TrailEntry[]> {
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
function whyNot(error: unknown, table: string | undefined): string {
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
