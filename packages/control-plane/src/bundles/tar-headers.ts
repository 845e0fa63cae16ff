import { RefusedBundleError } from './refusal.ts';

const BLOCK_BYTES = 512;
const FILE_TYPES = new Set(['0', '7', '\0']);
const DIRECTORY = '5';
const EXTENDED_HEADERS = new Set(['x', 'g']);
const LONG_NAME = 'L';
const ADVICE = 'Make the archive anew with GNU tar, without links';

/**
 * Goes over the headers of a tar archive before it is unpacked, since the library that unpacks it checks none of this: it
 * takes damaged sizes as they are, reads past cut-off ends, and makes paths that leave the archive look like good ones.
 * The layout is that of https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html#tag_20_92_13.
 *
 * @throws RefusedBundleError for anything but files and directories with paths inside the archive
 */
export function checkTarHeaders(archive: Uint8Array): void {
  let offset = 0;
  while (offset < archive.length) {
    const header = archive.subarray(offset, offset + BLOCK_BYTES);
    if (header.every((byte) => byte === 0)) return;
    if (header.length < BLOCK_BYTES || !hasRightChecksum(header)) {
      throw new RefusedBundleError('its tar archive is damaged, or no tar archive at all');
    }
    const size = sizeIn(header);
    const content = archive.subarray(offset + BLOCK_BYTES, offset + BLOCK_BYTES + size);
    if (content.length < size) throw new RefusedBundleError('its tar archive is cut short');
    checkEntry(header, content);
    offset += BLOCK_BYTES + Math.ceil(size / BLOCK_BYTES) * BLOCK_BYTES;
  }
}

/** The checksum counts its own field as blanks. */
function hasRightChecksum(header: Uint8Array): boolean {
  const sum = header.reduce((total, byte, index) => total + (index >= 148 && index < 156 ? 0x20 : byte), 0);
  return Number.parseInt(textIn(header, 148, 8), 8) === sum;
}

/** Sizes in other notations than octal digits are for files of 8 GiB and more. */
function sizeIn(header: Uint8Array): number {
  const digits = textIn(header, 124, 12).trim();
  if (!/^[0-7]+$/.test(digits)) throw new RefusedBundleError('a size in its tar archive is no number');
  return Number.parseInt(digits, 8);
}

function checkEntry(header: Uint8Array, content: Uint8Array): void {
  const type = String.fromCodePoint(header[156] ?? 0);
  if (EXTENDED_HEADERS.has(type)) {
    checkExtendedHeader(textIn(content, 0, content.length));
    return;
  }
  if (type === LONG_NAME) {
    checkPath(textIn(content, 0, content.length));
    return;
  }
  if (!FILE_TYPES.has(type) && type !== DIRECTORY) {
    throw new RefusedBundleError(`it holds something that is neither a file nor a directory. ${ADVICE}`);
  }
  checkPath(textIn(header, 0, 100));
  const isPosix = textIn(header, 257, 6) === 'ustar';
  if (isPosix && textIn(header, 345, 155) !== '') {
    throw new RefusedBundleError(`it holds a long path in a form that is not read here. ${ADVICE}`);
  }
}

/** Records are `<length> <keyword>=<value>`; the library splits them at every blank and `=`. */
function checkExtendedHeader(text: string): void {
  for (const record of text.split('\n')) {
    const [, keyword, value = ''] = /^\d+ ([^=]+)=(.*)$/.exec(record) ?? [];
    if (keyword === 'size' || keyword === 'linkpath') {
      throw new RefusedBundleError(`it holds a file of 8 GiB or more, or a link. ${ADVICE}`);
    }
    if (keyword === 'path') {
      checkPath(value);
      if (/[ =]/.test(value)) throw new RefusedBundleError('it holds a long path with a blank or an equals sign');
    }
  }
}

function checkPath(path: string): void {
  const steps = path.replace(/^\//, '').split('/');
  if (path === '' || steps.includes('..') || /[\\\p{Cc}]|^[A-Za-z]:/u.test(path)) {
    throw new RefusedBundleError('it holds a path that leads out of the bundle, or that is no path at all');
  }
}

/** Text up to the first NUL. */
function textIn(bytes: Uint8Array, start: number, length: number): string {
  const field = bytes.subarray(start, start + length);
  const end = field.indexOf(0);
  return new TextDecoder().decode(end === -1 ? field : field.subarray(0, end));
}
