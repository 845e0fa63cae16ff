const MEBIBYTE = 1024 * 1024;

/** https://docs.aws.amazon.com/proton/latest/userguide/ag-limits.html, in bytes */
export const MAXIMUM_BUNDLE_BYTES = 10 * MEBIBYTE;
/** A manifest, a schema, or a template file. */
export const MAXIMUM_FILE_BYTES = 2 * MEBIBYTE;
export const MAXIMUM_FILES = 500;
/** This project's: files, directories and extended headers, before any is left out. */
export const MAXIMUM_ENTRIES = 2000;
/** This project's: an extended header, or a long path. */
export const MAXIMUM_HEADER_BYTES = 16 * 1024;
/** This project's: how much a bundle may be when unpacked, so that a small archive cannot fill the memory. */
export const MAXIMUM_UNPACKED_BYTES = 60 * MEBIBYTE;

/** `10 MB`, as the quotas are written. */
export function inMegabytes(bytes: number): string {
  return `${bytes / MEBIBYTE} MB`;
}
