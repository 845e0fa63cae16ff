import { readConfiguration } from './packaging/configuration.mjs';

const MODULE = 'proton-bot:configuration';
const NAMESPACE = 'proton-bot-configuration';

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

async function load(paths) {
  const { watchFiles, unreadable, files, result } = await readConfiguration(paths);
  if (unreadable) return { errors: [{ text: unreadable }], watchFiles };
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
