/** A way to break the bot; see the `.mjs` beside this file. */
export interface Mutant {
  readonly name: string;
  readonly what: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

export const mutants: readonly Mutant[];

/** @throws Error when the mutant does not fit the source any more */
export function mutate(mutant: Mutant, sourceText: string): string;
