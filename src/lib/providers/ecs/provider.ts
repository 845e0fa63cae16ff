import type { ServiceDeployment, ServiceDeploymentBrief, ServiceDeploymentStatus } from '@aws-sdk/client-ecs';
import type { ActionType } from '../../model/claim.ts';
import type { AttemptTraits, Observation, TargetState } from '../../model/observation.ts';
import type { DeploymentReference, SubjectReference } from '../../model/reference.ts';
import type { DeploymentFacts, Subject } from '../../model/subject.ts';
import type { CallResult, Clock, Investigator, Provider } from '../../ports.ts';
import { objectsIn, pages } from '../paging.ts';
import { act, type CallContext } from './act.ts';
import { EcsUnavailable, IncompleteAnswer, isAbsence, isThrottle, isUnsupported } from './answers.ts';
import type { EcsApi } from './api.ts';
import { containerDefinitions, createDefinitionReader } from './container-definitions.ts';
import { readDaemonDeployment } from './daemons.ts';
import { discover } from './discover.ts';
import type { TargetLabels } from './labels.ts';
import { type LastGood, type Rollback, type RollbackContext, rollbackOf } from './last-good.ts';
import { type LogsPorts, logLines } from './log-lines.ts';
import { candidates, deploymentArn, parseArn, providerName, referenceTo } from './names.ts';
import { type EcsPowers, readServiceDeployment } from './observations.ts';
import { serviceEvents } from './service-events.ts';
import { openDaemonStatuses, openStatuses } from './states.ts';
import { createStoppedTaskReader } from './stopped-task-reader.ts';
import { stoppedTasks } from './stopped-tasks.ts';

/**
 * A service has several deployments under way while a newer one takes the place of an older one, each with an id that is never used
 * again. A new one is not listed at once, and how old an answer may be is not documented (assumption E2).
 */
export const ecsAttempts: AttemptTraits = {
  oneAtATime: false,
  identifiedBy: 'id',
  idsBeginAgain: false,
  readLagMs: 30_000,
};

/** `DescribeServiceDeployments` and `DescribeDaemonDeployments` take no more. */
const mostDescribed = 20;
/** If nothing is in progress, the newest deployment that ended within this time is shown: an event about it is not older. */
const recentMs = 24 * 60 * 60_000;

/** What the provider needs from outside. */
export interface EcsPorts {
  readonly api: EcsApi;
  /** The same for listings, whose calls are spaced out. */
  readonly listing: EcsApi;
  readonly clock: Clock;
  readonly powers: EcsPowers;
  /** Where the bot may read the logs of tasks. */
  readonly logs?: LogsPorts;
  /** What the tags of a target say; kept for a while, as they seldom change. */
  readonly labelsOf: (target: string) => Promise<TargetLabels>;
}

/** What the looks of one container share. */
interface Looking extends EcsPorts {
  /** What a rollback needs, by the very facts that the fence's read made. */
  readonly lastGood: WeakMap<DeploymentFacts, LastGood>;
}

/** Service deployments of every strategy, and what can be seen of daemons. */
export function createEcsProvider(given: EcsPorts): Provider {
  const ports: Looking = { ...given, lastGood: new WeakMap() };
  return {
    name: providerName,
    observe: (reference) => observe(ports, reference),
    observeAttempt: (facts) => observeAttempt(ports, facts),
    perform(action, subject, about) {
      const lastGood = subject.on === 'deployment' ? ports.lastGood.get(subject.deployment) : undefined;
      return perform(ports.api, action, subject, { about, lastGood });
    },
    investigators: (facts) => investigatorsOf(ports, facts),
    discover: (options) => discover(ports.listing, options),
    candidates,
  };
}

/** Most important first: what does not fit any more are log lines. */
function investigatorsOf({ api, logs }: EcsPorts, facts: DeploymentFacts): readonly Investigator[] {
  const readTasks = createStoppedTaskReader(api, facts);
  const readDefinitions = createDefinitionReader(api, readTasks);
  return [
    stoppedTasks(readTasks),
    serviceEvents(api, facts),
    containerDefinitions(readDefinitions),
    ...(logs === undefined ? [] : [logLines(readDefinitions, logs)]),
  ];
}

async function observe(ports: Looking, reference: SubjectReference): Promise<TargetState | undefined> {
  if (reference.on !== 'deployment') return undefined;
  const { target } = reference;
  try {
    const shown =
      reference.kind === 'daemon' ? await daemonAttempts(ports, reference) : await serviceAttempts(ports, reference);
    const known = shown.target ?? target;
    if (known === undefined) return undefined;
    return {
      reference: { ...reference, target: known },
      traits: ecsAttempts,
      attempts: shown.attempts,
      ...(shown.isComplete ? { completeSinceMs: 0 } : {}),
      gone: false,
    };
  } catch (error) {
    if (isUnsupported(error)) return undefined;
    if (!isAbsence(error)) throw asUnavailable('ListServiceDeployments', error);
    if (target === undefined) return undefined;
    return { reference: { ...reference, target }, traits: ecsAttempts, attempts: [], completeSinceMs: 0, gone: true };
  }
}

/** A throttle passes, and so does what an answer lacks; the rest is an answer that did not come. */
function asUnavailable(operation: string, error: unknown): unknown {
  const isItsOwnWord = isThrottle(error) || error instanceof IncompleteAnswer || error instanceof EcsUnavailable;
  return isItsOwnWord ? error : new EcsUnavailable(operation, error);
}

interface Shown {
  readonly attempts: readonly Observation[];
  /** As ECS calls it; absent where no answer names it. */
  readonly target?: string;
  /** Whether everything that is under way is among them. */
  readonly isComplete: boolean;
}

/** What is under way; where nothing is, how the newest one ended. */
async function serviceAttempts(ports: Looking, reference: DeploymentReference): Promise<Shown> {
  const place = placeOf(reference);
  if (place === undefined) return { attempts: [], isComplete: false };
  const open = await listed(ports, place, { status: [...openStatuses] });
  const chosen = open.length > 0 ? open : await newestEnded(ports, place, reference.target === undefined);
  const arns = chosen.flatMap(({ serviceDeploymentArn: arn }) => (typeof arn === 'string' ? [arn] : []));
  const described = await describeDeployments(ports.api, arns);
  const [first] = described;
  if (first === undefined) return { attempts: [], isComplete: arns.length === 0 && open.length === 0 };
  const target = referenceIn(first)?.target;
  if (target === undefined) throw new IncompleteAnswer('a service deployment', 'serviceDeploymentArn');
  const labels = await ports.labelsOf(target);
  const rollback = open.length > 0 ? undefined : await rollbackIn(ports, place, first, labels);
  const attempts = described.map((deployment) =>
    readServiceDeployment(deployment, labels, ports.powers, rollback?.availability),
  );
  const [newest] = attempts;
  if (rollback?.lastGood !== undefined && newest?.subject.on === 'deployment') {
    ports.lastGood.set(newest.subject.deployment, rollback.lastGood);
  }
  return { attempts, target, isComplete: described.length === chosen.length };
}

/** Only of the newest deployment, where nothing is under way. */
function rollbackIn(
  ports: EcsPorts,
  place: ServicePlace,
  newest: ServiceDeployment,
  labels: TargetLabels,
): Promise<Rollback | undefined> {
  const { api, powers, clock } = ports;
  const succeeded: RollbackContext['succeeded'] = (createdAt) =>
    listed(ports, place, { status: ['SUCCESSFUL'], createdAt });
  return rollbackOf(api, newest, { labels, powers, nowMs: clock.now(), succeeded });
}

interface ServicePlace {
  readonly cluster: string;
  readonly service: string;
}

function placeOf({ name, target }: DeploymentReference): ServicePlace | undefined {
  const parts = target === undefined ? undefined : parseArn(target);
  if (parts?.cluster !== undefined) return { cluster: parts.cluster, service: parts.name };
  const [cluster, service, ...more] = name.split('/');
  return cluster && service && more.length === 0 ? { cluster, service } : undefined;
}

async function listed(
  { api }: EcsPorts,
  place: ServicePlace,
  filter: {
    readonly status?: ServiceDeploymentStatus[];
    readonly createdAt?: { readonly after?: Date; readonly before?: Date };
  },
): Promise<readonly ServiceDeploymentBrief[]> {
  const found: ServiceDeploymentBrief[] = [];
  const list = pages(async (page) => {
    const answer = await api.call('ListServiceDeployments', { ...place, ...filter, ...page });
    return { members: answer.serviceDeployments, nextToken: answer.nextToken };
  });
  for await (const { members } of list) found.push(...members);
  return found;
}

/** @param isAsked - a name was given, and it must be found out whether it is one, and of what */
async function newestEnded(
  ports: EcsPorts,
  place: ServicePlace,
  isAsked: boolean,
): Promise<readonly ServiceDeploymentBrief[]> {
  const after = new Date(ports.clock.now() - recentMs);
  const recent = await listed(ports, place, { createdAt: { after } });
  const found = recent.length > 0 || !isAsked ? recent : await listed(ports, place, {});
  const newest = [...found].sort((left, right) => createdAtMs(right) - createdAtMs(left));
  return newest.slice(0, 1);
}

function createdAtMs({ createdAt }: ServiceDeploymentBrief): number {
  return createdAt instanceof Date ? createdAt.getTime() || 0 : 0;
}

/** Those that ECS still knows. */
async function describeDeployments(api: EcsApi, arns: readonly string[]): Promise<readonly ServiceDeployment[]> {
  const found: ServiceDeployment[] = [];
  for (let from = 0; from < arns.length; from += mostDescribed) {
    const serviceDeploymentArns = arns.slice(from, from + mostDescribed);
    const answer = await api.call('DescribeServiceDeployments', { serviceDeploymentArns });
    found.push(...objectsIn(answer.serviceDeployments));
  }
  return found;
}

function referenceIn({ serviceDeploymentArn }: ServiceDeployment): DeploymentReference | undefined {
  const parts = parseArn(serviceDeploymentArn);
  return parts?.cluster === undefined ? undefined : referenceTo(parts, parts.cluster);
}

async function daemonAttempts(ports: EcsPorts, { target }: DeploymentReference): Promise<Shown> {
  if (target === undefined) return { attempts: [], isComplete: false };
  const open = await daemonArns(ports, target, { status: [...openDaemonStatuses] });
  const after = new Date(ports.clock.now() - recentMs);
  const arns = open.length > 0 ? open : (await daemonArns(ports, target, { createdAt: { after } })).slice(0, 1);
  if (arns.length === 0) return { attempts: [], isComplete: true };
  const answer = await ports.api.call('DescribeDaemonDeployments', {
    daemonDeploymentArns: arns.slice(0, mostDescribed),
  });
  const described = objectsIn(answer.daemonDeployments);
  const labels = await ports.labelsOf(target);
  const attempts = described.map((deployment) => readDaemonDeployment(deployment, labels));
  return { attempts, target, isComplete: described.length === arns.length };
}

/** Newest first. */
async function daemonArns(
  { api }: EcsPorts,
  daemonArn: string,
  filter: { readonly status?: (typeof openDaemonStatuses)[number][]; readonly createdAt?: { readonly after: Date } },
): Promise<readonly string[]> {
  const found: { readonly arn: string; readonly atMs: number }[] = [];
  const list = pages(async (page) => {
    const answer = await api.call('ListDaemonDeployments', { daemonArn, ...filter, ...page });
    return { members: answer.daemonDeployments, nextToken: answer.nextToken };
  });
  for await (const { members } of list) {
    for (const { daemonDeploymentArn: arn, createdAt } of members) {
      if (typeof arn === 'string') found.push({ arn, atMs: createdAt instanceof Date ? createdAt.getTime() || 0 : 0 });
    }
  }
  return found.sort((left, right) => right.atMs - left.atMs).map(({ arn }) => arn);
}

/** How an attempt stands that its target does not show any more. ECS keeps them for 90 days. */
async function observeAttempt(ports: EcsPorts, facts: DeploymentFacts): Promise<Observation | undefined> {
  const { target, id, environment, service, labels, kind } = facts;
  if (id === '') return undefined;
  const known = { environment, service, labels };
  const arn = deploymentArn(target, id);
  try {
    if (kind === 'daemon') {
      const answer = await ports.api.call('DescribeDaemonDeployments', { daemonDeploymentArns: [arn] });
      const [deployment] = objectsIn(answer.daemonDeployments);
      return deployment && readDaemonDeployment(deployment, known);
    }
    const [deployment] = await describeDeployments(ports.api, [arn]);
    return deployment && readServiceDeployment(deployment, known, ports.powers);
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw asUnavailable('DescribeServiceDeployments', error);
  }
}

async function perform(api: EcsApi, action: ActionType, subject: Subject, context: CallContext): Promise<CallResult> {
  if (subject.on !== 'deployment' || subject.deployment.kind !== 'service') {
    return { result: 'refused', conflict: false, error: 'NotAServiceDeployment' };
  }
  return act(api, action, subject.deployment, context);
}
