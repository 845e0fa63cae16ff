/** What a person can do with a resource of a back end, beside cancelling its deployments. */
export type ResourceOperationKind = 'create' | 'update' | 'delete' | 'recreate';

/** Every {@link ResourceOperationKind}. */
export const resourceOperationKinds: readonly ResourceOperationKind[] = ['create', 'update', 'delete', 'recreate'];

/** An operation as a person asked for it. Nothing in it is believed: the provider checks it before it calls anybody. */
export interface ResourceOperation {
  readonly kind: ResourceOperationKind;
  readonly provider: string;
  /** What it is about: the name, id or ARN of something that is there; of a create, the name it shall have, if any. */
  readonly name: string;
  /** What was filled in, by the provider's own member names; JSON-safe. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/**
 * An operation as it is carried out: what it is about is settled once, and kept before the first attempt, so that a repetition
 * meets neither something newer of the same name nor less than is known now.
 */
export interface PlannedOperation extends ResourceOperation {
  /** As people call what it is about. */
  readonly name: string;
  /** What the name was found to mean, by the provider's full name for it; of a create empty. */
  readonly target: string;
}

/** What is wrong with one field of an operation, in words that make sense beside it. */
export interface FieldProblem {
  readonly member: string;
  readonly problem: string;
}

/** A resource of a back end, as a person wants to see it. */
export interface Resource {
  readonly name: string;
  readonly id: string;
  /** Its ARN, which says where it is and means nothing else: what buttons act on. */
  readonly target: string;
  readonly account: string;
  readonly region: string;
  /** In the provider's own word. */
  readonly state: string;
  readonly description: string;
  /** Why it is not well; sensitive. */
  readonly statusMessage: string;
  readonly createdAtMs: number;
  /** Where its people go. */
  readonly link: string;
}

export function isResourceOperationKind(value: unknown): value is ResourceOperationKind {
  return resourceOperationKinds.some((kind) => kind === value);
}
