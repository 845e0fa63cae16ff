import type { SubjectMatch } from '../matching/index.ts';
import type { RuleAction, RuleMode } from '../model/decision.ts';

/** The kind of subject of a rule. It decides which variables its conditions see. */
export type RuleSubject = 'deployment' | 'connection';

/** One rule after the check: plain JSON, nothing left to validate. */
export interface RuleDocument {
  /** Stable id: it appears in the trail, in metrics and in chat. */
  readonly name: string;
  readonly description?: string;
  readonly on: RuleSubject;
  readonly match: SubjectMatch;
  /** CEL, gives a boolean. */
  readonly when: string;
  /** CEL, gives a boolean; the rule does not fire while it is true. */
  readonly unless?: string;
  readonly actions: readonly RuleAction[];
  readonly mode: RuleMode;
  /** Only with the mode `approve`: how many people must approve, and for how long they are asked. */
  readonly approval?: { readonly people: number; readonly withinMs: number };
  /** SHA-256 over the rule: an approved action is done only while the rule has the same text. */
  readonly hash: string;
}

/** A rules file after the check, as it is bundled into the Lambdas. */
export interface RulesDocument {
  readonly version: 1;
  /** SHA-256 over the content; comments and layout do not count. Each item stores the hash of its last decision. */
  readonly hash: string;
  readonly lists: Readonly<Record<string, readonly string[]>>;
  readonly rules: readonly RuleDocument[];
}
