import { CST, Lexer } from 'yaml';

const opening: ReadonlySet<unknown> = new Set(['flow-seq-start', 'flow-map-start']);
const closing: ReadonlySet<unknown> = new Set(['flow-seq-end', 'flow-map-end']);
/** `- - - x` is a list in a list in a list, on one line. */
const indicators: ReadonlySet<unknown> = new Set(['seq-item-ind', 'explicit-key-ind']);
/** One control character each, which is not in the text: they say what the next token is. */
const notInText: ReadonlySet<unknown> = new Set(['scalar', 'doc-mode', 'flow-error-end']);

/** Where a YAML text is nested too deeply; undefined if it is not. Reads tokens only, which needs no stack. */
export function nestedTooDeeplyAt(text: string, maximumDepth: number): number | undefined {
  let offset = 0;
  let lineStart = 0;
  let isFirstInLine = true;
  let isContent = false;
  let brackets = 0;
  /** The columns at which the blocks around this place begin. */
  const blocks: number[] = [];
  for (const token of new Lexer().lex(text)) {
    // What follows the sign of a scalar is content, whatever it looks like.
    const type: string | null = isContent ? 'content' : CST.tokenType(token);
    isContent = type === 'scalar';
    if (opening.has(type)) brackets += 1;
    if (closing.has(type)) brackets -= 1;
    const begins = isFirstInLine && type !== 'space' && type !== 'newline' && type !== 'comment';
    if (begins || indicators.has(type)) {
      const column = offset - lineStart;
      while ((blocks.at(-1) ?? -1) >= column) blocks.pop();
      blocks.push(column);
    }
    if (begins) isFirstInLine = false;
    if (brackets + blocks.length > maximumDepth) return offset;
    if (notInText.has(type)) continue;
    const lineBreak = token.lastIndexOf('\n');
    if (lineBreak >= 0) {
      lineStart = offset + lineBreak + 1;
      isFirstInLine = true;
    }
    offset += token.length;
  }
  return undefined;
}
