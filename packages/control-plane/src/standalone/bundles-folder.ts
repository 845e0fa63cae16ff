import { stat } from 'node:fs/promises';
import { type Bundles, createFolderBundles } from '../bundles/index.ts';
import { StandaloneError } from './standalone-error.ts';
import { reasonOf } from './system-errors.ts';

/** The folder of the template bundles cannot be used. */
export class BundlesFolderError extends StandaloneError {
  override readonly name = 'BundlesFolderError';
}

/**
 * Template bundles from `<folder>/<bucket>/<key>`. The folder must be there from the start: one that is misspelt would
 * let every registration fail.
 * @throws BundlesFolderError
 */
export async function openBundlesFolder(folder: string): Promise<Bundles> {
  const found = await stat(folder).catch((error: unknown) => {
    throw new BundlesFolderError(`The bundles cannot be read from ${folder}: ${reasonOf(error)}.`, { cause: error });
  });
  if (!found.isDirectory()) {
    throw new BundlesFolderError(`The bundles cannot be read from ${folder}: it is not a folder.`);
  }
  return createFolderBundles(folder);
}
