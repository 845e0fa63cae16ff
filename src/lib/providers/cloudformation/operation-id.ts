import type { Stack } from '@aws-sdk/client-cloudformation';
import { objectsIn } from '../paging.ts';
import type { StackState } from './states.ts';

/** Making a change set deploys nothing. */
const noAttempt = 'CREATE_CHANGESET';
/** What follows a failure, or a cancel, has an entry of its own before that of what was deployed. */
const rollback = 'ROLLBACK';

/**
 * The id of the operation that has led to a stack's state. `LastOperations` lists the newest first, and comparing only the first
 * would take a rollback for another deployment.
 *
 * @returns the empty text where the list is missing, or begins with something that has not led to this state: it may be newer
 */
export function operationIdOf({ LastOperations }: Pick<Stack, 'LastOperations'>, state: StackState): string {
  for (const { OperationType: type, OperationId: id } of objectsIn(LastOperations)) {
    if (type === noAttempt || (type === rollback && state.isRollback === true)) continue;
    const isOurs = typeof type === 'string' && state.operationTypes.includes(type) && typeof id === 'string';
    return isOurs ? id : '';
  }
  return '';
}
