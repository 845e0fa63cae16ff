import { LineCounter } from 'yaml';
import type { Problem } from './problem.ts';

/** Long lines are cut around the place; a screen is about this wide. */
const EXCERPT_COLUMNS = 110;

/** A configuration file's text, and the way from a place in it to a {@link Problem}. */
export class SourceFile {
  readonly name: string;
  readonly text: string;
  readonly #lines = new LineCounter();

  constructor(name: string, text: string) {
    this.name = name;
    this.text = text;
    // The parser would fill it too, but it does not run for every file.
    this.#lines.addNewLine(0);
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#lines.addNewLine(at + 1);
  }

  /** Line and column, both from 1, of an offset; an offset behind the end means the end. */
  positionAt(offset: number): { readonly line: number; readonly column: number } {
    const { line, col } = this.#lines.linePos(Math.max(0, Math.min(offset, this.text.length)));
    return { line, column: col };
  }

  /** The text of a line, from 1, without its line break. */
  lineAt(line: number): string {
    const { lineStarts } = this.#lines;
    const start = lineStarts[line - 1] ?? this.text.length;
    return this.text.slice(start, (lineStarts[line] ?? this.text.length + 1) - 1).replace(/\r$/, '');
  }

  /** A problem at an offset, with the line it stands on. */
  problemAt(offset: number, message: string): Problem {
    const { line, column } = this.positionAt(offset);
    return { file: this.name, line, column, message, excerpt: this.#excerpt(line, column) };
  }

  #excerpt(line: number, column: number): string {
    const text = this.lineAt(line);
    const start = text.length > EXCERPT_COLUMNS ? Math.max(0, column - EXCERPT_COLUMNS / 2) : 0;
    // A file may contain anything. Characters that could control the terminal are not printed, and the columns stay.
    const shown = text
      .slice(start, start + EXCERPT_COLUMNS)
      .replaceAll(/\p{Cc}/gu, ' ')
      .replaceAll(/[\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, ({ length }) => '\ufffd'.repeat(length));
    const gutter = `${line} | `;
    return `${gutter}${shown}\n${' '.repeat(gutter.length + column - 1 - start)}^`;
  }
}
