import { describe, expect, test } from '@jest/globals';
import { buildTimePackages, entrances, mayImport, mayUse, notYetParted } from './parts.ts';
import { type Import, importsOf, packageNames, readSources, type SourceFile } from './sources.ts';

const sources = readSources();
const byPath = new Map(sources.map((source) => [source.path, source]));
const folders = new Set(sources.filter(({ path }) => path.endsWith('/index.ts')).map(({ path }) => folderOf(path)));

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function isIn(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

function partOf(path: string): string | undefined {
  const parts = Object.keys(mayImport).filter((part) => isIn(path, part));
  return parts.sort((left, right) => right.length - left.length)[0];
}

/** From the project's folder on. */
function shown(path: string): string {
  return isIn(path, 'packages') ? path : `src/${path}`;
}

/** Every import of the tree that `isWrong`, as `file → what it imports: why`. */
function wrongImports(isWrong: (file: SourceFile, imported: Import) => string | false | undefined): string[] {
  return sources.flatMap((file) =>
    file.imports.flatMap((imported) => {
      const why = isWrong(file, imported);
      return why ? [`${shown(file.path)} → ${imported.specifier}: ${why}`] : [];
    }),
  );
}

describe('imports', () => {
  test('are read from every form of statement', () => {
    const text = `
import { a } from './a.ts';
import type { B } from './b.ts';
import { type C, type D } from './c.ts';
import e, { type F } from '../e.ts';
import * as g from '@scope/name/deep';
export { h } from './h.ts';
export * from './i.ts';
import './j.ts';
import { o } from '@proton-bot/control-plane';
import type { P } from '@proton-bot/control-plane/standalone';
import {
  k,
  type L,
} from 'node:k';
// import { m } from './comment.ts';
 * import { m } from './comment.ts';
const n = await import('./n.ts');
`;
    const found = importsOf('lib/x/y.ts', text).map(
      ({ target, isTypeOnly }) => `${target}${isTypeOnly ? ' (type)' : ''}`,
    );
    expect(found).toEqual([
      'lib/x/a.ts',
      'lib/x/b.ts (type)',
      'lib/x/c.ts (type)',
      'lib/e.ts',
      '@scope/name',
      'lib/x/h.ts',
      'lib/x/i.ts',
      'packages/control-plane/src/index.ts',
      'packages/control-plane/src/standalone/index.ts (type)',
      'node:k',
      'lib/x/j.ts',
      'lib/x/n.ts',
    ]);
  });

  test('every source file belongs to a part whose imports are decided', () => {
    expect(sources.length).toBeGreaterThan(100);
    expect(sources.filter(({ path }) => partOf(path) === undefined).map(({ path }) => shown(path))).toEqual([]);
  });

  test('lead to files that exist', () => {
    const wrong = wrongImports(
      (_, { target, isPackage }) =>
        !isPackage && target.endsWith('.ts') && !byPath.has(target) && 'there is no such file',
    );
    expect(wrong).toEqual([]);
  });

  test('point one way', () => {
    const wrong = wrongImports((file, imported) => {
      if (imported.isPackage) return false;
      const [from = '', to = ''] = [partOf(file.path), partOf(imported.target)];
      const allowed = mayImport[from] ?? [];
      if (from === to || allowed.includes(to) || allowed.includes('*')) return false;
      return `${from} may import ${allowed.length === 0 ? 'nothing but itself' : `only ${allowed.join(', ')}`}`;
    });
    expect(wrong).toEqual([]);
  });

  test('lead neither to handlers nor to the command line, and to the local session only from there', () => {
    const wrong = wrongImports((file, { target, isPackage }) => {
      const to = ['handlers', 'cli', 'local'].find((part) => !isPackage && isIn(target, part));
      if (to === undefined || isIn(file.path, to) || (to === 'local' && isIn(file.path, 'cli'))) return false;
      return `nothing imports ${to}`;
    });
    expect(wrong).toEqual([]);
  });

  test('of packages are the ones that a part may use', () => {
    const wrong = wrongImports((file, imported) => {
      const allowed = mayUse[partOf(file.path) ?? ''];
      if (!imported.isPackage || allowed === undefined || allowed.includes(imported.target)) return false;
      return `it may use ${allowed.length === 0 ? 'no package' : `only ${allowed.join(', ')}`}`;
    });
    expect(wrong).toEqual([]);
  });

  test('from one part to another go through an index.ts, where there is one', () => {
    const wrong = wrongImports((file, imported) => {
      const part = partOf(imported.target);
      if (imported.isPackage || part === undefined || isIn(file.path, part)) return false;
      const front = isIn(part, 'packages') ? `${part}/src` : part;
      const entrance = [...entrances, front].find((folder) => folders.has(folder) && isIn(imported.target, folder));
      return entrance !== undefined && imported.target !== `${entrance}/index.ts` && `use ${entrance}/index.ts`;
    });
    expect(wrong).toEqual([]);
  });

  test('of the bot reach a package, and of a package its own files, by the right kind of path', () => {
    const packageOf = (path: string) => packageNames.find((name) => isIn(path, `packages/${name}`));
    const wrong = wrongImports((file, { specifier, target, isPackage }) => {
      const [from, to] = [packageOf(file.path), packageOf(target)];
      if (isPackage || (from === undefined && to === undefined)) return false;
      if (from === to) return !specifier.startsWith('.') && 'a package imports its own files by their paths';
      return specifier.startsWith('.') && 'import a package by its name';
    });
    expect(wrong).toEqual([]);
  });

  test('join no two files to each other, not even by types', () => {
    const pairs = sources.flatMap(({ path, imports }) => {
      const back = [...new Set(imports.map(({ target }) => target))].filter(
        (target) => path < target && byPath.get(target)?.imports.some((imported) => imported.target === path),
      );
      return back.map((target) => `${shown(path)} ↔ ${shown(target)}`);
    });
    // Exactly these: who mends one takes it out here.
    expect(pairs.sort()).toEqual([...notYetParted].sort());
  });

  test('go round in no circle', () => {
    expect(circles()).toEqual([]);
  });
});

/** Every circle that a walk along the imports finds. Types may know each other: nothing is loaded for them. */
function circles(): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const walk = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) found.push([...trail.slice(start), path].map(shown).join(' → '));
    if (start >= 0 || done.has(path)) return;
    for (const { target, isPackage, isTypeOnly } of byPath.get(path)?.imports ?? []) {
      if (!isPackage && !isTypeOnly) walk(target, [...trail, path]);
    }
    done.add(path);
  };
  for (const { path } of sources) walk(path, []);
  return found;
}

describe('what a handler loads', () => {
  /** How each file comes to be loaded: the import chain from a handler to it. */
  function loaded(): ReadonlyMap<string, readonly string[]> {
    const chains = new Map<string, readonly string[]>();
    const walk = (path: string, chain: readonly string[]): void => {
      if (chains.has(path)) return;
      chains.set(path, [...chain, path]);
      for (const { target, isPackage, isTypeOnly } of byPath.get(path)?.imports ?? []) {
        if (!isPackage && !isTypeOnly) walk(target, [...chain, path]);
      }
    };
    for (const { path } of sources) if (isIn(path, 'handlers')) walk(path, []);
    return chains;
  }

  test('needs nothing that belongs to the build or to the local cloud', () => {
    const wrong = [...loaded()].flatMap(([path, chain]) =>
      (byPath.get(path)?.imports ?? [])
        .filter(({ target, isTypeOnly }) => !isTypeOnly && buildTimePackages.includes(target))
        .map(({ target }) => [...chain.map(shown), target].join(' → ')),
    );
    expect(wrong).toEqual([]);
  });

  test('is the bot, and nothing else', () => {
    const files = [...loaded().keys()];
    expect(files.filter((path) => /^(?:local|cli|simulation|packages)\//.test(path))).toEqual([]);
    expect(files.filter((path) => path.startsWith('lib/flow/')).length).toBeGreaterThan(5);
  });
});
