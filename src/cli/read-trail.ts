import {
  clientSettings,
  createDynamoDbClient,
  createTable,
  systemClock,
  systemRandom,
  systemWait,
} from '../lib/aws/index.ts';
import { BotError, errorName } from '../lib/model/errors.ts';
import { usualTagKeys } from '../lib/model/tags.ts';
import { controlsTarget, type TrailEntry, unknownTarget } from '../lib/model/trail.ts';
import { type Provider, ProviderUnavailable } from '../lib/ports.ts';
import type { ProviderRuntime } from '../lib/providers/module.ts';
import { providerRegistry } from '../lib/providers/registry.ts';
import { createStore } from '../lib/store/index.ts';
import { loadProvider } from './load-provider.ts';

export { describeTrailEntry } from './trail-text.ts';

/** A name means several targets, or no back end that answered knows it. */
class NameUnclear extends BotError {
  override readonly name = 'NameUnclear';
  override readonly retryable = false;
}

/**
 * The entries about a target in the trail of a table. @throws NameUnclear, and the errors of calls to the back ends or the table
 */
export async function readTrailByName(typedName: string, tableName: string): Promise<readonly TrailEntry[]> {
  const client = createDynamoDbClient();
  const store = createStore({ table: createTable(client), tableName, clock: systemClock, random: systemRandom });
  const entries: TrailEntry[] = [];
  // The Region is the one that the SDK finds for every client.
  const target = await targetOf(typedName, async () => ({
    region: await client.config.region(),
    clientSettings,
    clock: systemClock,
    wait: systemWait,
    tagKeys: usualTagKeys,
  }));
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

/**
 * The target of a typed name, from the back end that knows it. A back end that does not answer does not hide the targets of the
 * others.
 */
async function targetOf(typedName: string, runtimeNow: () => Promise<ProviderRuntime>): Promise<string | undefined> {
  const isTarget = typedName === unknownTarget || typedName === controlsTarget || /^(?:arn|scope):/.test(typedName);
  if (isTarget) return typedName;
  const runtime = await runtimeNow();
  const answers = await Promise.allSettled(
    providerRegistry.map(async (manifest) =>
      targetIn((await loadProvider(manifest)).createProvider(runtime), typedName),
    ),
  );
  const found = answers.flatMap((answer) => (answer.status === 'fulfilled' ? (answer.value ?? []) : []));
  const failures = answers.flatMap((answer, index) =>
    answer.status === 'rejected' ? [{ title: providerRegistry[index]?.title, error: answer.reason as unknown }] : [],
  );
  // For example: one back end knows several targets with this name.
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

/** The back end has answered, and says what is wrong with the name. */
function isAboutTheName(error: unknown): error is BotError {
  return error instanceof BotError && !error.retryable;
}

/** The target of a name in one back end: the best guess, or a connection by its id. */
async function targetIn(provider: Provider, typedName: string): Promise<string | undefined> {
  const references = [...provider.candidates(typedName), ...(provider.connectionCandidates?.(typedName) ?? [])];
  for (const reference of references) {
    const state = await provider.observe(reference);
    if (state !== undefined && !state.gone) return state.reference.target;
  }
  return undefined;
}
