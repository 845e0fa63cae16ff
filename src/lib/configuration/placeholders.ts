import { isMap, isNode, isScalar, parseDocument, visit } from 'yaml';
import { type Problem, SourceFile } from '../configuration-check/index.ts';

/** A configuration file as it was read. */
interface TextFile {
  readonly name: string;
  readonly text: string;
}

/** What stands in the shipped files in place of your own ids, and what to do about each. */
const kinds = [
  {
    ids: ['T0LOCAL', 'T0LOCAL01'],
    remedy: "put in your workspace's id. In a browser, Slack's address has it: app.slack.com/client/T…",
  },
  {
    ids: ['C0DEPLOYS', 'C0PLATFORM', 'C0PLATFRM', 'C0DEV', 'C0DEV0001'],
    remedy: "put in your channel's id (in Slack, open the channel's details and copy it), or remove the channel",
  },
  {
    ids: ['S0PLATFORM', 'S0PLATFRM'],
    remedy: "put in your user group's id (in Slack, open the group's details and copy it), or remove the group",
  },
  {
    ids: ['U0CLEO', 'U0CLEO001', 'U0BEN', 'U0BEN0001'],
    remedy: "put in the person's id (in Slack, open the profile and copy the member id), or remove the person",
  },
  {
    // The accounts of AWS's own examples: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
    ids: ['111122223333', '444455556666', '777788889999', '123456789012'],
    remedy: 'put in the id of an account that is yours, or remove it',
  },
] as const;

const remedies: ReadonlyMap<string, string> = new Map(
  kinds.flatMap(({ ids, remedy }) => ids.map((id) => [id, remedy] as const)),
);
const placeholder = new RegExp(`(?<![\\p{L}\\p{N}_])(?:${[...remedies.keys()].join('|')})(?![\\p{L}\\p{N}_])`, 'gu');

/**
 * The placeholders that are still in the two files, in reading order: ids that belong to nobody, in everything that has an effect.
 * Comments and the tests of rules have none.
 *
 * @param files - which the check has already accepted
 */
export function findPlaceholders(files: { readonly rules: TextFile; readonly bot: TextFile }): readonly Problem[] {
  return [...placeholdersIn(files.bot, new Set()), ...placeholdersIn(files.rules, new Set(['tests']))];
}

function placeholdersIn({ name, text }: TextFile, withoutEffect: ReadonlySet<string>): readonly Problem[] {
  const source = new SourceFile(name, text);
  const found: Problem[] = [];
  const document = parseDocument(text, { prettyErrors: false, version: '1.2' });
  const root = document.contents;
  for (const { key, value } of isMap(root) ? root.items : []) {
    if (!isNode(value) || (isScalar(key) && withoutEffect.has(String(key.value)))) continue;
    visit(value, {
      Scalar: (_key, { range }) => {
        const [start, end] = range ?? [0, 0];
        for (const { 0: id, index } of text.slice(start, end).matchAll(placeholder)) {
          found.push(source.problemAt(start + index, `${id} is a placeholder: ${remedies.get(id) ?? ''}`));
        }
      },
    });
  }
  return found;
}
