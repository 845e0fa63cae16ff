import type { PermissionSubject } from '../model/permission.ts';
import { matchesAnyGlob } from './glob.ts';

/**
 * The `match` keys, per kind of subject, and the member that each one is compared with: the same for rules, routes and
 * permissions. Cheap and indexable: no expression is evaluated for a subject that does not match.
 */
export const MATCH_MEMBERS = {
  deployment: {
    provider: 'provider',
    kind: 'kind',
    account: 'account',
    region: 'region',
    environment: 'environment',
    service: 'service',
    name: 'name',
    template: 'template',
  },
  connection: { provider: 'provider', account: 'environmentAccountId', environment: 'environment' },
  resource: {
    provider: 'provider',
    kind: 'kind',
    account: 'account',
    region: 'region',
    environment: 'environment',
    service: 'service',
    name: 'name',
  },
} as const;

/** Glob patterns by match key. A key matches if one of its patterns does. `match` matches if all its keys do. */
export type SubjectMatch = Readonly<Record<string, readonly string[]>>;

/** The values of a subject, or a notification, by match key. A member that it does not have is absent. */
export type MatchKeys = Readonly<Record<string, string>>;

/** Whether every key of `match` matches. As for subjects, no pattern matches what is not known. */
export function matchesKeys(match: SubjectMatch, keys: MatchKeys): boolean {
  const values = new Map(Object.entries(keys));
  return Object.entries(match).every(([key, patterns]) => {
    const text = values.get(key);
    return text !== undefined && matchesText(patterns, text);
  });
}

/**
 * `environment: "*"` is for what is in some environment: an absent value is an empty text, and no pattern matches it but the empty
 * one, `environment: ""`, which is for what is in none.
 */
function matchesText(patterns: readonly string[], text: string): boolean {
  return text === '' ? patterns.includes('') : matchesAnyGlob(patterns, text);
}

/** The result of one key of `match` for a subject. */
export interface MatchResult {
  readonly key: string;
  readonly patterns: readonly string[];
  /** The compared member: `deployment.environment`. */
  readonly member: string;
  readonly value: string;
  /** Whether the subject's value is known; an unknown one does not match. */
  readonly isKnown: boolean;
  readonly matches: boolean;
}

/**
 * Compares a subject with every key, also after one that does not match, so that all can be explained. `environment: "*"` is for
 * what is in some environment, `environment: ""` for what is in none; what is not known matches neither.
 */
export function matchSubject(match: SubjectMatch, subject: PermissionSubject): readonly MatchResult[] {
  const members: Readonly<Record<string, string>> = MATCH_MEMBERS[subject.on];
  const facts = factsOf(subject);
  return Object.entries(match).map(([key, patterns]) => {
    const member = members[key] ?? key;
    const value: unknown = Object.hasOwn(facts, member) ? Reflect.get(facts, member) : undefined;
    const text = typeof value === 'string' ? value : '';
    return {
      key,
      patterns,
      member: `${subject.on}.${member}`,
      value: text,
      isKnown: typeof value === 'string',
      matches: typeof value === 'string' && matchesText(patterns, text),
    };
  });
}

function factsOf(subject: PermissionSubject): object {
  switch (subject.on) {
    case 'deployment':
      return subject.deployment;
    case 'connection':
      return subject.connection;
    case 'resource':
      return subject.resource;
  }
}
