import { readFileSync, realpathSync, statSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import type { Bundles } from './bundles.ts';
import { errorCode } from './error-code.ts';
import { inMegabytes, MAXIMUM_BUNDLE_BYTES } from './limits.ts';
import { RefusedBundleError } from './refusal.ts';

/** What the operating system says where there is no such file; a name it cannot have is one of no file either. */
const MISSING = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'EINVAL']);

/**
 * Bundles in a folder that stands for the buckets: the object is `<directory>/<bucket>/<key>`. Nothing outside the
 * folder is read: names that lead out of it are refused, and symbolic links too when they do.
 */
export function createFolderBundles(directory: string): Bundles {
  const root = resolve(directory);
  return {
    read(bucket, key) {
      const names = [bucket, ...key.split('/')];
      if (names.some((name) => !isPlainName(name)) || bucket.includes('/')) {
        throw new RefusedBundleError('the bucket and the key must be plain names: no "..", nothing absolute or empty');
      }
      try {
        const path = realpathSync(join(root, ...names));
        if (!path.startsWith(realpathSync(root) + sep)) {
          throw new RefusedBundleError('it is a link to something outside the folder of the bundles');
        }
        const status = statSync(path);
        if (!status.isFile()) throw new RefusedBundleError('it is not a file');
        if (status.size > MAXIMUM_BUNDLE_BYTES) {
          throw new RefusedBundleError(`it is larger than ${inMegabytes(MAXIMUM_BUNDLE_BYTES)}`);
        }
        return readFileSync(path);
      } catch (error) {
        if (error instanceof RefusedBundleError) throw error;
        const code = errorCode(error) ?? 'for an unknown reason';
        if (MISSING.has(code)) return undefined;
        throw new RefusedBundleError(`it cannot be read (${code})`);
      }
    },
  };
}

function isPlainName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !/[\\\0]/.test(name);
}
