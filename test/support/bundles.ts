import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';

const require = createRequire(import.meta.url);

/** The project's folder, from which everything is bundled. */
export const projectFolder = fileURLToPath(new URL('../..', import.meta.url));

/** A bundle on disk. */
export interface Bundle {
  readonly path: string;
  readonly bytes: number;
  /** Files in it, by their path in the project, with the bytes that are left of each. */
  readonly inputs: Readonly<Record<string, number>>;
}

/** The package's own options (`scripts/esbuild-options.cjs`), without what only serverless-esbuild knows. */
export function packageOptions(): BuildOptions {
  const options: BuildOptions & { outputFileExtension?: string; exclude?: readonly string[] } =
    require('../../scripts/esbuild-options.cjs')();
  const { outputFileExtension: _extension, exclude: _exclude, ...rest } = options;
  return rest;
}

async function make(path: string, options: BuildOptions): Promise<Bundle> {
  const { metafile } = await build({
    ...packageOptions(),
    ...options,
    absWorkingDir: projectFolder,
    outfile: path,
    metafile: true,
    logLevel: 'silent',
  });
  const [output] = Object.values(metafile?.outputs ?? {});
  const inputs = Object.entries(output?.inputs ?? {}).map(([input, { bytesInOutput }]) => [input, bytesInOutput]);
  return { path, bytes: output?.bytes ?? 0, inputs: Object.fromEntries(inputs) };
}

/** A handler's bundle, as it is packaged or with other options. */
export function bundleHandler(
  folder: string,
  handler: string,
  name: string,
  options: BuildOptions = {},
): Promise<Bundle> {
  return make(join(folder, `${name}.cjs`), { entryPoints: [join('src/handlers', `${handler}.ts`)], ...options });
}

/** A bundle of some source text. */
export function bundleText(folder: string, name: string, text: string, options: BuildOptions = {}): Promise<Bundle> {
  const stdin = { contents: text, resolveDir: projectFolder, sourcefile: `${name}.ts`, loader: 'ts' as const };
  return make(join(folder, `${name}.cjs`), { stdin, ...options });
}

const importStatement = /^import (?!type )\{([^}]*)\} from '(?<from>[^']+)';/gms;

/**
 * What the project's files in a bundle import from packages: `export { … } from 'package'`, a line for each package.
 * A bundle of this text has of these packages what the first bundle has, and nothing else.
 */
export async function importsOf(bundle: Bundle, isWanted: (packageName: string) => boolean): Promise<string> {
  const names = new Map<string, Set<string>>();
  const own = Object.entries(bundle.inputs).filter(([path, bytes]) => path.startsWith('src/') && bytes > 0);
  for (const [path] of own) {
    const text = await readFile(join(projectFolder, path), 'utf8');
    for (const [, list = '', from = ''] of text.matchAll(importStatement)) {
      if (!isWanted(from)) continue;
      const imported = list.split(',').map((name) => name.trim());
      const values = imported.filter((name) => name !== '' && !name.startsWith('type '));
      names.set(from, new Set([...(names.get(from) ?? []), ...values]));
    }
  }
  return [...names].map(([from, values]) => `export { ${[...values].join(', ')} } from '${from}';`).join('\n');
}
