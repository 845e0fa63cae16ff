import { Environment } from '@marcbachmann/cel-js';
import type { RuleSubject, RulesDocument } from '../document.ts';

const TIMESTAMP = 'google.protobuf.Timestamp';

/**
 * What conditions may say, with types: the contract between the facts (`model/subject.ts`) and the people
 * who write rules. A misspelt member is found by CEL's type check, before anything runs.
 */
export const MEMBERS = {
  deployment: {
    provider: 'string',
    kind: 'string',
    target: 'string',
    name: 'string',
    account: 'string',
    region: 'string',
    environment: 'string',
    service: 'string',
    status: 'string',
    phase: 'string',
    operation: 'string',
    id: 'string',
    initiator: 'string',
    cause: 'string',
    needsHuman: 'bool',
    labels: 'map<string, string>',
    template: 'string',
    templateVersion: 'string',
    held: 'bool',
    startedAt: TIMESTAMP,
    endedAt: TIMESTAMP,
    lastProgressAt: TIMESTAMP,
  },
  connection: {
    provider: 'string',
    id: 'string',
    target: 'string',
    status: 'string',
    environment: 'string',
    environmentAccountId: 'string',
    managementAccountId: 'string',
    roleArn: 'string',
    requestedAt: TIMESTAMP,
  },
} as const satisfies Record<RuleSubject, Record<string, string>>;

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
