import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const projectFolder = fileURLToPath(new URL('../../', import.meta.url));
const sourceFolder = join(projectFolder, 'src');
/** The project's own packages, as they are imported. */
const packageScope = '@proton-bot/';

/** One import, or export from elsewhere, of a source file. */
export interface Import {
  /** As written. */
  readonly specifier: string;
  /** The imported file, as in `SourceFile.path`, for an import of this project's; the package's name otherwise. */
  readonly target: string;
  readonly isPackage: boolean;
  /** Gone at run time. */
  readonly isTypeOnly: boolean;
}

export interface SourceFile {
  /** With slashes; relative to `src`, or, for the sources of a package, to the project: `packages/<name>/src/…`. */
  readonly path: string;
  readonly lineCount: number;
  readonly imports: readonly Import[];
}

/** The names of the project's packages: folders of `packages`. */
export const packageNames: readonly string[] = readdirSync(join(projectFolder, 'packages'));

/** Every TypeScript file under `src` and under the `src` of each package. */
export function readSources(): readonly SourceFile[] {
  const folders = [sourceFolder, ...packageNames.map((name) => join(projectFolder, 'packages', name, 'src'))];
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .sort()
      .map((name) => {
        const text = readFileSync(join(folder, name), 'utf8');
        const path = toPath(join(folder, name));
        return { path, lineCount: text.trimEnd().split('\n').length, imports: importsOf(path, text) };
      }),
  );
}

function toPath(file: string): string {
  const inProject = relative(projectFolder, file).split(sep).join('/');
  return inProject.startsWith('src/') ? inProject.slice('src/'.length) : inProject;
}

/** Where a path leads on the disk. */
function toFile(path: string): string {
  return path.startsWith('packages/') ? join(projectFolder, path) : join(sourceFolder, path);
}

/** Statements begin a line (the formatter sees to it), so that no comment is taken for one. */
const statement = /^[ \t]*(?:import|export)\s+(?:(type)\s+)?((?:[\w$*\s,]|\{[^}]*\})*?)\s*from\s*'([^']+)'/gm;
const bareImport = /^[ \t]*import\s+'([^']+)'/gm;
const dynamicImport = /\bimport\('([^']+)'\)/g;

/** @param path - as in `SourceFile.path` */
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
    return { specifier, target: toPath(resolve(dirname(toFile(path)), specifier)), isPackage: false, isTypeOnly };
  }
  if (specifier.startsWith(packageScope)) {
    const [name, ...entrance] = specifier.slice(packageScope.length).split('/');
    const target = ['packages', name, 'src', ...entrance, 'index.ts'].join('/');
    return { specifier, target, isPackage: false, isTypeOnly };
  }
  const parts = specifier.split('/');
  const name = specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? specifier);
  return { specifier, target: name, isPackage: true, isTypeOnly };
}
