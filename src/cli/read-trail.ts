import { clientSettings, createDynamoDbClient, createTable, systemClock, systemRandom } from '../lib/aws/index.ts';
import { BotError, errorName } from '../lib/model/errors.ts';
import { controlsTarget, type TrailEntry, unknownTarget } from '../lib/model/trail.ts';
import { type Provider, ProviderUnavailable } from '../lib/ports.ts';
import type { ProviderManifest, ProviderModule, ProviderRuntime } from '../lib/providers/module.ts';
import { providerRegistry } from '../lib/providers/registry.ts';
import { createStore } from '../lib/store/index.ts';

export { describeTrailEntry } from './trail-text.ts';

/** A name means several things, or nobody knows it who could be asked. */
class NameUnclear extends BotError {
  override readonly name = 'NameUnclear';
  override readonly retryable = false;
}

/** What the trail in a table has about a target. @throws NameUnclear, and whatever keeps back ends or the table from being asked */
export async function readTrailByName(typedName: string, tableName: string): Promise<readonly TrailEntry[]> {
  const client = createDynamoDbClient();
  const store = createStore({ table: createTable(client), tableName, clock: systemClock, random: systemRandom });
  const entries: TrailEntry[] = [];
  // In the Region that the SDK finds for every client.
  const target = await targetOf(typedName, async () => ({
    region: await client.config.region(),
    clientSettings,
    clock: systemClock,
  }));
  if (target === undefined) return [];
  for await (const page of store.trail(target)) entries.push(...page);
  return entries;
}

/** Only the error's name and what to do: the SDK's own messages can carry endpoints and keys' ids. */
export function explainTrailFailure(error: unknown, table: string | undefined): string {
  const name = errorName(error);
  if (isAboutTheName(error)) return error.publicMessage;
  if (table === undefined)
    return `the trail cannot be read (${name}); is the local cloud running ("proton-bot local")?`;
  if (error instanceof ProviderUnavailable)
    return `${error.message}\nUse the target's ARN instead: that needs no call to the back end.`;
  return `the trail cannot be read from the table ${table} (${name}); check Region, credentials and table name`;
}

/**
 * The target that a typed name stands for: what one of all back ends knows under it. One that does not answer does not hide what
 * another knows.
 */
async function targetOf(typedName: string, runtimeNow: () => Promise<ProviderRuntime>): Promise<string | undefined> {
  const isTarget = typedName === unknownTarget || typedName === controlsTarget || /^(?:arn|scope):/.test(typedName);
  if (isTarget) return typedName;
  const runtime = await runtimeNow();
  const answers = await Promise.allSettled(
    providerRegistry.map(async (manifest) => targetIn((await load(manifest)).createProvider(runtime), typedName)),
  );
  const found = answers.flatMap((answer) => (answer.status === 'fulfilled' ? (answer.value ?? []) : []));
  const failures = answers.flatMap((answer, index) =>
    answer.status === 'rejected' ? [{ title: providerRegistry[index]?.title, error: answer.reason as unknown }] : [],
  );
  // It knows several of the name itself, for example.
  const unclear = failures.find(({ error }) => isAboutTheName(error));
  if (unclear !== undefined) throw unclear.error;
  if (found.length > 1) {
    throw new NameUnclear(`"${typedName}" is not unique. Use one of these ARNs: ${found.join(', ')}`);
  }
  const [target] = found;
  const [failure] = failures;
  if (target !== undefined || failure === undefined) return target;
  if (failures.length === answers.length) throw failure.error;
  const silent = failures.map(({ title, error }) => `${title} (${errorName(error)})`).join(', ');
  throw new NameUnclear(
    `"${typedName}" was not found, and these back ends did not answer: ${silent}. Use the target's ARN instead.`,
  );
}

/** Whoever was asked has answered, and says what is wrong with the question. */
function isAboutTheName(error: unknown): error is BotError {
  return error instanceof BotError && !error.retryable;
}

/** The build puts every file of this name into the program. */
async function load({ module }: ProviderManifest): Promise<ProviderModule> {
  const folder = module.split('/').at(-2) ?? '';
  const loaded: ProviderModule = await import(`../lib/providers/${folder}/module.ts`);
  return loaded;
}

/** What a back end knows under a name: the best guess, or a connection by its id. */
async function targetIn(provider: Provider, typedName: string): Promise<string | undefined> {
  const references = [...provider.candidates(typedName), ...(provider.connectionCandidates?.(typedName) ?? [])];
  for (const reference of references) {
    const state = await provider.observe(reference);
    if (state !== undefined && !state.gone) return state.reference.target;
  }
  return undefined;
}
