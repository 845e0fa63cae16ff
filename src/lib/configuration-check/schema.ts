import { z } from 'zod';
import { suggestion } from '../did-you-mean.ts';
import type { Problem } from './problem.ts';
import type { YamlFile } from './yaml.ts';

type RawIssue = z.core.$ZodRawIssue;

/**
 * An object with only the named keys. An unknown key is reported with the key that was probably meant.
 *
 * @param elsewhere keys that people may expect here, and the message for each
 */
export function strictObject<Shape extends z.core.$ZodLooseShape>(
  shape: Shape,
  elsewhere: Readonly<Record<string, string>> = {},
): z.ZodObject<Shape, z.core.$strict> {
  return z.strictObject(shape, {
    // One line for each key: `problemsOf` takes them apart again and puts each at its own place.
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => unknownKey(key, Object.keys(shape), elsewhere[key])).join('\n')
        : undefined,
  });
}

function unknownKey(key: string, known: readonly string[], hint: string | undefined): string {
  return `unknown key ${JSON.stringify(key)}; ${hint ?? suggestion(key, known)}`;
}

const aTextOrSome = 'a string or a list of strings';

/** One text or a list of at least one; `what` says it in messages: `an environment`. */
export function oneOrMore<Text extends z.ZodType<string>>(
  text: Text,
  maximum = 100,
): z.ZodUnion<[Text, z.ZodArray<Text>]> {
  return z.union([text, z.array(text).min(1).max(maximum)], {
    error: (issue) => (Array.isArray(issue.input) ? undefined : wrongType(aTextOrSome, issue)),
  });
}

/** Checks a file's content against a schema. Every problem has its place in the file. */
export function checkSchema<Output>(
  schema: z.ZodType<Output>,
  file: YamlFile,
): { readonly value: Output } | readonly Problem[] {
  const result = schema.safeParse(file.value, { error: messageOf });
  if (result.success) return { value: result.data };
  const { issues } = result.error;
  const unknownAt = new Set(
    issues.filter(({ code }) => code === 'unrecognized_keys').map(({ path }) => path.join('\n')),
  );
  return (
    issues
      // "Exactly one of …" next to "unknown key" says the same twice.
      .filter(({ code, path }) => code !== 'custom' || !unknownAt.has(path.join('\n')))
      .flatMap((issue) => problemsOf(issue, file))
  );
}

function problemsOf(issue: z.core.$ZodIssue, file: YamlFile): readonly Problem[] {
  if (issue.code === 'unrecognized_keys') {
    const messages = issue.message.split('\n');
    return issue.keys.map((key, index) =>
      file.source.problemAt(file.keyOffsetOf([...issue.path, key]), messages[index] ?? issue.message),
    );
  }
  // If an alternative failed inside (a list whose third entry is wrong), the inner problem helps more.
  if (issue.code === 'invalid_union') {
    const deepest = issue.errors.flat().filter((inner) => inner.path.length > 0);
    if (deepest.length > 0) {
      return deepest.flatMap((inner) => problemsOf({ ...inner, path: [...issue.path, ...inner.path] }, file));
    }
  }
  if (issue.code === 'invalid_key') {
    return issue.issues.map((inner) => file.source.problemAt(file.keyOffsetOf(issue.path), inner.message));
  }
  return [file.source.problemAt(file.offsetOf(issue.path), issue.message)];
}

const EXPECTED: Readonly<Record<string, string>> = {
  string: 'text',
  array: 'a list',
  object: 'a map',
  record: 'a map',
  boolean: 'true or false',
  int: 'a whole number',
};

/** Describes a schema problem in plain words. */
function messageOf(issue: RawIssue): string | undefined {
  if (issue.code === 'invalid_type') return wrongType(EXPECTED[issue.expected] ?? `a ${issue.expected}`, issue);
  if (issue.code === 'invalid_value') return wrongValue(issue.values.map(String), issue);
  if (issue.code === 'too_small') return `too short: at least ${counted(issue.minimum, issue.origin)}`;
  if (issue.code === 'too_big') return `too long: at most ${counted(issue.maximum, issue.origin)}`;
  return undefined;
}

function wrongType(expected: string, issue: RawIssue): string {
  const key = issue.path?.at(-1);
  if (issue.input === undefined) return `"${String(key)}" is missing; expected ${expected}`;
  const isText = expected === 'text' || expected === aTextOrSome;
  return `expected ${expected}, found ${isText ? foundText(issue.input) : describeFound(issue.input)}`;
}

/** What was found in place of a text. YAML reads an account id as a number, which loses its leading zeros. */
function foundText(value: unknown): string {
  const isPlain = ['number', 'bigint', 'boolean'].includes(typeof value);
  return isPlain ? `${describeFound(value)}; put it in quotes` : describeFound(value);
}

function wrongValue(values: readonly string[], issue: RawIssue): string {
  const key = issue.path?.at(-1);
  const expected = values.length === 1 ? values[0] : `one of ${values.join(', ')}`;
  if (issue.input === undefined) return `"${String(key)}" is missing; expected ${expected}`;
  const hint = typeof issue.input === 'string' && values.length > 1 ? suggestion(issue.input, values) : '';
  const found = `expected ${expected}, found ${describeFound(issue.input)}`;
  return hint.startsWith('did') ? `${found}; ${hint}` : found;
}

/** `1 entry`, `64 characters`. */
function counted(count: number | bigint, origin: string): string {
  const [one, several] = origin === 'string' ? ['character', 'characters'] : ['entry', 'entries'];
  return `${count} ${Number(count) === 1 ? one : several}`;
}

/** Names a value in a message: `the number 3`, `a list`, `nothing`. */
function describeFound(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  const text = JSON.stringify(typeof value === 'bigint' ? String(value) : value);
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  return typeof value === 'string' ? shown : `the ${typeof value} ${shown}`;
}
