import type { CloudIdentity } from '../identity.ts';

/** Every status that a stack can have. */
export type StackStatus =
  | 'CREATE_IN_PROGRESS'
  | 'CREATE_FAILED'
  | 'CREATE_COMPLETE'
  | 'ROLLBACK_IN_PROGRESS'
  | 'ROLLBACK_FAILED'
  | 'ROLLBACK_COMPLETE'
  | 'DELETE_IN_PROGRESS'
  | 'DELETE_FAILED'
  | 'DELETE_COMPLETE'
  | 'UPDATE_IN_PROGRESS'
  | 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'
  | 'UPDATE_COMPLETE'
  | 'UPDATE_FAILED'
  | 'UPDATE_ROLLBACK_IN_PROGRESS'
  | 'UPDATE_ROLLBACK_FAILED'
  | 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS'
  | 'UPDATE_ROLLBACK_COMPLETE'
  | 'REVIEW_IN_PROGRESS'
  | 'IMPORT_IN_PROGRESS'
  | 'IMPORT_COMPLETE'
  | 'IMPORT_ROLLBACK_IN_PROGRESS'
  | 'IMPORT_ROLLBACK_FAILED'
  | 'IMPORT_ROLLBACK_COMPLETE';

export type OperationType =
  | 'CREATE_STACK'
  | 'UPDATE_STACK'
  | 'DELETE_STACK'
  | 'CONTINUE_ROLLBACK'
  | 'ROLLBACK'
  | 'CREATE_CHANGESET';

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

export interface DeploymentConfig {
  readonly Mode?: string;
  readonly DisableRollback?: boolean;
}

/** One resource of a template: what it is made of does not matter here. */
export interface TemplateResource {
  readonly logicalId: string;
  readonly type: string;
}

/** An operation on a stack, by its id. */
export interface OperationEntry {
  readonly OperationType: OperationType;
  readonly OperationId: string;
}

/** An event of a stack or of one of its resources, as `DescribeStackEvents` shows it. */
export interface StackEvent {
  readonly StackId: string;
  readonly EventId: string;
  readonly StackName: string;
  readonly OperationId: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId: string;
  readonly ResourceType: string;
  readonly Timestamp: Date;
  readonly ResourceStatus: string;
  readonly ResourceStatusReason?: string;
  readonly ClientRequestToken?: string;
}

/** A stack as it is kept. */
export interface Stack {
  readonly owner: CloudIdentity;
  readonly id: string;
  readonly name: string;
  readonly createdAtMs: number;
  updatedAtMs?: number;
  deletedAtMs?: number;
  status: StackStatus;
  reason?: string;
  tags: readonly Tag[];
  resources: readonly TemplateResource[];
  disableRollback: boolean;
  deploymentConfig?: DeploymentConfig;
  timeoutInMinutes?: number;
  isProtected: boolean;
  /** Of the change set that was executed last. */
  changeSetId?: string;
  /** The root, and whose resource it is; absent where it is nested in none. */
  readonly parent?: { readonly id: string; readonly rootId: string };
  /** Newest first. */
  operations: readonly OperationEntry[];
  /** The token of the operation that is under way; it is on each of its events. */
  token?: string;
  /** Oldest first. */
  readonly events: StackEvent[];
}

/** Where nothing is under way and an update may begin. */
export const updatable: ReadonlySet<StackStatus> = new Set<StackStatus>([
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE',
  'UPDATE_FAILED',
  'UPDATE_ROLLBACK_COMPLETE',
  'IMPORT_COMPLETE',
  'IMPORT_ROLLBACK_COMPLETE',
]);

/** Where nothing is under way and a deletion may begin. */
export const deletable: ReadonlySet<StackStatus> = new Set<StackStatus>([
  ...updatable,
  'CREATE_FAILED',
  'CREATE_IN_PROGRESS',
  'ROLLBACK_COMPLETE',
  'ROLLBACK_FAILED',
  'UPDATE_ROLLBACK_FAILED',
  'DELETE_FAILED',
  'REVIEW_IN_PROGRESS',
  'IMPORT_ROLLBACK_FAILED',
]);
