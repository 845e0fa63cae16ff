/** A pattern that EventBridge would refuse with InvalidEventPatternException, and where in it the fault lies. */
export class InvalidEventPatternError extends Error {
  override readonly name = 'InvalidEventPatternException';

  /** @param path the field, e.g. `detail.status`; empty for the pattern as a whole */
  constructor(path: string, reason: string) {
    super(`Event pattern is not valid. Reason: ${reason}${path === '' ? '' : ` (at ${path})`}.`);
  }
}
