/**
 * Makes checked rules ready to decide. An entrance of its own, because it alone loads CEL: a function does that at the
 * first decision, not whenever it starts.
 */
export { compileRules } from './compile-rules.ts';
export { EXPRESSION_LIMITS, environmentFor, MEMBERS } from './environment.ts';
