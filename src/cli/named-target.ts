import { clientSettings, systemClock, systemWait } from '../lib/aws/index.ts';
import { BotError, errorName } from '../lib/model/errors.ts';
import type { TargetState } from '../lib/model/observation.ts';
import { usualTagKeys } from '../lib/model/tags.ts';
import type { Provider } from '../lib/ports.ts';
import type { ProviderModule, ProviderRuntime } from '../lib/providers/module.ts';
import { providerRegistry } from '../lib/providers/registry.ts';
import { loadProvider } from './load-provider.ts';

/** A name means several targets, or no back end that answered knows it. */
class NameUnclear extends BotError {
  override readonly name = 'NameUnclear';
  override readonly retryable = false;
}

/** A target that a back end knows. */
export interface NamedTarget {
  readonly provider: Provider;
  readonly state: TargetState;
}

/**
 * The target of a typed name or ARN, from the back end that knows it. A back end that does not answer does not hide the targets of the
 * others.
 *
 * @param regionNow - the Region that the SDK finds for every client
 * @throws NameUnclear, and the error of the back ends if none of them answered
 */
export async function findByName(
  typedName: string,
  regionNow: () => Promise<string>,
): Promise<NamedTarget | undefined> {
  const runtime: ProviderRuntime = {
    region: await regionNow(),
    clientSettings,
    clock: systemClock,
    wait: systemWait,
    tagKeys: usualTagKeys,
  };
  const answers = await Promise.allSettled(
    providerRegistry.map(async (manifest) => targetIn(await loadProvider(manifest), runtime, typedName)),
  );
  const found = answers.flatMap((answer) => (answer.status === 'fulfilled' ? (answer.value ?? []) : []));
  const failures = answers.flatMap((answer, index) =>
    answer.status === 'rejected' ? [{ title: providerRegistry[index]?.title, error: answer.reason as unknown }] : [],
  );
  // For example: one back end knows several targets with this name.
  const unclear = failures.find(({ error }) => isAboutTheName(error));
  if (unclear !== undefined) throw unclear.error;
  if (found.length > 1) {
    const arns = found.map(({ state }) => state.reference.target).join(', ');
    throw new NameUnclear(`"${typedName}" is not unique. Use one of these ARNs: ${arns}`);
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
export function isAboutTheName(error: unknown): error is BotError {
  return error instanceof BotError && !error.retryable;
}

/** The target of a name in one back end: the best guess, or a connection by its id. An ARN is asked for only where it is from. */
async function targetIn(
  { createProvider, referenceOf }: ProviderModule,
  runtime: ProviderRuntime,
  typedName: string,
): Promise<NamedTarget | undefined> {
  const known = referenceOf(typedName);
  if (known === undefined && typedName.startsWith('arn:')) return undefined;
  const provider = createProvider(runtime);
  const guessed = [...provider.candidates(typedName), ...(provider.connectionCandidates?.(typedName) ?? [])];
  for (const reference of known === undefined ? guessed : [known]) {
    const state = await provider.observe(reference);
    if (state !== undefined && !state.gone) return { provider, state };
  }
  return undefined;
}
