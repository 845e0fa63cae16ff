import type { DeploymentInfo } from '@aws-sdk/client-codedeploy';
import { consoleUrl } from '../../model/arn.ts';
import type { AttemptDetails, AttemptTraits, Availability, Observation } from '../../model/observation.ts';
import type { DeploymentFacts } from '../../model/subject.ts';
import { IncompleteAnswer, millisecondsOf, textOf } from './answers.ts';
import { drivenBy, isRollback, stopOf } from './creators.ts';
import type { TargetLabels } from './labels.ts';
import { groupKind, groupOf, isDeploymentId, nameOf, providerName } from './names.ts';
import { expectedByMs, type Plan } from './plan.ts';
import { progressOf, progressText } from './progress.ts';
import { endOf, isUnderWay } from './statuses.ts';
import { lastStepOf, type Traffic } from './traffic.ts';
import { type Wait, waitOf } from './waits.ts';

/**
 * A group may have several deployments under way, such as those that Auto Scaling begins, each with an id that is never used again.
 * How old the answers of CodeDeploy may be, nothing says: 30 s (assumption A60).
 */
export const deploymentTraits: AttemptTraits = {
  oneAtATime: false,
  identifiedBy: 'id',
  idsBeginAgain: false,
  readLagMs: 30_000,
};

/** What people have switched on in `bot.yml`. */
export interface Switches {
  readonly cancel: boolean;
  readonly approve: boolean;
  readonly redeploy: boolean;
}

/** What is said of a deployment beside what it shows itself. */
export interface DeploymentContext {
  readonly target: string;
  readonly account: string;
  readonly region: string;
  readonly labels: TargetLabels;
  readonly switches: Switches;
  readonly plan: Plan;
  /** Of one to Lambda or ECS that is under way. */
  readonly traffic: Traffic | undefined;
  readonly nowMs: number;
  /** Whether people can roll it back, where it has ended badly. */
  readonly rollback?: Availability | undefined;
}

/** What a person's word ends: the one wait of a deployment that it may have (`DeploymentWaitType`). */
export const readyWait = 'READY_WAIT';

/**
 * A deployment as an attempt.
 *
 * @throws IncompleteAnswer without what its memory is kept under, the time its deadlines are counted from, or its state
 */
export function observationOf(deployment: DeploymentInfo, context: DeploymentContext): Observation {
  const { target, account, region, labels, plan, traffic, nowMs } = context;
  const { deploymentId: id, applicationName, deploymentGroupName } = deployment;
  if (!isDeploymentId(id)) throw new IncompleteAnswer('a deployment', 'deploymentId');
  const group = groupOf(applicationName, deploymentGroupName);
  if (group === undefined) throw new IncompleteAnswer(`the deployment ${id}`, 'deploymentGroupName');
  const status = textOf(deployment.status);
  if (status === '') throw new IncompleteAnswer(`the deployment ${id}`, 'status');
  const startedAtMs = millisecondsOf(deployment.createTime);
  if (startedAtMs === 0) throw new IncompleteAnswer(`the deployment ${id}`, 'createTime');
  const { phase, cause } = endOf(status, textOf(deployment.errorInformation?.code));
  const isOpen = isUnderWay(status);
  const wait = isOpen && phase !== 'stopping' ? waitOf(deployment, plan, traffic, nowMs) : undefined;
  const times = timesOf(deployment, traffic);
  const endedAtMs = isOpen ? 0 : endOfClocks(deployment, startedAtMs);
  const facts: DeploymentFacts = {
    provider: providerName,
    kind: groupKind,
    target,
    name: nameOf(group),
    account,
    region,
    ...labels,
    status,
    phase: wait === undefined ? phase : 'waiting',
    operation: 'update',
    id,
    startedAtMs,
    endedAtMs,
    lastProgressAtMs: Math.max(startedAtMs, isOpen ? Math.max(...times) : endedAtMs),
    expectedByMs: expectedByMs(millisecondsOf(deployment.startTime) || startedAtMs, plan),
    initiator: textOf(deployment.creator),
    cause,
    needsHuman: isRollback(deployment) && (phase === 'failed' || phase === 'cancelled'),
    template: '',
    templateVersion: '',
  };
  const statusMessage = messageOf(deployment);
  const whole = isOpen ? drivenBy(deployment) : undefined;
  return {
    subject: { on: 'deployment', deployment: facts },
    details: detailsOf(deployment, facts, context, wait),
    providerTimeMs: Math.max(startedAtMs, ...times),
    ...(isOpen ? { progress: progressOf(deployment, traffic) } : {}),
    ...(whole === undefined ? {} : { whole }),
    ...(statusMessage === '' ? {} : { statusMessage }),
  };
}

/** The times are of several hosts, whose clocks differ: an end that seems to be before the start is shown as the start. */
function endOfClocks({ completeTime }: DeploymentInfo, startedAtMs: number): number {
  const completedAtMs = millisecondsOf(completeTime);
  return completedAtMs === 0 ? 0 : Math.max(startedAtMs, completedAtMs);
}

function timesOf({ startTime, completeTime }: DeploymentInfo, traffic: Traffic | undefined): readonly number[] {
  return [millisecondsOf(startTime), millisecondsOf(completeTime), traffic === undefined ? 0 : lastStepOf(traffic)];
}

function detailsOf(
  deployment: DeploymentInfo,
  { id, region, phase, needsHuman }: DeploymentFacts,
  { switches, traffic, rollback }: DeploymentContext,
  wait: Wait | undefined,
): AttemptDetails {
  const commit = commitOf(deployment);
  const isOpen = ['queued', 'running', 'waiting'].includes(phase);
  const progress = isOpen || phase === 'stopping' ? progressText(deployment, traffic, wait) : '';
  return {
    actions: isOpen ? actionsOf(deployment, switches, wait) : rollback === undefined ? {} : { rollback },
    links: {
      console: consoleUrl(region, `codesuite/codedeploy/deployments/${id}?region=${region}`),
      ...(commit === undefined ? {} : { commit }),
    },
    hint: needsHuman ? rollbackFailed : hintOf(deployment, wait),
    operations: [],
    ...(progress === '' ? {} : { progress }),
  };
}

function actionsOf(
  deployment: DeploymentInfo,
  { cancel, approve }: Switches,
  wait: Wait | undefined,
): AttemptDetails['actions'] {
  const stop = stopOf(deployment);
  const goOn: Availability | undefined = wait?.for === 'person' ? { available: true, about: readyWait } : undefined;
  return {
    cancel: stop.available && !cancel ? switchedOff('cancel') : stop,
    ...(goOn === undefined ? {} : { continue: approve ? goOn : switchedOff('approve') }),
  };
}

function switchedOff(option: keyof Switches): Availability {
  return { available: false, reason: `"${option}" of codeDeploy is off in bot.yml, so the bot has no right to it` };
}

const rollbackFailed =
  'The rollback did not succeed: both revisions may be deployed now. See the deployment group, and deploy a revision that works';

/** What it has to do with another one, which has a message of its own; and what a wait ends by. */
function hintOf({ rollbackInfo, blueGreenDeploymentConfiguration }: DeploymentInfo, wait: Wait | undefined): string {
  const { rollbackDeploymentId: by, rollbackTriggeringDeploymentId: of } = rollbackInfo ?? {};
  if (isDeploymentId(by)) return `${by} rolls it back`;
  if (isDeploymentId(of)) return `It rolls back ${of}`;
  if (wait?.for !== 'person') return '';
  const action = blueGreenDeploymentConfiguration?.deploymentReadyOption?.actionOnTimeout;
  return action === 'STOP_DEPLOYMENT'
    ? 'It waits until a person says that traffic may be shifted; when nobody does in time, CodeDeploy stops it'
    : 'It is ready, and shifts traffic by itself';
}

/** Why it ended as it did: the code, CodeDeploy's words, and what is done about it. */
function messageOf({ errorInformation, rollbackInfo }: DeploymentInfo): string {
  const error = [errorInformation?.code, errorInformation?.message].map(textOf).filter(Boolean).join(': ');
  const by = rollbackInfo?.rollbackDeploymentId;
  return [error, isDeploymentId(by) ? `${by} rolls it back` : '', textOf(rollbackInfo?.rollbackMessage)]
    .filter(Boolean)
    .join('\n');
}

/** Of a revision on GitHub: https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_GitHubLocation.html */
function commitOf({ revision }: DeploymentInfo): string | undefined {
  const { repository, commitId } = revision?.gitHubLocation ?? {};
  const isThere =
    /^[A-Za-z0-9][\w-]*\/[A-Za-z0-9_][\w.-]*$/.test(textOf(repository)) && /^[0-9a-f]{7,64}$/i.test(textOf(commitId));
  return isThere ? `https://github.com/${repository}/commit/${commitId}` : undefined;
}
