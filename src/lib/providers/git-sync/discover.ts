import type { SyncBlocker } from '@aws-sdk/client-codestar-connections';
import { parseArn } from '../../model/arn.ts';
import { type DiscoveredPage, ListingFailed } from '../../model/discovery.ts';
import type { SubjectReference } from '../../model/reference.ts';
import { isFinalPhase } from '../../model/statuses.ts';
import type { DiscoverOptions } from '../../ports.ts';
import type { CallRate } from '../call-rate.ts';
import { objectsIn, pages } from '../paging.ts';
import { isNotFound, isThrottle, textOf } from './answers.ts';
import type { GitSyncApi, GitSyncOperation } from './api.ts';
import { byName, isStackName, syncArn, syncType } from './names.ts';
import { phaseOf, resolvedStatus } from './statuses.ts';

/** So many stacks are asked for before the listing may stop, to go on in another invocation. */
const stacksPerStep = 4;

/** Where a listing goes on: behind which repository link, and behind which of its stacks; in the order of their names. */
interface Resumed {
  readonly link: string;
  readonly stack: string;
}

/**
 * Every stack whose sync is under way or blocked. There is no list of those: of each repository its stacks are listed, and each is
 * asked for its newest sync and its blockers. AWS publishes no rate, so the calls of each operation are spaced out.
 */
export async function* discover(
  api: GitSyncApi,
  rateOf: (operation: GitSyncOperation) => CallRate,
  { on, token }: DiscoverOptions = {},
): AsyncIterable<DiscoveredPage> {
  if (on === 'connection') return;
  const resumed = readToken(token);
  const paced: GitSyncApi = {
    async call(operation, input) {
      await rateOf(operation)();
      return api.call(operation, input);
    },
  };
  let links: readonly Link[];
  try {
    links = await linksIn(paced);
  } catch (error) {
    yield { references: [], failure: failureOf('ListRepositoryLinks', error) };
    return;
  }
  const left = links.filter(({ id }) => id >= resumed.link);
  for (const [index, link] of left.entries()) {
    const behindStack = link.id === resumed.link ? resumed.stack : '';
    const next = left[index + 1];
    let isThrottled = false;
    for await (const page of syncsOf(paced, link, behindStack)) {
      isThrottled ||= page.failure?.isThrottle === true;
      const nextToken = page.nextToken ?? (next && writeToken({ link: next.id, stack: '' }));
      yield { ...page, ...(nextToken === undefined ? {} : { nextToken }) };
    }
    if (isThrottled) return;
  }
}

interface Link {
  readonly id: string;
  readonly account: string;
  readonly region: string;
}

/** In one order whenever they are listed, so that a token knows its place. */
async function linksIn(api: GitSyncApi): Promise<readonly Link[]> {
  const found: Link[] = [];
  const list = pages(async ({ maxResults, nextToken }) => {
    const answer = await api.call('ListRepositoryLinks', { MaxResults: maxResults, ...tokenOf(nextToken) });
    return { members: answer.RepositoryLinks, nextToken: answer.NextToken };
  });
  for await (const { members } of list) {
    for (const { RepositoryLinkId: id, RepositoryLinkArn: arn } of members) {
      const { account = '', region = '' } = parseArn(textOf(arn)) ?? {};
      if (typeof id === 'string' && account !== '' && region !== '') found.push({ id, account, region });
    }
  }
  return found.sort((one, other) => (one.id < other.id ? -1 : 1));
}

/** The stacks that follow a repository, a few on each page. A link that was deleted meanwhile has none. */
async function* syncsOf(api: GitSyncApi, link: Link, behind: string): AsyncIterable<DiscoveredPage> {
  let stacks: readonly string[];
  try {
    stacks = await stacksOf(api, link);
  } catch (error) {
    if (isNotFound(error)) yield { references: [] };
    else yield { references: [], failure: failureOf('ListSyncConfigurations', error) };
    return;
  }
  const left = stacks.filter((stack) => stack > behind);
  if (left.length === 0) yield { references: [] };
  for (let from = 0; from < left.length; from += stacksPerStep) {
    const step = left.slice(from, from + stacksPerStep);
    const last = from + stacksPerStep < left.length ? step.at(-1) : undefined;
    const page = await openAmong(api, link, step);
    yield { ...page, ...(last === undefined ? {} : { nextToken: writeToken({ link: link.id, stack: last }) }) };
    if (page.failure?.isThrottle === true) return;
  }
}

async function stacksOf(api: GitSyncApi, { id }: Link): Promise<readonly string[]> {
  const found: string[] = [];
  const list = pages(async ({ maxResults, nextToken }) => {
    const input = { RepositoryLinkId: id, SyncType: syncType, MaxResults: maxResults, ...tokenOf(nextToken) } as const;
    const answer = await api.call('ListSyncConfigurations', input);
    return { members: answer.SyncConfigurations, nextToken: answer.NextToken };
  });
  for await (const { members } of list) {
    for (const { ResourceName: stack } of members) if (isStackName(stack)) found.push(stack);
  }
  return found.sort();
}

/** What cannot be read of one stack does not keep the others from being found; a throttle ends it. */
async function openAmong(api: GitSyncApi, link: Link, stacks: readonly string[]): Promise<DiscoveredPage> {
  const references: SubjectReference[] = [];
  let failure: ListingFailed | undefined;
  for (const stack of stacks) {
    const results = await Promise.allSettled([isUnderWay(api, stack), isBlocked(api, stack)]);
    const isOpen = results.some((result) => result.status === 'fulfilled' && result.value);
    if (isOpen) references.push({ ...byName(stack), target: syncArn(link, stack) });
    for (const [index, result] of results.entries()) {
      if (result.status === 'fulfilled' || isNotFound(result.reason)) continue;
      failure = failureOf(index === 0 ? 'GetResourceSyncStatus' : 'GetSyncBlockerSummary', result.reason);
    }
    if (failure?.isThrottle === true) break;
  }
  return { references, ...(failure === undefined ? {} : { failure }) };
}

async function isUnderWay(api: GitSyncApi, stack: string): Promise<boolean> {
  const { LatestSync } = await api.call('GetResourceSyncStatus', { ResourceName: stack, SyncType: syncType });
  const status = textOf(LatestSync?.Status);
  return status !== '' && !isFinalPhase(phaseOf(status));
}

async function isBlocked(api: GitSyncApi, stack: string): Promise<boolean> {
  const input = { ResourceName: stack, SyncType: syncType } as const;
  const { SyncBlockerSummary } = await api.call('GetSyncBlockerSummary', input);
  return objectsIn(SyncBlockerSummary?.LatestBlockers).some(isActive);
}

export function isActive({ Status }: Pick<SyncBlocker, 'Status'>): boolean {
  return Status !== resolvedStatus;
}

function tokenOf(nextToken: string | undefined): { readonly NextToken?: string } {
  return nextToken === undefined ? {} : { NextToken: nextToken };
}

function failureOf(operation: string, error: unknown): ListingFailed {
  return new ListingFailed(operation, error, isThrottle(error));
}

function writeToken({ link, stack }: Resumed): string {
  return `${link}/${stack}`;
}

/** A token that is none of ours begins anew: nothing is missed by it. */
function readToken(token = ''): Resumed {
  const [, link = '', stack = ''] = /^([0-9a-fA-F-]{36})\/([-a-zA-Z0-9]{0,100})$/.exec(token) ?? [];
  return { link, stack };
}
