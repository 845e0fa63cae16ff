import type { Problem } from '../../../src/lib/configuration-check/index.ts';

/** Stands in a test's text at the place where the problem must be found. */
const MARK = '‸';

/** Takes the mark out of a text and says where it stood, both counted from 1. */
export function unmark(marked: string): { readonly text: string; readonly line: number; readonly column: number } {
  const at = marked.indexOf(MARK);
  if (at < 0) throw new Error(`the text has no ${MARK}`);
  const before = marked.slice(0, at).split('\n');
  return { text: marked.replace(MARK, ''), line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

/** What a check said, with nothing but the places and the first lines of the messages. */
export function placesOf(problems: readonly Problem[]): readonly string[] {
  return problems.map(({ line, column, message }) => `${line}:${column} ${message.split('\n', 1)[0]}`);
}
