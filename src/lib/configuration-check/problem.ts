import { visibleDetails, visibleText } from '../visible-text.ts';

/** What is wrong with a configuration file, and where. */
export interface Problem {
  /** The file's name as the caller gave it. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units, as editors count. */
  readonly column: number;
  /** What is wrong and what to do; further lines have details. */
  readonly message: string;
  /** The line of the file and, below it, a caret under the place. */
  readonly excerpt?: string;
}

/**
 * Writes a problem as compilers do: `file:line:column: message`, then the excerpt. Whatever stands in the file, it cannot control
 * the terminal, and it cannot write a line that looks like one of the check.
 */
export function formatProblem(problem: Problem): string {
  const head = `${visibleText(problem.file)}:${problem.line}:${problem.column}: ${visibleDetails(problem.message)}`;
  return problem.excerpt === undefined ? head : `${head}\n${problem.excerpt}`;
}

/** Nobody reads more at once, and a file that is broken at its start can have thousands. */
const MAX_PROBLEMS = 20;

/** In reading order, one file after the other, each problem once; if there are very many, only the first ones. */
export function inReadingOrder(problems: readonly Problem[]): readonly Problem[] {
  const distinct = new Map(problems.map((problem) => [formatProblem(problem), problem]));
  return [...distinct.values()]
    .sort((one, other) => one.file.localeCompare(other.file) || one.line - other.line || one.column - other.column)
    .slice(0, MAX_PROBLEMS);
}
