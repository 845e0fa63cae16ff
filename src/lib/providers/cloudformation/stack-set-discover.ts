import type { StackSetSummary } from '@aws-sdk/client-cloudformation';
import { type DiscoveredPage, ListingFailed } from '../../model/discovery.ts';
import type { SubjectReference } from '../../model/reference.ts';
import { isThrottle } from '../answers.ts';
import type { CallRate } from '../call-rate.ts';
import { pages } from '../paging.ts';
import { isStackSetId, parseStackSetArn, stackSetArn, stackSetReferenceOf } from './stack-set-names.ts';
import { describeStackSet, isStackSetNotFound, listOperations, type StackSetReader } from './stack-sets.ts';
import { isOpenOperation } from './states.ts';

/** So many StackSets are asked for before the listing may stop, to go on in another invocation. */
const setsPerStep = 2;

/** Tokens of this listing begin so: others are of the stacks, which are listed before. */
const tokenPrefix = 'stack-sets:';

export function isStackSetToken(token: string | undefined): token is string {
  return token?.startsWith(tokenPrefix) === true;
}

/** Where the listing of StackSets begins. */
export const firstStackSetToken = `${tokenPrefix}0:`;

/**
 * Every StackSet with an operation under way. There is no filter for that: each StackSet is asked for its newest operations, two calls a
 * second. What cannot be listed does not keep the rest from being found; a throttle ends it.
 */
export async function* discoverStackSets(
  reader: StackSetReader,
  rate: CallRate,
  token: string,
): AsyncIterable<DiscoveredPage> {
  const [, first = '0', pageToken = ''] = /^stack-sets:(\d{1,4}):(.*)$/s.exec(token) ?? [];
  let place = { pageToken, index: Number(first) };
  const listing = pages<StackSetSummary>(
    async ({ maxResults, nextToken }) => {
      await rate();
      const more = nextToken === undefined ? {} : { NextToken: nextToken };
      const answer = await reader.api.call('ListStackSets', { Status: 'ACTIVE', MaxResults: maxResults, ...more });
      return { members: answer.Summaries, nextToken: answer.NextToken };
    },
    { from: place.pageToken },
  );
  try {
    for await (const { members, nextToken } of listing) {
      const ids = members.map(({ StackSetId }) => StackSetId).filter(isStackSetId);
      const behindPage = nextToken === undefined ? undefined : `${tokenPrefix}0:${nextToken}`;
      for (let index = place.index; index < ids.length; index += setsPerStep) {
        const page = await busyAmong(reader, rate, ids.slice(index, index + setsPerStep));
        const isLast = index + setsPerStep >= ids.length;
        const behind = isLast ? behindPage : `${tokenPrefix}${index + setsPerStep}:${place.pageToken}`;
        yield { ...page, ...(behind === undefined ? {} : { nextToken: behind }) };
        if (page.failure?.isThrottle === true) return;
      }
      place = { pageToken: nextToken ?? '', index: 0 };
    }
  } catch (error) {
    yield { references: [], failure: new ListingFailed('ListStackSets', error, isThrottle(error)) };
  }
}

async function busyAmong(reader: StackSetReader, rate: CallRate, ids: readonly string[]): Promise<DiscoveredPage> {
  const references: SubjectReference[] = [];
  let failure: ListingFailed | undefined;
  for (const id of ids) {
    try {
      await rate();
      const operations = await listOperations(reader.api, id);
      if (!operations.some(({ Action, Status }) => Action !== 'DETECT_DRIFT' && isOpenOperation(String(Status))))
        continue;
      await rate();
      const { arn } = await describeStackSet(reader, id);
      const place = parseStackSetArn(arn);
      const reference = place && stackSetReferenceOf(stackSetArn(place));
      if (reference !== undefined) references.push(reference);
    } catch (error) {
      // Deleted since it was listed.
      if (isStackSetNotFound(error)) continue;
      failure = new ListingFailed('ListStackSetOperations', error, isThrottle(error));
      if (failure.isThrottle) break;
    }
  }
  return { references, ...(failure === undefined ? {} : { failure }) };
}
