import { Environment } from '@marcbachmann/cel-js';
import { membersOf } from '../../model/facts.ts';
import type { RuleSubject, RulesDocument } from '../document.ts';

const TIMESTAMP = 'google.protobuf.Timestamp';

/**
 * The variables of conditions, with CEL's types (`model/facts.ts`). A misspelt member is found by CEL's type check, before
 * anything runs.
 */
export const MEMBERS: Readonly<Record<RuleSubject, Readonly<Record<string, string>>>> = {
  deployment: typesOf('deployment'),
  connection: typesOf('connection'),
};

function typesOf(on: RuleSubject): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(membersOf(on)).map(([name, { type }]) => [name, type === 'timestamp' ? TIMESTAMP : type]),
  );
}

/** A condition longer, larger or deeper than this is refused when the file is checked. */
export const EXPRESSION_LIMITS = { characters: 2000, nodes: 250, depth: 25 } as const;

/** The CEL environment for the conditions of rules about one kind of subject. */
export function environmentFor(on: RuleSubject, lists: RulesDocument['lists']): Environment {
  const listTypes = Object.fromEntries(Object.keys(lists).map((name) => [name, 'list<string>']));
  return new Environment({
    limits: { maxAstNodes: EXPRESSION_LIMITS.nodes, maxDepth: EXPRESSION_LIMITS.depth },
  })
    .registerVariable('now', TIMESTAMP)
    .registerVariable({ name: 'lists', schema: listTypes })
    .registerVariable({ name: on, schema: { ...MEMBERS[on] } });
}
