import { Environment } from '@marcbachmann/cel-js';
import type { Subject } from '../model/subject.ts';
import type { RuleSubject, RulesDocument } from './document.ts';

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
    operation: 'string',
    id: 'string',
    template: 'string',
    templateVersion: 'string',
    held: 'bool',
    startedAt: TIMESTAMP,
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

/** A value that conditions can see. */
export type Fact = string | boolean | Date;

/** The values of the variables for one subject at one moment. */
export interface Facts {
  readonly now: Date;
  readonly lists: RulesDocument['lists'];
  readonly deployment?: Readonly<Record<string, Fact>>;
  readonly connection?: Readonly<Record<string, Fact>>;
}

/** Lays out a subject the way {@link environmentFor} declares it. */
export function factsOf(subject: Subject, lists: RulesDocument['lists'], nowMs: number): Facts {
  const now = new Date(nowMs);
  if (subject.on === 'deployment') {
    const { startedAtMs, ...facts } = subject.deployment;
    return { now, lists, deployment: { ...facts, startedAt: new Date(startedAtMs) } };
  }
  const { requestedAtMs, ...facts } = subject.connection;
  return { now, lists, connection: { ...facts, requestedAt: new Date(requestedAtMs) } };
}

/**
 * A moment at or before 1970, or none at all, is a missing value and not a time: a condition on it
 * would find every deployment decades old, and cancel it.
 */
export function isKnownMoment(moment: Date): boolean {
  return moment.getTime() > 0;
}
