/**
 * Rules at run time: decide and explain. Compiling them is `compile/`; reading and checking rules files, which is done
 * when the bot is built, is `check/`.
 */
export type { Rules } from './compiled.ts';
export { type DecideControls, decide } from './decide.ts';
export { describeDuration } from './describe.ts';
export type { RuleDocument, RuleSubject, RulesDocument } from './document.ts';
export { RulesDocumentError } from './errors.ts';
export { describeAction, describeActions, explain } from './explain.ts';
