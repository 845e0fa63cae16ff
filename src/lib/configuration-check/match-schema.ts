import { z } from 'zod';
import { suggestion } from '../did-you-mean.ts';
import { MATCH_MEMBERS, matchesGlob, type SubjectMatch } from '../matching/index.ts';
import type { Problem } from './problem.ts';
import { oneOrMore, strictObject } from './schema.ts';
import type { Path, YamlFile } from './yaml.ts';

const globOrNone = z.string().max(200).describe('A text; * stands for any run of characters, ? for one.');
const glob = globOrNone.min(1);

/** One pattern or several, of which one has to match. */
const globs = oneOrMore(glob);

/** The same, for what a target may be without: the empty pattern is for those that are. */
export const globsOrNone = oneOrMore(globOrNone);

type MatchShape<On extends keyof typeof MATCH_MEMBERS> = Record<keyof (typeof MATCH_MEMBERS)[On], z.ZodType>;

/** `match` for deployments. */
export const deploymentMatchSchema = strictObject(
  {
    provider: globs.optional().describe('Back end, by its name in "providers" of bot.yml.'),
    kind: globs.optional().describe('Kind of target, as its back end calls it: environment, serviceInstance, …'),
    account: globs.optional().describe('Id of the AWS account.'),
    region: globs.optional().describe('AWS Region.'),
    environment: globsOrNone
      .optional()
      .describe('Name of the environment; * is for any, and not for what is in none, which is "".'),
    service: globsOrNone.optional().describe('Name of the service; "" for what belongs to none.'),
    name: globs.optional().describe('The name people type: prod-eu, orders/api, orders/pipeline.'),
    template: globs.optional().describe('Name of the template.'),
  } satisfies MatchShape<'deployment'>,
  {
    status: 'the status belongs in "when": deployment.status == "IN_PROGRESS"',
  },
);

/** `match` for environment account connections. */
export const connectionMatchSchema = strictObject({
  provider: globs.optional().describe('Back end, by its name in "providers" of bot.yml.'),
  account: globs.optional().describe('Id of the environment account.'),
  environment: globs.optional().describe('Name of the environment.'),
} satisfies MatchShape<'connection'>);

/** `match` for permissions: the useful keys depend on the allowed actions. */
export const permissionMatchSchema = strictObject(deploymentMatchSchema.shape);

/** A list, also if the file has a single value. */
export function listOf(oneOrMoreTexts: string | readonly string[] | undefined): readonly string[] {
  if (oneOrMoreTexts === undefined) return [];
  return typeof oneOrMoreTexts === 'string' ? [oneOrMoreTexts] : oneOrMoreTexts;
}

/** Converts `match` of the file into the form that runs. */
export function subjectMatch(
  match: Readonly<Record<string, string | readonly string[] | undefined>> | undefined,
): SubjectMatch {
  return Object.fromEntries(
    Object.entries(match ?? {}).flatMap(([key, patterns]) => (patterns === undefined ? [] : [[key, listOf(patterns)]])),
  );
}

/** An entry with an unknown provider would never match, and nobody would notice. */
export function problemsOfProviderNames(
  patterns: string | readonly string[] | undefined,
  known: readonly string[],
  path: Path,
  file: YamlFile,
): readonly Problem[] {
  return listOf(patterns).flatMap((pattern, index) => {
    if (known.some((name) => matchesGlob(pattern, name))) return [];
    const offset = file.offsetOf(typeof patterns === 'string' ? path : [...path, index]);
    return [file.source.problemAt(offset, `there is no provider "${pattern}"; ${suggestion(pattern, known)}`)];
  });
}

/** An entry with an unknown kind would never match, and nobody would notice. */
export function problemsOfKinds(
  kinds: string | readonly string[] | undefined,
  known: readonly string[],
  path: Path,
  file: YamlFile,
): readonly Problem[] {
  return listOf(kinds).flatMap((pattern, index) => {
    if (known.some((kind) => matchesGlob(pattern, kind))) return [];
    const offset = file.offsetOf(typeof kinds === 'string' ? path : [...path, index]);
    return [file.source.problemAt(offset, `there is no kind "${pattern}"; ${suggestion(pattern, known)}`)];
  });
}
