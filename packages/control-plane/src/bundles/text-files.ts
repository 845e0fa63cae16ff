import { inMegabytes, MAXIMUM_FILE_BYTES } from './limits.ts';
import type { BundleFiles } from './read-bundle.ts';
import { RefusedBundleError } from './refusal.ts';

/**
 * The text of a schema, manifest or template file.
 * @throws RefusedBundleError when it is missing, too large or no text
 */
export function textOf(files: BundleFiles, path: string): string {
  const bytes = files.get(path);
  if (bytes === undefined) throw new RefusedBundleError(`${path} is missing`);
  if (bytes.length > MAXIMUM_FILE_BYTES) {
    throw new RefusedBundleError(`${path} is larger than ${inMegabytes(MAXIMUM_FILE_BYTES)}`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new RefusedBundleError(`${path} is not a text in UTF-8`);
  }
}
