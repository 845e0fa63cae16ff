import {
  checkSchema,
  inReadingOrder,
  listOf,
  type Path,
  type Problem,
  problemsOfKinds,
  problemsOfProviderNames,
  readYaml,
  SourceFile,
  subjectMatch,
  type YamlFile,
} from '../../configuration-check/index.ts';
import { suggestion } from '../../did-you-mean.ts';
import { MATCH_MEMBERS, matchesAnyGlob } from '../../matching/index.ts';
import { type AlertSettings, usualAlerts } from '../../model/alerts.ts';
import { subjectsOfActions } from '../../model/permission.ts';
import type { ProviderTraits } from '../../model/provider-traits.ts';
import type { ProviderManifest } from '../../providers/module.ts';
import type { BotDocument } from '../bot-document.ts';
import { problemsOfProvidersSection, providerSettingsOf } from './providers.ts';
import { type BotFile, botFileSchemaFor } from './schema.ts';
import { problemsOfScopes, scopesOf } from './scopes.ts';
import { tagKeysOf } from './tags.ts';

export type BotConfigurationCheck =
  | { readonly ok: true; readonly document: BotDocument; readonly file: YamlFile }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Checks `bot.yml`: YAML, schema, then that every name used in it is defined in it. A file with any problem is refused as a
 * whole. Never throws because of the text.
 *
 * @param fileName as it appears in problems
 * @param providers that the bot knows, enabled or not: `match` may name them
 */
export function checkBotConfiguration(
  text: string,
  fileName: string,
  { providers }: { readonly providers: readonly ProviderManifest[] },
): BotConfigurationCheck {
  const file = readYaml(new SourceFile(fileName, text));
  if (!('value' in file)) return { ok: false, problems: file };
  const checked = checkSchema(botFileSchemaFor(providers), file);
  const problems = 'value' in checked ? problemsOfNames(checked.value, file, providers) : checked;
  if (problems.length > 0 || !('value' in checked)) return { ok: false, problems: inReadingOrder(problems) };
  return { ok: true, document: buildDocument(checked.value, providers), file };
}

function problemsOfNames(content: BotFile, file: YamlFile, providers: readonly ProviderManifest[]): readonly Problem[] {
  const channels = Object.keys(content.channels);
  const groups = Object.keys(content.people ?? {});
  const unknown = (kind: string, used: string | readonly string[] | undefined, known: readonly string[], path: Path) =>
    listOf(used).flatMap((name, index) => {
      if (known.includes(name)) return [];
      const offset = file.offsetOf(typeof used === 'string' ? path : [...path, index]);
      return [file.source.problemAt(offset, `there is no ${kind} "${name}"; ${suggestion(name, known)}`)];
    });
  return [
    ...problemsOfProvidersSection(content.providers, file, providers),
    ...problemsOfScopes(content.scopes, file),
    ...content.routes.flatMap((route, index) => [
      ...unknown('channel', route.channels, channels, ['routes', index, 'channels']),
      ...problemsOfMatch(route.match ?? {}, ['routes', index, 'match'], file, providers),
    ]),
    ...(content.permissions ?? []).flatMap((permission, index) => [
      ...unknown('group of people', permission.people, groups, ['permissions', index, 'people']),
      ...unknown('channel', permission.channels, channels, ['permissions', index, 'channels']),
      ...problemsOfPermission(permission, index, file, providers),
    ]),
  ];
}

type PermissionEntry = NonNullable<BotFile['permissions']>[number];

/** A permission that could never apply to what it allows. */
function problemsOfPermission(
  permission: PermissionEntry,
  index: number,
  file: YamlFile,
  providers: readonly ProviderTraits[],
): readonly Problem[] {
  const { match = {}, environment } = permission;
  const path: Path = ['permissions', index];
  const twice = environment !== undefined && match.environment !== undefined;
  return [
    ...problemsOfMatch(match, [...path, 'match'], file, providers),
    ...Object.keys(match).flatMap((key) => problemsOfKey(permission, key, [...path, 'match', key], file)),
    ...(environment === undefined ? [] : problemsOfKey(permission, 'environment', [...path, 'environment'], file)),
    ...(twice
      ? [
          file.source.problemAt(
            file.offsetOf([...path, 'environment']),
            '"match" says in which environments, too; say it once',
          ),
        ]
      : []),
  ];
}

const nounsOfSubjects = {
  deployment: 'deployments have',
  connection: 'connections have',
  resource: 'resources that people create, change or delete have',
} as const;

function problemsOfKey({ allow }: PermissionEntry, key: string, path: Path, file: YamlFile): readonly Problem[] {
  const wrong = [allow].flat().filter((action) => !(key in MATCH_MEMBERS[subjectsOfActions[action]]));
  const [first] = wrong;
  if (first === undefined) return [];
  const subject = subjectsOfActions[first];
  const known = Object.keys(MATCH_MEMBERS[subject]).join(', ');
  const message = `${nounsOfSubjects[subject]} no "${key}" (they have: ${known}); allow ${wrong.join(', ')} in a separate permission without this key`;
  return [file.source.problemAt(file.offsetOf(path), message)];
}

/** Names that no back end has, and kinds that none of the named back ends has. */
function problemsOfMatch(
  match: {
    readonly provider?: string | readonly string[] | undefined;
    readonly kind?: string | readonly string[] | undefined;
  },
  path: Path,
  file: YamlFile,
  providers: readonly ProviderTraits[],
): readonly Problem[] {
  const names = providers.map(({ name }) => name);
  const named = providers.filter(({ name }) => matchesAnyGlob(listOf(match.provider), name));
  return [
    ...problemsOfProviderNames(match.provider, names, [...path, 'provider'], file),
    ...problemsOfKinds(match.kind, kindsOf(named.length === 0 ? providers : named), [...path, 'kind'], file),
  ];
}

function kindsOf(providers: readonly ProviderTraits[]): readonly string[] {
  return [...new Set(providers.flatMap(({ kinds }) => kinds))];
}

function alertsOf({ alerts, alertsAs, quietHours }: BotFile['routes'][number]): { readonly alerts?: AlertSettings } {
  if (alerts === undefined && alertsAs === undefined && quietHours === undefined) return {};
  return {
    alerts: {
      alerts: alerts ?? usualAlerts.alerts,
      alertsAs: alertsAs ?? usualAlerts.alertsAs,
      ...(quietHours === undefined ? {} : { quietHours }),
    },
  };
}

function buildDocument(content: BotFile, providers: readonly ProviderManifest[]): BotDocument {
  return {
    version: 1,
    providers: providerSettingsOf(content.providers, providers),
    scopes: scopesOf(content.scopes),
    tags: tagKeysOf(content.tags),
    slack: content.slack,
    channels: content.channels,
    routes: content.routes.map((route) => ({
      on: route.on ?? 'deployment',
      match: subjectMatch(route.match),
      channels: route.channels,
      ...alertsOf(route),
    })),
    people: Object.fromEntries(
      Object.entries(content.people ?? {}).map(([name, { users = [], userGroups = [] }]) => [
        name,
        { users, userGroups },
      ]),
    ),
    permissions: (content.permissions ?? []).map(({ allow, match, environment, people, channels }) => ({
      allow: typeof allow === 'string' ? [allow] : allow,
      match: subjectMatch({ ...match, ...(environment === undefined ? {} : { environment }) }),
      people: listOf(people),
      channels: listOf(channels),
    })),
  };
}
