import { readConfiguration } from './packaging/configuration.mjs';
import { projectFolder } from './packaging/project.mjs';
import { providersModule } from './packaging/providers.mjs';

const NAMESPACE = 'proton-bot-configuration';

/** Makes the contents of each module out of the checked configuration. */
const MODULES = {
  'proton-bot:configuration': (configuration) => ({ contents: JSON.stringify(configuration), loader: 'json' }),
  'proton-bot:providers': ({ bot }, providers) => ({
    contents: providersModule(bot, providers),
    loader: 'js',
    resolveDir: projectFolder,
  }),
};

/**
 * Puts the checked configuration into a bundle: `import { rules, bot } from 'proton-bot:configuration'`; and of the back ends
 * what it enables: `import { createProviders } from 'proton-bot:providers'`.
 * A file with problems fails the build, each problem with its place. In watch mode the files are watched.
 *
 * @param {{ rules?: string, bot?: string }} [paths] instead of the ones that the environment or the project names
 * @param {readonly import('../src/lib/providers/module.ts').ProviderManifest[]} [providers] that the bot knows, instead of the
 *   project's list
 * @returns {import('esbuild').Plugin}
 */
export function configurationPlugin(paths = {}, providers) {
  return {
    name: 'proton-bot-configuration',
    setup(build) {
      build.onResolve({ filter: /^proton-bot:(configuration|providers)$/ }, ({ path }) => ({
        path,
        namespace: NAMESPACE,
        sideEffects: false,
      }));
      build.onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path }) => load(MODULES[path], paths, providers));
    },
  };
}

/** As serverless-esbuild wants it: a function that gives the plugins. */
export default function plugins() {
  return [configurationPlugin()];
}

async function load(make, paths, known) {
  const { watchFiles, unreadable, files, providers, result } = await readConfiguration(paths, known);
  if (unreadable) return { errors: [{ text: unreadable }], watchFiles };
  if (!result.ok) return { errors: result.problems.map((problem) => messageOf(problem, files)), watchFiles };
  return { ...make(result.configuration, providers), watchFiles };
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
