import type { Subject } from '../model/subject.ts';
import { matchesAnyGlob } from './glob.ts';

/**
 * The `match` keys, per kind of subject, and the member each one is compared with.
 * Cheap and indexable: no expression is evaluated for a subject that does not match.
 */
export const MATCH_MEMBERS = {
  deployment: {
    provider: 'provider',
    kind: 'kind',
    environment: 'environment',
    service: 'service',
    name: 'name',
    template: 'template',
  },
  connection: { environment: 'environment', account: 'environmentAccountId' },
} as const;

/** Glob patterns by match key. A key matches when one of its patterns does, the whole when all keys do. */
export type SubjectMatch = Readonly<Record<string, readonly string[]>>;

/** What a subject, or a notification, has to be matched: text by match key. What it does not say is absent. */
export type MatchKeys = Readonly<Record<string, string>>;

/** Whether every key of `match` matches. What is absent is an empty text, which only `*` and an empty pattern match. */
export function matchesKeys(match: SubjectMatch, keys: MatchKeys): boolean {
  const values = new Map(Object.entries(keys));
  return Object.entries(match).every(([key, patterns]) => matchesAnyGlob(patterns, values.get(key) ?? ''));
}

/** What one key of `match` says about a subject. */
export interface MatchResult {
  readonly key: string;
  readonly patterns: readonly string[];
  /** The member looked at: `deployment.environment`. */
  readonly member: string;
  readonly value: string;
  readonly matches: boolean;
}

/** Compares a subject with every key, also after one that does not match, so that all can be explained. */
export function matchSubject(match: SubjectMatch, subject: Subject): readonly MatchResult[] {
  const members: Readonly<Record<string, string>> = MATCH_MEMBERS[subject.on];
  const facts: object = subject.on === 'deployment' ? subject.deployment : subject.connection;
  const values = new Map<string, unknown>(Object.entries(facts));
  return Object.entries(match).map(([key, patterns]) => {
    const member = members[key] ?? key;
    const value = values.get(member);
    const text = typeof value === 'string' ? value : '';
    return { key, patterns, member: `${subject.on}.${member}`, value: text, matches: matchesAnyGlob(patterns, text) };
  });
}
