import { MATCH_MEMBERS } from '../../src/lib/matching/index.ts';
import { membersOf } from '../../src/lib/model/facts.ts';
import { providerRegistry } from '../../src/lib/providers/registry.ts';
import { withTable } from './command-table.ts';

type On = Parameters<typeof membersOf>[0];

/** What only the list of back ends knows of a deployment's members. */
const namesInRegistry: Readonly<Record<string, string>> = {
  provider: providerRegistry.map(({ name, title }) => `\`${name}\` for ${title}`).join(', '),
  kind: providerRegistry
    .map(({ name, kinds }) => `of \`${name}\` ${kinds.map((kind) => `\`${kind}\``).join(', ')}`)
    .join('; '),
};

function sentenceOf(on: On, name: string, sentence: string): string {
  const names = on === 'deployment' ? namesInRegistry[name] : undefined;
  return names === undefined ? sentence : `${sentence}: ${names}`;
}

/** One row a member: how a condition names it, its type, and what it is. */
function membersTable(on: On): readonly string[] {
  const rows = Object.entries(membersOf(on)).map(
    ([name, { type, sentence }]) =>
      `| \`${on}.${name}\` | ${type} | ${sentenceOf(on, name, sentence).replaceAll('|', '\\|')} |`,
  );
  return [`| \`on: ${on}\` | type | |`, '|---|---|---|', ...rows.map((row) => row.replace('|  |', '| |'))];
}

/** `match` has names of its own for some. */
function matchKeys(on: On): readonly string[] {
  const keys = Object.keys(MATCH_MEMBERS[on]).map((key) => `\`${key}\``);
  return [`Keys of \`match\` for \`on: ${on}\`: ${keys.join(', ')}.`];
}

/** The document with its tables as the facts are described now. */
export function withFactTables(document: string): string {
  const tables: Readonly<Record<string, readonly string[]>> = {
    deployment: membersTable('deployment'),
    connection: membersTable('connection'),
    'match-deployment': matchKeys('deployment'),
    'match-connection': matchKeys('connection'),
  };
  return Object.entries(tables).reduce((text, [name, lines]) => withTable(text, name, lines), document);
}
