import type { ActionOutcome, ActionType, Actor } from './claim.ts';
import type { Item, ItemHold, ItemKey } from './item.ts';
import type { Order, OrderedThing, OrderKind, OrderProblem } from './order.ts';
import type { ConnectionFacts } from './subject.ts';

/** What a person typed after `/proton`, understood. */
export type Command =
  | { readonly name: 'help' }
  | { readonly name: 'status'; readonly target?: string }
  | { readonly name: 'cancel'; readonly target: string }
  | { readonly name: 'connections' }
  | { readonly name: 'accept'; readonly id: string }
  | { readonly name: 'reject'; readonly id: string }
  /** What there is to order about, of one provider; or one of these things. */
  | { readonly name: 'things'; readonly provider: string; readonly target?: string }
  /** A person wants to give an order, and has yet to be asked whether they mean it. */
  | { readonly name: 'askToDelete'; readonly provider: string; readonly target: string }
  | { readonly name: 'unknown'; readonly text: string; readonly problem: string };

/** What a person wants: a typed command, or a button pressed on the message of one attempt. */
export type Wish =
  | { readonly type: 'command'; readonly command: Command }
  | { readonly type: 'click'; readonly action: ActionType; readonly key: ItemKey }
  /** Filled in and sent off, or a button that says what it does. */
  | { readonly type: 'order'; readonly order: Order };

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
  /** People have put it on hold: neither a rule nor a button acts on it. */
  | { readonly kind: 'onHold'; readonly action: ActionType; readonly name: string; readonly holds: readonly ItemHold[] }
  /** Stopped just before the call: nothing was done. */
  | { readonly kind: 'withdrawn'; readonly action: ActionType; readonly name: string; readonly reason: string }
  /** It cannot be done to a subject in this state. */
  | { readonly kind: 'notNow'; readonly action: ActionType; readonly name: string; readonly status: string }
  | { readonly kind: 'things'; readonly provider: string; readonly things: readonly OrderedThing[] }
  | { readonly kind: 'thing'; readonly provider: string; readonly thing: OrderedThing }
  /** Says what would be deleted, with a button that does it. */
  | { readonly kind: 'confirmDelete'; readonly provider: string; readonly thing: OrderedThing }
  /** The order was taken; the message in the channel tells the rest. */
  | { readonly kind: 'ordered'; readonly order: OrderKind; readonly name: string; readonly note?: string }
  | {
      readonly kind: 'orderRefused';
      readonly order: OrderKind;
      readonly name: string;
      readonly error: string;
      /** The provider's own words: for this person only. */
      readonly message?: string;
      readonly problems: readonly OrderProblem[];
    }
  /** Whether the order was taken is not known, and is not tried any more. */
  | { readonly kind: 'orderUncertain'; readonly order: OrderKind; readonly name: string }
  /** The provider has no way to do such a thing. */
  | { readonly kind: 'impossible'; readonly action: ActionType; readonly name: string; readonly because: string }
  /** The call's answer is lost; the live message will tell. */
  | { readonly kind: 'pending'; readonly action: ActionType; readonly name: string }
  /** Something outside failed; nothing was done. */
  | { readonly kind: 'failed'; readonly error: string };
