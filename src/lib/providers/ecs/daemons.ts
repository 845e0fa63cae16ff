import type { DaemonDeployment } from '@aws-sdk/client-ecs';
import { type AttemptDetails, noDetails, type Observation } from '../../model/observation.ts';
import { isFinalPhase } from '../../model/statuses.ts';
import type { DeploymentFacts } from '../../model/subject.ts';
import { IncompleteAnswer } from '../answers.ts';
import type { TargetLabels } from './labels.ts';
import { consoleLink, parseArn, providerName, targetArn } from './names.ts';
import { endOf } from './states.ts';

/** Why a daemon's deployment cannot be cancelled: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/daemon-deployments.html */
export const noStopForDaemons = 'ECS has no operation that stops the deployment of a daemon';

/**
 * A daemon's deployment in the bot's words: it is only looked at.
 *
 * @throws IncompleteAnswer without its ARN, its time or its state
 */
export function readDaemonDeployment(deployment: DaemonDeployment, labels: TargetLabels): Observation {
  const { daemonDeploymentArn, status, statusReason, circuitBreaker, alarms, rollback } = deployment;
  const parts = parseArn(daemonDeploymentArn);
  if (parts?.id === undefined || parts.cluster === undefined || parts.kind !== 'daemon') {
    throw new IncompleteAnswer('a daemon deployment', 'daemonDeploymentArn');
  }
  const what = `daemon deployment ${parts.id}`;
  if (typeof status !== 'string') throw new IncompleteAnswer(what, 'status');
  const [createdAtMs, ...laterMs] = [deployment.createdAt, deployment.startedAt, deployment.stoppedAt].map(timeOf);
  if (createdAtMs === undefined) throw new IncompleteAnswer(what, 'createdAt');
  const finishedAtMs = timeOf(deployment.finishedAt);
  const times = [createdAtMs, ...laterMs, finishedAtMs, timeOf(rollback?.startedAt)].filter((ms) => ms !== undefined);
  const reasons = [statusReason, rollback?.reason].filter((text): text is string => typeof text === 'string');
  const reason = [...new Set(reasons)].join('\n');
  const evidence = {
    status,
    isBreakerTriggered: circuitBreaker?.status === 'TRIGGERED',
    isAlarmTriggered: alarms?.status === 'TRIGGERED',
    hasHookFailed: false,
    reason,
  };
  const { phase, cause } = endOf(evidence);
  const bakeMinutes = deployment.deploymentConfiguration?.bakeTimeInMinutes;
  const bakeMs = typeof bakeMinutes === 'number' ? bakeMinutes * 60_000 : 0;
  const { region, account, cluster, name, id } = parts;
  const facts: DeploymentFacts = {
    provider: providerName,
    kind: 'daemon',
    target: targetArn(parts, cluster),
    name: `${cluster}/${name}`,
    account,
    region,
    ...labels,
    status,
    phase,
    operation:
      Array.isArray(deployment.sourceDaemonRevisions) && deployment.sourceDaemonRevisions.length === 0
        ? 'create'
        : 'update',
    id,
    startedAtMs: createdAtMs,
    endedAtMs: isFinalPhase(phase) ? (finishedAtMs ?? timeOf(deployment.stoppedAt) ?? 0) : 0,
    lastProgressAtMs: Math.max(...times),
    expectedByMs: bakeMs > 0 ? createdAtMs + bakeMs : 0,
    initiator: '',
    // Nobody can ask a daemon's deployment to stop: without a breaker or an alarm it was replaced, or it failed.
    cause: cause === 'asked' ? 'unknown' : cause,
    needsHuman: status === 'ROLLBACK_FAILED',
    template: '',
    templateVersion: '',
  };
  return {
    subject: { on: 'deployment', deployment: facts },
    details: detailsOf(deployment, facts),
    providerTimeMs: Math.max(...times),
    progress: countOf(deployment.targetDaemonRevision?.totalRunningInstanceCount),
    ...(reason === '' ? {} : { statusMessage: reason }),
  };
}

/** A stopped one may leave old and new revisions side by side. */
function detailsOf({ targetDaemonRevision, circuitBreaker }: DaemonDeployment, facts: DeploymentFacts): AttemptDetails {
  const link = consoleLink(facts.target, facts.id);
  const running = targetDaemonRevision?.totalRunningInstanceCount;
  const progress = [
    typeof running === 'number' ? `runs on ${running} instances` : '',
    circuitBreaker?.status === 'MONITORING'
      ? `circuit breaker: ${countOf(circuitBreaker.failureCount)} of ${countOf(circuitBreaker.threshold)} failures`
      : '',
  ].filter((part) => part !== '');
  const shown: AttemptDetails = {
    ...noDetails,
    links: link === undefined ? {} : { console: link },
    ...(progress.length > 0 ? { progress: progress.join(' · ') } : {}),
  };
  if (facts.status === 'STOPPED' || facts.status === 'ROLLBACK_FAILED') {
    return { ...shown, hint: 'Instances may run different revisions of this daemon now; see them in the console' };
  }
  if (isFinalPhase(facts.phase)) return shown;
  return { ...shown, actions: { cancel: { available: false, reason: noStopForDaemons } } };
}

function timeOf(time: unknown): number | undefined {
  const ms = time instanceof Date ? time.getTime() : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}

function countOf(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}
