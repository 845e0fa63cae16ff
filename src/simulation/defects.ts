/** Errors that no fault makes: whoever throws one is wrong. */
const defects: ReadonlySet<string> = new Set([
  'TypeError',
  'ReferenceError',
  'RangeError',
  'SyntaxError',
  'UnknownExpression',
]);

/**
 * What is a defect of the bot in an error, in its causes or in what it holds; `undefined` where a fault explains it.
 *
 * @param error - whatever was thrown, or kept in a log
 */
export function defectIn(error: unknown): Error | undefined {
  for (let inner: unknown = error; inner instanceof Error; inner = inner.cause) {
    if (defects.has(inner.name)) return inner;
    if (!(inner instanceof AggregateError)) continue;
    const errors: readonly unknown[] = inner.errors;
    for (const one of errors) {
      const found = defectIn(one);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** The defect in a log entry: caught errors are logged by their name, or as they are. */
export function defectInLog(fields: unknown): string | undefined {
  if (typeof fields !== 'object' || fields === null) return undefined;
  for (const value of Object.values(fields)) {
    if (typeof value === 'string' && defects.has(value)) return value;
    const defect = defectIn(value);
    if (defect !== undefined) return defect.stack ?? defect.message;
  }
  return undefined;
}
