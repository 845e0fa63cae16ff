import { gunzipSync } from 'node:zlib';
import { errorCode } from './error-code.ts';
import { inMegabytes, MAXIMUM_BUNDLE_BYTES, MAXIMUM_UNPACKED_BYTES } from './limits.ts';
import { RefusedBundleError } from './refusal.ts';
import { filesInTar } from './tar-archive.ts';

/** Only the directories of a bundle may lie at its top, so any of them tells where the top is. */
const SCHEMA_PATH = 'schema/schema.yaml';

/** The files of a bundle by their path in it, such as `schema/schema.yaml`. */
export type BundleFiles = ReadonlyMap<string, Uint8Array>;

/**
 * Unpacks a bundle: a gzipped tar archive (https://docs.aws.amazon.com/proton/latest/userguide/ag-wrap-up.html).
 * Its directories may lie in one common folder, as AWS's samples are packed
 * (https://github.com/aws-samples/aws-proton-cloudformation-sample-templates).
 *
 * @throws RefusedBundleError whatever the bytes are
 */
export function readBundle(bytes: Uint8Array): BundleFiles {
  if (bytes.length > MAXIMUM_BUNDLE_BYTES) {
    throw new RefusedBundleError(`it is larger than ${inMegabytes(MAXIMUM_BUNDLE_BYTES)}`);
  }
  const files = filesInTar(unzip(bytes), isLeftByMacOs);
  return withoutCommonFolder(files);
}

function unzip(bytes: Uint8Array): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: MAXIMUM_UNPACKED_BYTES });
  } catch (error) {
    if (errorCode(error) === 'ERR_BUFFER_TOO_LARGE') {
      throw new RefusedBundleError(`it is larger than ${inMegabytes(MAXIMUM_UNPACKED_BYTES)} when unpacked`);
    }
    throw new RefusedBundleError('it is not compressed with gzip, or it is damaged');
  }
}

/** The tar of macOS adds files beside the real ones, with what other systems cannot keep of them. */
function isLeftByMacOs(path: string): boolean {
  const name = path.split('/').at(-1) ?? '';
  return name.startsWith('._') || name === '.DS_Store';
}

function withoutCommonFolder(files: BundleFiles): BundleFiles {
  const [first] = files.keys();
  const folder = first?.split('/')[0];
  const isCommon = [...files.keys()].every((path) => path.startsWith(`${folder}/`));
  if (!isCommon || !files.has(`${folder}/${SCHEMA_PATH}`)) return files;
  return new Map([...files].map(([path, data]) => [path.slice(`${folder}/`.length), data]));
}
