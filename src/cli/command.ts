import type { ParseArgsOptionsConfig } from 'node:util';
import { BotError } from '../lib/model/errors.ts';

/** Where a command writes, and what it can use of its process. */
export interface CommandContext {
  /** Results, and nothing else. */
  readonly out: (line: string) => void;
  /** Problems and progress. */
  readonly err: (line: string) => void;
  readonly projectDirectory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly readStandardInput: () => Promise<string>;
  /** Resolves when the user has asked to stop. */
  readonly interrupted: () => Promise<void>;
}

/** What the user typed after the command's words. */
export interface CommandArguments {
  readonly positionals: readonly string[];
  readonly flags: Readonly<Record<string, string | boolean | undefined>>;
}

/** One option, as the help shows it. */
export interface Flag {
  readonly name: string;
  readonly type: 'string' | 'boolean';
  readonly value?: string;
  readonly help: string;
}

export interface Command {
  /** The words that call it: `['rules', 'check']`. */
  readonly words: readonly string[];
  /** Its arguments, as the help shows them: `<file …>`. */
  readonly usage: string;
  readonly summary: string;
  readonly flags: readonly Flag[];
  /** How many positionals it accepts. */
  readonly positionals: { readonly minimum: number; readonly maximum: number };
  /** @returns the exit code */
  run(typed: CommandArguments, context: CommandContext): Promise<number>;
}

/** The command line is invalid; the message says why, and what is valid. Exit code 2. */
export class UsageError extends BotError {
  override readonly name = 'UsageError';
  override readonly retryable = false;
}

/** The command failed because of something that the user can fix. Exit code 1. */
export class CommandFailed extends BotError {
  override readonly name = 'CommandFailed';
  override readonly retryable = false;
}

/** The flags as `parseArgs` takes them; every command has `--help`. */
export function optionsOf(command: Command): ParseArgsOptionsConfig {
  const options: ParseArgsOptionsConfig = { help: { type: 'boolean', short: 'h' } };
  for (const { name, type } of command.flags) options[name] = { type };
  return options;
}

/** `--json`, for commands whose result a program may want. */
export const jsonFlag: Flag = { name: 'json', type: 'boolean', help: 'print the result as JSON' };

/** Reads a port from a flag or, failing that, from the environment. @throws UsageError */
export function portOf(flag: string | boolean | undefined, environment: string | undefined, standard: number): number {
  const given = typeof flag === 'string' ? flag : environment;
  if (given === undefined || given === '') return standard;
  const port = Number(given);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new UsageError(`${given} is not a port (0 to 65535)`);
  return port;
}
