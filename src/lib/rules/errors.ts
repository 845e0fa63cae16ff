import { BotError } from '../model/errors.ts';

/**
 * A rules document that `checkRules` did not make, or that was changed since: one of its conditions does not compile.
 */
export class RulesDocumentError extends BotError {
  override readonly name = 'RulesDocumentError';
  override readonly retryable = false;

  constructor(rule: string, clause: string, cause: unknown) {
    super(
      `The condition "${clause}" of the rule "${rule}" does not compile: ${errorSummary(cause)}. ` +
        'Rules are checked when the bot is built; run "proton-bot rules check" on the file and build again.',
      { cause },
    );
  }
}

/** The first line of what went wrong; CEL's own messages go on with a drawing of the place. */
export function errorSummary(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '';
}
