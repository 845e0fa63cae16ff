/**
 * Builds what is not packaged for Lambda: the command line with the local cloud (dist/cli.js) and the Slack page
 * (dist/slack-page). `node scripts/build.mjs` builds; `bin/proton-bot.js` builds when the sources are newer.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const projectDirectory = dirname(dirname(fileURLToPath(import.meta.url)));
const program = join(projectDirectory, 'dist/cli.js');

export async function build() {
  const { build: bundle } = await import('esbuild');
  const inProject = (path) => join(projectDirectory, path);
  await bundle({
    entryPoints: [inProject('src/cli/main.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    sourcemap: 'linked',
    logLevel: 'error',
  });
  await bundle({
    entryPoints: ['page.html', 'page.ts', 'page.css'].map((name) => inProject(`src/local/slack/page/${name}`)),
    outdir: inProject('dist/slack-page'),
    loader: { '.html': 'copy' },
    bundle: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
    logLevel: 'error',
  });
}

/** Builds when a source file is newer than the program. */
export async function buildIfStale() {
  if (!existsSync(join(projectDirectory, 'src/cli/main.ts'))) return;
  const builtAt = existsSync(program) ? statSync(program).mtimeMs : 0;
  const sources = readdirSync(join(projectDirectory, 'src'), { recursive: true, withFileTypes: true });
  const isStale = sources.some(
    (entry) => entry.isFile() && statSync(join(entry.parentPath, entry.name)).mtimeMs > builtAt,
  );
  if (isStale) await build();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await build();
