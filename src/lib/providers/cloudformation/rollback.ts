import type { Availability } from '../../model/observation.ts';

const page = 'https://docs.aws.amazon.com/AWSCloudFormation/latest';

/** Why the bot rolls no stack back, whatever its state. */
export const noRollback =
  'CloudFormation itself rolls back an update that fails; to go back from an update that succeeded, deploy the earlier template';

/** Where there is more to say. Both operations may delete what nobody wants to lose, so people choose, in the console. */
const reasons: Readonly<Record<string, string>> = {
  UPDATE_ROLLBACK_COMPLETE: 'CloudFormation itself has rolled this update back, so the stack is as it was before it',
  IMPORT_ROLLBACK_COMPLETE: 'CloudFormation itself has rolled this import back, so the stack is as it was before it',
  ROLLBACK_COMPLETE: 'it is the creation of the stack that failed, so there is no earlier version to go back to',
  UPDATE_FAILED: stoppedWhereItWas('the last stable version'),
  CREATE_FAILED: stoppedWhereItWas('what was there before, which deletes a stack that was never stable'),
  UPDATE_ROLLBACK_FAILED:
    "CloudFormation's own rollback of this update failed, and the bot does not continue it: a person must remove what the reason names, " +
    `and then choose "Continue update rollback" in the console (${page}/UserGuide/using-cfn-updating-stacks-continueupdaterollback.html)`,
  ROLLBACK_FAILED: ownRollbackFailed('creation'),
  IMPORT_ROLLBACK_FAILED: ownRollbackFailed('import'),
};

function stoppedWhereItWas(what: string): string {
  return (
    'rollback is off for this deployment, so the stack stopped where it was, and the bot does not start a rollback: a person may choose ' +
    `"Roll back" in the console, which goes back to ${what} (${page}/APIReference/API_RollbackStack.html)`
  );
}

function ownRollbackFailed(what: string): string {
  return `CloudFormation's own rollback of this ${what} failed: a person must remove what the reason names`;
}

/** What is answered to people who want a stack that has ended rolled back. */
export function rollbackIn(stackStatus: string): Availability {
  return { available: false, reason: reasons[stackStatus] ?? noRollback };
}
