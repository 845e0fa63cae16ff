import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { ProviderManifest, ProviderModule } from '../../src/lib/providers/module.ts';
import { providerRegistry } from '../../src/lib/providers/registry.ts';
import { readSources } from './sources.ts';

const projectFolder = new URL('../../', import.meta.url);
const sources = readSources();
const byPath = new Map(sources.map((source) => [source.path, source]));

const textOf = (path: string) => readFileSync(fileURLToPath(new URL(`src/${path}`, projectFolder)), 'utf8');
const sourcesIn = (folders: readonly string[]) =>
  sources.map(({ path }) => path).filter((path) => folders.some((folder) => path.startsWith(folder)));

describe('what is not of a back end names none', () => {
  /** The bot itself is called proton-bot. */
  const names: readonly (readonly [name: RegExp, folders: readonly string[]])[] = [
    [
      /supply.?chain/i,
      [
        'lib/flow/',
        'lib/rules/',
        'lib/slack/',
        'lib/aws/',
        'lib/configuration',
        'lib/matching/',
        'lib/store/',
        'handlers/',
      ],
    ],
    [/proton(?![-_]bot)/i, ['lib/aws/', 'lib/configuration', 'lib/matching/', 'lib/store/', 'handlers/']],
  ];

  // Comments too: what needs a word about one provider assumes something of it.
  test.each(names)('%s', (name, folders) => {
    const files = sourcesIn(folders);
    for (const folder of folders) expect(files.filter((path) => path.startsWith(folder)).length).toBeGreaterThan(1);
    expect(files.filter((path) => name.test(path) || name.test(textOf(path)))).toEqual([]);
  });
});

describe.each(providerRegistry.map((manifest) => [manifest.name, manifest] as const))(
  'the back end %s',
  (_, manifest) => {
    let module: ProviderModule;

    beforeAll(async () => {
      module = await import(`../../${manifest.module}`);
    });

    test('is a folder with its manifest and its module', () => {
      const folder = manifest.module.slice(0, manifest.module.lastIndexOf('/'));
      expect(folder).toMatch(/^src\/lib\/providers\/[a-z-]+$/);
      for (const file of [manifest.module, `${folder}/manifest.ts`]) {
        expect([file, existsSync(fileURLToPath(new URL(file, projectFolder)))]).toEqual([file, true]);
      }
    });

    test('exports what its features say, and nothing else', () => {
      const promised = manifest.features.flatMap(({ exports }) => exports);
      expect(promised).toEqual(expect.arrayContaining(['createProvider', 'referenceOf']));
      expect(Object.keys(module).sort()).toEqual([...promised].sort());
    });

    test('calls itself in its module what it is called in its manifest', () => {
      expect(module.resourceForm?.provider ?? manifest.name).toBe(manifest.name);
      const target = manifest.usual.target ?? '';
      expect(module.referenceOf(target)).toMatchObject({ provider: manifest.name });
      expect(manifest.kinds).toContain(kindOf(module, target));
    });

    test('says of its events where they come from, and its options which features they are for', () => {
      const events = manifest.features.flatMap((feature) => feature.events ?? []);
      for (const { source } of events) expect(source).toBe(module.eventParser?.source);
      const options = manifest.features.flatMap(({ option }) => option ?? []);
      expect([...new Set(options)].sort()).toEqual(Object.keys(manifest.options).sort());
    });

    test('has a manifest that loads no package: the checks and the build need no client', () => {
      expect(packagesLoadedBy(manifest)).toEqual([]);
    });
  },
);

test('no two back ends have a name, a source of events or a rule in the template in common', () => {
  const events = providerRegistry.flatMap(({ features }) => features.flatMap((feature) => feature.events ?? []));
  const lists = [
    providerRegistry.map(({ name }) => name),
    providerRegistry.map(({ module }) => module),
    events.map(({ logicalId }) => logicalId),
  ];
  for (const list of lists) expect(new Set(list).size).toBe(list.length);
});

function kindOf(module: ProviderModule, target: string): string | undefined {
  const reference = module.referenceOf(target);
  return reference?.on === 'deployment' ? reference.kind : undefined;
}

function packagesLoadedBy({ module }: ProviderManifest): readonly string[] {
  const found: string[] = [];
  const seen = new Set<string>();
  const walk = (path: string): void => {
    if (seen.has(path)) return;
    seen.add(path);
    for (const { target, isPackage, isTypeOnly } of byPath.get(path)?.imports ?? []) {
      if (isTypeOnly) continue;
      if (isPackage) found.push(`${path} → ${target}`);
      else walk(target);
    }
  };
  walk(module.replace(/^src\//, '').replace(/module\.ts$/, 'manifest.ts'));
  return found;
}
