import type { ClauseTrace } from '../model/decision.ts';
import type { Clause } from './clause.ts';
import type { RuleDocument, RulesDocument } from './document.ts';

/** A rule with its conditions compiled. */
export interface CompiledRule {
  readonly document: RuleDocument;
  readonly when: readonly Clause[];
  readonly unless: readonly Clause[];
  /** Its trace for a subject of the other kind: always the same, so it is made once. */
  readonly otherSubjectTrace: readonly ClauseTrace[];
}

/** Rules, ready to decide. */
export interface Rules {
  /** Hash of the document's content: the version that decided. */
  readonly hash: string;
  readonly document: RulesDocument;
  /** In file order, without those that are off. */
  readonly compiled: readonly CompiledRule[];
}
