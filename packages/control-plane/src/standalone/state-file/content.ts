import { DamagedStateFileError, ForeignStateFileError, NewerStateFileError } from './errors.ts';

/** Tells our files from all others. */
const APPLICATION = 'proton-bot control plane';
const FORMAT = 1;

/** What a release before the journal kept, the whole state as JSON; the parts of the regions are checked when they are restored. */
export interface ReadState {
  readonly regions: unknown;
  /** How far the clock was ahead of the machine's. */
  readonly advancedMs: number;
}

/**
 * Reads such a file.
 * @param path for the messages
 * @throws DamagedStateFileError, ForeignStateFileError, NewerStateFileError
 */
export function readContent(bytes: Uint8Array, path: string): ReadState {
  const content = parse(bytes, path);
  if (!isObject(content) || content['application'] !== APPLICATION) throw new ForeignStateFileError(path);
  const { format, advancedMs = 0 } = content;
  if (typeof format === 'number' && format > FORMAT) throw new NewerStateFileError(path, format);
  if (format !== FORMAT) throw new DamagedStateFileError(path, 'its format is none that ever was');
  if (typeof advancedMs !== 'number' || !(advancedMs >= 0)) {
    throw new DamagedStateFileError(path, '"advancedMs" is not a number of milliseconds');
  }
  return { regions: content, advancedMs };
}

function parse(bytes: Uint8Array, path: string): unknown {
  if (bytes.length === 0) throw new DamagedStateFileError(path, 'it is empty');
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    // The parser's message quotes the file, which may hold a spec.
    throw new DamagedStateFileError(path, 'it is not whole JSON');
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
