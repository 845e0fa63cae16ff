import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SlackPageMissingError } from '../errors.ts';

/** The three files of the page. */
export interface PageFiles {
  readonly html: string;
  readonly script: string;
  readonly style: string;
}

/** The folder below the built program that holds the page. */
const BUILT_FOLDER = 'slack-page';

/**
 * Finds the page. A built program has it beside itself, in a folder `slack-page`; running from sources it is built on
 * the spot, in memory, so that it is never older than they are.
 *
 * @throws {@link SlackPageMissingError}
 */
export async function loadPageFiles(): Promise<PageFiles> {
  const here = dirname(fileURLToPath(import.meta.url));
  const sources = join(here, '..', 'page');
  if (existsSync(join(sources, 'page.ts'))) return buildPage(sources);
  const candidates = [here, dirname(here), dirname(dirname(here))].map((folder) => join(folder, BUILT_FOLDER));
  const built = candidates.find((folder) => existsSync(join(folder, 'page.html')));
  if (built === undefined) throw new SlackPageMissingError(candidates);
  const [html, script, style] = await Promise.all(
    ['page.html', 'page.js', 'page.css'].map((name) => readFile(join(built, name), 'utf8')),
  );
  return { html: html ?? '', script: script ?? '', style: style ?? '' };
}

/**
 * How esbuild makes the page from its sources; the build of the package writes the result to `slack-page`.
 * `esbuild` is needed for building only, so it is loaded only here; the synchronous call leaves no process behind.
 */
async function buildPage(sources: string): Promise<PageFiles> {
  const { buildSync } = await import('esbuild');
  const { outputFiles } = buildSync({
    entryPoints: ['page.html', 'page.ts', 'page.css'].map((name) => join(sources, name)),
    loader: { '.html': 'copy' },
    bundle: true,
    format: 'esm',
    target: 'es2022',
    outdir: BUILT_FOLDER,
    write: false,
    logLevel: 'silent',
  });
  const find = (ending: string) => outputFiles.find((file) => file.path.endsWith(ending))?.text ?? '';
  return { html: find('.html'), script: find('.js'), style: find('.css') };
}
