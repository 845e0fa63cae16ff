import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the project lies. */
export const projectFolder = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Something is wrong with what is packaged; the message says what, and where. */
export class PackagingFailed extends Error {
  name = 'PackagingFailed';
}
