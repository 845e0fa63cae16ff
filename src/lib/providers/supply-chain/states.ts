import { deletedStatus } from '../../model/statuses.ts';
import type { Operation, Phase } from '../../model/subject.ts';

/** The bot's words for the service's states, and what they mean (assumption A34). */
const meaningByState: ReadonlyMap<string, { readonly status: string; readonly phase: Phase }> = new Map([
  ['Initializing', { status: 'IN_PROGRESS', phase: 'running' }],
  ['Active', { status: 'SUCCEEDED', phase: 'succeeded' }],
  ['CreateFailed', { status: 'FAILED', phase: 'failed' }],
  ['Deleting', { status: 'DELETE_IN_PROGRESS', phase: 'running' }],
  ['DeleteFailed', { status: 'DELETE_FAILED', phase: 'failed' }],
  ['Deleted', { status: deletedStatus, phase: 'gone' }],
]);

/** An unknown state is kept as the service says it, and counts as in progress (assumption A34). */
export function meaningOf(state: string): { readonly status: string; readonly phase: Phase } {
  return meaningByState.get(state) ?? { status: state, phase: 'running' };
}

/** An instance is created or deleted; updates take effect at once and do not change its state (assumption A34). */
export function operationOfState(state: string): Operation {
  if (state.startsWith('Delet')) return 'delete';
  return meaningByState.has(state) ? 'create' : 'unknown';
}

const phasesByStatus: ReadonlyMap<string, Phase> = new Map(
  [...meaningByState.values()].map(({ status, phase }) => [status, phase]),
);

/** The phase of an instance, by the bot's word for its state. */
export function phaseOf(status: string): Phase {
  return phasesByStatus.get(status) ?? 'running';
}
