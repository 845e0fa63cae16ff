import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { packageNames, readSources } from './sources.ts';

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly exports?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

const fileOf = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const readManifest = (path: string): Manifest => JSON.parse(readFileSync(fileOf(path), 'utf8'));
const root = readManifest('package.json');
const sources = readSources();

/** Builds the page from its sources. A published program, and a packed package, bring the page built. */
const onlyFromSources: ReadonlySet<string> = new Set(['esbuild']);

describe.each(packageNames)('packages/%s', (name) => {
  const manifest = readManifest(`packages/${name}/package.json`);
  const { dependencies = {}, devDependencies = {} } = manifest;
  const files = sources.filter(({ path }) => path.startsWith(`packages/${name}/src/`));

  test('says what it is, and has its front doors', () => {
    expect(manifest).toMatchObject({ name: `@proton-bot/${name}`, private: true, exports: { '.': './src/index.ts' } });
    for (const door of Object.values(manifest.exports ?? {})) {
      expect([door, existsSync(fileOf(`packages/${name}/${door}`))]).toEqual([door, true]);
    }
    expect(readFileSync(fileOf(`packages/${name}/README.md`), 'utf8')).toContain(`@proton-bot/${name}`);
  });

  test('uses the packages that it declares, and no others', () => {
    expect(files.length).toBeGreaterThan(10);
    const used = files.flatMap(({ imports }) =>
      imports.filter(({ isPackage, target }) => isPackage && !target.startsWith('node:')).map(({ target }) => target),
    );
    const needed = [...new Set(used)].filter((dependency) => !onlyFromSources.has(dependency));
    expect(needed.sort()).toEqual(Object.keys(dependencies).sort());
    for (const builder of onlyFromSources) {
      if (used.includes(builder)) expect(devDependencies).toHaveProperty([builder]);
    }
  });

  test('declares exact versions, the same as the bot', () => {
    const wanted: Readonly<Record<string, string>> = { ...root.devDependencies, ...root.dependencies };
    for (const [dependency, version] of Object.entries({ ...dependencies, ...devDependencies })) {
      expect(version).toMatch(/^\d+\.\d+\.\d+$/);
      expect([dependency, wanted[dependency]]).toEqual([dependency, version]);
    }
  });

  test('is bundled into the published program, which therefore declares what it needs', () => {
    const missing = Object.keys(dependencies).filter((dependency) => root.dependencies?.[dependency] === undefined);
    expect(missing).toEqual([]);
    expect(root.dependencies).not.toHaveProperty([manifest.name]);
  });
});
