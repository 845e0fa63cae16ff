import type { ActionType } from '../../model/claim.ts';

/** Whether a back end supports an action, in any state. */
export type Capability = { readonly can: true } | { readonly can: false; readonly because: string };

const because: Readonly<Record<ActionType, string>> = {
  cancel: 'AWS Supply Chain has no operation that cancels the creation or the deletion of an instance',
  retry: 'AWS Supply Chain cannot retry: what failed is deleted and created again',
  rollback: 'AWS Supply Chain keeps no earlier version of an instance',
  turnDown: 'AWS Supply Chain has nothing that waits and could be turned down',
  continue: 'AWS Supply Chain has no pauses to end',
  accept: 'AWS Supply Chain has no connections to accept',
  reject: 'AWS Supply Chain has no connections to reject',
};

/**
 * AWS Supply Chain supports none of the bot's actions. An instance is created, updated and deleted, and none of these can be
 * stopped once it has begun (https://docs.aws.amazon.com/aws-supply-chain/latest/APIReference/API_Operations.html).
 */
export function capability(action: ActionType): Extract<Capability, { can: false }> {
  return { can: false, because: because[action] };
}
