import type { PermittedAction } from './permission.ts';

/** One argument of a command. The parser, the help, the documents and the reader of the queue all go by it. */
export interface Argument {
  readonly need: 'required' | 'optional';
  /** As people read it: `target` in `cancel <target>`. */
  readonly label: string;
  readonly example: string;
  /** `word` where it is left out. `rest`: all that follows, spaces too; only the last argument can take it. */
  readonly takes?: 'word' | 'rest';
  readonly maximumCharacters?: number;
}

/** By name, in the order in which they are typed. */
export type Arguments = Readonly<Record<string, Argument>>;

/** No name or id that a provider knows is longer; what is, cannot be meant. */
export const usualMaximumCharacters = 256;

/** The texts that stand for a command's arguments; an optional one may be absent. */
export type ArgumentValues<Described extends Arguments> = {
  readonly [Name in keyof Described as Described[Name]['need'] extends 'required' ? Name : never]: string;
} & {
  readonly [Name in keyof Described as Described[Name]['need'] extends 'required' ? never : Name]?: string;
};

/**
 * Whether a command changes anything. What does is written down before it begins, answered once, refused when it comes late, and
 * needs a permission; a command that does not say which of the two it is does not compile.
 */
export type Effect = { readonly effect: 'read' } | { readonly effect: 'write'; readonly permission: PermittedAction };

/** What the bot knows of a command without carrying it out: plain data. */
export type CommandDefinition = Effect & {
  /** Its name on the queue, and as it is typed. */
  readonly name: string;
  /** What earlier versions queued it as. */
  readonly formerNames?: readonly string[];
  readonly arguments: Arguments;
};

/** A command that was typed and understood: its name, and its arguments by theirs. */
export interface ParsedCommand {
  readonly name: string;
  readonly [argument: string]: string;
}
