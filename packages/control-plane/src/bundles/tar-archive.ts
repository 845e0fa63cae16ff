import { Parser } from 'tar/parse';
import type { ReadEntry } from 'tar/read-entry';
import { MAXIMUM_ENTRIES, MAXIMUM_FILES, MAXIMUM_HEADER_BYTES } from './limits.ts';
import { RefusedBundleError } from './refusal.ts';

const FILE_TYPES = new Set(['File', 'OldFile', 'ContiguousFile']);
const ADVICE = 'Make the archive anew with GNU tar, without links';
/** What gzip and zstd begin with: the library would unpack these too, without our limits. */
const PACKED_AGAIN = ['1f8b', '28b52ffd'];

/**
 * The files of a tar archive, at once and in order. Reading stops at the first entry that is one too many, or that is
 * anything but a file or a directory with a path inside the archive.
 *
 * @param isLeftOut which paths are not taken, and not counted as files
 * @throws RefusedBundleError whatever the bytes are
 */
export function filesInTar(archive: Uint8Array, isLeftOut: (path: string) => boolean): Map<string, Uint8Array> {
  const beginning = Buffer.from(archive.subarray(0, 4)).toString('hex');
  if (PACKED_AGAIN.some((magic) => beginning.startsWith(magic))) throw notTar();
  const files = new Map<string, Uint8Array>();
  let entries = 0;
  const count = (): void => {
    entries += 1;
    if (entries > MAXIMUM_ENTRIES) throw new RefusedBundleError(`it has more than ${MAXIMUM_ENTRIES} entries`);
  };
  const parser = new Parser({ zstd: false, maxMetaEntrySize: MAXIMUM_HEADER_BYTES });
  // The listeners run while the archive is written, so what they throw stops that.
  parser.on('meta', count);
  parser.on('ignoredEntry', ({ meta }: ReadEntry) => {
    throw meta ? new RefusedBundleError('it holds a path or a header that is too long') : neitherFileNorDirectory();
  });
  parser.on('warn', (code: string, message: string | Error) => {
    throw refusalOf(code, String(message));
  });
  parser.on('entry', (entry: ReadEntry) => {
    count();
    const path = pathOf(entry);
    if (entry.type === 'Directory' || isLeftOut(path)) {
      entry.resume();
      return;
    }
    files.set(path, new Uint8Array());
    if (files.size > MAXIMUM_FILES) throw new RefusedBundleError(`it has more than ${MAXIMUM_FILES} files`);
    // The whole archive is written at once, so each file comes in one piece.
    entry.on('data', (data) => files.set(path, data));
  });
  parser.end(Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength));
  return files;
}

function pathOf({ path, type, size, linkpath }: ReadEntry): string {
  if ((!FILE_TYPES.has(type) && type !== 'Directory') || linkpath) throw neitherFileNorDirectory();
  if (!Number.isSafeInteger(size) || size < 0) throw new RefusedBundleError('a size in its tar archive is no number');
  const steps = path.replace(/^\//, '').split('/');
  if (path === '' || steps.includes('..') || /[\\\p{Cc}]|^[A-Za-z]:/u.test(path)) {
    throw noPathInside();
  }
  return path.replace(/^\.?\//, '');
}

/** @param message as the library words it; where it words it otherwise, the archive is just damaged */
function refusalOf(code: string, message: string): RefusedBundleError {
  if (code === 'TAR_BAD_ARCHIVE' && message.startsWith('Truncated')) {
    return new RefusedBundleError('its tar archive is cut short');
  }
  if (message.startsWith('linkpath')) return neitherFileNorDirectory();
  return message.startsWith('path') ? noPathInside() : notTar();
}

function noPathInside(): RefusedBundleError {
  return new RefusedBundleError('it holds a path that leads out of the bundle, or that is no path at all');
}

function notTar(): RefusedBundleError {
  return new RefusedBundleError('its tar archive is damaged, or no tar archive at all');
}

function neitherFileNorDirectory(): RefusedBundleError {
  return new RefusedBundleError(`it holds something that is neither a file nor a directory. ${ADVICE}`);
}
