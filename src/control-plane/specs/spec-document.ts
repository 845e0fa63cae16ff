import { LineCounter, parseDocument, stringify } from 'yaml';
import { ValidationException } from '../model/errors.ts';

/** A mapping as YAML gives it; members are own properties, looked up with `Object.hasOwn` only. */
export type Mapping = Readonly<Record<string, unknown>>;

export type SpecKind = 'ServiceSpec' | 'EnvironmentSpec';

/** Deeper than any spec has reason to be; bounds every walk over one, cyclic aliases included. */
const MAXIMUM_DEPTH = 60;
/** The same few specs are read again and again, and parsing is most of the cost of an update. */
const MAXIMUM_PARSED = 64;
const parsed = new Map<string, Mapping>();
const WORDS: Record<SpecKind, string> = { ServiceSpec: 'Service Spec', EnvironmentSpec: 'Environment Spec' };

/**
 * The refusal of an unreadable spec. Its first two sentences are those that the service used
 * (https://github.com/aws/aws-sdk-go-v2/issues/1415); the reason in brackets is this project's, and never quotes the
 * spec, which is sensitive.
 */
export function unreadableSpec(kind: SpecKind, reason: string): ValidationException {
  return new ValidationException(
    `The provided ${WORDS[kind]} file was not correctly formatted. Please check that it is valid yaml according to the Spec definition. (${reason})`,
  );
}

export function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Own member of a mapping, or undefined. */
export function memberOf(mapping: Mapping, name: string): unknown {
  return Object.hasOwn(mapping, name) ? mapping[name] : undefined;
}

/**
 * Reads a spec as a mapping whose `proton` member says the right kind.
 * @throws ValidationException when it is anything else (A19)
 */
export function parseSpecDocument(text: string, kind: SpecKind): Mapping {
  const key = `${kind} ${text}`;
  const known = parsed.get(key);
  if (known !== undefined) return known;
  const document = parse(text, kind);
  const [oldest] = parsed.keys();
  if (parsed.size >= MAXIMUM_PARSED && oldest !== undefined) parsed.delete(oldest);
  parsed.set(key, document);
  return document;
}

function parse(text: string, kind: SpecKind): Mapping {
  const lineCounter = new LineCounter();
  let value: unknown;
  try {
    const document = parseDocument(text, { lineCounter, prettyErrors: false, logLevel: 'error' });
    const [error] = document.errors;
    if (error !== undefined) {
      const { line, col } = lineCounter.linePos(error.pos[0]);
      throw unreadableSpec(kind, `line ${line}, column ${col}: ${error.code}`);
    }
    value = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    if (error instanceof ValidationException) throw error;
    throw unreadableSpec(kind, 'it is nested too deeply, or has aliases that cannot be followed');
  }
  if (!isMapping(value)) throw unreadableSpec(kind, 'it is not a mapping');
  if (memberOf(value, 'proton') !== kind) throw unreadableSpec(kind, `its first line must say "proton: ${kind}"`);
  if (isTooDeep(value, MAXIMUM_DEPTH))
    throw unreadableSpec(kind, `it is nested more than ${MAXIMUM_DEPTH} levels deep`);
  return value;
}

function isTooDeep(value: unknown, levelsLeft: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levelsLeft === 0 || Object.values(value).some((member) => isTooDeep(member, levelsLeft - 1));
}

/** Writes a document the way the service's own examples are written: single quotes, list items not indented. */
export function writeSpecDocument(document: Mapping): string {
  return stringify(document, { singleQuote: true, indentSeq: false, lineWidth: 0, aliasDuplicateObjects: false });
}
