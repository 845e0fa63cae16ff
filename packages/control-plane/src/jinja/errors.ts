/** Where a template breaks: lines and columns count from 1. */
interface TemplatePosition {
  readonly line: number;
  readonly column: number;
}

/** A template that cannot be parsed or rendered. The message is place and reason; it never quotes a value of a spec. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
  readonly line: number;
  readonly column: number;

  constructor({ line, column }: TemplatePosition, reason: string) {
    super(`line ${line}, column ${column}: ${reason}`);
    this.line = line;
    this.column = column;
  }
}

/** An operation that a value does not allow; whoever evaluates knows the place. */
export class OperationError extends Error {
  override readonly name = 'OperationError';
}

/** The line and the column of an offset. */
export function positionOf(text: string, offset: number): TemplatePosition {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: offset - lineStart + 1 };
}
