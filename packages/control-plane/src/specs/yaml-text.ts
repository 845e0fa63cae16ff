import { type Document, isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';

/** A mapping as YAML gives it; members are own properties, looked up with `Object.hasOwn` only. */
export type Mapping = Readonly<Record<string, unknown>>;

/** Where something is in a document: names of members and positions in lists, from the outside in. */
export type DocumentPath = readonly (string | number)[];

export interface TextPosition {
  /** Both count from 1. */
  readonly line: number;
  readonly column: number;
}

/** Deeper than any document has reason to be; bounds every walk over one, cyclic aliases included. */
const MAXIMUM_DEPTH = 60;
const MAXIMUM_ALIASES = 100;

/** A text is not YAML, or YAML that nobody writes in good faith. The message is the reason, and never quotes the text. */
export class UnreadableYamlError extends Error {
  override readonly name = 'UnreadableYamlError';
}

export function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Own member of a mapping, or undefined. */
export function memberOf(mapping: Mapping, name: string): unknown {
  return Object.hasOwn(mapping, name) ? mapping[name] : undefined;
}

/**
 * Reads a YAML document as plain values.
 * @throws UnreadableYamlError
 */
export function readYaml(text: string): unknown {
  const lineCounter = new LineCounter();
  let value: unknown;
  try {
    const document = parseDocument(text, { lineCounter, prettyErrors: false, logLevel: 'error' });
    const [error] = document.errors;
    if (error !== undefined) {
      const { line, col } = lineCounter.linePos(error.pos[0]);
      throw new UnreadableYamlError(`line ${line}, column ${col}: ${error.code}`);
    }
    value = document.toJS({ maxAliasCount: MAXIMUM_ALIASES });
  } catch (error) {
    if (error instanceof UnreadableYamlError) throw error;
    throw new UnreadableYamlError('it is nested too deeply, or has aliases that cannot be followed');
  }
  if (isTooDeep(value, MAXIMUM_DEPTH)) {
    throw new UnreadableYamlError(`it is nested more than ${MAXIMUM_DEPTH} levels deep`);
  }
  return value;
}

function isTooDeep(value: unknown, levelsLeft: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levelsLeft === 0 || Object.values(value).some((member) => isTooDeep(member, levelsLeft - 1));
}

/**
 * Finds where values are in the text of a document that `readYaml` took. A path that leads to nothing gives the place
 * of the innermost part of it that is there, which is where the missing thing belongs.
 */
export function positionsIn(text: string): (path: DocumentPath) => TextPosition {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false, logLevel: 'error' });
  return (path) => {
    const { line, col } = lineCounter.linePos(offsetOf(document, path));
    return { line, column: col };
  };
}

function offsetOf(document: Document, path: DocumentPath): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const step of path) {
    const container: unknown = isAlias(node) ? node.resolve(document) : node;
    let key: unknown;
    if (isMap(container)) {
      const pair = container.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step));
      key = pair?.key;
      node = pair?.value;
    } else {
      node = isSeq(container) && typeof step === 'number' ? container.items[step] : undefined;
    }
    const start = startOf(node) ?? startOf(key);
    if (start === undefined) return offset;
    offset = start;
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}
