import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { zipSync } from 'fflate';

const here = fileURLToPath(new URL('.', import.meta.url));

/**
 * Packages the example as a framework would: the template, and beside it each function's zip under the last part of its key.
 *
 * @param {string} folder
 */
export async function packageExample(folder) {
  const { outputFiles } = await build({
    entryPoints: [join(here, 'handler.mjs')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    write: false,
    logLevel: 'silent',
  });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'handler.zip'), zipSync({ 'handler.cjs': outputFiles[0].contents }));
  await copyFile(join(here, 'template.json'), join(folder, 'cloudformation-template-update-stack.json'));
}
