import { stringify } from 'yaml';
import { ValidationException } from '../model/errors.ts';
import { isMapping, type Mapping, memberOf, readYaml, UnreadableYamlError } from './yaml-text.ts';

export { isMapping, type Mapping, memberOf } from './yaml-text.ts';

export type SpecKind = 'ServiceSpec' | 'EnvironmentSpec';

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
  let value: unknown;
  try {
    value = readYaml(text);
  } catch (error) {
    throw error instanceof UnreadableYamlError ? unreadableSpec(kind, error.message) : error;
  }
  if (!isMapping(value)) throw unreadableSpec(kind, 'it is not a mapping');
  if (memberOf(value, 'proton') !== kind) throw unreadableSpec(kind, `its first line must say "proton: ${kind}"`);
  return value;
}

/** Writes a document the way the service's own examples are written: single quotes, list items not indented. */
export function writeSpecDocument(document: Mapping): string {
  return stringify(document, { singleQuote: true, indentSeq: false, lineWidth: 0, aliasDuplicateObjects: false });
}
