import type { ActionOutcome, ActionType, Actor } from './claim.ts';
import type { Item, ItemKey } from './item.ts';
import type { FieldProblem, Resource, ResourceOperation, ResourceOperationKind } from './resource-operation.ts';
import type { ConnectionFacts } from './subject.ts';

/** What a person typed after `/proton`, understood. */
export type Command =
  | { readonly name: 'help' }
  | { readonly name: 'status'; readonly target?: string }
  | { readonly name: 'cancel'; readonly target: string }
  | { readonly name: 'connections' }
  | { readonly name: 'accept'; readonly id: string }
  | { readonly name: 'reject'; readonly id: string }
  /** The resources of one provider; or one of them. */
  | { readonly name: 'resources'; readonly provider: string; readonly target?: string }
  /** A person wants to delete a resource, and has yet to confirm it. */
  | { readonly name: 'confirmDelete'; readonly provider: string; readonly target: string }
  | { readonly name: 'unknown'; readonly text: string; readonly problem: string };

/** What a person wants: a typed command, or a button pressed on the message of one attempt. */
export type Wish =
  | { readonly type: 'command'; readonly command: Command }
  | { readonly type: 'click'; readonly action: ActionType; readonly key: ItemKey }
  /** Filled in and sent off, or a button that says what it does. */
  | { readonly type: 'operation'; readonly operation: ResourceOperation };

export interface PersonRequest {
  /** The chat's id of this very request (its `trigger_id`): the same however often it is delivered. */
  readonly id: string;
  readonly wish: Wish;
  readonly userId: string;
  readonly teamId: string;
  readonly channelId: string;
  /** A secret: whoever has it can post. Never logged. */
  readonly responseUrl: string;
}

/** What the person is told. */
export type Answer =
  | { readonly kind: 'help'; readonly problem?: string }
  | { readonly kind: 'notFound'; readonly name: string }
  | { readonly kind: 'status'; readonly items: readonly Item[]; readonly total: number }
  | { readonly kind: 'connections'; readonly connections: readonly ConnectionFacts[] }
  /** The person may not, and why. */
  | { readonly kind: 'refused'; readonly request: string; readonly reason: string }
  /** The action ended, one way or another. */
  | {
      readonly kind: 'settled';
      readonly action: ActionType;
      readonly name: string;
      readonly outcome: ActionOutcome;
      readonly status: string;
      readonly error?: string;
    }
  /** Somebody is at it already, or did it. */
  | { readonly kind: 'inTheWay'; readonly action: ActionType; readonly name: string; readonly actor: Actor }
  /** It cannot be done to a subject in this state. */
  | { readonly kind: 'notNow'; readonly action: ActionType; readonly name: string; readonly status: string }
  | { readonly kind: 'resources'; readonly provider: string; readonly resources: readonly Resource[] }
  | { readonly kind: 'resource'; readonly provider: string; readonly resource: Resource }
  /** Says what would be deleted, with a button that does it. */
  | { readonly kind: 'deleteConfirmation'; readonly provider: string; readonly resource: Resource }
  /** The operation was taken; the message in the channel tells the rest. */
  | {
      readonly kind: 'operationAccepted';
      readonly operation: ResourceOperationKind;
      readonly name: string;
      readonly note?: string;
    }
  | {
      readonly kind: 'operationRefused';
      readonly operation: ResourceOperationKind;
      readonly name: string;
      readonly error: string;
      /** The provider's own words: for this person only. */
      readonly message?: string;
      readonly problems: readonly FieldProblem[];
    }
  /** Whether the operation was taken is not known, and is not tried any more. */
  | { readonly kind: 'operationUncertain'; readonly operation: ResourceOperationKind; readonly name: string }
  /** The provider has no way to do such a thing. */
  | { readonly kind: 'impossible'; readonly action: ActionType; readonly name: string; readonly because: string }
  /** The call's answer is lost; the live message will tell. */
  | { readonly kind: 'pending'; readonly action: ActionType; readonly name: string }
  /** Something outside failed; nothing was done. */
  | { readonly kind: 'failed'; readonly error: string };
