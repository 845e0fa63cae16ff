import { deletedStatus, isFinalPhase } from '../../model/statuses.ts';
import type { Operation, Phase } from '../../model/subject.ts';

/** What a stack's state means in the bot's words. */
export interface StackState {
  /** In the words of the other back ends, so that one rule is for all of them. */
  readonly status: string;
  readonly operation: Operation;
  /** What `LastOperations` calls what has led to it. */
  readonly operationTypes: readonly string[];
  /** Whether it is a rollback, or its end: its own entry in `LastOperations` is not what was deployed. */
  readonly isRollback?: boolean;
  /** Whether only a person can repair it. */
  readonly needsHuman?: boolean;
}

/** Statuses by their phase. `ROLLBACK_IN_PROGRESS`: nobody is known to have asked for it; `CANCELLING`: somebody has. */
const phasesByStatus: ReadonlyMap<string, Phase> = new Map([
  ['IN_PROGRESS', 'running'],
  ['CLEANUP_IN_PROGRESS', 'running'],
  ['ROLLBACK_IN_PROGRESS', 'stopping'],
  ['CANCELLING', 'stopping'],
  ['SUCCEEDED', 'succeeded'],
  ['FAILED', 'failed'],
  ['CANCELLED', 'cancelled'],
  ['DELETE_IN_PROGRESS', 'running'],
  ['DELETE_COMPLETE', 'succeeded'],
  ['DELETE_FAILED', 'failed'],
  [deletedStatus, 'gone'],
  // Of operations on StackSets only: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_StackSetOperation.html
  ['QUEUED', 'queued'],
  ['RUNNING', 'running'],
  ['STOPPING', 'stopping'],
  ['STOPPED', 'cancelled'],
]);

/** How far a stack's deployment is, by the bot's word for its state. A word that is not known counts as under way. */
export function phaseOf(status: string): Phase {
  return phasesByStatus.get(status) ?? 'running';
}

/** Whether an operation on a StackSet has not ended. */
export function isOpenOperation(status: string): boolean {
  return status !== '' && !isFinalPhase(phaseOf(status));
}

// A change set that is executed shows as an update, also where it creates the stack (assumption C3).
const creation = { operation: 'create', operationTypes: ['CREATE_STACK', 'UPDATE_STACK'] } as const;
const update = { operation: 'update', operationTypes: ['UPDATE_STACK'] } as const;
const updateRollback = {
  operation: 'update',
  operationTypes: ['UPDATE_STACK', 'CONTINUE_ROLLBACK'],
  isRollback: true,
} as const;
const creationRollback = { ...creation, isRollback: true } as const;
const deletion = { operation: 'delete', operationTypes: ['DELETE_STACK'] } as const;
/** Resources that exist are taken over: neither a creation nor an update, and nothing that could be cancelled. */
const importing = { operation: 'unknown', operationTypes: ['UPDATE_STACK', 'CREATE_STACK'] } as const;
const importRollback = { ...importing, isRollback: true } as const;

/** Every StackStatus but REVIEW_IN_PROGRESS (https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Stack.html). */
const states: ReadonlyMap<string, StackState> = new Map<string, StackState>([
  ['CREATE_IN_PROGRESS', { status: 'IN_PROGRESS', ...creation }],
  ['CREATE_COMPLETE', { status: 'SUCCEEDED', ...creation }],
  ['CREATE_FAILED', { status: 'FAILED', ...creation, needsHuman: true }],
  ['ROLLBACK_IN_PROGRESS', { status: 'ROLLBACK_IN_PROGRESS', ...creationRollback }],
  ['ROLLBACK_COMPLETE', { status: 'FAILED', ...creationRollback }],
  ['ROLLBACK_FAILED', { status: 'FAILED', ...creationRollback, needsHuman: true }],
  ['UPDATE_IN_PROGRESS', { status: 'IN_PROGRESS', ...update }],
  ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', { status: 'CLEANUP_IN_PROGRESS', ...update }],
  ['UPDATE_COMPLETE', { status: 'SUCCEEDED', ...update }],
  // Only where rollback is off: what is deployed is neither the old nor the new.
  ['UPDATE_FAILED', { status: 'FAILED', ...update, isRollback: true, needsHuman: true }],
  ['UPDATE_ROLLBACK_IN_PROGRESS', { status: 'ROLLBACK_IN_PROGRESS', ...updateRollback }],
  ['UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', { status: 'ROLLBACK_IN_PROGRESS', ...updateRollback }],
  ['UPDATE_ROLLBACK_COMPLETE', { status: 'FAILED', ...updateRollback }],
  ['UPDATE_ROLLBACK_FAILED', { status: 'FAILED', ...updateRollback, needsHuman: true }],
  ['DELETE_IN_PROGRESS', { status: 'DELETE_IN_PROGRESS', ...deletion }],
  ['DELETE_COMPLETE', { status: 'DELETE_COMPLETE', ...deletion }],
  ['DELETE_FAILED', { status: 'DELETE_FAILED', ...deletion, needsHuman: true }],
  ['IMPORT_IN_PROGRESS', { status: 'IN_PROGRESS', ...importing }],
  ['IMPORT_COMPLETE', { status: 'SUCCEEDED', ...importing }],
  ['IMPORT_ROLLBACK_IN_PROGRESS', { status: 'ROLLBACK_IN_PROGRESS', ...importRollback }],
  ['IMPORT_ROLLBACK_COMPLETE', { status: 'FAILED', ...importRollback }],
  ['IMPORT_ROLLBACK_FAILED', { status: 'FAILED', ...importRollback, needsHuman: true }],
]);

/** A change set waits for a new stack: nothing is being deployed. */
export const reviewStatus = 'REVIEW_IN_PROGRESS';

/** A state that this bot does not know is kept as CloudFormation says it; it counts as under way, and nothing is offered in it. */
export function stateOf(stackStatus: string): StackState {
  return states.get(stackStatus) ?? { status: stackStatus, operation: 'unknown', operationTypes: [] };
}

/**
 * What the sweep asks for: all that is under way, and the rollbacks that have failed, which wait for a person for ever. Without
 * a filter stacks are listed for 90 days after their deletion.
 */
export const listedStatuses = [
  'CREATE_IN_PROGRESS',
  'ROLLBACK_IN_PROGRESS',
  'DELETE_IN_PROGRESS',
  'UPDATE_IN_PROGRESS',
  'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
  'UPDATE_ROLLBACK_IN_PROGRESS',
  'UPDATE_ROLLBACK_FAILED',
  'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
  'IMPORT_IN_PROGRESS',
  'IMPORT_ROLLBACK_IN_PROGRESS',
] as const;

/** The statuses of a stack's own events at which something new begins: what was before is over. */
export const beginnings: ReadonlySet<string> = new Set([
  'CREATE_IN_PROGRESS',
  'UPDATE_IN_PROGRESS',
  'DELETE_IN_PROGRESS',
  'IMPORT_IN_PROGRESS',
]);
