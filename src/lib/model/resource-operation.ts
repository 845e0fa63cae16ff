/** What a person can do with a resource of a back end, in addition to cancelling its deployments. */
export type ResourceOperationKind = 'create' | 'update' | 'delete' | 'recreate';

/** Every {@link ResourceOperationKind}. */
export const resourceOperationKinds: readonly ResourceOperationKind[] = ['create', 'update', 'delete', 'recreate'];

/** An operation as a person asked for it. It is not trusted: the provider checks it before it makes a call. */
export interface ResourceOperation {
  readonly kind: ResourceOperationKind;
  readonly provider: string;
  /** The name, id or ARN of an existing resource. For a create: the name of the new resource, if any. */
  readonly name: string;
  /** The inputs, by the provider's own member names; JSON-safe. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/**
 * An operation as it is executed. Its target is resolved once, and stored before the first attempt. So a repetition cannot act on
 * a newer resource of the same name, and has all that is known now.
 */
export interface PlannedOperation extends ResourceOperation {
  /** The name of its target for people. */
  readonly name: string;
  /** The provider's full name of the target; empty for a create. */
  readonly target: string;
}

/** What is wrong with one field of an operation, in words that make sense next to the field. */
export interface FieldProblem {
  readonly member: string;
  readonly problem: string;
}

/** A resource of a back end, as it is shown to people. */
export interface Resource {
  readonly name: string;
  readonly id: string;
  /** Its ARN, which is unique and says where it is. Buttons act on it. */
  readonly target: string;
  readonly account: string;
  readonly region: string;
  /** In the provider's own word. */
  readonly state: string;
  readonly description: string;
  /** Why it is not in a good state; sensitive. */
  readonly statusMessage: string;
  readonly createdAtMs: number;
  /** A link for its users. */
  readonly link: string;
}

export function isResourceOperationKind(value: unknown): value is ResourceOperationKind {
  return resourceOperationKinds.some((kind) => kind === value);
}
