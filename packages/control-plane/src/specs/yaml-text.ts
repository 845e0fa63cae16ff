import { type Document, isAlias, isMap, isNode, isScalar, isSeq } from 'yaml';
import {
  MAXIMUM_DEPTH,
  MAXIMUM_TOKENS,
  parseYaml,
  type TextPosition,
  tooDeep,
  UnreadableYamlError,
} from './yaml-document.ts';

export { type TextPosition, UnreadableYamlError } from './yaml-document.ts';

/** A mapping as YAML gives it; members are own properties, looked up with `Object.hasOwn` only. */
export type Mapping = Readonly<Record<string, unknown>>;

/** Where something is in a document: names of members and positions in lists, from the outside in. */
export type DocumentPath = readonly (string | number)[];

const MAXIMUM_ALIASES = 100;

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
  const { document } = parseYaml(text);
  const value = valueOf(document);
  checkSize(value, MAXIMUM_DEPTH, { valuesLeft: MAXIMUM_TOKENS });
  return value;
}

function valueOf(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: MAXIMUM_ALIASES });
  } catch {
    throw new UnreadableYamlError('it has aliases that cannot be followed');
  }
}

/** Without aliases there are fewer values than tokens; with them a text can say many times the same. */
function checkSize(value: unknown, levelsLeft: number, size: { valuesLeft: number }): void {
  size.valuesLeft -= 1;
  if (size.valuesLeft < 0)
    throw new UnreadableYamlError(`it has more than ${MAXIMUM_TOKENS} values, through its aliases`);
  if (typeof value !== 'object' || value === null) return;
  if (levelsLeft === 0) throw tooDeep();
  for (const member of Object.values(value)) checkSize(member, levelsLeft - 1, size);
}

/**
 * Finds where values are in the text of a document that `readYaml` took. A path that leads to nothing gives the place
 * of the innermost part of it that is there, which is where the missing thing belongs.
 */
export function positionsIn(text: string): (path: DocumentPath) => TextPosition {
  const { document, positionAt } = parseYaml(text);
  return (path) => positionAt(offsetOf(document, path));
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
