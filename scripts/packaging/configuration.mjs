import { readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { loadTypeScript } from '../load-typescript.mjs';
import { projectFolder } from './project.mjs';
import { readRegistry } from './providers.mjs';

/** Each file, where it lies by default, and the environment variable that names another one. */
const FILES = {
  rules: { path: join(projectFolder, 'config/rules.yml'), variable: 'PROTON_BOT_RULES' },
  bot: { path: join(projectFolder, 'config/bot.yml'), variable: 'PROTON_BOT_CONFIGURATION' },
};

const modules = new Map();

/** A module of src/lib/configuration, compiled once for all handlers and rebuilds of this process. */
function load(name) {
  if (!modules.has(name)) {
    modules.set(name, loadTypeScript(pathToFileURL(join(projectFolder, 'src/lib/configuration', name))));
  }
  return modules.get(name);
}

/**
 * Reads and checks both configuration files.
 *
 * @param {{ rules?: string, bot?: string }} [paths] instead of the ones that the environment or the project names
 * @param {readonly import('../../src/lib/providers/module.ts').ProviderManifest[]} [providers] that the bot knows, instead of the
 *   project's list
 * @returns what to watch, and either why a file is unreadable, or the files' texts, the back ends and the result of the check
 */
export async function readConfiguration(paths = {}, providers) {
  const places = Object.entries(FILES).map(([key, { path, variable }]) => [
    key,
    resolve(paths[key] ?? (process.env[variable] || path)),
  ]);
  const watchFiles = places.map(([, path]) => path);
  const files = {};
  for (const [key, path] of places) {
    try {
      files[key] = { name: relative(process.cwd(), path), text: await readFile(path, 'utf8') };
    } catch (error) {
      const why = error.code ?? error.message;
      return { watchFiles, unreadable: `cannot read ${path}: ${why}; ${FILES[key].variable} can name another file` };
    }
  }
  const { checkConfiguration } = await load('check.ts');
  const known = providers ?? (await readRegistry());
  return { watchFiles, files, providers: known, result: checkConfiguration(files, { providers: known }) };
}

/** What is wrong with the configuration, as compilers say it; nothing where it is good. */
export async function configurationProblems() {
  const { unreadable, result } = await readConfiguration();
  if (unreadable) return [unreadable];
  return result.ok ? [] : result.report;
}

/** The placeholders that are left in a configuration that is good otherwise, as compilers say it, in reading order. */
export async function remainingPlaceholders() {
  const { files, result } = await readConfiguration();
  if (!result?.ok) return [];
  const { findPlaceholders } = await load('placeholders.ts');
  return findPlaceholders(files).map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`);
}

/** What is said where placeholders refuse a package. */
export function placeholderRefusal(placeholders, stage) {
  return [
    ...placeholders,
    `what is packaged for the stage "${stage}" takes no placeholders: correct these, or name other files with ${FILES.rules.variable} and ${FILES.bot.variable}`,
  ].join('\n');
}
