import { z } from 'zod';
import {
  listOf,
  oneOrMore,
  type Path,
  type Problem,
  strictObject,
  type YamlFile,
} from '../../configuration-check/index.ts';
import { ownScope, type Scope } from '../../model/discovery.ts';

const scope = strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'a scope is named with small letters, digits and -, at most 32')
    .optional()
    .describe('What people call it; the account if left out.'),
  account: z
    .string()
    .regex(/^\d{12}$/, 'not the id of an AWS account; it has twelve digits')
    .describe('The AWS account, twelve digits in quotes.'),
  regions: oneOrMore(
    z.string().regex(/^[a-z]{2}(?:-[a-z]+){1,3}-\d$/, 'not an AWS Region; they look like eu-central-1'),
  ).describe('In which Regions.'),
  roleArn: z
    .string()
    .regex(
      /^arn:aws(?:-cn|-us-gov)?:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/,
      'not the ARN of a role; they look like arn:aws:iam::111122223333:role/proton-bot',
    )
    .describe('The role in that account that the bot assumes.'),
  externalId: z
    .string()
    .regex(/^[\w+=,.@:/-]{2,1224}$/, 'an external id has 2 to 1224 letters, digits and +=,.@:/-')
    .optional()
    .describe('What the role wants to hear, where its trust policy asks for it.'),
});

/** `scopes` of `bot.yml`. */
export const scopesSchema = z
  .array(scope)
  .max(100)
  .optional()
  .describe('Accounts and Regions that the bot serves beside its own, which need not be named.');

type ScopesFile = z.infer<typeof scopesSchema>;
type ScopeFile = NonNullable<ScopesFile>[number];

/** One scope for each Region. */
export function scopesOf(scopes: ScopesFile): readonly Scope[] {
  return (scopes ?? []).flatMap((entry) =>
    listOf(entry.regions).map((region) => ({
      name: nameOf(entry, region),
      account: entry.account,
      region,
      roleArn: entry.roleArn,
      ...(entry.externalId === undefined ? {} : { externalId: entry.externalId }),
    })),
  );
}

/** With one Region, the name of the scope is the given name. With several, each scope adds its Region to it. */
function nameOf({ name, account, regions }: ScopeFile, region: string): string {
  return name !== undefined && listOf(regions).length === 1 ? name : `${name ?? account}/${region}`;
}

/** Problems that a schema cannot find: duplicate names and places, and a role of another account. */
export function problemsOfScopes(scopes: ScopesFile, file: YamlFile): readonly Problem[] {
  const names = new Map<string, number>();
  const places = new Map<string, number>();
  return (scopes ?? []).flatMap((entry, index) => {
    const path: Path = ['scopes', index];
    const at = (place: Path, message: string) => file.source.problemAt(file.offsetOf([...path, ...place]), message);
    const problems: Problem[] = [];
    const { name, account, roleArn } = entry;
    if (name === ownScope)
      problems.push(at(['name'], `"${ownScope}" is the bot's own account and Region; choose another name`));
    const earlier = name === undefined ? undefined : names.get(name);
    if (earlier !== undefined)
      problems.push(at(['name'], `the name "${name}" is already used by scope ${earlier + 1}; choose another name`));
    if (name !== undefined) names.set(name, index);
    const owner = roleArn.split(':')[4] ?? '';
    if (owner !== account) {
      problems.push(
        at(['roleArn'], `this role belongs to account ${owner}, not to ${account}; use a role of the scope's account`),
      );
    }
    for (const [position, region] of listOf(entry.regions).entries()) {
      const place: Path = typeof entry.regions === 'string' ? ['regions'] : ['regions', position];
      const taken = places.get(`${account}/${region}`);
      if (taken !== undefined) {
        problems.push(at(place, `account ${account} in ${region} is in scope ${taken + 1} already; leave it out here`));
      }
      places.set(`${account}/${region}`, index);
    }
    return problems;
  });
}
