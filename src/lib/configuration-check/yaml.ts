import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  parseAllDocuments,
  type Scalar,
} from 'yaml';
import { nestedTooDeeplyAt } from './nesting.ts';
import { inReadingOrder, type Problem } from './problem.ts';
import type { SourceFile } from './source-file.ts';

/** A larger file is refused without reading it: no useful file is that large. */
const MAX_CHARACTERS = 256 * 1024;
/** Deeper than these files need, and far below the limit of the stack. */
const MAX_DEPTH = 50;
/** More than any of these maps has. The checks look a key up among all keys of its map. */
const MAX_KEYS = 1000;

/** Where in a file: keys of maps and positions in lists, from the root. */
export type Path = readonly PropertyKey[];

/** A YAML file that is well formed, and the places of its parts. */
export interface YamlFile {
  readonly source: SourceFile;
  /** The content as plain JSON. */
  readonly value: unknown;
  /** The offset of the value at the path; if there is none, of the nearest part around it. */
  offsetOf(path: Path): number;
  /** The offset of the last key of the path itself rather than of its value. */
  keyOffsetOf(path: Path): number;
  /** The text at the path; undefined if it is no text. */
  scalarAt(path: Path): Scalar | undefined;
}

/**
 * Reads YAML with positions. Refuses YAML features that these files do not need and that can be abused: aliases, tags, several
 * documents.
 */
export function readYaml(source: SourceFile): YamlFile | readonly Problem[] {
  if (source.text.length > MAX_CHARACTERS) {
    return [
      source.problemAt(0, `the file has ${source.text.length} characters; at most ${MAX_CHARACTERS} are allowed`),
    ];
  }
  // The parser is recursive, and how deep it can go depends on the machine. So what is nested too deeply is found without it.
  const tooDeepAt = nestedTooDeeplyAt(source.text, MAX_DEPTH);
  if (tooDeepAt !== undefined) return [source.problemAt(tooDeepAt, tooDeep)];
  try {
    return parse(source);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [source.problemAt(0, tooDeep)];
  }
}

function parse(source: SourceFile): YamlFile | readonly Problem[] {
  const documents = parseAllDocuments(source.text, { prettyErrors: false, version: '1.2', uniqueKeys: false });
  const [document, second] = Array.isArray(documents) ? documents : [];
  if (document === undefined || document.contents === null) {
    return [source.problemAt(0, 'the file is empty')];
  }
  if (second !== undefined) {
    return [source.problemAt(second.range[0], 'the file holds several documents (---); write one file for each')];
  }
  const root: Node = document.contents;
  // Positions in a tree that the parser had to repair can be wrong, so nothing else is checked.
  const errors = [...document.errors, ...document.warnings];
  // The parser is recursive. If its stack overflows, it reports an error of the file, which is right.
  if (errors.some(({ message }) => message.includes('call stack'))) return [source.problemAt(0, tooDeep)];
  if (errors.length > 0) {
    return inReadingOrder(errors.map((error) => source.problemAt(error.pos[0], yamlMessage(error))));
  }
  const refused = refusals(source, root, 0);
  if (refused.length > 0) return inReadingOrder(refused);
  return {
    source,
    value: document.toJS(),
    offsetOf: (path) => offsetOf(document, path),
    keyOffsetOf: (path) => keyOffset(document, path) ?? offsetOf(document, path.slice(0, -1)),
    scalarAt: (path) => {
      const node = document.getIn(path, true);
      return isScalar(node) ? node : undefined;
    },
  };
}

const tooDeep = `nested more than ${MAX_DEPTH} levels deep; remove what is too much`;

function yamlMessage(error: { readonly message: string }): string {
  return `this is not YAML: ${error.message}`;
}

function refusals(source: SourceFile, node: Node, depth: number): readonly Problem[] {
  const refuse = (message: string): readonly Problem[] => [source.problemAt(node.range?.[0] ?? 0, message)];
  if (depth > MAX_DEPTH) return refuse(tooDeep);
  if (isAlias(node)) return refuse('aliases (*name) are not read here; write the value out, or use a list');
  if (node.anchor !== undefined && node.anchor !== '') {
    return refuse('anchors (&name) are not read here; write the value out, or use a list');
  }
  if (node.tag !== undefined) return refuse(`the YAML tag ${node.tag} is not supported; write the plain value`);
  if (!isCollection(node)) return [];
  if (isSeq(node)) return node.items.flatMap((item) => (isNode(item) ? refusals(source, item, depth + 1) : []));
  if (!isMap(node)) return refuse('expected a map, a list or a plain value');
  if (node.items.length > MAX_KEYS) {
    return refuse(`this map has ${node.items.length} keys; at most ${MAX_KEYS} are allowed. Remove some`);
  }
  const before = new Set<string>();
  return node.items.flatMap(({ key, value }) => {
    if (isScalar(key) && typeof key.value === 'string') {
      if (before.has(key.value)) {
        const offset = key.range?.[0] ?? 0;
        return [source.problemAt(offset, 'this key stands twice in the same map; remove one of them')];
      }
      before.add(key.value);
    }
    if (!isScalar(key) || typeof key.value !== 'string' || key.value === '__proto__') {
      const offset = isNode(key) ? key.range?.[0] : node.range?.[0];
      return [source.problemAt(offset ?? 0, 'this key cannot be used; keys are plain text, in quotes if need be')];
    }
    return [...refusals(source, key, depth + 1), ...(isNode(value) ? refusals(source, value, depth + 1) : [])];
  });
}

/** The offset of the value at a path, or of what is nearest around it. */
function offsetOf(document: Document.Parsed, path: Path): number {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const around = path.slice(0, depth);
    const node = document.getIn(around, true);
    // The place of an empty value is somewhere after the key. The key is easier to find.
    const offset = isNode(node) && !isEmpty(node) ? node.range?.[0] : keyOffset(document, around);
    if (offset !== undefined) return offset;
  }
  return document.contents?.range?.[0] ?? 0;
}

/** `when:` without anything behind it. */
function isEmpty(node: Node): boolean {
  return isScalar(node) && node.source === '' && node.type === 'PLAIN';
}

/** The offset of the last key of a path; undefined for a position in a list, and where there is no such key. */
function keyOffset(document: Document.Parsed, path: Path): number | undefined {
  const map = document.getIn(path.slice(0, -1), true);
  const pair = isMap(map) ? map.items.find(({ key }) => isScalar(key) && key.value === path.at(-1)) : undefined;
  return isNode(pair?.key) ? pair.key.range?.[0] : undefined;
}
