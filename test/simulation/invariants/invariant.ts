import type { Outcome } from '../histories/outcome.ts';

/** Something that must be so after every history, whatever went wrong in it. */
export interface Invariant {
  /** Its number in the design: `I1`. */
  readonly name: string;
  readonly text: string;
  /** @returns what is not so, and how often there was something to be looked at: 0 means that the history says nothing of it */
  check(outcome: Outcome): Finding;
}

export interface Finding {
  readonly problems: readonly string[];
  readonly exercised: number;
}

/** Collects what an invariant finds. */
export class Findings implements Finding {
  readonly problems: string[] = [];
  exercised = 0;

  /** Looks at one thing; `what` tells of it where it is not so. */
  expect(isSo: boolean, what: () => string): void {
    this.exercised += 1;
    if (!isSo) this.problems.push(what());
  }
}

/** An invariant from a function that looks at an outcome. */
export function invariant(name: string, text: string, look: (outcome: Outcome, findings: Findings) => void): Invariant {
  return {
    name,
    text,
    check(outcome) {
      const findings = new Findings();
      look(outcome, findings);
      return findings;
    },
  };
}
