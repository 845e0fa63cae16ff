import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { create } from 'tar/create';
import { MAXIMUM_ENTRIES, RefusedBundleError } from '../bundles/index.ts';

const SCHEMA_PATH = 'schema/schema.yaml';

/**
 * Packs the directory of a bundle as `tar -czf bundle.tar.gz .` does. Links are packed as links, which a bundle cannot have.
 * @param directory with `schema/schema.yaml` in it
 * @throws RefusedBundleError when there is no bundle in it
 */
export function packDirectory(directory: string): Uint8Array {
  if (!existsSync(join(directory, SCHEMA_PATH))) {
    throw new RefusedBundleError(`${join(directory, SCHEMA_PATH)} is missing. Give the directory that has it`);
  }
  const entries = readdirSync(directory, { recursive: true });
  if (entries.length > MAXIMUM_ENTRIES) {
    throw new RefusedBundleError(`${directory} has more than ${MAXIMUM_ENTRIES} files and directories`);
  }
  const packed = create({ cwd: directory, gzip: true, sync: true, portable: true }, ['.']);
  const parts: Buffer[] = [];
  for (let part = packed.read(); part !== null; part = packed.read()) parts.push(part);
  return Buffer.concat(parts);
}
