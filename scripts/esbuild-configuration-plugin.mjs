import { readFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadTypeScript } from './load-typescript.mjs';

const MODULE = 'proton-bot:configuration';
const NAMESPACE = 'proton-bot-configuration';

/** Each file, where it lies by default, and the environment variable that names another one. */
const FILES = {
  rules: { path: new URL('../config/rules.yml', import.meta.url), variable: 'PROTON_BOT_RULES' },
  bot: { path: new URL('../config/bot.yml', import.meta.url), variable: 'PROTON_BOT_CONFIGURATION' },
};

/**
 * Puts the checked configuration into a bundle: `import { rules, bot } from 'proton-bot:configuration'`.
 * A file with problems fails the build, each problem with its place. In watch mode the files are watched.
 *
 * @param {{ rules?: string, bot?: string }} [paths] instead of the ones that the environment or the project names
 * @returns {import('esbuild').Plugin}
 */
export function configurationPlugin(paths = {}) {
  return {
    name: 'proton-bot-configuration',
    setup(build) {
      build.onResolve({ filter: /^proton-bot:configuration$/ }, () => ({ path: MODULE, namespace: NAMESPACE }));
      build.onLoad({ filter: /.*/, namespace: NAMESPACE }, () => load(paths));
    },
  };
}

/** As serverless-esbuild wants it: a function that gives the plugins. */
export default function plugins() {
  return [configurationPlugin()];
}

let checker;

/** Compiled once for all handlers and rebuilds of this process. */
function loadChecker() {
  checker ??= loadTypeScript(new URL('../src/lib/configuration/check.ts', import.meta.url));
  return checker;
}

async function load(paths) {
  const places = Object.fromEntries(
    Object.entries(FILES).map(([key, { path, variable }]) => [
      key,
      resolve(paths[key] ?? (process.env[variable] || fileURLToPath(path))),
    ]),
  );
  const watchFiles = Object.values(places);
  const files = {};
  for (const [key, path] of Object.entries(places)) {
    try {
      files[key] = { name: relative(process.cwd(), path), text: await readFile(path, 'utf8') };
    } catch (error) {
      const text = `cannot read ${path}: ${error.code ?? error.message}; ${FILES[key].variable} can name another file`;
      return { errors: [{ text }], watchFiles };
    }
  }
  const { checkConfiguration } = await loadChecker();
  const result = checkConfiguration(files);
  if (!result.ok) return { errors: result.problems.map((problem) => messageOf(problem, files)), watchFiles };
  return { contents: JSON.stringify(result.configuration), loader: 'json', watchFiles };
}

/** esbuild counts columns from 0 and in bytes, a problem from 1 and in UTF-16 units. */
function messageOf(problem, files) {
  const [text, ...details] = problem.message.split('\n');
  const file = Object.values(files).find(({ name }) => name === problem.file);
  const lineText = file?.text.split(/\r?\n/)[problem.line - 1] ?? '';
  const column = Buffer.byteLength(lineText.slice(0, problem.column - 1));
  return {
    text,
    location: { file: problem.file, line: problem.line, column, lineText },
    notes: details.map((detail) => ({ text: detail })),
  };
}
