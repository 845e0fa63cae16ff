import {
  checkSchema,
  inReadingOrder,
  listOf,
  type Path,
  type Problem,
  problemsOfKinds,
  readYaml,
  SourceFile,
  subjectMatch,
  type YamlFile,
} from '../../configuration-check/index.ts';
import { suggestion } from '../../suggestion.ts';
import { type BotDocument, isOrder } from '../document.ts';
import { type BotFile, botFileSchema } from './schema.ts';

export type BotConfigurationCheck =
  | { readonly ok: true; readonly document: BotDocument; readonly file: YamlFile }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Checks `bot.yml`: YAML, schema, then that every name used in it is defined in it. A file with any problem is
 * refused whole. Never throws on account of the text.
 *
 * @param fileName as it shall appear in problems
 */
export function checkBotConfiguration(text: string, fileName: string): BotConfigurationCheck {
  const file = readYaml(new SourceFile(fileName, text));
  if (!('value' in file)) return { ok: false, problems: file };
  const checked = checkSchema(botFileSchema, file);
  const problems = 'value' in checked ? problemsOfNames(checked.value, file) : checked;
  if (problems.length > 0 || !('value' in checked)) return { ok: false, problems: inReadingOrder(problems) };
  return { ok: true, document: buildDocument(checked.value), file };
}

function problemsOfNames(content: BotFile, file: YamlFile): readonly Problem[] {
  const channels = Object.keys(content.channels);
  const groups = Object.keys(content.people ?? {});
  const unknown = (kind: string, used: string | readonly string[] | undefined, known: readonly string[], path: Path) =>
    listOf(used).flatMap((name, index) => {
      if (known.includes(name)) return [];
      const offset = file.offsetOf(typeof used === 'string' ? path : [...path, index]);
      return [file.source.problemAt(offset, `there is no ${kind} "${name}"; ${suggestion(name, known)}`)];
    });
  return [
    ...content.routes.flatMap((route, index) => [
      ...unknown('channel', route.channels, channels, ['routes', index, 'channels']),
      ...(route.on === 'connection'
        ? []
        : problemsOfKinds(route.match?.kind, ['routes', index, 'match', 'kind'], file)),
    ]),
    ...(content.permissions ?? []).flatMap((permission, index) => [
      ...unknown('group of people', permission.people, groups, ['permissions', index, 'people']),
      ...unknown('channel', permission.channels, channels, ['permissions', index, 'channels']),
      ...problemsOfOrders(permission, index, file),
    ]),
  ];
}

/** A permission that names environments would never apply to what is in none: whoever wrote it would wonder why. */
function problemsOfOrders(
  { allow, environment }: NonNullable<BotFile['permissions']>[number],
  index: number,
  file: YamlFile,
): readonly Problem[] {
  const orders = [allow].flat().filter(isOrder);
  if (environment === undefined || orders.length === 0) return [];
  const message = `what people ${orders.join(' or ')} is in no environment; allow ${orders.join(', ')} in a permission without "environment"`;
  return [file.source.problemAt(file.offsetOf(['permissions', index, 'environment']), message)];
}

function buildDocument(content: BotFile): BotDocument {
  return {
    version: 1,
    providers: {
      proton: { createInstances: content.providers?.proton?.createInstances ?? false },
      supplyChain: { enabled: content.providers?.supplyChain?.enabled ?? false },
    },
    slack: content.slack,
    channels: content.channels,
    routes: content.routes.map((route) => ({
      on: route.on ?? 'deployment',
      match: subjectMatch(route.match),
      channels: route.channels,
    })),
    people: Object.fromEntries(
      Object.entries(content.people ?? {}).map(([name, { users = [], userGroups = [] }]) => [
        name,
        { users, userGroups },
      ]),
    ),
    permissions: (content.permissions ?? []).map(({ allow, environment, people, channels }) => ({
      allow: typeof allow === 'string' ? [allow] : allow,
      environment: listOf(environment),
      people: listOf(people),
      channels: listOf(channels),
    })),
  };
}
