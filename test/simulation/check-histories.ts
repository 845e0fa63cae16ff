import fc from 'fast-check';
import type { BackEnd } from '../../src/simulation/index.ts';
import { accountOf } from './histories/account.ts';
import { type History, histories } from './histories/history.ts';
import type { Outcome } from './histories/outcome.ts';
import { runHistory, type Scenario } from './histories/run.ts';
import { invariants } from './invariants/index.ts';

/** How many histories to try, and from which seed; with a path, the one history that lies there. */
export interface CheckOptions {
  readonly runs: number;
  readonly seed: number;
  readonly path?: string | undefined;
  /** Leaves the first history that violates something as it is. */
  readonly isQuick?: boolean | undefined;
  /** Tries all histories, whatever they violate, and leaves each as it is. */
  readonly goesOn?: boolean | undefined;
  /** Called after each history. */
  readonly onHistory?: () => void;
}

/** What came of trying histories. */
export interface CheckResult {
  readonly histories: number;
  /** For each invariant, how often there was something to be looked at. */
  readonly exercised: ReadonlyMap<string, number>;
  /**
   * How often each call was made, `made × <label>`, and injected by each fault, `<fault> × <label>`. A call that changes something
   * at the back end is also there as `acts × <label>`.
   */
  readonly coverage: ReadonlyMap<string, number>;
  readonly failures: readonly Failure[];
}

/** A history after which something was not so, as small as it could be made. */
export interface Failure {
  readonly seed: number;
  readonly path: string;
  readonly history: string;
  /** What is not so, by the name of the invariant. */
  readonly problems: ReadonlyMap<string, readonly string[]>;
  /** What happened in it, line by line; only where it is played again. */
  readonly account: readonly string[];
}

/** Tries histories of one scenario. */
export interface HistoryChecker {
  readonly name: string;
  readonly saysNothingOf: readonly string[];
  check(options: CheckOptions): Promise<CheckResult>;
}

/** Tries histories of a scenario and holds every invariant against each of them. */
export function createChecker<Step, Settings, Some extends BackEnd>(
  scenario: Scenario<Step, Settings, Some>,
): HistoryChecker {
  return {
    name: scenario.name,
    saysNothingOf: scenario.saysNothingOf,
    async check({ runs, seed, path, isQuick = false, goesOn = false, onHistory }) {
      const exercised = new Map<string, number>();
      const coverage = new Map<string, number>();
      let count = 0;
      /** Shrinking must not wander from one invariant to another. */
      let violated: ReadonlySet<string> | undefined;
      let problems: ReadonlyMap<string, readonly string[]> = new Map();
      let account: readonly string[] = [];
      const failures: Failure[] = [];

      const property = fc.asyncProperty(histories(scenario.ingredients), async (history) => {
        const tally = violated === undefined ? { exercised, coverage } : undefined;
        let happened: readonly string[] = [];
        const found = await problemsOf(scenario, history, tally, (outcome) => {
          if (path !== undefined) happened = accountOf(outcome);
        });
        if (violated === undefined) {
          count += 1;
          onHistory?.();
        }
        if (goesOn && found.size > 0) {
          failures.push({
            seed,
            path: String(count - 1),
            history: fc.stringify(history),
            problems: found,
            account: happened,
          });
        }
        if (goesOn) return true;
        if (found.size === 0 || (violated !== undefined && ![...found.keys()].some((name) => violated?.has(name)))) {
          return true;
        }
        violated ??= new Set(found.keys());
        problems = found;
        account = happened;
        return false;
      });
      const details = await fc.check(property, {
        numRuns: runs,
        seed,
        endOnFailure: isQuick,
        ...(path ? { path } : {}),
      });
      if (details.failed) {
        const [history] = details.counterexample ?? [];
        failures.push({
          seed: details.seed,
          path: details.counterexamplePath ?? '',
          history: fc.stringify(history),
          problems,
          account,
        });
      }
      return { histories: count, exercised, coverage, failures };
    },
  };
}

/** What is not so after a history, by invariant. A history that cannot be run to its end violates `run`. */
async function problemsOf<Step, Settings, Some extends BackEnd>(
  scenario: Scenario<Step, Settings, Some>,
  history: History<Step, Settings>,
  tally: { exercised: Map<string, number>; coverage: Map<string, number> } | undefined,
  onOutcome: (outcome: Outcome) => void,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>();
  try {
    const outcome = await runHistory(scenario, history);
    onOutcome(outcome);
    for (const { name, check } of invariants) {
      const { problems, exercised } = check(outcome);
      if (problems.length > 0) found.set(name, problems);
      if (tally) add(tally.exercised, name, exercised);
    }
    const { defects } = outcome.world;
    if (defects.length > 0) found.set('defects', defects);
    if (tally) {
      for (const [label, { made, injected }] of outcome.world.faults.coverage) {
        add(tally.coverage, `made × ${label}`, made);
        if (outcome.world.backEnd.isActing(label)) add(tally.coverage, `acts × ${label}`, made);
        for (const [fault, times] of injected) add(tally.coverage, `${fault} × ${label}`, times);
      }
    }
  } catch (error) {
    found.set('run', [error instanceof Error ? (error.stack ?? error.message) : String(error)]);
  }
  return found;
}

export function add(tally: Map<string, number>, key: string, count: number): void {
  tally.set(key, (tally.get(key) ?? 0) + count);
}

/** A failure in words, with what it takes to play it again. */
export function describeFailure(scenario: string, { seed, path, history, problems, account }: Failure): string {
  const lines = [...problems].flatMap(([name, found]) => found.map((problem) => `  ${name}: ${problem}`));
  return [
    `a history of ${scenario} violates ${[...problems.keys()].join(', ')}:`,
    ...lines,
    `Play it again: npm run simulate -- --provider ${scenario} --seed ${seed} --path ${path}`,
    history,
    ...account,
  ].join('\n');
}
