/**
 * Checking rules files. Needs yaml and zod, and is therefore used only when the bot is built, in tests and by the
 * command line, never in a Lambda.
 */
export { formatProblem } from '../../configuration-check/index.ts';
export { checkRules } from './check-rules.ts';
export { longestDeadlineMs } from './longest-deadline.ts';
export { rulesFileSchema } from './schema.ts';
