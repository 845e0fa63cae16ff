import type { PermittedAction } from './permission.ts';

/** One argument of a command. The parser, the help, the documents and the reader of the queue use it. */
export interface Argument {
  readonly need: 'required' | 'optional';
  /** Its name for people: `target` in `cancel <target>`. */
  readonly label: string;
  readonly example: string;
  /** The default is `word`. `rest`: the rest of the text, with spaces; only for the last argument. */
  readonly takes?: 'word' | 'rest';
  readonly maximumCharacters?: number;
}

/** By name, in the order in which they are typed. */
export type Arguments = Readonly<Record<string, Argument>>;

/** No provider has a longer name or id, so a longer text cannot be one. */
export const usualMaximumCharacters = 256;

/** The texts of a command's arguments; an optional one may be absent. */
export type ArgumentValues<Described extends Arguments> = {
  readonly [Name in keyof Described as Described[Name]['need'] extends 'required' ? Name : never]: string;
} & {
  readonly [Name in keyof Described as Described[Name]['need'] extends 'required' ? never : Name]?: string;
};

/**
 * Whether a command changes anything. If it does, it is stored before it begins, answered once, refused when it comes late, and
 * needs a permission. One that reads what not everybody may see needs one, too. Every command must say which of the two it is, or it
 * does not compile.
 */
export type Effect =
  | { readonly effect: 'read'; readonly permission?: PermittedAction }
  | { readonly effect: 'write'; readonly permission: PermittedAction };

/** The definition of a command, without the code that executes it: plain data. */
export type CommandDefinition = Effect & {
  /** Its name on the queue, and as it is typed. */
  readonly name: string;
  /** Its name on the queue in earlier versions. */
  readonly formerNames?: readonly string[];
  readonly arguments: Arguments;
};

/** A typed command after parsing: its name, and its arguments by name. */
export interface ParsedCommand {
  readonly name: string;
  readonly [argument: string]: string;
}
