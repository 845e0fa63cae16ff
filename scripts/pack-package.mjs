/**
 * What `npm pack` of a package in `packages/` runs before and after it packs (`prepack`, `postpack`). In the repository a package's
 * front doors are TypeScript. Node does not strip types below `node_modules` (https://nodejs.org/api/typescript.html#type-stripping-in-dependencies),
 * so the tarball gets JavaScript with declarations, and a manifest that exports them.
 *
 * `node scripts/pack-package.mjs before <folder>` builds `dist` and writes that manifest; `after <folder>` puts the folder back as it was.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSlackPage } from './build.mjs';

const projectDirectory = dirname(dirname(fileURLToPath(import.meta.url)));
const compiler = join(projectDirectory, 'node_modules/.bin/tsc');

/** Of every file one module and its declarations, so that front doors share what they both import. */
const compilerOptions = {
  noEmit: false,
  declaration: true,
  rewriteRelativeImportExtensions: true,
  rootDir: '../src',
  outDir: '.',
};

const filesOf = (folder) => ({
  manifest: join(folder, 'package.json'),
  sourceManifest: join(folder, 'package.source.json'),
  license: join(folder, 'LICENSE'),
  dist: join(folder, 'dist'),
});

async function beforePacking(folder) {
  // What an interrupted one left.
  await afterPacking(folder);
  const { manifest, sourceManifest, license, dist } = filesOf(folder);
  await compile(folder);
  const page = join(folder, 'src/page');
  if (existsSync(page)) await buildSlackPage(join(dist, 'slack-page'));
  await cp(join(projectDirectory, 'LICENSE'), license);
  await copyFile(manifest, sourceManifest);
  await writeFile(
    manifest,
    `${JSON.stringify(packedManifest(JSON.parse(await readFile(manifest, 'utf8'))), null, 2)}\n`,
  );
}

async function compile(folder) {
  const { dist } = filesOf(folder);
  const configuration = join(dist, 'tsconfig.json');
  await mkdir(dist, { recursive: true });
  await writeFile(
    configuration,
    JSON.stringify({
      extends: join(projectDirectory, 'tsconfig.json'),
      compilerOptions,
      include: ['../src'],
      exclude: ['../src/page'],
    }),
  );
  const { status, stdout } = spawnSync(compiler, ['-p', configuration], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${folder} does not compile:\n${stdout}`);
  await rm(configuration);
}

/** The manifest of the tarball: its front doors are what was built, and it has nothing that only the repository needs. */
function packedManifest({ scripts: _scripts, devDependencies: _devDependencies, exports: doors, ...rest }) {
  const built = (door) => door.replace('./src/', './dist/').replace(/\.ts$/, '');
  const conditions = (door) => ({ types: `${built(door)}.d.ts`, default: `${built(door)}.js` });
  return {
    ...rest,
    exports: Object.fromEntries(Object.entries(doors).map(([name, door]) => [name, conditions(door)])),
  };
}

async function afterPacking(folder) {
  const { manifest, sourceManifest, license, dist } = filesOf(folder);
  await Promise.all([license, dist].map((path) => rm(path, { recursive: true, force: true })));
  if (existsSync(sourceManifest)) await rename(sourceManifest, manifest);
}

const [step, folder = '.'] = process.argv.slice(2);
const steps = { before: beforePacking, after: afterPacking };
if (!Object.hasOwn(steps, step ?? '')) {
  console.error('usage: node scripts/pack-package.mjs before|after [folder]');
  process.exit(2);
}
await steps[step](resolve(folder));
