import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const sourceFolder = fileURLToPath(new URL('../../src', import.meta.url));

/** One import, or export from elsewhere, of a source file. */
export interface Import {
  /** As written. */
  readonly specifier: string;
  /** The imported file, relative to `src`, for an import of this tree; the package's name otherwise. */
  readonly target: string;
  readonly isPackage: boolean;
  /** Gone at run time. */
  readonly isTypeOnly: boolean;
}

export interface SourceFile {
  /** Relative to `src`, with slashes. */
  readonly path: string;
  readonly lineCount: number;
  readonly imports: readonly Import[];
}

/** Every TypeScript file under `src`. */
export function readSources(): readonly SourceFile[] {
  return readdirSync(sourceFolder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.split(sep).join('/'))
    .filter((path) => path.endsWith('.ts'))
    .sort()
    .map((path) => {
      const text = readFileSync(join(sourceFolder, path), 'utf8');
      return { path, lineCount: text.trimEnd().split('\n').length, imports: importsOf(path, text) };
    });
}

/** Statements begin a line (the formatter sees to it), so that no comment is taken for one. */
const statement = /^[ \t]*(?:import|export)\s+(?:(type)\s+)?((?:[\w$*\s,]|\{[^}]*\})*?)\s*from\s*'([^']+)'/gm;
const bareImport = /^[ \t]*import\s+'([^']+)'/gm;
const dynamicImport = /\bimport\('([^']+)'\)/g;

/** @param path - relative to `src` */
export function importsOf(path: string, text: string): readonly Import[] {
  const found: Import[] = [];
  for (const [, type, names = '', specifier = ''] of text.matchAll(statement)) {
    found.push(toImport(path, specifier, type !== undefined || namesOnlyTypes(names)));
  }
  for (const pattern of [bareImport, dynamicImport]) {
    for (const [, specifier = ''] of text.matchAll(pattern)) found.push(toImport(path, specifier, false));
  }
  return found;
}

/** `{ type A, type B }` */
function namesOnlyTypes(names: string): boolean {
  const inBraces = /^\{([^}]*)\}$/.exec(names.trim())?.[1];
  if (inBraces === undefined) return false;
  const members = inBraces.split(',').filter((member) => member.trim() !== '');
  return members.length > 0 && members.every((member) => /^\s*type\s/.test(member));
}

function toImport(path: string, specifier: string, isTypeOnly: boolean): Import {
  if (specifier.startsWith('.')) {
    const target = relative(sourceFolder, resolve(sourceFolder, dirname(path), specifier));
    return { specifier, target: target.split(sep).join('/'), isPackage: false, isTypeOnly };
  }
  const parts = specifier.split('/');
  const name = specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? specifier);
  return { specifier, target: name, isPackage: true, isTypeOnly };
}
