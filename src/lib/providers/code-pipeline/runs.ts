import type { ActionRun, Execution } from './pipeline.ts';

/**
 * When the run of an execution that is shown began. A stage that is retried goes on under the execution's id, whose start stays;
 * only its actions show it: those that run again have several runs (assumption A71). The last retry began
 *
 * - with the first action that started after what had failed, or was abandoned, before it had ended; or,
 * - where nothing failed, as when it was stopped, with the first of those that have run most often in that stage.
 */
export function runStartOf({ startedAtMs, actions }: Pick<Execution, 'startedAtMs' | 'actions'>): number {
  const again = actions.filter((run) => actions.some((earlier) => isLaterRun(run, earlier)));
  const last = again.reduce<ActionRun | undefined>(
    (found, run) => (found === undefined || run.startedAtMs > found.startedAtMs ? run : found),
    undefined,
  );
  return last === undefined ? startedAtMs : Math.max(startedAtMs, afterFailure(actions, last), byCount(actions, last));
}

function afterFailure(actions: readonly ActionRun[], last: ActionRun): number {
  const endsMs = actions
    .filter(({ status }) => status === 'Failed' || status === 'Abandoned')
    .map(({ updatedAtMs }) => updatedAtMs)
    .filter((atMs) => atMs <= last.startedAtMs);
  const endedAtMs = Math.max(...endsMs);
  const starts = actions.map((run) => run.startedAtMs).filter((atMs) => atMs >= endedAtMs);
  return endsMs.length === 0 ? 0 : Math.min(...starts);
}

function byCount(actions: readonly ActionRun[], { stage }: ActionRun): number {
  const inStage = actions.filter((run) => run.stage === stage);
  const countOf = (run: ActionRun) => inStage.filter(({ action }) => action === run.action).length;
  const most = Math.max(...inStage.map(countOf));
  return Math.min(...newestRuns(inStage).flatMap((run) => (countOf(run) === most ? [run.startedAtMs] : [])));
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
