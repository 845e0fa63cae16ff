import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { compileFunction } from 'node:vm';
import { build } from 'esbuild';

/**
 * Loads one of the project's TypeScript modules, with what it imports, into a script. Compiled on the fly, because
 * Node 20 cannot read TypeScript and a script cannot wait for a build that it is itself a part of.
 *
 * @param {URL} url of the module
 * @returns {Promise<Record<string, unknown>>} what the module exports
 */
export async function loadTypeScript(url) {
  const entryPoint = fileURLToPath(url);
  const { outputFiles } = await build({
    entryPoints: [entryPoint],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'silent',
  });
  const module = { exports: {} };
  const run = compileFunction(outputFiles[0].text, ['module', 'exports', 'require'], { filename: entryPoint });
  run(module, module.exports, createRequire(url));
  return module.exports;
}
