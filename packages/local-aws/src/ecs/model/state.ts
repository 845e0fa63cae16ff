import type { CloudIdentity } from '../../identity.ts';

export const STRATEGIES = ['ROLLING', 'BLUE_GREEN', 'LINEAR', 'CANARY'] as const;
export type Strategy = (typeof STRATEGIES)[number];

export const STATUSES = [
  'PENDING',
  'SUCCESSFUL',
  'STOPPED',
  'STOP_REQUESTED',
  'IN_PROGRESS',
  'ROLLBACK_REQUESTED',
  'ROLLBACK_IN_PROGRESS',
  'ROLLBACK_SUCCESSFUL',
  'ROLLBACK_FAILED',
] as const;
export type DeploymentStatus = (typeof STATUSES)[number];

const finalStatuses: ReadonlySet<DeploymentStatus> = new Set([
  'SUCCESSFUL',
  'STOPPED',
  'ROLLBACK_SUCCESSFUL',
  'ROLLBACK_FAILED',
]);

/** Whether a deployment in this status has ended. */
export function isFinalStatus(status: DeploymentStatus): boolean {
  return finalStatuses.has(status);
}

/** Stages at which hooks may run: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentLifecycleHook.html */
export const HOOK_STAGES = [
  'RECONCILE_SERVICE',
  'PRE_SCALE_UP',
  'POST_SCALE_UP',
  'TEST_TRAFFIC_SHIFT',
  'POST_TEST_TRAFFIC_SHIFT',
  'PRE_PRODUCTION_TRAFFIC_SHIFT',
  'PRODUCTION_TRAFFIC_SHIFT',
  'POST_PRODUCTION_TRAFFIC_SHIFT',
] as const;
export type HookStage = (typeof HOOK_STAGES)[number];

export type LifecycleStage = HookStage | 'SCALE_UP' | 'BAKE_TIME' | 'CLEAN_UP';
export type HookAction = 'CONTINUE' | 'ROLLBACK';

/** What a service says of how it is deployed, with everything filled in that was left out. */
export interface Configuration {
  readonly strategy: Strategy;
  readonly bakeTimeInMinutes: number | undefined;
  readonly linearConfiguration: { readonly stepPercent: number; readonly stepBakeTimeInMinutes: number } | undefined;
  readonly canaryConfiguration:
    | { readonly canaryPercent: number; readonly canaryBakeTimeInMinutes: number }
    | undefined;
  readonly deploymentCircuitBreaker: { readonly enable: boolean; readonly rollback: boolean } | undefined;
  readonly alarms:
    | { readonly enable: boolean; readonly rollback: boolean; readonly alarmNames: readonly string[] }
    | undefined;
  readonly lifecycleHooks: readonly PauseHook[];
}

/** Only pauses: functions are not called here. */
export interface PauseHook {
  readonly targetType: 'PAUSE';
  readonly lifecycleStages: readonly HookStage[];
  readonly timeoutConfiguration: { readonly timeoutInMinutes: number; readonly action: HookAction };
}

/** A pause that was reached. */
export interface HookDetail {
  readonly hookId: string;
  readonly stage: HookStage;
  readonly status: 'AWAITING_ACTION' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT';
  readonly expiresAtMs: number;
  readonly timeoutAction: HookAction;
}

export type MonitorStatus = 'TRIGGERED' | 'MONITORING' | 'MONITORING_COMPLETE' | 'DISABLED';

/** A service revision: what is deployed. Its number is that of its classic deployment, `ecs-svc/<number>`: 19 digits, so a text. */
export interface Revision {
  readonly number: string;
  readonly taskDefinition: string;
}

/** A service deployment as it is kept. Never changed in place: whoever keeps a state of the whole keeps a moment. */
export interface Deployment {
  readonly id: string;
  readonly source: Revision | undefined;
  readonly target: Revision;
  readonly configuration: Configuration;
  readonly status: DeploymentStatus;
  readonly statusReason: string | undefined;
  readonly stage: LifecycleStage | undefined;
  /** How far its plan has come. */
  readonly step: number;
  readonly hooks: readonly HookDetail[];
  readonly requested: number;
  readonly running: number;
  /** Percent of the production traffic. */
  readonly traffic: number;
  readonly failures: number;
  readonly failureThreshold: number;
  readonly breaker: MonitorStatus;
  readonly alarms: MonitorStatus;
  readonly rollback: { readonly reason: string; readonly startedAtMs: number; readonly revision: string } | undefined;
  readonly createdAtMs: number;
  readonly startedAtMs: number | undefined;
  readonly stoppedAtMs: number | undefined;
  readonly finishedAtMs: number | undefined;
  readonly updatedAtMs: number;
}

export interface Service {
  readonly owner: CloudIdentity;
  readonly cluster: string;
  readonly name: string;
  /** Counts up, so that lists have an order that does not change. */
  readonly number: number;
  readonly status: 'ACTIVE' | 'INACTIVE';
  readonly desiredCount: number;
  readonly controller: 'ECS' | 'CODE_DEPLOY' | 'EXTERNAL';
  readonly configuration: Configuration;
  readonly tags: Readonly<Record<string, string>>;
  /** What runs, or would run if nothing were under way. */
  readonly current: Revision | undefined;
  /** Oldest first. */
  readonly deployments: readonly Deployment[];
  readonly createdAtMs: number;
}

export interface Cluster {
  readonly owner: CloudIdentity;
  readonly name: string;
  readonly number: number;
}

/** A revision of a task definition. What its containers are, is not looked at. */
export interface TaskDefinition {
  readonly owner: CloudIdentity;
  readonly arn: string;
  readonly family: string;
  readonly revision: number;
  /** One that was deregistered is there still, and nothing new is deployed with it. */
  readonly status: 'ACTIVE' | 'INACTIVE';
  readonly containers: readonly (Readonly<Record<string, unknown>> & { readonly name: string })[];
}

/** Everything, at one moment. */
export interface EcsState {
  readonly clusters: readonly Cluster[];
  readonly services: readonly Service[];
  readonly daemons: readonly Daemon[];
  readonly taskDefinitions: readonly TaskDefinition[];
}

export type DaemonDeploymentStatus = Exclude<DeploymentStatus, 'ROLLBACK_REQUESTED'>;

/** A daemon of Managed Instances: it is deployed, and nobody can stop that. */
export interface Daemon {
  readonly owner: CloudIdentity;
  readonly cluster: string;
  readonly name: string;
  readonly number: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly deployments: readonly DaemonDeployment[];
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

export interface DaemonDeployment {
  readonly id: string;
  readonly isFirst: boolean;
  readonly status: DaemonDeploymentStatus;
  readonly statusReason: string | undefined;
  readonly createdAtMs: number;
  readonly startedAtMs: number | undefined;
  readonly finishedAtMs: number | undefined;
}
