import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { unzipSync } from 'fflate';
import { PackageNotReadableError } from './errors.ts';

/**
 * Unpacks a function's zip into a folder.
 *
 * @throws PackageNotReadableError when it is missing, damaged, or would write outside the folder
 */
export function unpackCode(logicalId: string, zipFile: string, folder: string): void {
  try {
    for (const [name, content] of Object.entries(unzipSync(readFileSync(zipFile)))) {
      const file = resolve(folder, name);
      if (relative(folder, file).startsWith('..')) throw new Error(`${name} leads out of the folder`);
      if (name.endsWith('/')) continue;
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(join(file), content);
    }
  } catch (error) {
    throw new PackageNotReadableError(logicalId, zipFile, error instanceof Error ? error.message : String(error));
  }
}
