/** A way to break the bot; see the `.mjs` beside this file. */
export interface Mutant {
  readonly name: string;
  readonly what: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  /** Whose histories are tried; absent: those of all. */
  readonly backEnd?: string;
  /** Where one protection stands in several places: the others. */
  readonly also?: readonly Edit[];
}

/** One change of a source file. */
export type Edit = Pick<Mutant, 'file' | 'find' | 'replace'>;

export const mutants: readonly Mutant[];

/** @throws Error when the mutant does not fit the source any more */
export function mutate(mutant: Edit & Pick<Mutant, 'name'>, sourceText: string): string;
