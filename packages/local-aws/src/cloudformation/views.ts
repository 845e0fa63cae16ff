import type { OperationEntry, Stack, Tag } from './stack.ts';

/** What `ListStacks` shows of a stack. Times are dates; the protocol writes them. */
export interface StackSummaryView {
  readonly StackId: string;
  readonly StackName: string;
  readonly CreationTime: Date;
  readonly LastUpdatedTime?: Date;
  readonly DeletionTime?: Date;
  readonly StackStatus: string;
  readonly StackStatusReason?: string;
  readonly ParentId?: string;
  readonly RootId?: string;
  readonly DriftInformation: { readonly StackDriftStatus: string };
  readonly LastOperations: readonly OperationEntry[];
}

/** What `DescribeStacks` shows. */
export interface StackView extends StackSummaryView {
  readonly DisableRollback: boolean;
  readonly DeploymentConfig?: Stack['deploymentConfig'];
  readonly ChangeSetId?: string;
  readonly TimeoutInMinutes?: number;
  readonly EnableTerminationProtection: boolean;
  readonly NotificationARNs: readonly string[];
  readonly Tags: readonly Tag[];
}

export function summaryOf(stack: Stack): StackSummaryView {
  const { id, name, status, reason, parent, createdAtMs, updatedAtMs, deletedAtMs, operations } = stack;
  return {
    StackId: id,
    StackName: name,
    CreationTime: new Date(createdAtMs),
    ...(updatedAtMs === undefined ? {} : { LastUpdatedTime: new Date(updatedAtMs) }),
    ...(deletedAtMs === undefined ? {} : { DeletionTime: new Date(deletedAtMs) }),
    StackStatus: status,
    ...(reason === undefined ? {} : { StackStatusReason: reason }),
    ...(parent === undefined ? {} : { ParentId: parent.id, RootId: parent.rootId }),
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
    LastOperations: operations,
  };
}

export function viewOf(stack: Stack): StackView {
  const { changeSetId, disableRollback, deploymentConfig, timeoutInMinutes, isProtected, tags } = stack;
  return {
    ...summaryOf(stack),
    DisableRollback: disableRollback,
    ...(deploymentConfig === undefined ? {} : { DeploymentConfig: deploymentConfig }),
    ...(changeSetId === undefined ? {} : { ChangeSetId: changeSetId }),
    ...(timeoutInMinutes === undefined ? {} : { TimeoutInMinutes: timeoutInMinutes }),
    EnableTerminationProtection: isProtected,
    NotificationARNs: [],
    Tags: tags,
  };
}
