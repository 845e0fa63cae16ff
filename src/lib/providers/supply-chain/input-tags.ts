import { lengthProblem, quoted } from './input-text.ts';

const maximumTags = 200;
/** Problems are reported for this many tags; the rest can wait until these are right. */
const maximumProblems = 5;

/**
 * `TagMap`: at most 200, keys of 1 to 128 characters, values of at most 256. Keys that begin with `aws:` are AWS's own, for every
 * service (https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html#id_tags_naming_best_practices).
 *
 * @param tags - a plain object of texts; `undefined` and `null` count as none
 */
export function checkTags(tags: unknown): {
  readonly value: Readonly<Record<string, string>>;
  readonly problems: readonly string[];
} {
  if (tags === undefined || tags === null) return { value: {}, problems: [] };
  if (typeof tags !== 'object' || Array.isArray(tags)) return refused('must be keys with a value each');
  const entries = Object.entries(tags);
  if (entries.length > maximumTags) return refused(`are ${entries.length}; at most ${maximumTags} are allowed`);
  const fine: [string, string][] = [];
  const problems: string[] = [];
  for (const [key, value] of entries) {
    const problem = problemOf(key, value);
    if (problem === undefined && typeof value === 'string') fine.push([key, value]);
    else if (problem !== undefined) problems.push(problem);
  }
  return { value: Object.fromEntries(fine), problems: problems.slice(0, maximumProblems) };
}

function refused(problem: string) {
  return { value: {}, problems: [problem] };
}

function problemOf(key: string, value: unknown): string | undefined {
  if (key === '') return 'have a tag without a key';
  const keyProblem = lengthProblem(key, { minimum: 1, maximum: 128 });
  if (keyProblem !== undefined) return `have the key ${quoted(key)}, which ${keyProblem}`;
  if (key.toLowerCase().startsWith('aws:'))
    return `have the key ${quoted(key)}; keys that begin with aws: are AWS's own`;
  if (typeof value !== 'string') return `have a value of ${quoted(key)} that is not text`;
  const valueProblem = lengthProblem(value, { maximum: 256 });
  return valueProblem === undefined ? undefined : `have a value of ${quoted(key)} that ${valueProblem}`;
}
