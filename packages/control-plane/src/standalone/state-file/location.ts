import { readlink, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { codeOf } from '../system-errors.ts';

/** As many links as Linux follows (https://man7.org/linux/man-pages/man7/path_resolution.7.html). */
const MAXIMUM_LINKS = 40;

/**
 * Where a file really is, behind symbolic links, even if it is not there yet: what is renamed over a link would replace
 * the link, and two names of one file must have one lock.
 * @throws the error of the file system, such as ENOENT when its folder is missing
 */
export async function realLocation(path: string, linksLeft = MAXIMUM_LINKS): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' || linksLeft === 0) throw error;
  }
  const location = join(await realpath(dirname(resolve(path))), basename(path));
  const target = await readlink(location).catch(() => undefined);
  return target === undefined ? location : realLocation(resolve(dirname(location), target), linksLeft - 1);
}
