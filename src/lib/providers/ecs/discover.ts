import type { Service } from '@aws-sdk/client-ecs';
import { type DiscoveredPage, ListingFailed } from '../../model/discovery.ts';
import { errorName } from '../../model/errors.ts';
import type { SubjectReference } from '../../model/reference.ts';
import type { DiscoverOptions } from '../../ports.ts';
import { objectsIn, pages } from '../paging.ts';
import { isAbsence, isThrottle, isUnsupported } from './answers.ts';
import type { EcsApi, EcsOperation } from './api.ts';
import { parseArn, referenceTo } from './names.ts';
import { openDaemonStatuses, openStatuses } from './states.ts';

/** What each call takes at most: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/ */
const most = { services: 10, deployments: 20, page: 100 } as const;

/** Where a listing goes on: with which cluster, behind which page of its services, or with its daemons. */
interface Resumed {
  readonly cluster: string;
  readonly from?: string;
  /** The last service of that page that is done with, in the order of their ARNs. */
  readonly behind?: string;
  readonly part?: 'daemons';
}

/**
 * Every service that has a deployment under way, and every daemon. ECS sends no event about a deployment that hangs, so
 * only this finds it. One page for each page of a cluster's services: 100 services cost one list and ten descriptions of ten, and what
 * those leave open is asked of 20 deployments at a time. Where deployments must be listed service by service, each ten services are
 * a page, so that a job can stop in time.
 */
export async function* discover(
  api: EcsApi,
  { on, token, sinceMs = 0 }: DiscoverOptions = {},
): AsyncIterable<DiscoveredPage> {
  if (on === 'connection') return;
  const resumed = readToken(token);
  let clusters: readonly string[];
  try {
    clusters = await allClusters(api);
  } catch (error) {
    yield { references: [], failure: failureOf('ListClusters', error) };
    return;
  }
  const left = resumed === undefined ? clusters : clusters.filter((cluster) => cluster >= resumed.cluster);
  for (const [place, cluster] of left.entries()) {
    const next = left[place + 1];
    const behind = next === undefined ? {} : { nextToken: writeToken({ cluster: next }) };
    const start = resumed?.cluster === cluster ? resumed : { cluster };
    let isThrottled = false;
    for await (const page of clusterPages(api, start, sinceMs)) {
      isThrottled ||= page.failure?.isThrottle === true;
      const isLast = page.nextToken === undefined;
      yield { ...page, ...(isLast ? behind : {}) };
    }
    // Whoever is turned away asks for less, and later.
    if (isThrottled) return;
  }
}

/** In one order whenever they are listed, so that a token knows its place. */
async function allClusters(api: EcsApi): Promise<readonly string[]> {
  const found = new Set<string>();
  const list = pages(async (page) => {
    const { clusterArns, nextToken } = await api.call('ListClusters', page);
    return { members: textsIn(clusterArns), nextToken };
  });
  for await (const { members } of list) for (const { text } of members) found.add(text);
  return [...found].sort();
}

/** The listing pages objects; ARNs are none. */
function textsIn(texts: readonly string[] | undefined): readonly { readonly text: string }[] {
  if (!Array.isArray(texts)) return [];
  return texts.filter((text): text is string => typeof text === 'string').map((text) => ({ text }));
}

/** The services of one cluster, page by page, then its daemons. A cluster that was deleted meanwhile has none. */
async function* clusterPages(api: EcsApi, start: Resumed, sinceMs: number): AsyncIterable<DiscoveredPage> {
  const { cluster } = start;
  const toDaemons = writeToken({ cluster, part: 'daemons' });
  if (start.part !== 'daemons') {
    let isThere = true;
    for await (const page of servicePages(api, start)) {
      if (page === 'noCluster') isThere = false;
      else yield { ...page, nextToken: page.nextToken ?? toDaemons };
    }
    if (!isThere) {
      yield { references: [] };
      return;
    }
  }
  const { tracked, last } = tracking(api, 'ListDaemons');
  try {
    yield { references: await busyDaemons(tracked, cluster, sinceMs) };
  } catch (error) {
    yield { references: [], failure: failureOf(last(), error) };
  }
}

async function* servicePages(
  api: EcsApi,
  { cluster, from, behind }: Resumed,
): AsyncIterable<DiscoveredPage | 'noCluster'> {
  const { tracked, last } = tracking(api, 'ListServices');
  let place: { readonly from?: string; readonly behind?: string } = {
    ...(from === undefined ? {} : { from }),
    ...(behind === undefined ? {} : { behind }),
  };
  try {
    const list = pages(
      async (page) => {
        const { serviceArns, nextToken } = await tracked.call('ListServices', { cluster, ...page });
        return { members: textsIn(serviceArns), nextToken };
      },
      { maxResults: most.page, from },
    );
    for await (const { members, nextToken } of list) {
      const arns = members.map(({ text }) => text).sort();
      for await (const { references, behind: done } of busyServices(tracked, cluster, arns, place.behind)) {
        const next =
          done === undefined ? nextToken && { cluster, from: nextToken } : { cluster, ...place, behind: done };
        yield { references, ...(next ? { nextToken: writeToken(next) } : {}) };
      }
      place = nextToken === undefined ? {} : { from: nextToken };
    }
  } catch (error) {
    if (isAbsence(error)) yield 'noCluster';
    else yield { references: [], failure: failureOf(last(), error) };
  }
}

/** The API, and which of its operations was called last: a failure is reported with its name. */
function tracking(api: EcsApi, first: EcsOperation): { readonly tracked: EcsApi; readonly last: () => EcsOperation } {
  let last = first;
  const tracked: EcsApi = {
    call: (operation, input) => {
      last = operation;
      return api.call(operation, input);
    },
  };
  return { tracked, last: () => last };
}

function failureOf(operation: string, error: unknown): ListingFailed {
  return new ListingFailed(operation, error instanceof Error ? error : new Error(errorName(error)), isThrottle(error));
}

/** What a service's description shows: busy, at rest, or that its deployment must be read. */
type Finding = 'busy' | 'atRest' | 'askItsDeployment' | 'listItsDeployments';

/** Services of a page that are busy. */
interface Step {
  readonly references: readonly SubjectReference[];
  /** The last service that is done with; absent at the end of the page. */
  readonly behind?: string;
}

/** @param arns - of one page, in their order; those up to `behind` are done with */
async function* busyServices(api: EcsApi, cluster: string, arns: readonly string[], behind = ''): AsyncIterable<Step> {
  const left = arns.filter((arn) => arn > behind);
  const busy: string[] = [];
  const toDescribe: string[] = [];
  const readSoFar = async (): Promise<readonly SubjectReference[]> => {
    const found = [...busy.splice(0), ...(await openAmong(api, toDescribe.splice(0)))];
    return [...new Set(found)].flatMap((arn) => referenceIn(arn, cluster));
  };
  for (const services of chunks(left, most.services)) {
    const answer = await api.call('DescribeServices', { cluster, services });
    const toList: string[] = [];
    for (const service of objectsIn(answer.services)) {
      const { serviceArn, currentServiceDeployment } = service;
      if (typeof serviceArn !== 'string') continue;
      const finding = findingOf(service);
      if (finding === 'busy') busy.push(serviceArn);
      if (finding === 'listItsDeployments') toList.push(serviceArn);
      if (finding === 'askItsDeployment' && typeof currentServiceDeployment === 'string') {
        toDescribe.push(currentServiceDeployment);
      }
    }
    for (const serviceArn of toList) if (await hasOpen(api, cluster, serviceArn)) busy.push(serviceArn);
    const last = services.at(-1);
    if (toList.length > 0 && last !== undefined && last !== left.at(-1)) {
      yield { references: await readSoFar(), behind: last };
    }
  }
  yield { references: await readSoFar() };
}

/** Those of the deployments that are open. */
async function openAmong(api: EcsApi, arns: readonly string[]): Promise<readonly string[]> {
  const open: string[] = [];
  for (const serviceDeploymentArns of chunks(arns, most.deployments)) {
    const answer = await api.call('DescribeServiceDeployments', { serviceDeploymentArns });
    for (const { status, serviceDeploymentArn } of objectsIn(answer.serviceDeployments)) {
      if (isOpen(status) && typeof serviceDeploymentArn === 'string') open.push(serviceDeploymentArn);
    }
  }
  return open;
}

/**
 * Only rolling deployments say here how far they are, and only without a Classic Load Balancer
 * (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Deployment.html). Whether `currentServiceDeployment` is there when
 * nothing is under way is not documented: it is looked at in batches, so that either way is cheap (assumption E4).
 */
function findingOf(service: Service): Finding {
  const { deployments, currentServiceDeployment, deploymentController, deploymentConfiguration, status } = service;
  const controller = deploymentController?.type;
  if (status === 'INACTIVE' || (controller !== undefined && controller !== 'ECS')) return 'atRest';
  const rollouts = objectsIn(deployments).map(({ rolloutState }) => rolloutState);
  if (rollouts.includes('IN_PROGRESS')) return 'busy';
  if (typeof currentServiceDeployment === 'string') return 'askItsDeployment';
  const isTold = rollouts.length === 1 && rollouts[0] !== undefined;
  const isRolling = (deploymentConfiguration?.strategy ?? 'ROLLING') === 'ROLLING';
  return isTold && isRolling ? 'atRest' : 'listItsDeployments';
}

async function hasOpen(api: EcsApi, cluster: string, service: string): Promise<boolean> {
  try {
    const list = pages(async (page) => {
      const input = { cluster, service, status: [...openStatuses], ...page };
      const answer = await api.call('ListServiceDeployments', input);
      return { members: answer.serviceDeployments, nextToken: answer.nextToken };
    });
    for await (const { members } of list) if (members.length > 0) return true;
    return false;
  } catch (error) {
    if (isAbsence(error) || isUnsupported(error)) return false;
    throw error;
  }
}

/**
 * Daemons have no list of what is under way: each that was changed lately is asked. Where a Region has none of them, there is
 * nothing to list.
 */
async function busyDaemons(api: EcsApi, clusterArn: string, sinceMs: number): Promise<readonly SubjectReference[]> {
  const busy: string[] = [];
  try {
    const list = pages(async (page) => {
      const answer = await api.call('ListDaemons', { clusterArn, ...page });
      return { members: answer.daemonSummariesList, nextToken: answer.nextToken };
    });
    for await (const { members } of list) {
      for (const { daemonArn, updatedAt, createdAt } of members) {
        const changed = updatedAt ?? createdAt;
        if (typeof daemonArn !== 'string' || (changed instanceof Date && changed.getTime() < sinceMs)) continue;
        const input = { daemonArn, status: [...openDaemonStatuses], maxResults: most.page };
        const answer = await api.call('ListDaemonDeployments', input);
        // A page may be empty before the last: whoever is looked at in vain costs two calls.
        if (objectsIn(answer.daemonDeployments).length > 0 || answer.nextToken) busy.push(daemonArn);
      }
    }
  } catch (error) {
    if (!isUnsupported(error) && !isAbsence(error)) throw error;
  }
  return busy.flatMap((arn) => referenceIn(arn, clusterArn));
}

function isOpen(status: unknown): boolean {
  return openStatuses.some((open) => open === status);
}

/** A service by its ARN, old or new, or by its deployment's. */
function referenceIn(arn: string, clusterArn: string): readonly SubjectReference[] {
  const parts = parseArn(arn);
  const cluster = parts?.cluster ?? clusterArn.split('/').at(-1);
  return parts === undefined || cluster === undefined ? [] : [referenceTo(parts, cluster)];
}

function* chunks<Member>(members: readonly Member[], size: number): Iterable<Member[]> {
  for (let from = 0; from < members.length; from += size) yield members.slice(from, from + size);
}

function writeToken({ cluster, from, behind, part }: Resumed): string {
  return JSON.stringify({ cluster, from, behind, part });
}

/** A token that is none of ours begins anew: nothing is missed by it. */
function readToken(token: string | undefined): Resumed | undefined {
  if (token === undefined) return undefined;
  const { cluster, from, behind, part } = Object(parsed(token));
  if (typeof cluster !== 'string') return undefined;
  if (part === 'daemons') return { cluster, part };
  return {
    cluster,
    ...(typeof from === 'string' ? { from } : {}),
    ...(typeof behind === 'string' ? { behind } : {}),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
