import { OperationError } from './errors.ts';

/** As many as CloudFormation reads from a bucket. */
export const MAXIMUM_TEXT = 1024 * 1024;
/** The largest template of AWS's samples has three hundred. */
export const MAXIMUM_TEMPLATE_TOKENS = 50_000;
/** Statements in statements, and expressions in expressions. */
export const MAXIMUM_NESTING = 40;
/** Operators in a row, which nest too: `a + b + c`. */
export const MAXIMUM_CHAIN = 50;
/** Largest number of steps. The largest sample at twenty service instances has five thousand. */
const MAXIMUM_STEPS = 300_000;
const CHARACTERS_PER_STEP = 50;
/** As many bits as an integer may have. */
export const MAXIMUM_INTEGER_BITS = 256;
/** How deep lists and mappings that a template makes may lie in each other. */
export const MAXIMUM_VALUE_DEPTH = 100;

/** What one rendering may take. A step is an expression, a statement, an item of a list, or fifty characters. */
export class Budget {
  #steps = 0;

  /** @throws OperationError */
  spend(steps: number): void {
    this.#steps += steps;
    if (this.#steps > MAXIMUM_STEPS) {
      throw new OperationError(`the template does more than ${MAXIMUM_STEPS} steps`);
    }
  }

  /** @throws OperationError when a text is longer than any may be */
  size(characters: number): void {
    if (characters > MAXIMUM_TEXT) {
      throw new OperationError(`the template makes a text of more than ${MAXIMUM_TEXT} characters`);
    }
  }

  /** To be called before a text of this length is made. @throws OperationError */
  text(characters: number): void {
    this.size(characters);
    this.spend(1 + characters / CHARACTERS_PER_STEP);
  }
}
