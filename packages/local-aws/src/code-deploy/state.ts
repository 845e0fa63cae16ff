import type { Revision } from './revisions.ts';

/** Compute platforms of applications (`ComputePlatform`). */
export const PLATFORMS = ['Server', 'Lambda', 'ECS'] as const;
export type Platform = (typeof PLATFORMS)[number];

export const STATUSES = [
  'Created',
  'Queued',
  'InProgress',
  'Baking',
  'Succeeded',
  'Failed',
  'Stopped',
  'Ready',
] as const;
export type Status = (typeof STATUSES)[number];

export const CREATORS = [
  'user',
  'autoscaling',
  'codeDeployRollback',
  'CodeDeploy',
  'CodeDeployAutoUpdate',
  'CloudFormation',
  'CloudFormationRollback',
  'autoscalingTermination',
] as const;
export type Creator = (typeof CREATORS)[number];

export const FILE_EXISTS_BEHAVIORS = ['DISALLOW', 'OVERWRITE', 'RETAIN'] as const;
export type FileExistsBehavior = (typeof FILE_EXISTS_BEHAVIORS)[number];

/** A deployment group, and the application that it is of. */
export interface GroupDefinition {
  readonly application: string;
  readonly group: string;
  readonly platform: Platform;
  /** Of EC2 and on premises; 2 unless given. */
  readonly instances?: number;
  /** Always blue/green on Lambda and ECS; on EC2 where it is set. */
  readonly isBlueGreen?: boolean;
  /** `CodeDeployDefault.…` unless given: all at once. */
  readonly configuration?: string;
  /** How long a blue/green deployment waits until somebody says that it may shift traffic; not at all unless given. */
  readonly readyWaitMinutes?: number;
  /** How long what was replaced is kept; it is kept for good unless given. */
  readonly terminationWaitMinutes?: number;
  /** Whether a deployment that fails or is stopped by an alarm is rolled back. */
  readonly rollsBack?: boolean;
  /** Whether a revision was deployed to it before; it was unless given. */
  readonly hasRevision?: boolean;
  readonly tags?: Readonly<Record<string, string>>;
  readonly applicationTags?: Readonly<Record<string, string>>;
}

/** How traffic is shifted (`TrafficRoutingConfig`). */
export type Routing =
  | { readonly type: 'AllAtOnce' }
  | { readonly type: 'TimeBasedCanary'; readonly percentage: number; readonly intervalMinutes: number }
  | { readonly type: 'TimeBasedLinear'; readonly percentage: number; readonly intervalMinutes: number };

export type StepStatus = 'Pending' | 'InProgress' | 'Succeeded' | 'Failed' | 'Skipped';

export interface LifecycleEvent {
  readonly name: string;
  readonly status: StepStatus;
  readonly startedAtMs?: number;
  readonly endedAtMs?: number;
}

/** How many instances are how far (`DeploymentOverview`). */
export interface Overview {
  readonly pending: number;
  readonly inProgress: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly ready: number;
}

export interface Deployment {
  readonly id: string;
  readonly number: number;
  readonly application: string;
  readonly group: string;
  readonly platform: Platform;
  readonly isBlueGreen: boolean;
  readonly configuration: string;
  readonly creator: Creator;
  readonly externalId?: string | undefined;
  readonly revision: Revision;
  readonly previousRevision?: Revision | undefined;
  readonly description?: string | undefined;
  readonly ignoreApplicationStopFailures?: boolean | undefined;
  readonly fileExistsBehavior?: FileExistsBehavior | undefined;
  readonly status: Status;
  /** Index of the step that it is at. */
  readonly step: number;
  readonly createdAtMs: number;
  readonly startedAtMs?: number;
  readonly completedAtMs?: number;
  readonly error?: { readonly code: string; readonly message: string } | undefined;
  /** What somebody asked for, and is not done yet. */
  readonly stop?: { readonly rollsBack: boolean } | undefined;
  readonly rolledBackBy?: string;
  readonly rollsBack?: string | undefined;
  readonly rollbackMessage?: string;
  readonly overview: Overview;
  readonly events: readonly LifecycleEvent[];
  /** How much of the traffic the new version has. */
  readonly traffic: number;
  readonly terminationWaitStarted: boolean;
}

/** Everything as it is. Never changed in place: what is kept of it stays as it was. */
export interface CodeDeployState {
  readonly groups: readonly GroupDefinition[];
  /** Oldest first. */
  readonly deployments: readonly Deployment[];
}

export function isFinalStatus(status: Status): boolean {
  return status === 'Succeeded' || status === 'Failed' || status === 'Stopped';
}
