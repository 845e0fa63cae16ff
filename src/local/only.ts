import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isMap, parseDocument } from 'yaml';

/** What a session with a choice of back ends is made from. */
export interface Choice {
  /** A `bot.yml` in which only these are enabled. */
  readonly configuration: string;
  /** A package of its own: the one with all back ends stays as it is. */
  readonly packageFolder: string;
}

/**
 * Writes a `bot.yml` in which only some back ends are enabled, from the one that the session would have.
 *
 * @param providers - names in `bot.yml`
 * @returns `undefined` where there are no sources to package, so that the shipped package has all of them
 */
export async function writeChoice(
  projectFolder: string,
  providers: readonly string[],
  usual = process.env['PROTON_BOT_CONFIGURATION'] ?? join(projectFolder, 'config/local/bot.yml'),
): Promise<Choice | undefined> {
  if (!existsSync(join(projectFolder, 'serverless.yml'))) return undefined;
  const document = parseDocument(await readFile(usual, 'utf8'));
  const sections = document.get('providers');
  const named = isMap(sections) ? sections.items.map(({ key }) => String(key)) : [];
  for (const name of new Set([...named, ...providers, 'proton'])) {
    document.setIn(['providers', name, 'enabled'], providers.includes(name));
  }
  const name = providers.toSorted().join('-');
  const configuration = join(projectFolder, `.proton-bot/only/${name}.yml`);
  await mkdir(dirname(configuration), { recursive: true });
  await writeFile(configuration, document.toString({ lineWidth: 0 }));
  return { configuration, packageFolder: `.proton-bot/only/package-${name}` };
}
