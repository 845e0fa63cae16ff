import {
  createDynamoDbClient,
  createProtonClients,
  createSupplyChainClients,
  createTable,
  systemClock,
  systemRandom,
} from '../lib/aws/index.ts';
import { errorName } from '../lib/model/errors.ts';
import type { SubjectReference } from '../lib/model/reference.ts';
import { controlsTarget, type TrailEntry, unknownTarget } from '../lib/model/trail.ts';
import type { Provider } from '../lib/ports.ts';
import { createProtonApi, createProtonProvider, ProtonUnavailable } from '../lib/providers/proton/index.ts';
import {
  AmbiguousName,
  createSupplyChainApi,
  createSupplyChainProvider,
  SupplyChainUnavailable,
} from '../lib/providers/supply-chain/index.ts';
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
  const name = errorName(error);
  if (table === undefined)
    return `the trail cannot be read (${name}); is the local cloud running ("proton-bot local")?`;
  if (error instanceof AmbiguousName) return error.message;
  if (error instanceof ProtonUnavailable || error instanceof SupplyChainUnavailable)
    return `${error.message}\nA trail is found without asking anybody by its target's ARN.`;
  return `the trail cannot be read from the table ${table} (${name}); are region, credentials and name right?`;
}

/** Before the name or id of an instance of AWS Supply Chain, as `local script` takes it. */
const instancePrefix = 'instance/';

/** ARNs that a typed name may stand for: what Proton knows under it, or for an instance what AWS Supply Chain does. */
async function targetsOf(typedName: string): Promise<readonly string[]> {
  if (typedName === unknownTarget || typedName === controlsTarget || /^(?:arn|scope):/.test(typedName))
    return [typedName];
  if (typedName.startsWith(instancePrefix)) {
    const supplyChain = await connectSupplyChain();
    return targetsIn(supplyChain, supplyChain.candidates(typedName.slice(instancePrefix.length)));
  }
  const proton = createProtonProvider(createProtonApi(createProtonClients()));
  const isConnection = /^[0-9a-f-]{36}$/.test(typedName);
  return targetsIn(
    proton,
    isConnection ? [{ on: 'connection', provider: proton.name, id: typedName }] : proton.candidates(typedName),
  );
}

/** In the Region that the SDK finds for every client. */
async function connectSupplyChain(): Promise<Provider> {
  const clients = createSupplyChainClients();
  const region = await clients.reading.config.region();
  return createSupplyChainProvider(createSupplyChainApi(clients), { region, clock: systemClock });
}

async function targetsIn(provider: Provider, references: readonly SubjectReference[]): Promise<readonly string[]> {
  const states = await Promise.all(references.map((reference) => provider.observe(reference)));
  return states.flatMap((state) => (state && !state.gone ? [state.reference.target] : []));
}
