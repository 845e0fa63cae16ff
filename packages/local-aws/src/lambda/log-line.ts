/** One line that a function wrote to its standard output or error. */
export interface LogLine {
  readonly functionName: string;
  readonly stream: 'stdout' | 'stderr';
  readonly line: string;
}

/** Is given every line a function writes. Must not throw. */
export type LogListener = (line: LogLine) => void;
