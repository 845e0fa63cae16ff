import type { ActionRun, Execution } from './pipeline.ts';

/**
 * When the run of an execution that is shown began. A stage that is retried goes on under the execution's id, whose start stays;
 * what tells is its actions: those that run again have several runs. The last run began with the first action that started after
 * the newest of the runs that were done again had ended (assumption A71).
 */
export function runStartOf({ startedAtMs, actions }: Pick<Execution, 'startedAtMs' | 'actions'>): number {
  const doneAgain = actions.filter((run) => actions.some((later) => isLaterRun(later, run)));
  if (doneAgain.length === 0) return startedAtMs;
  const endedAtMs = Math.max(...doneAgain.map((run) => run.updatedAtMs));
  const starts = actions.map((run) => run.startedAtMs).filter((atMs) => atMs >= endedAtMs);
  return starts.length === 0 ? startedAtMs : Math.max(startedAtMs, Math.min(...starts));
}

/** The actions of the last run: of an action that was retried, the newest run only. */
export function newestRuns(actions: readonly ActionRun[]): readonly ActionRun[] {
  return actions.filter((run) => !actions.some((later) => isLaterRun(later, run)));
}

function isLaterRun(later: ActionRun, run: ActionRun): boolean {
  return later.stage === run.stage && later.action === run.action && later.startedAtMs > run.startedAtMs;
}

/** The newest time at which an action began, or ended: what still runs changes its own time as it likes. */
export function lastProgressOf({ startedAtMs, actions }: Pick<Execution, 'startedAtMs' | 'actions'>): number {
  const times = actions.map((run) => (run.status === 'InProgress' ? run.startedAtMs : run.updatedAtMs));
  return Math.max(startedAtMs, ...times);
}
