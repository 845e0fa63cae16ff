/**
 * Makes checked rules ready to decide. It is a separate entry point, because only this part loads CEL: a function loads it at the
 * first decision, not at its start.
 */
export { compileRules } from './compile-rules.ts';
export { EXPRESSION_LIMITS, environmentFor, MEMBERS } from './environment.ts';
