/**
 * The base of all errors of the bot. One class per cause: `name` says which, and the message says what to do.
 *
 * A message may be shown to people and written to the log: it quotes nothing that a provider, a person or a template wrote,
 * except names and ids. Where one has to, the class says with `publicMessage` what may be shown instead.
 *
 * Every class states its name, because bundles keep no class names (`docs/architecture.md`, "What a cold start costs").
 */
export abstract class BotError extends Error {
  abstract override readonly name: string;
  /** Whether the same work can succeed when it is tried again, without anybody changing anything. */
  abstract readonly retryable: boolean;

  /** What logs and people may be told. */
  get publicMessage(): string {
    return this.message;
  }
}

/** Whether the error is the bot's own and says that trying again helps. What is not the bot's own says nothing about it. */
export function isRetryable(error: unknown): boolean {
  return error instanceof BotError && error.retryable;
}

/** The short name of anything that was thrown: safe for logs and people, as a foreign error's message is not. */
export function errorName(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown error';
}
