import type { ActionType } from '../../model/claim.ts';

/** Whether a back end can do something at all, whatever the state. */
export type Capability = { readonly can: true } | { readonly can: false; readonly because: string };

const because: Readonly<Record<ActionType, string>> = {
  cancel: 'AWS Supply Chain has no operation that cancels the creation or the deletion of an instance',
  accept: 'AWS Supply Chain has no connections to accept',
  reject: 'AWS Supply Chain has no connections to reject',
};

/**
 * What AWS Supply Chain can do of what the bot can ask for: nothing. An instance is created, updated and deleted; there is no
 * way back once that has begun (https://docs.aws.amazon.com/aws-supply-chain/latest/APIReference/API_Operations.html).
 */
export function capability(action: ActionType): Extract<Capability, { can: false }> {
  return { can: false, because: because[action] };
}
