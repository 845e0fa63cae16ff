/** How the executions of a pipeline get along (`ExecutionMode`). */
export type ExecutionMode = 'SUPERSEDED' | 'QUEUED' | 'PARALLEL';
export type ExecutionStatus =
  | 'InProgress'
  | 'Stopping'
  | 'Stopped'
  | 'Succeeded'
  | 'Superseded'
  | 'Cancelled'
  | 'Failed';
export type ActionStatus = 'InProgress' | 'Abandoned' | 'Succeeded' | 'Failed';
export type ConditionStatus = 'InProgress' | 'Succeeded' | 'Failed' | 'Overridden' | 'Abandoned';
export type ConditionType = 'BEFORE_ENTRY' | 'ON_SUCCESS';

/** What a pipeline is made of. */
export interface ActionDefinition {
  readonly name: string;
  readonly category: 'Source' | 'Build' | 'Deploy' | 'Test' | 'Invoke' | 'Approval' | 'Compute';
  /** `Manual` for an approval, else e.g. `CodeDeploy`. */
  readonly provider: string;
  /** What its runs give as their external id; absent: a fresh one. */
  readonly externalExecutionId?: string;
}

export interface StageDefinition {
  readonly name: string;
  readonly actions: readonly ActionDefinition[];
  /** Conditions that the stage has, by their type. */
  readonly conditions?: readonly ConditionType[];
}

export interface PipelineDefinition {
  readonly name: string;
  readonly stages: readonly StageDefinition[];
  /** SUPERSEDED unless given, as on AWS. */
  readonly mode?: ExecutionMode;
  /** V2 unless given. */
  readonly type?: 'V1' | 'V2';
  readonly tags?: Readonly<Record<string, string>>;
}

export interface Transition {
  isEnabled: boolean;
  reason: string;
  changedAtMs: number;
}

export interface Pipeline {
  definition: PipelineDefinition & { readonly mode: ExecutionMode; readonly type: 'V1' | 'V2' };
  version: number;
  readonly createdAtMs: number;
  updatedAtMs: number;
  /** Oldest first. */
  readonly executions: Execution[];
  /** By stage: whoever is in it, or was last; in PARALLEL nobody is. */
  readonly latest: Map<string, StageRun>;
  /** By stage: those that stand at its door, oldest first. */
  readonly inbound: Map<string, Execution[]>;
  readonly transitions: Map<string, Transition>;
}

/** One execution in one stage. */
export interface StageRun {
  readonly execution: Execution;
  status: 'InProgress' | 'Stopping' | 'Stopped' | 'Succeeded' | 'Failed' | 'Cancelled';
  retries: number;
}

export interface Condition {
  readonly type: ConditionType;
  status: ConditionStatus;
  changedAtMs: number;
  readonly execution: Execution;
}

export interface Execution {
  readonly id: string;
  readonly number: number;
  readonly version: number;
  readonly mode: ExecutionMode;
  readonly type: 'STANDARD' | 'ROLLBACK';
  readonly rollbackTargetId: string | undefined;
  readonly trigger: { readonly type: string; readonly detail: string };
  readonly startedAtMs: number;
  status: ExecutionStatus;
  updatedAtMs: number;
  stopReason: string | undefined;
  /** Index of the stage that it is in, or at whose door it stands. */
  stage: number;
  /** How often it has begun: 1, and once more with each retry. */
  attempt: number;
  /** Every run of an action, oldest first. */
  readonly runs: ActionRun[];
  readonly succeededIn: Set<string>;
}

export interface ActionRun {
  readonly id: string;
  readonly stage: string;
  readonly action: ActionDefinition;
  readonly startedAtMs: number;
  status: ActionStatus;
  updatedAtMs: number;
  /** Of an approval: what answers it. */
  readonly token: string;
  readonly externalExecutionId: string;
  summary: string;
  error: { readonly code: string; readonly message: string } | undefined;
}

export function isOpen({ status }: Pick<Execution, 'status'>): boolean {
  return status === 'InProgress' || status === 'Stopping';
}
