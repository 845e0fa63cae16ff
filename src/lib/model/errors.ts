/**
 * The base of all errors of the bot. One class per cause: `name` says which, and the message says what to do.
 *
 * A message may be shown to people and written to the log. So it quotes no text of a provider, a person or a template, except
 * names and ids. If an error must quote such a text, its `publicMessage` says what may be shown instead.
 *
 * Every class sets its name, because bundles keep no class names (`docs/architecture.md`, "What a cold start costs").
 */
export abstract class BotError extends Error {
  abstract override readonly name: string;
  /** Whether the same work can succeed when it is tried again, with no other change. */
  abstract readonly retryable: boolean;

  /** The text that logs and people may see. */
  get publicMessage(): string {
    return this.message;
  }
}

/** Whether the error is the bot's own and says that trying again helps. Other errors do not say it. */
export function isRetryable(error: unknown): boolean {
  return error instanceof BotError && error.retryable;
}

/** The short name of anything that was thrown. It is safe for logs and people; the message of a foreign error is not. */
export function errorName(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown error';
}
