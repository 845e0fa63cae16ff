import type { ServiceDeployment, ServiceRevisionSummary } from '@aws-sdk/client-ecs';
import { type AttemptDetails, type Availability, noDetails, type Observation } from '../../model/observation.ts';
import type { DeploymentReference } from '../../model/reference.ts';
import { isFinalPhase } from '../../model/statuses.ts';
import type { DeploymentFacts } from '../../model/subject.ts';
import { IncompleteAnswer } from '../answers.ts';
import type { TargetLabels } from './labels.ts';
import { clusterName, consoleLink, parseArn, providerName, targetArn } from './names.ts';
import { progressOf, progressText } from './progress.ts';
import { type EndEvidence, endOf } from './states.ts';
import { awaitedHook, expectedByMs, hasHookFailed } from './waits.ts';

/** What the bot may do besides looking: its switches in `bot.yml`. */
export interface EcsPowers {
  readonly cancel: boolean;
  readonly approve: boolean;
  readonly redeploy: boolean;
}

/** Lifecycle stages in which ECS itself waits: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/blue-green-deployment-how-it-works.html */
const stepwise: ReadonlySet<string> = new Set(['LINEAR', 'CANARY']);

/**
 * A service deployment in the bot's words.
 *
 * @param rollback - whether people can roll it back, where it has ended badly
 * @throws IncompleteAnswer without the names that its memory is kept under, the time its deadlines are counted from, or its state
 */
export function readServiceDeployment(
  deployment: ServiceDeployment,
  labels: TargetLabels,
  powers: EcsPowers,
  rollback?: Availability,
): Observation {
  const { target, id, cluster, name, region, account } = placeOf(deployment);
  const what = `service deployment ${id}`;
  const { status: stated }: { readonly status?: unknown } = deployment;
  if (typeof stated !== 'string' || stated === '') throw new IncompleteAnswer(what, 'status');
  const startedAtMs = timeOf(deployment.createdAt) ?? timeOf(deployment.startedAt);
  if (startedAtMs === undefined) throw new IncompleteAnswer(what, 'createdAt');
  const status = statusIn(deployment, stated);
  const { phase, cause } = endOf(evidenceOf(deployment, stated === 'IN_PROGRESS' ? status : stated));
  const isEnded = isFinalPhase(phase);
  const times = timesOf(deployment);
  const facts: DeploymentFacts = {
    provider: providerName,
    kind: 'service',
    target,
    name: `${cluster}/${name}`,
    account,
    region,
    ...labels,
    status,
    phase,
    operation: isFirst(deployment) ? 'create' : 'update',
    id,
    startedAtMs,
    endedAtMs: isEnded ? (timeOf(deployment.finishedAt) ?? timeOf(deployment.stoppedAt) ?? 0) : 0,
    lastProgressAtMs: Math.max(startedAtMs, ...progressTimesOf(deployment)),
    expectedByMs: expectedByMs(timeOf(deployment.startedAt) ?? startedAtMs, deployment),
    initiator: '',
    cause,
    needsHuman: status === 'ROLLBACK_FAILED',
    template: '',
    templateVersion: '',
  };
  const message = messageOf(deployment);
  const whole = isEnded ? undefined : stackOf(labels);
  return {
    subject: { on: 'deployment', deployment: facts },
    ...(whole === undefined ? {} : { whole }),
    details: detailsOf(deployment, facts, powers, rollback),
    providerTimeMs: Math.max(...times),
    progress: progressOf(deployment),
    ...(message === '' ? {} : { statusMessage: message }),
  };
}

/** The tag with the id of the stack that a service belongs to (assumption E7). */
const stackTag = 'aws:cloudformation:stack-id';

/** The stack whose operation may drive a deployment: the deployment began during that, or somebody else began it. */
export function stackOf({ labels }: TargetLabels): DeploymentReference | undefined {
  const target = labels[stackTag] ?? '';
  const [, name] = /^arn:[^:]+:cloudformation:[^:]*:[^:]*:stack\/([A-Za-z][A-Za-z0-9-]{0,127})\//.exec(target) ?? [];
  return name === undefined ? undefined : { on: 'deployment', provider: 'cloudFormation', kind: 'stack', name, target };
}

interface Place {
  readonly target: string;
  readonly id: string;
  readonly cluster: string;
  readonly name: string;
  readonly region: string;
  readonly account: string;
}

/** @throws IncompleteAnswer */
export function placeOf(deployment: Pick<ServiceDeployment, 'serviceDeploymentArn'>): Place {
  const parts = parseArn(deployment.serviceDeploymentArn);
  const cluster = clusterName(parts?.cluster);
  if (parts?.id === undefined || parts.kind !== 'service' || cluster === undefined) {
    throw new IncompleteAnswer('a service deployment', 'serviceDeploymentArn');
  }
  const { id, name, region, account } = parts;
  return { target: targetArn(parts, cluster), id, cluster, name, region, account };
}

/** ECS's own word; while it is IN_PROGRESS and waits on purpose, ECS's word for what it waits for. */
function statusIn(deployment: ServiceDeployment, stated: string): string {
  if (stated !== 'IN_PROGRESS') return stated;
  if (awaitedHook(deployment) !== undefined) return 'AWAITING_ACTION';
  const { lifecycleStage, deploymentConfiguration } = deployment;
  if (lifecycleStage === 'BAKE_TIME') return lifecycleStage;
  const isStepwise = stepwise.has(String(deploymentConfiguration?.strategy));
  return isStepwise && lifecycleStage === 'PRODUCTION_TRAFFIC_SHIFT' ? lifecycleStage : stated;
}

/** Nothing has been deployed before it: there is nothing to roll back to. */
function isFirst({ sourceServiceRevisions }: ServiceDeployment): boolean {
  return !Array.isArray(sourceServiceRevisions) || revisionsIn(sourceServiceRevisions).length === 0;
}

function revisionsIn(revisions: readonly ServiceRevisionSummary[]): readonly ServiceRevisionSummary[] {
  return revisions.filter((revision) => typeof revision === 'object' && revision !== null);
}

function evidenceOf(deployment: ServiceDeployment, status: string): EndEvidence {
  const { deploymentCircuitBreaker, alarms } = deployment;
  const triggered = alarms?.triggeredAlarmNames;
  return {
    status,
    isBreakerTriggered: deploymentCircuitBreaker?.status === 'TRIGGERED',
    isAlarmTriggered: alarms?.status === 'TRIGGERED' || (Array.isArray(triggered) && triggered.length > 0),
    hasHookFailed: hasHookFailed(deployment),
    reason: messageOf(deployment),
  };
}

/** Why it is as it is, in ECS's words. */
function messageOf({ statusReason, rollback }: ServiceDeployment): string {
  const reasons = [statusReason, rollback?.reason].filter(
    (reason): reason is string => typeof reason === 'string' && reason !== '',
  );
  return [...new Set(reasons)].join('\n');
}

function timesOf(deployment: ServiceDeployment): readonly number[] {
  const { createdAt, startedAt, updatedAt, stoppedAt, finishedAt, rollback } = deployment;
  return [createdAt, startedAt, updatedAt, stoppedAt, finishedAt, rollback?.startedAt].flatMap(
    (time) => timeOf(time) ?? [],
  );
}

/** When it moved on for certain. Its last update is none of them: tasks that start and stop for ever update it, too. */
function progressTimesOf({ startedAt, stoppedAt, finishedAt, rollback }: ServiceDeployment): readonly number[] {
  return [startedAt, stoppedAt, finishedAt, rollback?.startedAt].flatMap((time) => timeOf(time) ?? []);
}

function timeOf(time: unknown): number | undefined {
  const ms = time instanceof Date ? time.getTime() : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}

const mayNotCancel = 'the bot may only look at ECS: "cancel" of "ecs" is off in bot.yml';
const mayNotContinue = 'the bot may not answer pauses of ECS: "approve" of "ecs" is off in bot.yml';
const firstDeployment =
  'it is the first deployment of its service, and what ECS does with a rollback then is not known';

/** Stopping is offered as long as nobody has: a second call would be taken, and change nothing. */
function detailsOf(
  deployment: ServiceDeployment,
  facts: DeploymentFacts,
  powers: EcsPowers,
  rollback: Availability | undefined,
): AttemptDetails {
  const link = consoleLink(facts.target, facts.id);
  const progress = progressText(deployment);
  const shown = {
    ...noDetails,
    actions: rollback === undefined ? {} : { rollback },
    links: link === undefined ? {} : { console: link },
    ...(progress && { progress }),
  };
  if (facts.status === 'ROLLBACK_FAILED') return { ...shown, hint: rollbackFailed };
  if (!['queued', 'running', 'waiting'].includes(facts.phase)) return shown;
  const cancel = powers.cancel
    ? { available: true as const, ...(facts.operation === 'create' && { askFirst: firstDeployment }) }
    : { available: false as const, reason: mayNotCancel };
  const hook = awaitedHook(deployment);
  if (hook === undefined) return { ...shown, actions: { cancel } };
  const goOn = powers.approve
    ? { available: true as const, about: hook.hookId ?? '' }
    : { available: false as const, reason: mayNotContinue };
  return { ...shown, hint: pauseHint(hook.timeoutAction), actions: { cancel, continue: goOn } };
}

const rollbackFailed = 'ECS could not roll back: see the service, and deploy a version that works';

function pauseHint(timeoutAction: string | undefined): string {
  const end = timeoutAction === 'CONTINUE' ? 'goes on' : 'rolls back';
  return `It waits for a person at a pause of its own; when nobody answers in time, ECS ${end}`;
}
