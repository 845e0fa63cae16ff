import { createHash } from 'node:crypto';

/** A text of 43 letters, digits, `-` and `_` for one of any length: for keys and names that may not be long. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
