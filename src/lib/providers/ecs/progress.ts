import type { ServiceDeployment } from '@aws-sdk/client-ecs';

/** The order in which a deployment passes them: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceDeployment.html */
const stages: readonly string[] = [
  'RECONCILE_SERVICE',
  'PRE_SCALE_UP',
  'SCALE_UP',
  'POST_SCALE_UP',
  'TEST_TRAFFIC_SHIFT',
  'POST_TEST_TRAFFIC_SHIFT',
  'PRE_PRODUCTION_TRAFFIC_SHIFT',
  'PRODUCTION_TRAFFIC_SHIFT',
  'POST_PRODUCTION_TRAFFIC_SHIFT',
  'BAKE_TIME',
  'CLEAN_UP',
];

/** More tasks than any service may have: a later stage counts for more than all of them. */
const mostTasks = 100_000;
const mostShifts = 1_001;

/**
 * How far a deployment has come, as one number: its stage, then how much traffic the new revision has, then how many of its tasks
 * run. Whoever keeps the highest one sees through a service whose tasks start and stop for ever.
 */
export function progressOf({ lifecycleStage, targetServiceRevision }: ServiceDeployment): number {
  const stage = stages.indexOf(String(lifecycleStage)) + 1;
  const shift = Math.round(within(targetServiceRevision?.requestedProductionTrafficWeight, 100) * 10);
  const running = within(targetServiceRevision?.runningTaskCount, mostTasks - 1);
  return (stage * mostShifts + shift) * mostTasks + Math.round(running);
}

/** The same for people, and what may end it: `2 of 4 tasks run · circuit breaker: 1 of 3 failures`. Empty where nothing is said. */
export function progressText(deployment: ServiceDeployment): string {
  const { deploymentCircuitBreaker: breaker, lifecycleStage } = deployment;
  const parts = [
    typeof lifecycleStage === 'string' ? `stage ${lifecycleStage}` : '',
    tasksText(deployment),
    trafficText(deployment),
    breaker?.status === 'MONITORING' || breaker?.status === 'TRIGGERED'
      ? `circuit breaker: ${count(breaker.failureCount)} of ${count(breaker.threshold)} failures`
      : '',
    alarmText(deployment),
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

function tasksText({ targetServiceRevision: target }: ServiceDeployment): string {
  if (typeof target?.requestedTaskCount !== 'number') return '';
  return `${count(target.runningTaskCount)} of ${count(target.requestedTaskCount)} tasks run`;
}

/** Rolling deployments shift no traffic of their own, and say nothing of it. */
function trafficText({ targetServiceRevision: target, deploymentConfiguration }: ServiceDeployment): string {
  const weight = target?.requestedProductionTrafficWeight;
  const strategy = deploymentConfiguration?.strategy;
  if (typeof weight !== 'number' || strategy === undefined || strategy === 'ROLLING') return '';
  return `${weight} % of the traffic`;
}

function alarmText({ alarms }: ServiceDeployment): string {
  const triggered = namesIn(alarms?.triggeredAlarmNames);
  if (triggered.length > 0) return `alarm: ${triggered.join(', ')}`;
  if (alarms?.status !== 'MONITORING') return '';
  const watched = namesIn(alarms.alarmNames).length;
  return watched === 1 ? '1 alarm watches' : `${watched} alarms watch`;
}

function namesIn(names: readonly string[] | undefined): readonly string[] {
  return Array.isArray(names) ? names.filter((name): name is string => typeof name === 'string') : [];
}

function count(value: number | undefined): string {
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : '?';
}

function within(value: number | undefined, most: number): number {
  return typeof value === 'number' && Number.isFinite(value) ? Math.min(Math.max(value, 0), most) : 0;
}
