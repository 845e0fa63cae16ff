/** What a person can order of a back end, beside cancelling: that something comes into being, changes, or goes. */
export type OrderKind = 'create' | 'update' | 'delete' | 'recreate';

/** Every {@link OrderKind}. */
export const orderKinds: readonly OrderKind[] = ['create', 'update', 'delete', 'recreate'];

/** An order as a person gave it. Nothing in it is believed: the provider checks it before it calls anybody. */
export interface Order {
  readonly kind: OrderKind;
  readonly provider: string;
  /** What it is about: the name, id or ARN of something that is there; of a create, the name it shall have, if any. */
  readonly name: string;
  /** What was filled in, by the provider's own member names; JSON-safe. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/**
 * An order as it is carried out: what it is about is settled once, and kept before the first attempt, so that a repetition
 * meets neither something newer of the same name nor less than is known now.
 */
export interface PreparedOrder extends Order {
  /** As people call what it is about. */
  readonly name: string;
  /** What the name was found to mean, by the provider's full name for it; of a create empty. */
  readonly target: string;
}

/** What is wrong with one field of an order, in words that make sense beside it. */
export interface OrderProblem {
  readonly member: string;
  readonly problem: string;
}

/** Something that can be ordered about, as a person wants to see it. */
export interface OrderedThing {
  readonly name: string;
  readonly id: string;
  /** In the provider's own word. */
  readonly state: string;
  readonly description: string;
  /** Why it is not well; sensitive. */
  readonly statusMessage: string;
  readonly createdAtMs: number;
  /** Where its people go. */
  readonly link: string;
}

export function isOrderKind(value: unknown): value is OrderKind {
  return orderKinds.some((kind) => kind === value);
}
