import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { clientSettings, createScopeCredentials, systemClock, systemWait } from '../../lib/aws/index.ts';
import type { BotDocument } from '../../lib/configuration/bot-document.ts';
import { type DiscoveryRecord, ListingFailed, ownScope, type Scope } from '../../lib/model/discovery.ts';
import { BotError, errorName } from '../../lib/model/errors.ts';
import type { ClientContext, ProviderManifest, ProviderRuntime } from '../../lib/providers/module.ts';
import { providerRegistry } from '../../lib/providers/registry.ts';
import { loadProvider } from '../load-provider.ts';
import { type Finding, good, note, problem } from './finding.ts';

/** A listing that is older than so many of its intervals has stopped. */
const intervalsUntilLate = 5;
const shortestIntervalMs = 60_000;

interface Place {
  readonly scope: string;
  readonly context: ClientContext;
}

/**
 * Each scope's role, and each enabled back end in each scope: by reading calls with the credentials of whoever runs this, and by what
 * the deployed functions have recorded. Only the record is about the functions' own rights.
 *
 * @param records - of the deployed bot; absent if it is not deployed
 */
export async function checkBackEnds(
  bot: BotDocument,
  region: string,
  records: readonly DiscoveryRecord[] | undefined,
): Promise<readonly Finding[]> {
  const enabled = providerRegistry.filter(({ name }) => bot.providers[name]?.enabled === true);
  const roles = await Promise.all(bot.scopes.map((scope) => checkRole(scope, records ?? [])));
  const places: readonly Place[] = [
    { scope: ownScope, context: { region } },
    ...roles.flatMap(({ place }) => place ?? []),
  ];
  const scopes = [ownScope, ...bot.scopes.map(({ name }) => name)];
  const reads = places.flatMap((place) => enabled.map((manifest) => checkReads(manifest, place, bot)));
  const recorded =
    records === undefined
      ? []
      : enabled.flatMap((manifest) => scopes.map((scope) => recordFinding(manifest, scope, records)));
  return [...roles.map(({ finding }) => finding), ...(await Promise.all(reads)), ...recorded];
}

/** The template for other accounts lets only the bot's functions assume its role: then their record is what counts. */
async function checkRole(
  scope: Scope,
  records: readonly DiscoveryRecord[],
): Promise<{ readonly finding: Finding; readonly place?: Place }> {
  const about = `role of the scope ${scope.name}`;
  const credentials = createScopeCredentials(scope, { create: fromTemporaryCredentials, clock: systemClock });
  try {
    await credentials();
    const place = { scope: scope.name, context: { region: scope.region, credentials } };
    return { finding: good(about, `${scope.roleArn} can be assumed`), place };
  } catch (error) {
    const works = records.some((record) => record.scope === scope.name && isRecent(record, shortestIntervalMs));
    if (works)
      return { finding: good(about, 'the deployed bot assumes it; your own credentials may not, which is right') };
    const why = error instanceof BotError ? error.publicMessage : errorName(error);
    const remedy =
      'Deploy infrastructure/member-account.yml there. It lets only the functions of the deployed bot assume it.';
    return { finding: problem(about, why, remedy) };
  }
}

/** Lists what is in progress, as the sweep does, and reads the first of it, as an event would. */
async function checkReads(manifest: ProviderManifest, { scope, context }: Place, bot: BotDocument): Promise<Finding> {
  const about = `${manifest.title} in ${scope}`;
  try {
    const runtime: ProviderRuntime = {
      ...context,
      clientSettings,
      clock: systemClock,
      wait: systemWait,
      tagKeys: bot.tags,
    };
    const provider = (await loadProvider(manifest)).createProvider(runtime);
    for await (const { references, failure } of provider.discover()) {
      if (failure !== undefined) throw failure;
      const [first] = references;
      if (first === undefined) return good(about, 'your credentials can list it; nothing is in progress');
      await provider.observe(first);
      return good(about, 'your credentials can list it, and read what is in progress');
    }
    return good(about, 'your credentials can list it; nothing is in progress');
  } catch (error) {
    const needs = `The bot needs ${actionsOf(manifest).join(', ')}; see docs/deploying.md.`;
    const known = error instanceof ListingFailed ? error.remedy : undefined;
    return problem(about, readFailure(error), known === undefined ? needs : `${known}.`);
  }
}

/** Names only: the SDK's own messages can contain endpoints and key ids. */
function readFailure(error: unknown): string {
  if (!(error instanceof ListingFailed)) return `it cannot be read (${errorName(error)})`;
  return `${error.operation} does not work (${error.error})`;
}

/** Of the feature that every enabled back end has. */
function actionsOf({ features }: ProviderManifest): readonly string[] {
  const rights = features.find(({ option }) => option === undefined)?.rights ?? {};
  return [...new Set((rights.discover ?? []).flatMap(({ actions }) => actions))];
}

function recordFinding(manifest: ProviderManifest, scope: string, records: readonly DiscoveryRecord[]): Finding {
  const about = `deployed bot, ${manifest.title} in ${scope}`;
  const record = records.find((candidate) => candidate.provider === manifest.name && candidate.scope === scope);
  const remedy = `See why: npx proton-bot trail scope:${scope}`;
  if (record === undefined)
    return note(about, 'it has not listed anything yet; that takes a minute or two after a deploy');
  if (record.failure !== undefined) return problem(about, `its listing fails: ${record.failure}`, remedy);
  if (record.lastSuccessAtMs === undefined) return note(about, 'its first listing is not complete yet');
  const ago = `${Math.round((systemClock.now() - record.lastSuccessAtMs) / 1000)} s ago`;
  if (isRecent(record, manifest.discoveryIntervalMs ?? shortestIntervalMs)) return good(about, `listed in full ${ago}`);
  const stopped = 'See the alarms and the log of discover, and whether the sweep runs.';
  return problem(about, `last listed in full ${ago}`, stopped);
}

function isRecent({ failure, lastSuccessAtMs }: DiscoveryRecord, intervalMs: number): boolean {
  if (failure !== undefined || lastSuccessAtMs === undefined) return false;
  return systemClock.now() - lastSuccessAtMs < intervalsUntilLate * Math.max(intervalMs, shortestIntervalMs);
}
