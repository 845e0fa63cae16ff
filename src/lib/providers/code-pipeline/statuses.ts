import type { EndCause, Phase } from '../../model/subject.ts';

/**
 * What PipelineExecutionStatus means
 * (https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PipelineExecutionSummary.html). A word that this bot does not
 * know counts as under way. Superseded is no failure: a newer execution has overtaken it. Cancelled: the pipeline was changed
 * while it ran.
 */
const phasesByStatus: ReadonlyMap<string, Phase> = new Map([
  ['InProgress', 'running'],
  ['Stopping', 'stopping'],
  ['Stopped', 'cancelled'],
  ['Succeeded', 'succeeded'],
  ['Superseded', 'cancelled'],
  ['Cancelled', 'cancelled'],
  ['Failed', 'failed'],
]);

/** How far an execution is, by its status alone: one that waits says InProgress, too. */
export function phaseOf(status: string): Phase {
  return phasesByStatus.get(status) ?? 'running';
}

const causesByStatus: ReadonlyMap<string, EndCause> = new Map([
  ['Stopping', 'asked'],
  ['Stopped', 'asked'],
  ['Superseded', 'superseded'],
  ['Cancelled', 'unknown'],
  ['Failed', 'unknown'],
]);

export function causeOf(status: string): EndCause {
  return causesByStatus.get(status) ?? '';
}

export function isUnderWay(status: string): boolean {
  return !['succeeded', 'failed', 'cancelled'].includes(phaseOf(status));
}
