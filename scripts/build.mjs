/**
 * Builds what is not packaged for Lambda: the command line (dist/cli.js), what its commands load when they run
 * (dist/parts: the local cloud, the control plane) and the Slack page (dist/slack-page). `node scripts/build.mjs` builds; `bin/proton-bot.js` builds when the sources are newer.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import libraryPluginModule from './esbuild-library-plugin.cjs';

const { libraryPlugin } = libraryPluginModule;
const projectDirectory = dirname(dirname(fileURLToPath(import.meta.url)));
const inProject = (path) => join(projectDirectory, path);
const program = inProject('dist/cli.js');
const parts = inProject('dist/parts');
const ownPackages = {
  '@proton-bot/control-plane/rehearsal': './packages/control-plane/src/rehearsal/index.ts',
  '@proton-bot/control-plane/standalone': './packages/control-plane/src/standalone/index.ts',
  '@proton-bot/control-plane': './packages/control-plane/src/index.ts',
  '@proton-bot/local-aws': './packages/local-aws/src/index.ts',
  '@proton-bot/local-slack': './packages/local-slack/src/index.ts',
};

const common = { bundle: true, format: 'esm', absWorkingDir: projectDirectory, logLevel: 'silent', write: false };
const slackPage = {
  entryPoints: ['page.html', 'page.ts', 'page.css'].map((name) => inProject(`packages/local-slack/src/page/${name}`)),
  loader: { '.html': 'copy' },
  target: 'es2022',
  minify: true,
};

/** Builds only the Slack page, for the tarball of `packages/local-slack`. */
export async function buildSlackPage(folder) {
  const { build: bundle, stop } = await import('esbuild');
  await bundle({ ...common, ...slackPage, outdir: folder, write: true });
  await stop();
}

/** A program of before may still be starting, and load its parts: those of the last minutes stay until a later build. */
const keepOldPartsMs = 10 * 60_000;

/**
 * Builds everything, and only then replaces what was there, the program last.
 * @param keepMs how old parts must be that no longer belong, to be removed
 * @throws with the places in the sources
 */
export async function build(keepMs = keepOldPartsMs) {
  const { build: bundle, stop } = await import('esbuild');
  const page = await bundle({ ...common, ...slackPage, outdir: inProject('dist/slack-page') });
  const commandLine = await bundle({
    ...common,
    entryPoints: { cli: inProject('src/cli/main.ts') },
    outdir: dirname(program),
    splitting: true,
    chunkNames: 'parts/[name]-[hash]',
    platform: 'node',
    target: 'node20',
    // The project's own packages go into the program: whoever installs it gets them with it, and from no registry.
    alias: ownPackages,
    packages: 'external',
    sourcemap: 'linked',
    plugins: [libraryPlugin],
  });
  // Its service would stay as long as the program that was built is running, with a hundred megabytes.
  await stop();
  const isProgram = ({ path }) => path === program;
  const files = [...page.outputFiles, ...commandLine.outputFiles];
  for (const file of files.filter((candidate) => !isProgram(candidate))) await replace(file);
  for (const file of files.filter(isProgram)) await replace(file);
  await removeOldParts(new Set(files.map(({ path }) => path)), Date.now() - keepMs);
}

async function removeOldParts(current, before) {
  if (!existsSync(parts)) return;
  const old = readdirSync(parts)
    .map((name) => join(parts, name))
    .filter((path) => !current.has(path) && changedAtMs(path) < before);
  await Promise.all(old.map((path) => rm(path, { force: true })));
}

/** In one step, as several programs may start, and build, at once, and none may read half a file. */
async function replace({ path, contents }) {
  const written = `${path}.${process.pid}`;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(written, contents);
  await rename(written, path);
}

/** Builds when anything that the program is made of is newer than the program. A folder is newer once a file has gone. */
export async function buildIfStale() {
  if (!existsSync(inProject('src/cli/main.ts'))) return;
  const builtAtMs = existsSync(program) ? statSync(program).mtimeMs : 0;
  const sources = ['src', 'packages'].flatMap((folder) =>
    readdirSync(inProject(folder), { recursive: true }).map((path) => inProject(join(folder, path))),
  );
  const madeOf = [...sources, fileURLToPath(import.meta.url), inProject('package.json')];
  if (madeOf.some((path) => changedAtMs(path) > builtAtMs)) await build();
}

/** What has gone since it was listed, such as an editor's temporary file, has changed nothing. */
function changedAtMs(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

// Built on purpose, as before it is packed: nothing of before may go along.
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await build(0);
