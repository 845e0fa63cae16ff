import { createHash } from 'node:crypto';

/** A hash of a text of any length: 43 letters, digits, `-` and `_`, for keys and names with a maximum length. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
