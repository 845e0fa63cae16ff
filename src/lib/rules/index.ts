/**
 * Rules at run time: compile, decide, explain. Needs nothing but CEL, so that it is small and quick to load in a
 * Lambda. Reading and checking rules files is done when the bot is built: see `check/`.
 */
export { compileRules, needsRepeatedDecisions, type Rules } from './compile.ts';
export { decide } from './decide.ts';
export { describeDuration } from './describe.ts';
export type { RuleDocument, RuleSubject, RulesDocument } from './document.ts';
export { RulesDocumentError } from './errors.ts';
export { describeAction, explain } from './explain.ts';
