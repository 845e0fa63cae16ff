import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { mutate } from '../mutants.mjs';

/**
 * Puts the simulation into one file that plain Node runs: that starts in a moment, and runs a third faster than the sources do.
 *
 * @param {import('../mutants.mjs').Mutant} [mutant] a protection to take out
 * @returns the file, and a function that removes it
 */
export async function bundleSimulation(mutant) {
  const folder = await mkdtemp(join(tmpdir(), 'proton-bot-simulation-'));
  const file = join(folder, 'worker.mjs');
  const takeOut = {
    name: 'mutant',
    setup(esbuild) {
      const edits = mutant === undefined ? [] : [mutant, ...(mutant.also ?? [])];
      const fitted = new Set();
      esbuild.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        const own = edits.filter(({ file: edited }) => path.replaceAll('\\', '/').endsWith(edited));
        if (own.length === 0) return undefined;
        let contents = await readFile(path, 'utf8');
        for (const edit of own) {
          contents = mutate({ name: mutant.name, ...edit }, contents);
          fitted.add(edit);
        }
        return { contents, loader: 'ts' };
      });
      esbuild.onEnd(() => {
        const unused = edits.find((edit) => !fitted.has(edit));
        if (unused !== undefined) throw new Error(`the simulation does not use ${unused.file}`);
      });
    },
  };
  /** Of a package of the project only what is used: the rest of the embedded cloud would be more than the simulation. */
  const usedOnly = {
    name: 'used only',
    setup(esbuild) {
      esbuild.onResolve({ filter: /^(?:\.|@proton-bot\/)/ }, async ({ path, pluginData, ...from }) => {
        if (pluginData === usedOnly) return undefined;
        const resolved = await esbuild.resolve(path, { ...from, pluginData: usedOnly });
        return resolved.path.includes(join('packages', 'local-aws')) ? { ...resolved, sideEffects: false } : resolved;
      });
    },
  };
  await build({
    entryPoints: ['test/simulation/runner/worker.ts'],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    logLevel: 'error',
    banner: {
      js: "import { createRequire as createRequireForBundle } from 'node:module'; const require = createRequireForBundle(import.meta.url);",
    },
    plugins: [usedOnly, takeOut],
  });
  return { file, remove: () => rm(folder, { recursive: true, force: true }) };
}
