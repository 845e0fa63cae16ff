import type { ActionOutcome, ActionType, Actor } from './claim.ts';
import type { ParsedCommand } from './command.ts';
import type { Hold } from './controls.ts';
import type { ScopeFailure } from './discovery.ts';
import type { Item, ItemHold, ItemKey } from './item.ts';
import type { FieldProblem, Resource, ResourceOperation, ResourceOperationKind } from './resource-operation.ts';
import type { ConnectionFacts } from './subject.ts';

/** What a person wants: a typed command, or a button pressed on the message of one attempt. */
export type Interaction =
  | { readonly type: 'command'; readonly command: ParsedCommand }
  /** A button under what a rule asks: it carries the id of the question, and nothing of what is done. */
  | {
      readonly type: 'reply';
      readonly answer: 'approve' | 'decline';
      readonly questionId: string;
      readonly key: ItemKey;
    }
  | { readonly type: 'click'; readonly action: ActionType; readonly key: ItemKey }
  /** Filled in and sent off, or a button that says what it does. */
  | { readonly type: 'operation'; readonly operation: ResourceOperation };

export interface PersonRequest {
  /** The chat's id of this very request (its `trigger_id`): the same however often it is delivered. */
  readonly id: string;
  /** When the ingress took it from the chat, in epoch milliseconds; 0 where nobody can tell. The same however often it is delivered. */
  readonly receivedAtMs: number;
  readonly interaction: Interaction;
  readonly userId: string;
  readonly teamId: string;
  readonly channelId: string;
  /** A secret: whoever has it can post. Never logged. */
  readonly responseUrl: string;
}

/** A request as it is read from the chat; when it came is noted as it is queued. */
export type IncomingRequest = Omit<PersonRequest, 'receivedAtMs'>;

/** A provider that did not answer, and why: the short name of its error. */
export interface Unasked {
  readonly provider: string;
  readonly error: string;
  /** The scopes that did not answer, where several were asked; the others did. */
  readonly scopes?: readonly ScopeFailure[];
}

/** Something that a name may mean. */
export interface Choice {
  readonly provider: string;
  readonly name: string;
  /** The provider's full name for it, which means nothing else. */
  readonly target: string;
  /** Where it is: what tells things of one name apart. Absent in what an earlier version kept. */
  readonly place?: { readonly account: string; readonly region: string };
}

/** What the person is told. */
export type Answer =
  | { readonly kind: 'help'; readonly problem?: string }
  | { readonly kind: 'notFound'; readonly name: string }
  | {
      readonly kind: 'status';
      readonly items: readonly Item[];
      readonly total: number;
      readonly unasked?: readonly Unasked[];
    }
  | {
      readonly kind: 'connections';
      readonly connections: readonly ConnectionFacts[];
      readonly unasked?: readonly Unasked[];
    }
  /** Several things have this name, of several providers or in several accounts and Regions; nothing was done. */
  | {
      readonly kind: 'ambiguous';
      readonly action: ActionType | 'hold' | 'override' | 'show' | 'delete';
      /** Whose resource was asked for; absent where it was a deployment or a connection. */
      readonly provider?: string;
      readonly name: string;
      readonly choices: readonly Choice[];
    }
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
  | { readonly kind: 'alreadyClaimed'; readonly action: ActionType; readonly name: string; readonly actor: Actor }
  /** People have put it on hold: neither a rule nor a button acts on it. */
  | { readonly kind: 'onHold'; readonly action: ActionType; readonly name: string; readonly holds: readonly ItemHold[] }
  /** Stopped just before the call: nothing was done. */
  | { readonly kind: 'withdrawn'; readonly action: ActionType; readonly name: string; readonly reason: string }
  /** Put on hold; `onItsWay`: where a call that was begun before may still come. */
  | { readonly kind: 'held'; readonly hold: Hold; readonly onItsWay: readonly string[] }
  | { readonly kind: 'holdOver'; readonly name: string }
  | { readonly kind: 'tooManyHolds'; readonly maximum: number }
  /** Without a name: there was no such hold. */
  | { readonly kind: 'released'; readonly id: string; readonly name?: string }
  | { readonly kind: 'holds'; readonly holds: readonly Hold[] }
  /** A question was answered, and nothing is done by that yet. */
  | {
      readonly kind: 'approval';
      readonly action: ActionType;
      readonly name: string;
      readonly result: 'moreNeeded' | 'declined' | 'ownRequest' | 'approvedAlready';
      readonly missing?: number;
    }
  /** The question was asked anew since, or is long settled. */
  | { readonly kind: 'oldQuestion' }
  | { readonly kind: 'rules'; readonly state: 'stopped' | 'acting' }
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
  /** It came so late that what it was about may have changed; nothing was done. */
  | { readonly kind: 'tooOld'; readonly request: string; readonly limitMs: number }
  /** Something outside failed; nothing was done. */
  | { readonly kind: 'failed'; readonly error: string; readonly unasked?: readonly Unasked[] };
